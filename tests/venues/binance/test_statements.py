from datetime import UTC
from fractions import Fraction

import pytest

from isoledger.core.events import FundingTotal, RealisedProfit, Transfer
from isoledger.core.money import Asset
from isoledger.venues.binance import VENUE
from isoledger.venues.binance.statements import ACCOUNTS, ALL_STATEMENTS, TYPES
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import events, replayed, told, why_not

USDT = Asset("USDT", 8)
HEAD = "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark"


def test_the_futures_rows_of_the_recorded_table_are_history():
    path = "statements/binance/rotki_binance_generate_all_statements.csv"
    lines = real(path).read_text(encoding="utf-8").splitlines()
    whole = [line for line in lines if line.count(",") == 6]
    assert len(lines) - len(whole) == 3  # its authors cut their remarks off
    done = told(ALL_STATEMENTS, *whole)
    assert not [p for p in done.untranslated if "Futures" in p.record.raw.decode()]
    assert done.translated == 6
    kinds = [type(event) for event in done.events]
    assert kinds.count(RealisedProfit) == 2
    assert kinds.count(FundingTotal) == 1
    assert kinds.count(Transfer) == 3
    assert all("time" in p.reason or "utc" in p.reason for p in done.untranslated)
    balance = replayed(VENUE, done.events).account.balance(USDT, "pool:cross")
    assert balance == USDT.exactly("-198.83713065")


def line(account: str, operation: str, amount: str = "-3.605E-05") -> str:
    return f"1,24-10-16 14:00:00,{account},{operation},USDT,{amount},"


@pytest.mark.parametrize("operation", sorted(set(TYPES) - {"elsewhere"}))
def test_every_operation_moves_what_it_states_also_in_the_short_way(operation):
    done = told(ALL_STATEMENTS, HEAD, line("USD-M Futures", operation))
    moved = replayed(VENUE, done.events).account.balance(USDT, "pool:cross")
    assert moved.value == Fraction("-3.605E-05")


@pytest.mark.parametrize("account", sorted(ACCOUNTS))
def test_every_name_of_a_futures_account_is_known(account):
    assert len(events(ALL_STATEMENTS, HEAD, line(account, "Funding Fee", "1"))) == 1


def test_another_account_is_no_history_and_an_unknown_operation_is_parked():
    assert len(told(ALL_STATEMENTS, HEAD, line("Spot", "Transfer Between A/B", "1")).skipped) == 1
    assert "no type" in why_not(ALL_STATEMENTS, HEAD, line("USD-M Futures", "Tax", "1"))


def test_equal_rows_of_one_second_are_two_facts():
    rows = [line("USD-M Futures", "Fee", "-1")] * 2
    assert len(events(ALL_STATEMENTS, HEAD, *rows)) == 2


def test_each_head_says_when():
    row = "Spot,X,USDT,1,"
    futures = "USD-M Futures,Funding Fee,USDT,1,"
    assert told(ALL_STATEMENTS, HEAD.removeprefix("User_ID,"), f"2024-10-16 14:00:00,{row}").skipped
    newer = HEAD.replace("User_ID", "User ID").replace("UTC_Time", "Time")
    assert "say the time zone" in why_not(ALL_STATEMENTS, newer, f"1,24-10-16 14:00:00,{futures}")
    told_at = events(ALL_STATEMENTS, newer, f"1,24-10-16 14:00:00,{futures}", given=Given(zone=UTC))
    assert told_at[0].stamp.time_ns == 1_729_087_200 * 10**9
