"""OKX's snapshots, from the venue's own answers."""

from fractions import Fraction

import pytest

from isoledger.core.books import margin_book
from isoledger.core.identity import PositionId
from isoledger.venues.okx.contracts import LOT
from isoledger.venues.okx.rules import CROSS_BOOK
from isoledger.venues.okx.snapshots import BALANCE, POSITIONS
from tests.answers import answer as answered
from tests.real import real
from tests.venues.okx.told import answer, read

FOLDER = "okx/JKorf__OKX.Net/Endpoints__UnifiedApi__Account__GetAccount"
ROW = {
    "instType": "SWAP", "instId": "X-USDT-SWAP", "mgnMode": "cross", "posSide": "net", "pos": "-2",
    "ccy": "USDT", "margin": "", "avgPx": "1", "lever": "3", "uTime": "1",
}  # fmt: skip


def test_a_recorded_isolated_position_is_asserted_with_its_margin():
    (event,) = read(POSITIONS, answered(real(f"{FOLDER}Positions.txt"))[1]).events
    assert event.position == PositionId("ETH-USD-210430", "long")
    assert event.size == 1 / LOT
    assert event.margin.value == Fraction("0.0003896645377994")
    assert margin_book(event.position) == "isolated:ETH-USD-210430:long"


@pytest.mark.parametrize(("side", "size"), [("net", -2), ("short", -2), ("long", -2)])
def test_only_a_short_leg_carries_no_sign_of_its_own(side, size):
    (event,) = read(POSITIONS, answer(ROW | {"posSide": side})).events
    assert (event.size, event.margin) == (size / LOT, None)
    (flipped,) = read(POSITIONS, answer(ROW | {"posSide": side, "pos": "2"})).events
    assert flipped.size == (-2 if side == "short" else 2) / LOT


def test_a_side_that_is_none_is_parked_and_borrowed_coins_are_refused():
    assert read(POSITIONS, answer(ROW | {"posSide": "up"})).untranslated
    assert read(POSITIONS, answer(ROW | {"instType": "MARGIN"})).skipped
    assert read(POSITIONS, answer(ROW | {"instType": "OPTION"})).skipped


def test_a_recorded_balance_is_the_cash_without_isolated_margin():
    name = "okx/nautechsystems__nautilus_trader/http_get_account_balance.json"
    (event,) = read(BALANCE, real(name).read_bytes()).events
    assert (event.amount.value, event.book) == (Fraction("94.42612990333333"), CROSS_BOOK)


def test_every_coin_is_asserted_as_of_its_own_change_or_of_the_answer():
    coins = [{"ccy": f"C{n}", "cashBal": str(n), "eq": "0"} for n in range(20)]
    coins[3]["uTime"] = "7"
    events = read(BALANCE, answer({"totalEq": "1", "uTime": "9", "details": coins})).events
    assert {event.amount.value for event in events} == set(range(20))
    times = {event.amount.asset.code: event.stamp.time_ns for event in events}
    assert (times["C3"], times["C4"]) == (7 * 10**6, 9 * 10**6)


def test_a_coin_without_cash_is_parked():
    coins = [{"ccy": "BTC", "cashBal": "", "eq": "0", "uTime": "1"}]
    (parked,) = read(BALANCE, answer({"details": coins})).untranslated
    assert "cashBal" in parked.reason
