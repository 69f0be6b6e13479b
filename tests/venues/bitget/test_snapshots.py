"""Bitget's snapshots."""

from fractions import Fraction

import pytest

from isoledger.core.identity import PositionId
from isoledger.venues.bitget.contracts import LOT
from isoledger.venues.bitget.snapshots import POSITIONS, UNIFIED_POSITIONS
from tests.answers import answer as answered
from tests.real import real
from tests.venues.bitget.told import read

FOLDER = "bitget/JKorf__Bitget.Net/"
ROW = {
    "symbol": "BTCUSDT",
    "holdSide": "short",
    "total": "2",
    "openPriceAvg": "1",
    "liquidationPrice": "2",
    "marginMode": "isolated",
    "posMode": "one_way_mode",
    "uTime": "5",
}


def recorded(statement, name):
    return statement.translate(statement.records(answered(real(FOLDER + name))[1], "f"), "a")


def test_a_recorded_position_of_the_stream_is_asserted_as_of_its_last_change():
    (event,) = recorded(POSITIONS, "Subscriptions__Futures__Position.txt").events
    assert event.position == PositionId("ETHUSDT", "short", "cross")
    assert event.size == -Fraction(1, 10) / LOT
    assert event.stamp.time_ns == 1695711602568 * 10**6


def test_an_answer_that_states_no_instant_is_parked_and_says_so():
    (parked,) = recorded(POSITIONS, "Endpoints__Futures__Trading__GetPositions.txt").untranslated
    assert "uTime" in parked.reason


def test_recorded_positions_of_the_unified_account():
    (event,) = recorded(UNIFIED_POSITIONS, "Endpoints__Unified__Trading__GetPositions.txt").events
    assert event.position == PositionId("BTCUSDT", "long", "cross")
    (ended,) = recorded(UNIFIED_POSITIONS, "Subscriptions__Unified__Position.txt").events
    assert ended.size == 0


def test_a_position_in_one_way_mode_is_net_and_may_stand_alone():
    (event,) = read(POSITIONS, ROW).events
    assert (event.position, event.size) == (PositionId("BTCUSDT"), -2 / LOT)


@pytest.mark.parametrize("wrong", [{"holdSide": "up"}, {"total": "1e-9"}])
def test_a_position_of_no_side_or_size_is_parked(wrong):
    assert read(POSITIONS, ROW | wrong).untranslated
