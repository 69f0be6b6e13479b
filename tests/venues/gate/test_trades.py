"""Gate's trades: sizes, signs of fees, words of the venue, both sides of a contract."""

import json

import pytest

from isoledger.core.events import Deleveraging, Fill, Liquidation
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.gate import VENUE
from isoledger.venues.gate.book import USDT_BOOK, USDT_REST
from isoledger.venues.gate.instruments import CONTRACTS
from isoledger.venues.gate.rules import CROSS, CROSS_BOOK
from isoledger.venues.gate.trades import CLOSES, DUAL_TRADES, TRADE_STREAM, TRADES
from tests.answers import commented
from tests.real import real
from tests.venues.rows import bare, events, one, replayed, why_not

USDT = Asset("USDT", 12)
TERMS = {
    "name": "BTC_USDT",
    "type": "direct",
    "quanto_multiplier": "0.0001",
    "order_price_round": "0.1",
}


def trade(size, price, at, **more):
    fields = {"id": at, "create_time": f"{1700000000 + at}.123", "contract": "BTC_USDT"}
    return (
        fields
        | {
            "order_id": "1",
            "size": size,
            "price": price,
            "fee": "0.01",
            "role": "taker",
            "text": "t-1",
        }
        | more
    )


def test_a_life_brings_its_profit_less_its_fees():
    done = [
        *CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events,
        *events(TRADES, trade("-30", "40000", 3), trade("30.5", "39000", 2)),
    ]
    account = replayed(VENUE, done).account
    assert account.balance(USDT, CROSS_BOOK) == USDT.exactly("2.98")  # 30 x 0.0001 x 1000 - 0.02
    held = account.holding(PositionId("BTC_USDT", "net", CROSS))
    assert held.size == 5_000  # half a contract, in lots of a ten-thousandth


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("liq-123", Liquidation),
        ("liquidation", Liquidation),
        ("hedge-liq-5", Liquidation),
        ("auto_deleveraging", Deleveraging),
        ("t-liq", Fill),
        (None, Fill),
    ],
)
def test_the_word_of_an_order_tells_what_the_venue_did(text, event):
    assert isinstance(one(TRADES, trade("-1", "1", 1, text=text)), event)


@pytest.mark.parametrize(
    ("size", "closes", "leg"),
    [("3", "0", "long"), ("-3", "0", "short"), ("3", "3", "short"), ("-3", "-3", "long")],
)
def test_in_dual_mode_what_a_trade_closes_tells_its_leg(size, closes, leg):
    fill = one(DUAL_TRADES, trade(size, "1", 1, close_size=closes))
    assert fill.position == PositionId("BTC_USDT", leg, CROSS)


def test_in_dual_mode_a_trade_must_say_what_it_closes():
    assert "close_size" in why_not(DUAL_TRADES, trade("1", "1", 1))


def test_the_stream_and_the_answer_say_one_fact():
    answer = trade("1.5", "40000.4", 1, id="3335259", create_time="1628736848.321")
    message = answer | {"create_time_ms": "1628736848321", "create_time": "1628736848"}
    a, b = one(TRADES, answer), one(TRADE_STREAM, message)
    assert (a.stamp, bare(a)) == (b.stamp, bare(b))


def test_a_rebate_is_a_fee_below_zero():
    assert one(TRADES, trade("1", "1", 1, fee="-0.5")).fee == USDT.exactly("-0.5")


def closes():
    yield from (data for title, data in commented("gate") if "PositionsHistory" in title)
    path = (
        "gate/JKorf__GateIo.Net/Endpoints__PerpetualFutures__Trading__GetPositionCloseHistory.txt"
    )
    yield real(path).read_bytes().partition(b"true\n")[2]


def test_every_recorded_close_is_the_sum_of_its_parts():
    seen = 0
    for data in closes():
        for record in CLOSES.records(data, "f"):
            parts = (record.number(name).value for name in ("pnl_pnl", "pnl_fee", "pnl_fund"))
            assert record.number("pnl").value == sum(parts)
            seen += 1
    assert seen == 2


def test_book_and_trades_end_at_one_balance():
    deal = {"contract": "BTC_USDT", "text": "BTC_USDT:1", "trade_id": "3"}
    rows = [
        {"type": "fund", "change": "-0.25", "balance": "102.71"},
        {"type": "fee", "change": "-0.02", "balance": "102.96"},
        {"type": "pnl", "change": "3", "balance": "102.98"},
        {"type": "fee", "change": "-0.02", "balance": "99.98"},
        {"type": "dnw", "change": "100", "balance": "100", "contract": "", "text": ""},
    ]
    book = [
        deal | row | {"time": f"{1700000000 + at}.5"}
        for row, at in zip(rows, (4, 3, 3, 2, 0), strict=True)
    ]
    by_book = replayed(VENUE, events(USDT_BOOK, *book)).account
    by_trades = replayed(
        VENUE,
        [
            *CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events,
            *events_of(USDT_REST, book),
            *events(
                TRADES,
                trade("-30", "40000", 3, fee="0.02"),
                trade("30", "39000", 2, fee="0.02"),
            ),
        ],
    ).account
    ends = {account.balance(USDT, CROSS_BOOK) for account in (by_book, by_trades)}
    assert ends == {USDT.exactly("102.71")}


def events_of(statement, rows):
    return statement.translate(statement.records(json.dumps(rows).encode(), "b"), "A").events
