"""What every venue that can be read has in common."""

import pytest

from isoledger.core.identity import Stamp
from isoledger.venues.directory import VENUES


@pytest.mark.parametrize("name", VENUES)
def test_a_venue_is_found_by_the_name_in_its_stamps(name):
    assert VENUES[name].name == name == name.lower()
    assert Stamp(time_ns=0, venue=name, account="a", id="x").venue == name


@pytest.mark.parametrize("name", VENUES)
def test_a_venue_says_what_can_be_read_and_what_its_records_never_show(name):
    venue = VENUES[name]
    names = [kind.name for kind in venue.kinds]
    assert len(set(names)) == len(names) > 0
    assert venue.unseen
    for kind in venue.kinds:
        assert kind.title
        assert kind.types, f"{name} {kind.name} does not say what its records become"
        assert all(kind.types.values())
