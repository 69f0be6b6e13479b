import pytest

from isoledger.core.books import ALL
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.mexc.snapshots import ASSETS, HISTORY, POSITIONS
from isoledger.venues.translation import Given
from tests.venues.mexc.rows import AT, holding
from tests.venues.rows import one, told, why_not

USDT = Asset("USDT", 18)


@pytest.mark.parametrize(
    ("kind", "mode", "position", "size"),
    [
        (1, 1, PositionId("ETH_USDT", "long"), 7),
        (2, 1, PositionId("ETH_USDT", "short"), -7),
        (1, 2, PositionId("ETH_USDT", "long", "cross"), 7),
    ],
)
def test_a_position_says_its_leg_and_its_mode(kind, mode, position, size):
    stated = one(POSITIONS, holding(positionType=kind, openType=mode))
    assert (stated.position, stated.size, stated.margin) == (position, size, None)


def test_a_mode_that_is_none_is_parked():
    assert "3 is none of 1, 2" in why_not(POSITIONS, holding(openType=3))


def closed(**changes: object) -> dict:
    """The recorded position that was closed."""
    told_by = {"closeProfitLoss": "0.3423", "fee": "0.1593977", "holdFee": 0, "realised": "0.1829"}
    return holding(symbol="RVN_USDT", holdVol=0, **told_by) | changes


def test_a_closed_position_holds_nothing_and_its_profit_adds_up_but_for_its_rounding():
    done = told(HISTORY, closed())
    assert [event.size for event in done.events] == [0]
    assert [remark.text.endswith("as its venue is known to") for remark in done.remarks] == [True]
    assert "does not hold" in why_not(HISTORY, closed(realised="0.3423"))


def asset(**changes: object) -> dict:
    return {
        "currency": "USDT",
        "positionMargin": "2",
        "availableBalance": "7",
        "frozenBalance": "1",
        **changes,
    }


def test_what_there_is_is_equity_without_what_is_unrealised():
    then = Given(taken_ns=AT * 10**6)
    stated = one(ASSETS, asset(equity="12", unrealized="2", cashBalance="7"), then)
    assert (stated.amount, stated.book) == (USDT.exactly(10), ALL)
    assert "say when it was taken" in why_not(ASSETS, asset(equity="1"))


def test_a_stream_states_the_parts():
    stated = one(ASSETS, asset(ts=AT))
    assert (stated.amount, stated.stamp.time_ns) == (USDT.exactly(10), AT * 10**6)
