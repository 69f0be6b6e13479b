import json

import pytest

from isoledger.core.books import ALL
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.coinex.snapshots import (
    BALANCE_STREAM,
    BALANCES,
    FINISHED,
    POSITION_STREAM,
    POSITIONS,
    POSITIONS_1,
)
from isoledger.venues.translation import Given
from tests.answers import answer, answers, commented
from tests.venues.coinex.rows import AT, holding
from tests.venues.rows import one, why_not

USDT = Asset("USDT", 20)
THEN = Given(taken_ns=AT * 10**6)


@pytest.mark.parametrize(("side", "size"), [("long", 10_000), ("short", -10_000)])
def test_an_isolated_position_states_its_margin_without_unrealised_profit(side, size):
    stated = one(POSITIONS, holding(side=side, unrealized_pnl="1"))
    assert (stated.position, stated.size) == (PositionId("BTCUSDT"), size)
    assert stated.margin == USDT.exactly("2.034928")


def test_a_cross_position_states_its_size():
    stated = one(POSITIONS, holding(margin_mode="cross"))
    assert (stated.position.pool, stated.margin) == ("cross", None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"side": "up"}, "'up' is neither long nor short"),
        ({"margin_mode": "portfolio"}, "'portfolio' is neither cross nor isolated"),
        ({"open_interest": "0.000000001"}, "no whole number of lots"),
        ({"market": "BTC"}, "is no name like BTCUSDT"),
        ({"market": None}, "field 'market'"),
    ],
)
def test_a_position_that_cannot_be_placed_is_parked(changes, why):
    assert why in why_not(POSITIONS, holding(**changes))


def test_a_finished_position_holds_nothing_whatever_size_it_prints():
    assert one(FINISHED, holding(finished_type="limit")).size == 0


def test_the_recorded_position_of_the_first_interface_is_isolated_and_long():
    bodies = [body for title, body in commented("coinex") if "fetch_positions" in title]
    (done,) = (POSITIONS_1.translate(POSITIONS_1.records(body, "f"), "A") for body in bodies)
    stated = done.events[-1]
    assert (stated.position, stated.size) == (PositionId("BTCUSDT"), 50_000)
    assert stated.margin == USDT.exactly("6.42101333333333333333")
    assert stated.stamp.time_ns == 1_651_294_226_111_196_000


def test_a_stream_states_one_position_and_all_balances():
    streams = {path.stem: answer(path)[1] for path in answers("coinex")}
    (position,) = POSITION_STREAM.records(streams["Subscriptions__FuturesApi__Position"], "f")
    assert position.text("market") == "BTCUSDT"
    rows = BALANCE_STREAM.records(streams["Subscriptions__FuturesApi__Balance"], "f")
    done = BALANCE_STREAM.translate(rows, "A", THEN)
    assert [event.amount.asset.code for event in done.events] == ["USDT", "BTC"]


def test_a_balance_is_what_is_free_frozen_and_locked():
    row = {
        "ccy": "USDT",
        "available": "5",
        "frozen": "2",
        "margin": "3",
        "unrealized_pnl": "9",
        "transferrable": "4",
    }
    stated = one(BALANCES, row, THEN)
    assert (stated.amount, stated.book) == (USDT.exactly(10), ALL)
    assert "say when it was taken" in why_not(BALANCES, row)
    assert BALANCES.recognises(json.dumps({"data": [row]}).encode())
