from fractions import Fraction

import pytest

from isoledger.core.books import pool_book
from isoledger.core.events import (
    Fee,
    Funding,
    FundingTotal,
    InsuranceClear,
    RealisedProfit,
    Settlement,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.binance import VENUE
from isoledger.venues.binance.income import INCOME, INCOME_BESIDE, INCOME_TABLE, TYPES
from isoledger.venues.translation import Given
from tests.venues.rows import events, one, replayed, told, why_not

USDT = Asset("USDT", 8)
CROSS = pool_book("cross")
ALONE = Given(isolated=frozenset({"BTCUSDT"}))


def income(kind: str, amount: str, **changes: object) -> dict:
    return {
        "symbol": "BTCUSDT",
        "incomeType": kind,
        "income": amount,
        "asset": "USDT",
        "info": kind,
        "time": 1570636800000,
        "tranId": 9689322392,
        "tradeId": "2059192",
        **changes,
    }


def test_every_documented_type_is_known():
    official = """TRANSFER WELCOME_BONUS REALIZED_PNL FUNDING_FEE COMMISSION INSURANCE_CLEAR
        REFERRAL_KICKBACK COMMISSION_REBATE API_REBATE CONTEST_REWARD CROSS_COLLATERAL_TRANSFER
        OPTIONS_PREMIUM_FEE OPTIONS_SETTLE_PROFIT INTERNAL_TRANSFER AUTO_EXCHANGE
        DELIVERED_SETTELMENT COIN_SWAP_DEPOSIT COIN_SWAP_WITHDRAW POSITION_LIMIT_INCREASE_FEE
        STRATEGY_UMFUTURES_TRANSFER FEE_RETURN BFUSD_REWARD""".split()
    assert len(official) == 22
    assert set(official) <= set(TYPES)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_whatever_the_type_the_balance_moves_by_what_is_stated(kind):
    for amount in ("12.5", "-0.00000001"):
        ledger = replayed(VENUE, told(INCOME, income(kind, amount)).events)
        assert ledger.account.balance(USDT, CROSS).value == Fraction(amount)


def test_profit_commission_and_funding_keep_their_sign():
    assert one(INCOME, income("REALIZED_PNL", "-0.9")).amount == USDT.exactly("-0.9")
    fee = one(INCOME, income("COMMISSION", "-0.01"))
    assert isinstance(fee, Fee)
    assert fee.amount == USDT.exactly("0.01")
    funding = one(INCOME, income("FUNDING_FEE", "-0.01"))
    assert isinstance(funding, FundingTotal)
    assert funding.amount == USDT.exactly("-0.01")
    assert funding.symbol == "BTCUSDT"


def test_a_transfer_crosses_the_border_of_the_pool():
    transfer = one(INCOME, income("TRANSFER", "-0.375", symbol=""))
    assert isinstance(transfer, Transfer)
    assert (transfer.amount, transfer.book) == (USDT.exactly("-0.375"), CROSS)


def test_a_type_nobody_knows_is_parked():
    assert "'NEW_THING' is no type" in why_not(INCOME, income("NEW_THING", "1"))


def test_one_number_of_a_transaction_in_two_types_is_two_facts():
    done = told(INCOME, income("COMMISSION", "-1"), income("REALIZED_PNL", "2"))
    assert len({event.stamp.id for event in done.events}) == 2
    (profit,) = events(INCOME, income("REALIZED_PNL", "2"))
    assert profit in done.events  # a file without the other one tells it under the same id


def test_beside_trades_what_a_trade_states_is_no_history():
    rows = [income("COMMISSION", "-1"), income("REALIZED_PNL", "2"), income("TRANSFER", "3")]
    done = told(INCOME_BESIDE, *rows)
    assert [type(event).__name__ for event in done.events if hasattr(event, "amount")] == [
        "Transfer"
    ]
    assert [aside.reason for aside in done.skipped] == [
        "the trade states its commission",
        "the trade states its profit",
    ]


def test_beside_trades_funding_reaches_the_position_that_stands_alone():
    row = income("FUNDING_FEE", "-0.01")
    assert isinstance(one(INCOME_BESIDE, row), FundingTotal)
    own = one(INCOME_BESIDE, row, ALONE)
    assert isinstance(own, Funding)
    assert own.position == PositionId("BTCUSDT")


def test_beside_trades_the_clearance_fee_reaches_it_too():
    row = income("INSURANCE_CLEAR", "-0.5")
    shared, own = one(INCOME_BESIDE, row), one(INCOME_BESIDE, row, ALONE)
    assert isinstance(shared, InsuranceClear)
    assert (shared.position, shared.book) == (None, CROSS)
    assert own.position == PositionId("BTCUSDT")


@pytest.mark.parametrize("word", ["DELIVERED_SETTELMENT", "DELIVERED_SETTLEMENT"])
def test_beside_trades_a_delivery_closes_the_position(word):
    row = income(word, "-0.5")
    shared, own = one(INCOME_BESIDE, row), one(INCOME_BESIDE, row, ALONE)
    assert isinstance(shared, Settlement)
    assert shared.position == PositionId("BTCUSDT", "net", "cross")
    assert own.position == PositionId("BTCUSDT")


def test_nobody_recognises_income_beside_trades_unasked():
    data = b'[{"incomeType": "TRANSFER", "income": "1", "tranId": "1"}]'
    assert [kind.name for kind in VENUE.kinds if kind.recognises(data)] == ["income"]
    assert INCOME.money != INCOME_BESIDE.money


HEAD = "Date(UTC),type,Amount,Asset,Symbol,Transaction ID"
OTHER = "Symbol,Income Type,Amount,Currency,Transaction ID,Time(ms)"


def test_both_tables_tell_the_same_as_the_api():
    row = income("REALIZED_PNL", "2.5")
    saved = "2019-10-09 16:00:00,REALIZED_PNL,2.5,USDT,BTCUSDT,9689322392"
    other = "BTCUSDT,REALIZED_PNL,2.5,USDT,9689322392,1570636800000"
    api = events(INCOME, row)
    assert events(INCOME_TABLE, HEAD, saved) == api
    assert events(INCOME_TABLE, OTHER, other) == api
    assert isinstance(api[0], RealisedProfit)


def test_the_table_has_words_of_its_own_for_transfers():
    rows = ["2019-10-09 16:00:00,DEPOSIT,5,USDT,,1", "2019-10-09 16:00:01,WITHDRAW,-3,USDT,,2"]
    assert [event.amount for event in events(INCOME_TABLE, HEAD, *rows)] == [
        USDT.exactly(5),
        USDT.exactly(-3),
    ]
