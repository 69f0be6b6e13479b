import pytest

from isoledger.cli.errors import KindError, UnknownVenueError
from isoledger.cli.venues import VENUES, kind_of, rules_of, telling_of, venue_of
from isoledger.core.rules import PLAIN_RULES
from tests.cli.kit import COLUMNS

BITMEX = venue_of("bitmex")


def test_a_venue_is_found_by_name_in_any_case():
    assert venue_of("BitMEX") is BITMEX
    with pytest.raises(UnknownVenueError, match="there is aster, binance, "):
        venue_of("x" * 1000)


def test_the_name_of_a_venue_is_its_name_in_stamps():
    assert all(name == venue.name for name, venue in VENUES.items())
    assert all(len({k.name for k in v.kinds}) == len(v.kinds) for v in VENUES.values())


def test_a_kind_is_seen_from_the_first_bytes():
    assert kind_of(BITMEX, COLUMNS.encode() + b"\n", "a.csv", None).name == "wallet-history"
    assert kind_of(BITMEX, b"", "a.csv", "executions").name == "executions"


def test_a_file_that_fits_nothing_or_two_kinds_lists_them():
    with pytest.raises(KindError, match="--kind may be one of wallet-history"):
        kind_of(BITMEX, b"", "a.csv", None)
    both = KindError(file="a.csv", fits=("one", "two"), known=("one", "two"))
    assert str(both) == "a.csv may be one or two; say which with --kind"


def test_a_stranger_goes_by_the_plain_rules_and_tells_nothing():
    assert rules_of("demo") is PLAIN_RULES
    assert rules_of("bitmex") is BITMEX.rules
    assert telling_of("demo", "x") == telling_of("bitmex", "x") == ""
    assert telling_of("bitmex", "wallet-history") != telling_of("bitmex", "executions") != ""
