"""KuCoin's ledgers: losses below zero, what is pending, the word that is a sign."""

import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import ALL
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Fee,
    FundingTotal,
    Interest,
    RealisedProfit,
    Transfer,
)
from isoledger.core.money import Asset
from isoledger.venues.kucoin import VENUE
from isoledger.venues.kucoin.ledger import HISTORY, TRANSFERS, UNIFIED
from isoledger.venues.kucoin.rules import CROSS_BOOK
from tests.venues.rows import events, found, one, replayed, told, why_not

XBT, USDT = Asset("XBT", 20), Asset("USDT", 20)


def booked(kind="RealisedPNL", amount=-0.5, **more):
    return {
        "time": 1557997200000,
        "type": kind,
        "amount": amount,
        "fee": 0,
        "accountEquity": 10,
        "status": "Completed",
        "remark": "XBTUSDM",
        "offset": 1,
        "currency": "XBT",
    } | more


def test_a_loss_stays_below_zero():
    loss = one(HISTORY, booked())
    assert isinstance(loss, RealisedProfit)
    assert (loss.amount, loss.symbol, loss.book, loss.fee) == (
        XBT.exactly("-0.5"),
        "XBTUSDM",
        CROSS_BOOK,
        None,
    )


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("Deposit", "deposit"),
        ("Withdrawal", "withdrawal"),
        ("TransferIn", "internal"),
        ("TransferOut", "internal"),
    ],
)
def test_money_crosses_the_border(kind, way):
    moved = one(HISTORY, booked(kind))
    assert isinstance(moved, Transfer)
    assert (moved.kind, moved.amount) == (way, XBT.exactly("-0.5"))


def test_what_is_pending_is_no_history():
    (aside,) = told(HISTORY, booked(status="Pending", offset=-1)).skipped
    assert "not over" in aside.reason


def test_an_unknown_type_is_parked():
    assert "'Completed/Tax' is no type" in why_not(HISTORY, booked("Tax"))


def test_equal_rows_of_one_file_are_two_facts_and_of_two_files_one():
    twice = events(HISTORY, booked(), booked())
    assert len({event.stamp.id for event in twice}) == 2
    records = HISTORY.records(json.dumps([booked()]).encode(), "f")
    again = HISTORY.records(json.dumps([booked(), booked()]).encode(), "g")
    assert len(HISTORY.translate([*records, *again], "A").events) == 2


def test_beside_the_fills_only_the_border_is_told():
    done = told(TRANSFERS, booked(), booked("TransferIn", 3, offset=2))
    assert [type(event) for event in done.events] == [Transfer]
    assert "row by row" in done.skipped[0].reason
    assert not TRANSFERS.recognises(json.dumps([booked()]).encode())


def entry(number, way, kind, amount, balance):
    return {
        "accountType": "UNIFIED",
        "id": number,
        "currency": "USDT",
        "direction": way,
        "businessType": kind,
        "amount": amount,
        "balance": balance,
        "fee": "0",
        "tax": "0",
        "remark": "",
        "ts": 1768780806739000000 + number,
    }


LIFE = [
    entry(5, "IN", "OTHER", "1", "70.5"),
    entry(4, "IN", "FUTURES_EXCHANGE_CLOSE", "0.5", "69.5"),
    entry(3, "OUT", "FUNDING_FEE", "0.75", "69"),
    entry(2, "OUT", "FUTURES_EXCHANGE_OPEN", "0.25", "69.75"),
    entry(1, "IN", "TRANSFER", "70", "70"),
]


def test_the_unified_ledger_chains_when_the_word_is_the_sign():
    done = told(UNIFIED, *LIFE)
    kinds = [type(event) for event in done.events if not isinstance(event, BalanceAssertion)]
    assert kinds == [Transfer, Fee, FundingTotal, RealisedProfit, Adjustment]
    assert replayed(VENUE, done.events).account.balance(USDT, ALL) == USDT.exactly("70.5")
    chain = UNIFIED.chain(UNIFIED.records(json.dumps(LIFE).encode(), "f"))
    assert (chain.links, chain.gaps) == (4, ())


def test_a_word_turned_is_found():
    rows = [LIFE[0], LIFE[1], LIFE[2] | {"direction": "IN"}, *LIFE[3:]]
    assert found(VENUE, told(UNIFIED, *rows).events) != []


def test_an_amount_that_has_a_sign_of_its_own_is_turned_too():
    fee, _ = events(UNIFIED, entry(1, "OUT", "FUTURES_EXCHANGE_OPEN", "-0.25", "1"))
    assert fee.amount == USDT.exactly("-0.25")


def test_an_amount_that_is_no_text_is_no_amount():
    row = entry(1, "OUT", "TRANSFER", None, "1")
    assert one(UNIFIED, {**row, "balance": None}).amount == USDT.zero


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("SUB_TRANSFER", Transfer),
        ("SUB_TO_SUB_TRANSFER", Transfer),
        ("FUTURES_EXCHANGE_REBATE", Fee),
        ("TRADE_EXCHANGE", Adjustment),
        ("SPOT_EXCHANGE", Adjustment),
        ("SPOT_EXCHANGE_REBATE", Fee),
        ("RETURNED_FEES", Fee),
        ("DEDUCTION_FEES", Fee),
        ("KCS_DEDUCTION_FEES", Fee),
        ("KCS_RETURNED_FEES", Fee),
        ("LIABILITY_INTEREST", Interest),
        ("AUTO_EXCHANGE_USER", Adjustment),
    ],
)
def test_every_business_moves_what_it_says(kind, event):
    first, _ = events(UNIFIED, entry(1, "OUT", kind, "2", "8"))
    assert isinstance(first, event)
    assert first.amount == USDT.exactly("2" if event is Fee else "-2")


steps = st.lists(
    st.tuples(st.sampled_from(["IN", "OUT"]), st.integers(0, 10**6)), min_size=1, max_size=8
)


@given(steps, st.integers(0, 7))
def test_a_ledger_of_any_steps_proves_itself_and_a_changed_digit_is_found(steps, at):
    rows, total = [], 0
    for number, (way, amount) in enumerate(steps):
        total += amount if way == "IN" else -amount
        rows.append(entry(number + 1, way, "TRANSFER", str(amount), str(total)))
    records = UNIFIED.records(json.dumps(rows[::-1]).encode(), "f")
    done = UNIFIED.translate(records, "A")
    assert (done.is_whole, done.translated) == (True, len(rows))
    assert UNIFIED.translate(records[::-1], "A").events == done.events
    again = UNIFIED.records(json.dumps(rows[::-1]).encode(), "g")
    assert UNIFIED.translate([*records, *again], "A").events == done.events
    assert found(VENUE, done.events) == []
    changed = rows[at % len(rows)]
    changed["amount"] = str(int(changed["amount"]) + 1)
    assert found(VENUE, told(UNIFIED, *rows[::-1]).events) != []
