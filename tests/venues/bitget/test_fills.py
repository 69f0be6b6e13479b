"""Bitget's fills, by two accounts with two signs."""

from fractions import Fraction

import pytest

from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.venues.bitget import VENUE
from isoledger.venues.bitget.contracts import CONTRACTS, LOT
from isoledger.venues.bitget.fills import FILLS, UNIFIED_FILLS
from tests.answers import answer as answered
from tests.real import real
from tests.venues.bitget.told import read

FOLDER = "bitget/JKorf__Bitget.Net/"
ROW = {
    "tradeId": "1",
    "symbol": "BTCUSDT",
    "price": "100",
    "baseVolume": "2",
    "side": "buy",
    "tradeSide": "open",
    "posMode": "one_way_mode",
    "profit": "0",
    "cTime": "1",
    "feeDetail": [
        {"deduction": "no", "feeCoin": "USDT", "totalDeductionFee": "0", "totalFee": "-0.12"}
    ],
}
UNIFIED = {
    "execId": "1",
    "symbol": "BTCUSDT",
    "category": "USDT-FUTURES",
    "execPrice": "100",
    "execQty": "2",
    "side": "buy",
    "tradeSide": "open",
    "execPnl": "0",
    "updatedTime": "1",
    "feeDetail": [{"feeCoin": "USDT", "fee": "0.12"}],
}


def recorded(statement, name):
    told = statement.translate(statement.records(answered(real(FOLDER + name))[1], "f"), "a")
    assert not told.untranslated
    return told.events


def test_the_same_trade_by_both_accounts_pays_the_same_fee():
    """The sign trap: below zero when paid in one, above in the other."""
    (classic,), (unified,) = read(FILLS, ROW).events, read(UNIFIED_FILLS, UNIFIED).events
    for name in ("position", "size", "price", "fee", "realised"):
        assert getattr(classic, name) == getattr(unified, name)
    assert classic.fee.value == Fraction("0.12")


@pytest.mark.parametrize(
    ("side", "trade", "leg", "sign"),
    [
        ("buy", "open", "long", 1),
        ("buy", "close", "long", -1),
        ("sell", "open", "short", -1),
        ("sell", "close", "short", 1),
    ],
)
def test_in_hedge_mode_the_side_is_the_leg_and_the_trade_opens_or_closes_it(side, trade, leg, sign):
    row = ROW | {"posMode": "hedge_mode", "side": side, "tradeSide": trade}
    (event,) = read(FILLS, row).events
    assert event.position == PositionId("BTCUSDT", leg, "cross")
    assert event.size == 2 * sign / LOT


def test_the_recorded_fills_are_read():
    (old,) = recorded(FILLS, "Endpoints__Futures__Trading__GetHistoricalUserTrades.txt")
    assert (old.position.symbol, old.fee.value) == ("ETHUSDT", Fraction("0.02161596"))
    (small,) = recorded(FILLS, "Endpoints__Futures__Trading__GetUserTrades.txt")
    assert (small.position, small.fee.asset.code) == (PositionId("ETHUSDT", "long", "cross"), "BGB")
    (unified,) = recorded(UNIFIED_FILLS, "Endpoints__Unified__Trading__GetUserTrades.txt")
    assert unified.fee.value == Fraction("0.6417006")


def test_the_recorded_messages_of_the_stream_are_the_same_kinds():
    (classic,) = recorded(FILLS, "Subscriptions__Futures__UserTrade.txt")
    (unified,) = recorded(UNIFIED_FILLS, "Subscriptions__Unified__UserTrade.txt")
    assert (classic.fee.value, unified.fee.value) == (Fraction("0.183717"), Fraction("0.569958"))
    assert unified.position.leg == "long"


def test_fills_make_positions_under_the_terms_of_the_contract():
    contract = {
        "symbol": "BTCUSDT",
        "baseCoin": "BTC",
        "quoteCoin": "USDT",
        "sizeMultiplier": "1",
        "pricePlace": "1",
        "priceEndStep": "1",
    }
    close = ROW | {
        "tradeId": "2",
        "side": "sell",
        "tradeSide": "close",
        "price": "110",
        "profit": "20",
        "cTime": "2",
    }
    told = read(FILLS, close, ROW)
    found = Ledger.replay([*read(CONTRACTS, contract).events, *told.events], rules=VENUE.rules)
    assert not list(findings(found))
    asset = told.events[0].fee.asset
    assert found.account.balance(asset, "pool:cross").value == Fraction("19.76")


def test_a_fee_of_no_coin_is_in_the_settling_one_and_none_is_none():
    (event,) = read(FILLS, ROW | {"feeDetail": [{"totalFee": "-1"}]}).events
    assert (event.fee.asset.code, event.fee.value) == ("USDT", 1)
    (free,) = read(FILLS, ROW | {"feeDetail": []}).events
    assert free.fee is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": "hold"},
        {"symbol": "BTCUSD"},
        {"baseVolume": "1e-9"},
        {"feeDetail": [{"totalFee": "1"}, {"totalFee": "2"}]},
        {"feeDetail": ["x"]},
        {"feeDetail": "x"},
    ],
)
def test_a_fill_that_does_not_say_what_it_is_is_parked(wrong):
    assert read(FILLS, ROW | wrong).untranslated


def test_spot_fills_of_the_unified_account_are_refused():
    assert read(UNIFIED_FILLS, UNIFIED | {"category": "spot"}).skipped
