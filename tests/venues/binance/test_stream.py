import pytest

from isoledger.core.events import (
    BalanceAssertion,
    Fill,
    LeverageChange,
    Listing,
    PositionAssertion,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact
from isoledger.venues.binance import VENUE
from isoledger.venues.binance.stream import STREAM
from isoledger.venues.binance.trades import USER_TRADES
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import events, one, replayed, told, why_not

USDT = Asset("USDT", 8)
FOLDER = "binance/nautechsystems__nautilus_trader/futures__user_data_json__"


def recorded(name: str) -> list:
    data = real(f"{FOLDER}{name}.json").read_bytes()
    done = STREAM.translate(STREAM.records(data, "f"), "A")
    assert done.is_whole
    assert not done.untranslated
    return [event for event in done.events if not isinstance(event, Listing)]


def order(**changes: object) -> dict:
    its = {
        "s": "BTCUSDT",
        "c": "TEST",
        "S": "BUY",
        "x": "TRADE",
        "l": "0.001",
        "L": "7100.50",
        "n": "0.01000000",
        "N": "USDT",
        "rp": "0",
        "T": 1568879465651,
        "t": 12345678,
        "ps": "LONG",
        **changes,
    }
    return {"e": "ORDER_TRADE_UPDATE", "E": 1568879465652, "T": 1568879465652, "o": its}


def test_a_trade_of_the_stream_is_the_event_that_the_answer_tells():
    answered = {
        "symbol": "BTCUSDT",
        "id": 12345678,
        "side": "BUY",
        "price": "7100.50",
        "qty": "0.001",
        "quoteQty": "7.1005",
        "realizedPnl": "0",
        "commission": "0.01",
        "commissionAsset": "USDT",
        "time": 1568879465651,
        "positionSide": "LONG",
    }
    live, pulled = one(STREAM, order()), one(USER_TRADES, answered)
    assert live == pulled
    both = replayed(VENUE, [*told(STREAM, order()).events, live, pulled])
    assert both.account.holding(live.position).size == 100_000


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("order_update_trade", 100_000),
        ("order_update_trade_partial", 100_000),
        ("order_update_calculated", -1_400_000),
        ("order_update_insurance", -2_000_000),
        ("order_update_adl", 500_000),
    ],
)
def test_trades_of_the_user_and_of_the_venue_are_trades(name, size):
    (fill,) = recorded(name)
    assert isinstance(fill, Fill)
    assert fill.size == size


@pytest.mark.parametrize(
    "name",
    [
        "order_update_new",
        "order_update_calculated_pending",
        "order_update_settlement",
        "order_update_delivery",
        "trade_lite",
        "algo_update_new",
    ],
)
def test_what_moves_nothing_or_is_told_elsewhere_is_no_history(name):
    assert recorded(name) == []


def test_an_account_update_asserts_balances_and_positions():
    done = recorded("account_update")
    whole, pool = (event for event in done if isinstance(event, BalanceAssertion))
    net, long, short = (event for event in done if isinstance(event, PositionAssertion))
    assert (whole.book, whole.amount) == ("all", USDT.exactly("122624.12345678"))
    assert (pool.book, pool.amount) == ("pool:cross", USDT.exactly("100.12345678"))
    assert (net.size, net.margin) == (0, USDT.zero)
    assert (long.position, long.size) == (PositionId("BTCUSDT", "long"), 20 * 10**8)
    assert (short.margin, short.size) == (USDT.exactly("6570.42511771"), -10 * 10**8)
    assert len({event.stamp.id for event in done}) == 5


def test_an_update_of_a_hundred_symbols_is_told_whole():
    positions = [
        {"s": f"C{at}USDT", "pa": "1", "iw": "0", "mt": "cross", "ps": "BOTH"} for at in range(100)
    ]
    row = {
        "e": "ACCOUNT_UPDATE",
        "E": 1,
        "T": 1,
        "a": {"m": "FUNDING_FEE", "B": [], "P": positions},
    }
    assert len(events(STREAM, row)) == 100


@pytest.mark.parametrize("a", [None, {}, {"B": 7}, "x"])
def test_an_update_of_nothing_says_nothing(a):
    row = {"e": "ACCOUNT_UPDATE", "E": 1, "T": 1, "a": a}
    assert len(told(STREAM, row).skipped) == 1


def test_an_update_with_something_else_in_it_is_parked():
    row = {"e": "ACCOUNT_UPDATE", "E": 1, "T": 1, "a": {"B": [7]}}
    assert "no object" in why_not(STREAM, row)


def test_a_wrapped_event_is_read_as_a_bare_one():
    wrapped = {"stream": "123", "data": order(), "e": "x", "E": "x"}
    assert one(STREAM, wrapped) == one(STREAM, order())


def test_leverage_that_was_set_is_an_event_of_its_position():
    row = {"e": "ACCOUNT_CONFIG_UPDATE", "E": 1, "T": 1, "ac": {"s": "BTCUSDT", "l": 25}}
    change = one(STREAM, row)
    assert isinstance(change, LeverageChange)
    assert (change.position.pool, change.leverage) == ("cross", Exact.of(25))
    assert one(STREAM, row, Given(isolated=frozenset({"BTCUSDT"}))).position.is_isolated
    mode = {"e": "ACCOUNT_CONFIG_UPDATE", "E": 1, "T": 1, "ai": {"j": True}}
    assert told(STREAM, mode).skipped[0].reason == "the multi-assets mode moves nothing"


def test_a_warning_has_only_one_instant_and_that_is_enough():
    assert len(told(STREAM, {"e": "MARGIN_CALL", "E": 1587727187525, "p": []}).skipped) == 1


def test_an_event_nobody_knows_is_parked():
    assert "no type that is known" in why_not(STREAM, {"e": "NEWS", "E": 1})
