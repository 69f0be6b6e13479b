"""KuCoin's snapshots: what is held, and which number is a balance."""

import itertools
from fractions import Fraction

import pytest

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.kucoin.rules import CROSS
from isoledger.venues.kucoin.snapshots import (
    OVERVIEW,
    POSITION_STREAM,
    POSITIONS,
    UNIFIED_BALANCE_STREAM,
    UNIFIED_BALANCES,
    UNIFIED_POSITION_STREAM,
    UNIFIED_POSITIONS,
    WALLET_STREAM,
)
from isoledger.venues.translation import Given
from tests.answers import commented
from tests.venues.payloads import payloads
from tests.venues.rows import bare, one, told, why_not

USDT = Asset("USDT", 20)
HELD = {
    "symbol": "XBTUSDTM",
    "currentQty": 1,
    "posCost": 40.008,
    "settleCurrency": "USDT",
    "currentTimestamp": 1623832488929,
}


def test_a_position_is_asserted_with_its_cost():
    held = one(POSITIONS, HELD)
    assert bare(held) == {
        "position": PositionId("XBTUSDTM", "net", CROSS),
        "size": 1,
        "cost": USDT.exactly("40.008"),
        "margin": None,
    }


ISOLATED = HELD | {
    "crossMode": False,
    "posInit": "22.4769666644",
    "posComm": "0.0539546299",
    "posCross": "0.01645214",
    "posLoss": "0.03766885",
    "posMargin": "22.5097045843",
}


def test_the_margin_of_an_isolated_position_is_the_sum_of_its_parts():
    assert one(POSITIONS, ISOLATED).size == 1
    wrong = ISOLATED | {"posLoss": "0.03766895"}
    assert "posMargin = posInit + posComm + posCross - posLoss" in why_not(POSITIONS, wrong)
    assert one(POSITIONS, wrong | {"crossMode": True}).size == 1


def test_recorded_margins_are_the_sum_of_their_parts_but_for_one_digit():
    offs = []
    for title, data in itertools.chain(payloads("kucoin"), commented("kucoinfutures")):
        if POSITIONS.recognises(data):
            bare_ = [POSITIONS.bare(record) for record in POSITIONS.records(data, title)]
            offs += [POSITIONS.identities[0].off(r) for r in bare_ if "posMargin" in r.fields]
    assert (len(offs), offs.count(0)) == (12, 9)
    assert max(map(abs, offs)) == Fraction(1, 10**8)


def test_half_a_contract_is_refused():
    assert "0.5 is not whole" in why_not(POSITIONS, HELD | {"currentQty": 0.5})
    assert one(POSITIONS, HELD | {"currentQty": "-2.0"}).size == -2


@pytest.mark.parametrize("why", ["positionChange", "marginChange", "adl"])
def test_a_change_of_a_position_is_told_and_a_mark_is_not(why):
    message = HELD | {"subject": "position.change", "markPrice": 1, "maintMargin": 1}
    assert isinstance(one(POSITION_STREAM, message | {"changeReason": why}), PositionAssertion)
    for mark in ({"changeReason": "markPriceChange"}, {}):
        (aside,) = told(POSITION_STREAM, message | mark).skipped
        assert "the mark moved" in aside.reason


def test_a_unified_position_needs_an_instant():
    row = {"symbol": "XBTUSDTM", "size": "1", "entryPrice": "9", "creationTime": 5}
    assert "say when it was taken" in why_not(UNIFIED_POSITIONS, row)
    assert one(UNIFIED_POSITIONS, row, given=Given(taken_ns=9)).stamp.time_ns == 9
    assert one(UNIFIED_POSITIONS, row | {"updateTime": 7}).stamp.time_ns == 7


def test_the_letters_of_the_stream_are_spelled_out():
    held = one(UNIFIED_POSITION_STREAM, {"s": "XBTUSDTM", "q": "-1", "U": 11})
    assert (held.position.symbol, held.size, held.stamp.time_ns) == ("XBTUSDTM", -1, 11)
    stated = one(UNIFIED_BALANCE_STREAM, {"c": "USDT", "b": "13.9", "U": 11, "E": 1})
    assert bare(stated) == {"amount": USDT.exactly("13.9"), "book": ALL}


def test_equity_is_asserted_less_unrealised_profit():
    row = {"accountEquity": 100.5, "unrealisedPNL": "-0.5", "currency": "USDT"}
    stated = one(OVERVIEW, row, given=Given(taken_ns=1))
    assert bare(stated) == {"amount": USDT.exactly("101"), "book": ALL}
    assert "say when it was taken" in why_not(OVERVIEW, row)


@pytest.mark.parametrize(
    "subject", ["availableBalance.change", "orderMargin.change", "withdrawHold.change"]
)
def test_locks_inside_the_account_move_nothing(subject):
    row = {"subject": subject, "currency": "USDT", "timestamp": 1}
    assert told(WALLET_STREAM, row).skipped


def test_the_wallet_balance_is_asserted():
    row = {"subject": "walletBalance.change", "currency": "USDT", "timestamp": "3"}
    stated = one(WALLET_STREAM, row | {"walletBalance": "2.002"})
    assert isinstance(stated, BalanceAssertion)
    assert stated.amount == USDT.exactly("2.002")


def test_only_the_margin_account_is_asserted():
    row = {"currency": "USDT", "balance": "9.7", "ts": 4}
    assert one(UNIFIED_BALANCES, row | {"accountType": "UNIFIED"}).amount == USDT.exactly("9.7")
    assert told(UNIFIED_BALANCES, row | {"accountType": "SPOT"}).skipped
