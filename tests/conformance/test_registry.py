import pytest

from isoledger.conformance import CaseError
from isoledger.conformance.registry import (
    BOOKS,
    READERS,
    RUNNERS,
    VENUES,
    Known,
    books_of,
    readers_of,
    runners_of,
)
from isoledger.core.rules import PLAIN_RULES
from tests.conformance.kit import RUNNERS as MINE, stated

NOWHERE = Known(
    name="nowhere",
    runners=MINE,
    reader=stated,
    books={"nowhere_linear": PLAIN_RULES},
    aliases=("no-where",),
)


def test_a_line_a_venue_makes_the_tables():
    assert set(runners_of([*VENUES, NOWHERE])) == set(RUNNERS) | set(MINE)
    assert set(readers_of([*VENUES, NOWHERE])) == set(READERS) | {"nowhere", "no-where"}
    assert set(books_of([*VENUES, NOWHERE])) == set(BOOKS) | {"nowhere_linear"}


def test_a_venue_may_have_no_reader():
    assert readers_of([Known(name="silent")]) == {}


def test_two_venues_cannot_claim_one_thing():
    with pytest.raises(CaseError, match="nowhere double has a runner already"):
        runners_of([NOWHERE, Known(name="twin", runners=MINE)])
    with pytest.raises(CaseError, match="no-where has a reader already"):
        readers_of([NOWHERE, Known(name="no-where", reader=stated)])


def test_every_venue_is_there_once_and_with_something_to_say():
    names = [known.name for known in VENUES]
    assert sorted(set(names)) == names
    for known in VENUES:
        assert known.runners or known.reader or known.books, known.name
        assert all(callable(runner) for runner in known.runners.values())
