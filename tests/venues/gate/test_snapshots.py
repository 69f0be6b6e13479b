"""Gate's snapshots: balances that are sums of their history, positions as of their last change."""

import pytest

from isoledger.core.books import ALL
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.gate.rules import CROSS
from isoledger.venues.gate.snapshots import ACCOUNT, POSITION_STREAM, POSITIONS
from isoledger.venues.translation import Given
from tests.answers import answer, answers
from tests.venues.rows import bare, one, why_not

HELD = {"contract": "BTC_USDT", "size": "-9440", "mode": "single", "entry_price": "3779.55"} | {
    "liq_price": "99999999"
}
ACCOUNT_ROW = {"currency": "USDT", "total": "10", "position_margin": "1"} | {
    "order_margin": "0",
    "available": "9",
}


def test_a_position_is_told_after_all_trades_of_its_second():
    told = one(POSITIONS, HELD | {"update_time": 1684994406})
    assert told.stamp.time_ns == 1684994407 * 10**9 - 1
    assert (told.position, told.size) == (PositionId("BTC_USDT", "net", CROSS), -94_400_000)
    assert (told.cost, told.margin) == (None, None)


@pytest.mark.parametrize(("mode", "leg"), [("dual_long", "long"), ("dual_short", "short")])
def test_the_mode_tells_the_leg(mode, leg):
    assert one(POSITIONS, HELD | {"mode": mode, "update_time": "1"}).position.leg == leg


def test_an_unknown_mode_is_refused():
    assert "none of dual_long" in why_not(POSITIONS, HELD | {"mode": "triple", "update_time": "1"})


def test_the_stream_says_its_milliseconds():
    told = one(POSITION_STREAM, HELD | {"time_ms": "1628736848321", "update_id": "170919"})
    assert told.stamp.time_ns == 1628736848321 * 10**6


def test_a_balance_is_asserted_of_all_books_when_it_is_said_when():
    told = one(ACCOUNT, ACCOUNT_ROW, given=Given(taken_ns=7))
    assert bare(told) == {"amount": Asset("USDT", 12).exactly("10"), "book": ALL}
    assert told.stamp.time_ns == 7
    assert "say when it was taken" in why_not(ACCOUNT, ACCOUNT_ROW)


def test_a_balance_that_is_not_the_sum_of_its_history_is_refused():
    history = {"dnw": "9", "pnl": "2", "fee": "-0.5", "refr": "0", "fund": "-0.5"}
    when = Given(taken_ns=7)
    assert one(ACCOUNT, ACCOUNT_ROW | {"history": history}, given=when)
    wrong = ACCOUNT_ROW | {"history": history | {"fund": "-0.4"}}
    assert "total = history_dnw + history_pnl" in why_not(ACCOUNT, wrong, given=when)


def test_the_recorded_balance_is_the_sum_of_its_history():
    seen = 0
    for path in answers("gate"):
        endpoint, data = answer(path)
        if not ACCOUNT.recognises(data):
            continue
        (record,) = ACCOUNT.records(data, endpoint)
        assert ACCOUNT.identities[0].check(ACCOUNT.bare(record)) == 0
        assert len(ACCOUNT.translate([record], "A", Given(taken_ns=1)).events) == 1
        seen += 1
    assert seen == 2
