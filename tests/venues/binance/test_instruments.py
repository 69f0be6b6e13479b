from fractions import Fraction

import pytest

from isoledger.core.events import Listing
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId
from isoledger.venues.binance import VENUE
from isoledger.venues.binance.instruments import INSTRUMENTS, TIERS
from isoledger.venues.binance.terms import LOT, contract
from isoledger.venues.binance.trades import USER_TRADES
from isoledger.venues.translation import NOTHING_GIVEN, Given
from tests.real import real
from tests.venues.rows import replayed, told, why_not


def symbol(**changes: object) -> dict:
    return {
        "symbol": "BTCUSD_200925",
        "baseAsset": "BTC",
        "quoteAsset": "USD",
        "marginAsset": "BTC",
        "contractType": "CURRENT_QUARTER",
        "deliveryDate": 1601020800000,
        "contractSize": 100,
        "filters": [
            {"filterType": "LOT_SIZE", "stepSize": "1"},
            {"filterType": "PRICE_FILTER", "tickSize": "0.1"},
        ],
        **changes,
    }


def listed(row: dict, given: Given = NOTHING_GIVEN) -> Listing:
    statement = INSTRUMENTS if "filters" in row else TIERS
    (event,) = told(statement, row, given=given).events
    assert isinstance(event, Listing)
    return event


def test_the_recorded_contracts_have_the_lots_that_their_trades_have():
    folder = real("binance/nautechsystems__nautilus_trader")
    data = (folder / "http_responses__http_futures_market_exchange_info.json").read_bytes()
    done = INSTRUMENTS.translate(INSTRUMENTS.records(data, "f"), "A")
    found = {event.instrument.symbol: event.instrument for event in done.events}
    for name, terms in found.items():
        said = contract(name)
        assert (terms.lot, terms.multiplier, terms.settle) == (
            said.lot,
            said.multiplier,
            said.settle,
        )
    assert found["BTCUSDT"].tick == Fraction("0.1")
    assert found["BTCUSDT"].expiry_ns is None
    assert done.events[0].stamp.id.endswith(":1645233611962")


def test_a_coin_contract_has_its_face_and_its_day():
    terms = listed(symbol()).instrument
    assert (terms.multiplier, terms.lot, terms.tick) == (100, 1, Fraction("0.1"))
    assert terms.expiry_ns == contract("BTCUSD_200925").expiry_ns
    without = symbol()
    del without["deliveryDate"]
    assert listed(without).instrument.expiry_ns is None


def test_an_older_answer_names_neither_margin_asset_nor_kind():
    row = symbol(symbol="BTCUSDT", quoteAsset="USDT")
    del row["marginAsset"], row["contractType"], row["contractSize"]
    terms = listed(row).instrument
    assert (terms.settle.code, terms.expiry_ns, terms.lot) == ("USDT", None, LOT)


@pytest.mark.parametrize("sign", [{"permissions": ["SPOT"]}, {"isSpotTradingAllowed": True}])
def test_a_spot_pair_is_no_history(sign):
    assert len(told(INSTRUMENTS, symbol(**sign)).skipped) == 1


@pytest.mark.parametrize("filters", [[], [7], "x", [{"filterType": "LOT_SIZE"}]])
def test_a_contract_without_a_tick_is_parked(filters):
    assert "has no PRICE_FILTER" in why_not(INSTRUMENTS, symbol(filters=filters))


def brackets(**changes: object) -> dict:
    return {
        "symbol": "ETHUSDT",
        "brackets": [
            {
                "bracket": 1,
                "initialLeverage": 75,
                "notionalCap": 10000,
                "notionalFloor": 0,
                "maintMarginRatio": 0.0065,
                "cum": 0,
            }
        ],
        **changes,
    }


def test_tiers_complete_the_terms_that_are_known_or_those_of_the_name():
    named = listed(brackets()).instrument
    assert named.tiers.at(0).tiers[0].maintenance == Fraction("0.0065")
    assert named.tick == LOT
    fine = listed(symbol(symbol="ETHUSDT", quoteAsset="USDT", contractType="PERPETUAL")).instrument
    given = Given(listed=FrozenMap({"ETHUSDT": fine}))
    known = listed(brackets(), given).instrument
    assert (known.tick, known.tiers) == (fine.tick, named.tiers)


def test_brackets_that_are_no_table_are_parked():
    assert "'bracket': is missing" in why_not(TIERS, brackets(brackets=[{"initialLeverage": 0}]))
    assert "there is no tier" in why_not(TIERS, brackets(brackets=[]))
    assert "'7' is no bracket" in why_not(TIERS, brackets(brackets=[7]))
    assert "is no list" in why_not(TIERS, brackets(brackets="none"))


def test_terms_and_tiers_hold_before_the_first_trade():
    trade = {
        "symbol": "ETHUSDT",
        "id": 1,
        "side": "BUY",
        "price": "2",
        "qty": "1",
        "quoteQty": "2",
        "realizedPnl": "0",
        "commission": "0",
        "commissionAsset": "USDT",
        "positionSide": "BOTH",
        "time": 0,
    }
    done = [*told(USER_TRADES, trade).events, *told(TIERS, brackets()).events]
    at = PositionId("ETHUSDT", "net", "cross")
    assert replayed(VENUE, done).account.holding(at).size == 10**8
