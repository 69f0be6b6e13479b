"""KuCoin's fills and fundings, from every door."""

import json

import pytest

from isoledger.core.events import Deleveraging, Fill, Liquidation
from isoledger.core.money import Asset
from isoledger.venues.kucoin import VENUE
from isoledger.venues.kucoin.fills import (
    FILL_STREAM,
    FILLS,
    FUNDING_STREAM,
    FUNDINGS,
    RECENT_FILLS,
    UNIFIED_FILLS,
    UNIFIED_FUNDINGS,
)
from isoledger.venues.kucoin.instruments import CONTRACTS
from isoledger.venues.kucoin.ledger import HISTORY, TRANSFERS
from isoledger.venues.kucoin.rules import CROSS_BOOK
from tests.venues.rows import bare, events, one, replayed, told, why_not

USDT, XBT = Asset("USDT", 20), Asset("XBT", 20)
TERMS = {
    "symbol": "XBTUSDTM",
    "baseCurrency": "XBT",
    "quoteCurrency": "USDT",
    "settleCurrency": "USDT",
    "multiplier": 0.001,
    "tickSize": 0.1,
    "isInverse": False,
    "expireDate": None,
}


def fill(number, side, size, price, **more):
    value = f"{size * price / 1000:.6f}"
    return {
        "symbol": "XBTUSDTM",
        "tradeId": number,
        "orderId": "o",
        "side": side,
        "price": str(price),
        "size": size,
        "value": value,
        "fee": "0.01",
        "feeCurrency": "USDT",
        "tradeType": "trade",
        "settleCurrency": "USDT",
        "tradeTime": 1558334496000000000 + int(number),
    } | more


def test_a_life_brings_its_profit_less_fees_with_funding():
    terms = CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events
    trades = events(RECENT_FILLS, fill("3", "sell", 10, 41000), fill("2", "buy", 10, 40000))
    paid = {"symbol": "XBTUSDTM", "timePoint": 1558334496000, "funding": -0.04}
    funding = events(FUNDINGS, paid | {"settleCurrency": "USDT", "positionQty": 10})
    account = replayed(VENUE, [*terms, *trades, *funding]).account
    assert account.balance(USDT, CROSS_BOOK) == USDT.exactly("9.94")  # 10 - 0.02 - 0.04


def test_the_value_that_was_booked_is_the_cost():
    bought, sold = (one(FILLS, fill("1", side, 10, 40000)) for side in ("buy", "sell"))
    assert (bought.cost, sold.cost) == (USDT.exactly("400"), USDT.exactly("-400"))
    inverse = {"symbol": "XBTUSDM", "settleCurrency": "XBT", "feeCurrency": "XBT"}
    bought, sold = (
        one(FILLS, fill("1", side, 10, 8302, value="0.001204529", **inverse))
        for side in ("buy", "sell")
    )
    assert (bought.cost, sold.cost) == (XBT.exactly("-0.001204529"), XBT.exactly("0.001204529"))


def test_a_value_that_is_not_stated_is_computed():
    assert one(FILLS, fill("1", "buy", 10, 40000, value=None)).cost is None


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("trade", Fill),
        ("settlement", Fill),
        ("liquidation", Liquidation),
        ("adl", Deleveraging),
        (None, Fill),
    ],
)
def test_the_type_tells_what_the_venue_did(word, event):
    assert isinstance(one(FILLS, fill("1", "sell", 1, 1, tradeType=word)), event)


def test_an_unknown_type_is_parked():
    assert "'GIFT' is no type" in why_not(FILLS, fill("1", "sell", 1, 1, tradeType="gift"))
    assert "is 7, not text" in why_not(FILLS, fill("1", "sell", 1, 1, tradeType=[7])).replace(
        "['7']", "7"
    )


def test_the_two_lists_of_fills_are_told_apart():
    rows = [fill("1", "sell", 1, 1)]
    page = json.dumps({"data": {"totalNum": 1, "items": rows}}).encode()
    recent = json.dumps({"data": rows}).encode()
    assert [kind.name for kind in VENUE.kinds if kind.recognises(page)] == ["fills"]
    assert [kind.name for kind in VENUE.kinds if kind.recognises(recent)] == ["recent-fills"]


def test_the_unified_answer_and_its_stream_say_one_fact():
    row = fill("7", "BUY", 2, 30000, settleCurrency=None, fillType="NORMAL", tradeType="FUTURES")
    answer = one(UNIFIED_FILLS, row | {"executionTime": row["tradeTime"]})
    letters = {"E": row["tradeTime"], "S": "BUY", "f": "0.01", "fC": "USDT", "p": "30000"}
    letters |= {"q": "2", "s": "XBTUSDTM", "oi": "o", "ti": "7"}
    message = one(FILL_STREAM, {"T": "execution.FUTURES", "d": letters} | letters)
    assert answer.stamp == message.stamp
    assert bare(answer) | {"cost": None} == bare(message)


def test_a_fee_without_a_currency_is_of_the_contract():
    assert one(FILLS, fill("1", "buy", 1, 1, feeCurrency=None)).fee == USDT.exactly("0.01")
    other = one(FILLS, fill("1", "buy", 1, 1, feeCurrency="KCS"))
    assert other.fee == Asset("KCS", 20).exactly("0.01")


def test_a_spot_trade_is_told_by_the_ledger():
    row = fill("1", "buy", 1, 1, symbol="BTC-USDT", fillType="NORMAL")
    (aside,) = told(UNIFIED_FILLS, row | {"executionTime": 1}).skipped
    assert "the ledger tells both" in aside.reason


def test_funding_has_one_identity_at_every_door():
    classic = {"symbol": "XBTUSDTM", "timePoint": 1776153600000, "funding": -0.054}
    unified = {"symbol": "XBTUSDTM", "settlementTime": 1776153600000, "fundingFee": "-0.054"}
    stream = {"fundingTime": 1776153600000, "fundingFee": -0.054, "qty": 5}
    topic = {"topic": "/contract/position:XBTUSDTM", "subject": "position.settlement"}
    told_by = [
        one(statement, row | {"settleCurrency": "USDT"})
        for statement, row in (
            (FUNDINGS, classic),
            (UNIFIED_FUNDINGS, unified),
            (FUNDING_STREAM, stream | topic),
        )
    ]
    assert len({event.stamp.id for event in told_by}) == 1
    assert [bare(event) for event in told_by] == [bare(told_by[0])] * 3
    assert told_by[0].amount == USDT.exactly("-0.054")


def test_a_streamed_funding_without_a_contract_is_parked():
    row = {"fundingTime": 1, "fundingFee": 1, "qty": 5, "settleCurrency": "USDT"}
    assert "symbol" in why_not(FUNDING_STREAM, row | {"topic": "/contract/positionAll"})
    assert "symbol" in why_not(FUNDING_STREAM, row)


def test_ledger_and_fills_end_at_one_balance():
    at = 1558334496000
    line = {"fee": 0, "accountEquity": 0, "status": "Completed", "currency": "USDT", "time": at}
    rows = [
        line | {"type": "RealisedPNL", "amount": -10.06, "remark": "XBTUSDTM", "offset": 2},
        line | {"type": "TransferIn", "amount": 100, "remark": "", "offset": 1},
    ]
    paid = {"symbol": "XBTUSDTM", "timePoint": at, "funding": -0.04, "settleCurrency": "USDT"}
    trades = [
        *CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events,
        *told(TRANSFERS, *rows).events,
        *events(RECENT_FILLS, fill("3", "sell", 10, 40000), fill("2", "buy", 10, 41000)),
        *events(FUNDINGS, paid | {"positionQty": 10}),
    ]
    by_ledger = replayed(VENUE, events(HISTORY, *rows)).account
    by_fills = replayed(VENUE, trades).account
    ends = {account.balance(USDT, CROSS_BOOK) for account in (by_ledger, by_fills)}
    assert ends == {USDT.exactly("89.94")}
