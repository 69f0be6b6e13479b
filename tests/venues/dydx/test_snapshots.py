from fractions import Fraction

import pytest

from isoledger.core.books import pool_book
from isoledger.core.events import BalanceAssertion, Listing, PositionAssertion
from isoledger.venues.dydx.indexer import LOT, USDC
from isoledger.venues.dydx.snapshots import MARKETS, ON_CHAIN, SUBACCOUNT
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import events, told, why_not

AT = Given(taken_ns=5)
MAIN, CHILD = pool_book("subaccount-0"), pool_book("subaccount-128")


def subaccount(**changes: object) -> dict:
    return {
        "address": "dydx1a",
        "subaccountNumber": 128,
        "openPerpetualPositions": {"BTC-USD": {"side": "SHORT", "size": "0.5"}},
        "assetPositions": {
            "USDC": {"side": "LONG", "size": "100.5"},
            "BTC": {"side": "SHORT", "size": "1"},
        },
        "updatedAtHeight": "1",
        **changes,
    }


def test_a_subaccount_is_its_purse_and_its_positions():
    purse, debt, held = events(SUBACCOUNT, subaccount(), given=AT)
    assert isinstance(purse, BalanceAssertion)
    assert (purse.book, purse.amount) == (CHILD, USDC.exactly("100.5"))
    assert (debt.amount.asset.code, debt.amount.units < 0) == ("BTC", True)
    assert isinstance(held, PositionAssertion)
    assert held.size == -int(Fraction(1, 2) / LOT)


def test_a_position_on_no_side_is_parked():
    row = subaccount(openPerpetualPositions={"BTC-USD": {"side": "BUY", "size": "0.5"}})
    assert "neither LONG nor SHORT" in why_not(SUBACCOUNT, row, given=AT)


def chain(**changes: object) -> dict:
    held = {"asset_id": 0, "quantums": "45201296"}
    return {
        "subaccount": {
            "id": {"owner": "dydx1a", "number": 3},
            "asset_positions": [held],
            "perpetual_positions": [],
            **changes,
        }
    }


def on_chain(**changes: object):
    return chain(**changes)["subaccount"]


def test_a_purse_on_the_chain_is_in_whole_quantums():
    (purse,) = events(ON_CHAIN, on_chain(), given=AT)
    assert (purse.book, purse.amount) == (pool_book("subaccount-3"), USDC.exactly("45.201296"))
    (nobody,) = events(ON_CHAIN, on_chain(id={"number": ""}), given=AT)
    assert nobody.book == MAIN


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"asset_positions": [{"asset_id": 1, "quantums": "1"}]}, "is not 0, which is USDC"),
        ({"asset_positions": [{"quantums": "1.5"}]}, "is not whole"),
        ({"perpetual_positions": [{"perpetual_id": 0}]}, "ask the indexer"),
        ({"id": None}, "id"),
    ],
)
def test_a_purse_on_the_chain_that_is_not_all_there_is_is_parked(changes, why):
    assert why in why_not(ON_CHAIN, on_chain(**changes), given=AT)


def test_markets_are_listed_with_their_fractions():
    path = "dydx/nautechsystems__nautilus_trader/http_get_perpetual_markets.json"
    done = MARKETS.translate(MARKETS.records(real(path).read_bytes(), "f"), "A")
    listed = {e.instrument.symbol: e.instrument for e in done.events if isinstance(e, Listing)}
    assert sorted(listed) == ["BTC-USD", "ETH-USD", "SOL-USD"]
    table = listed["SOL-USD"].tiers.at(0)
    assert table.at(Fraction(1)).maintenance == Fraction("0.03")
    assert listed["SOL-USD"].tick == Fraction("0.01")


def test_a_market_alone_is_listed_too_and_what_is_none_is_left_out():
    row = {
        "ticker": "BTC-USD",
        "atomicResolution": -10,
        "stepSize": "1",
        "tickSize": "1",
        "initialMarginFraction": "0.02",
        "maintenanceMarginFraction": "0.012",
    }
    assert len(told(MARKETS, row).events) == 1
    assert len(told(MARKETS, {"BTC-USD": row, "note": "x"}).events) == 1
