"""HTX's snapshots: each margin account its own book, and the positions in it."""

import itertools

import pytest

from isoledger.core.books import pool_book
from isoledger.core.events import BalanceAssertion, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.htx.snapshots import (
    ACCOUNTS,
    POSITIONS,
    VERSION_5_BALANCES,
    VERSION_5_POSITIONS,
)
from isoledger.venues.translation import Given
from tests.answers import commented
from tests.venues.payloads import payloads
from tests.venues.rows import bare, events, one, told, why_not

USDT = Asset("USDT", 18)
HELD = {"contract_code": "BTC-USDT", "volume": 2, "cost_hold": 9, "direction": "sell"}
CROSS = {"margin_mode": "cross", "margin_account": "USDT", "margin_asset": "USDT", "ts": 5}


def owns(static):
    return CROSS | {"margin_static": static, "margin_balance": static, "profit_unreal": 0}


def test_an_account_whose_balance_is_not_its_parts_is_refused():
    why = why_not(ACCOUNTS, owns("1") | {"profit_unreal": "0.1"})
    assert "margin_balance = margin_static + profit_unreal" in why


def test_every_recorded_account_is_the_sum_of_its_parts():
    seen = 0
    for title, data in itertools.chain(payloads("htx"), commented("huobi")):
        if ACCOUNTS.recognises(data):
            for record in ACCOUNTS.records(data, title):
                assert ACCOUNTS.identities[0].off(ACCOUNTS.bare(record)) == 0, title
                seen += 1
    assert seen == 17


def test_an_account_is_its_own_book_and_lists_its_positions():
    row = owns("2.098199766913531118") | {"positions": [HELD]}
    balance, position = events(ACCOUNTS, row)
    assert isinstance(balance, BalanceAssertion)
    assert (balance.amount, balance.book) == (
        USDT.exactly("2.098199766913531118"),
        pool_book("USDT"),
    )
    assert isinstance(position, PositionAssertion)
    assert (position.position, position.size) == (PositionId("BTC-USDT", "short", "USDT"), -2)


def test_an_account_may_list_nothing():
    assert len(events(ACCOUNTS, owns("1") | {"positions": []})) == 1
    assert len(events(ACCOUNTS, owns("1"))) == 1


@pytest.mark.parametrize("listed", ["x", ["x"]])
def test_what_is_no_position_is_refused(listed):
    row = owns("1") | {"positions": listed}
    assert "holds something that is no position" in why_not(ACCOUNTS, row)


def test_a_coin_margined_account_is_in_its_coin():
    row = {"symbol": "XRP", "contract_code": "XRP-USD", "ts": 5}
    row |= {"margin_static": "12.02", "margin_balance": "12.03", "profit_unreal": "0.01"}
    stated = one(ACCOUNTS, row)
    assert bare(stated) == {
        "amount": Asset("XRP", 18).exactly("12.02"),
        "book": pool_book("XRP-USD"),
    }


def test_a_snapshot_without_an_instant_needs_one():
    assert "say when it was taken" in why_not(POSITIONS, HELD)
    assert one(POSITIONS, HELD, given=Given(taken_ns=3)).stamp.time_ns == 3


def test_a_position_of_the_fifth_interface_says_its_last_change():
    row = HELD | {"margin_mode": "cross", "margin_currency": "USDT", "updated_time": "7"}
    held = one(VERSION_5_POSITIONS, row | {"position_side": "both"})
    assert (held.position, held.stamp.time_ns) == (PositionId("BTC-USDT", "net", "USDT"), 7 * 10**6)


def test_the_equity_of_a_currency_is_asserted_less_unrealised_profit():
    row = {"currency": "USDT", "equity": "10", "profit_unreal": "-1", "ts": 5}
    stated = one(VERSION_5_BALANCES, row | {"isolated_equity": "0"})
    assert bare(stated) == {"amount": USDT.exactly("11"), "book": pool_book("USDT")}
    (aside,) = told(VERSION_5_BALANCES, row | {"isolated_equity": "4"}).skipped
    assert "isolated equity is in it" in aside.reason
