"""Positions as the indexer states them; the recorded file holds none of dYdX."""

from fractions import Fraction

import pytest

from isoledger.venues.dydx import stated
from isoledger.venues.errors import FieldError
from isoledger.venues.stated import Besides
from tests.venues.recorded import recorded, solved

RAW = {
    "market": "ETH-USD",
    "status": "OPEN",
    "side": "SHORT",
    "size": "-3",
    "entryPrice": "2900",
    "unrealizedPnl": "-300",
    "equity": "700",
    "oraclePrice": "3000",
}
RATE = Besides(maintenance=Fraction("0.05"))


def test_the_recorded_file_holds_no_position_of_dydx():
    assert recorded("dydx") == {}


def test_a_position_alone_in_its_subaccount_is_solved():
    found = stated(RAW, RATE)
    # 1000 + 8700 - 3 p = 0.15 p
    assert solved(found).exact == Fraction(9700) / Fraction("3.15")
    assert (found.reported, found.mark, found.missing) == (None, 3000, ())
    assert found.sentinel == "the indexer states no liquidation price"
    assert found.assumed == ("it is alone in its subaccount",)


def test_a_side_gives_an_unsigned_size_its_sign():
    assert solved(stated(RAW | {"size": "3"}, RATE)) == solved(stated(RAW, RATE))
    long = stated(RAW | {"size": "3", "side": "LONG"}, RATE)
    assert long.subject.holding.size > 0


def test_what_the_record_lacks_is_named():
    bare = {name: RAW[name] for name in ("market", "size", "entryPrice")}
    found = stated(bare)
    assert found.subject is None
    assert found.missing == (
        "the maintenance margin fraction of the market",
        "the equity of the subaccount",
    )
    assert stated(bare, Besides(margin=Fraction(1))).missing == found.missing[:1]


def test_equity_without_a_stated_profit_is_margin():
    bare = {name: RAW[name] for name in ("market", "size", "entryPrice", "equity")}
    rated = stated(bare | {"maintenanceMarginFraction": "0.05"}, Besides(mark=Fraction(1)))
    assert rated.subject.margin.value == 700
    assert rated.mark == 1


def test_a_record_without_its_market_is_refused():
    with pytest.raises(FieldError, match="market"):
        stated({"size": "1", "entryPrice": "1"})
