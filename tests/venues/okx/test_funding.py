"""OKX's funding account."""

from datetime import UTC
from fractions import Fraction

import pytest

from isoledger.core.books import WALLET
from isoledger.core.events import BalanceAssertion, Transfer
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.venues.okx import VENUE
from isoledger.venues.okx.funding import ASSET_BILLS, ASSET_TYPES, FUNDING_TABLE
from isoledger.venues.translation import Given
from tests.answers import answer as answered
from tests.real import real
from tests.venues.okx.told import answer, bill, bills, read

ABOVE = "UID:1,Account Type:Funding,Time Zone:UTC+3\n"
HEAD = "id,Time,Type,Amount,Before Balance,After Balance,Symbol\n"
FEES = HEAD.replace("Balance,Symbol", "Balance,Fee,Symbol")
ROWS = (
    "10021312703,2025-10-31 11:55:15,Withdrawal,-0.011478630000000000,"
    "0.011478630000000000,0E-18,BTC\n"
    "10021312314,2025-10-31 11:54:20,Deposit,0.011478630000000000,0E-18,0.011478630000000000,BTC\n"
)


@pytest.mark.parametrize("name", ["GetFundingBillDetails", "GetFundingBillHistory"])
def test_the_recorded_bill_is_a_deposit_into_the_wallet(name):
    path = real(f"okx/JKorf__OKX.Net/Endpoints__UnifiedApi__Account__{name}.txt")
    told = read(ASSET_BILLS, answered(path)[1])
    deposit, stated = told.events
    assert isinstance(deposit, Transfer)
    assert (deposit.kind, deposit.amount.value, deposit.book) == ("deposit", 2, WALLET)
    assert (stated.amount.value, stated.book) == (12, WALLET)


def test_money_that_goes_over_leaves_one_account_and_arrives_at_the_other():
    row = {"billId": "1", "ccy": "USDT", "balChg": "-4", "bal": "6", "type": "131", "ts": "1"}
    left = read(ASSET_BILLS, answer(row)).events
    came = bills(bill(1, "1/11", instType="", balChg="4", sz="4")).events
    found = Ledger.replay([*left, *came], rules=VENUE.rules).account
    asset = came[0].amount.asset
    assert found.balance(asset, WALLET).value == -4
    assert found.balance(asset, came[0].book).value == 4


def test_every_documented_code_is_known_and_no_other():
    assert len(ASSET_TYPES) == 180
    row = {"billId": "1", "ccy": "USDT", "balChg": "-4", "bal": "6", "type": "9999", "ts": "1"}
    assert read(ASSET_BILLS, answer(row)).untranslated


@pytest.mark.parametrize("above", [ABOVE, ABOVE.replace(",", ",\ufeff")])
def test_the_saved_table_says_its_zone_above(above):
    told = read(FUNDING_TABLE, (f"\ufeff{above}\ufeff{HEAD}{ROWS}").encode())
    assert not told.untranslated
    ledger = Ledger.replay(told.events, rules=VENUE.rules)
    assert not list(findings(ledger))
    first = told.events[0]
    assert first.stamp.time_ns == 1761900860 * 10**9
    assert [e.kind for e in told.events if isinstance(e, Transfer)] == ["deposit", "withdrawal"]


def test_without_the_line_the_zone_must_be_given():
    data = (HEAD + ROWS).encode()
    (parked, _) = read(FUNDING_TABLE, data).untranslated
    assert "time zone" in parked.reason
    told = FUNDING_TABLE.translate(FUNDING_TABLE.records(data, "f"), "a", Given(zone=UTC))
    assert not told.untranslated


def test_a_balance_that_is_not_the_sum_is_refused_with_its_row():
    wrong = ABOVE + HEAD + ROWS.replace("-0.011478630000000000", "-0.011478630000000001")
    (parked,) = read(FUNDING_TABLE, wrong.encode()).untranslated
    assert "row 1" in parked.reason


def test_the_older_table_has_a_fee_which_is_part_of_the_change():
    row = "1,2023-01-01 00:00:00,Withdrawal,-1.0,5.0,3.9,-0.1,BTC\n"
    told = read(FUNDING_TABLE, (ABOVE + FEES + row).encode())
    assert [e.amount.value for e in told.events if isinstance(e, BalanceAssertion)] == [
        Fraction("3.9")
    ]
