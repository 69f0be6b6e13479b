from itertools import pairwise

from hypothesis import given, strategies as st

from isoledger.core.events import Correction, Fill, Listing, Transfer
from isoledger.core.ledger import Ledger
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing import WRITERS, Author, Dice

NUMBERS = st.lists(st.integers(0, 10**24), min_size=1, max_size=20)


def test_dice_throw_what_is_in_the_number():
    dice = Dice(1234)
    assert [dice.below(10) for _ in range(4)] == [4, 3, 2, 1]


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_a_throw_about_nothing_is_within_reach(number, reach):
    assert -reach <= Dice(number).about(reach) <= reach
    assert Dice(0).about(reach) == 0


def test_the_terms_come_before_the_first_event_of_a_symbol():
    author = Author(PLAIN_RULES)
    author.write(WRITERS["fill"], 0)
    assert [type(event) for event in author.events] == [Listing, Fill]


def test_what_is_not_possible_is_not_written():
    author = Author(PLAIN_RULES)
    assert author.write(WRITERS["close"], 0) is None
    assert author.events == []


@given(NUMBERS)
def test_the_authors_account_is_what_the_events_add_up_to(numbers):
    author = Author(PLAIN_RULES)
    kinds = sorted(WRITERS)
    for number in numbers:
        author.write(WRITERS[kinds[number % len(kinds)]], number)
    assert author.account == Ledger.replay(author.events, rules=PLAIN_RULES).account
    orders = [event.stamp.order for event in author.events]
    assert all(a < b for a, b in pairwise(orders))


def test_an_author_goes_on_where_another_left_off():
    first = Author(PLAIN_RULES)
    first.write(WRITERS["transfer"], 5)
    second = Author(PLAIN_RULES, first.events)
    second.write(WRITERS["correct"], 0)
    assert [type(event) for event in second.events] == [Transfer, Correction]
    assert second.account.wallet == Author(PLAIN_RULES).account.wallet
