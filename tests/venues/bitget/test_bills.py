"""Bitget's bills, by three doors."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as supposing, strategies as st

from isoledger.core.books import ALL
from isoledger.core.events import (
    BalanceAssertion,
    FundingTotal,
    InsuranceClear,
    RealisedProfit,
    Transfer,
)
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.venues.bitget import VENUE
from isoledger.venues.bitget.bills import (
    BILLS,
    DECIMALS,
    FINANCIAL_RECORDS,
    NET,
    TAX_RECORDS,
    TAX_TYPES,
    TYPES,
    UNIFIED_TYPES,
    netted,
)
from isoledger.venues.bitget.rules import CROSS_BOOK
from isoledger.venues.translation import Given
from tests.answers import answer as answered
from tests.real import real
from tests.venues.bitget.told import answer, read

USDT = Asset("USDT", DECIMALS)


def bill(at, kind, amount, fee="0", balance=""):
    return {
        "billId": str(at),
        "symbol": "BTCUSDT",
        "amount": amount,
        "fee": fee,
        "feeByCoupon": "",
        "businessType": kind,
        "coin": "USDT",
        "balance": balance,
        "cTime": str(1_700_000_000_000 + at),
    }


def money(told, kind):
    return [event.amount.value for event in told.events if isinstance(event, kind)]


def test_the_recorded_liquidation_loses_all_and_the_fund_takes_the_rest():
    """HNTUSDT, 2025-02-27: the loss, and 1.6 seconds later the sweep to a balance of 0."""
    case = next(
        c
        for c in json.loads(real("vectors.json").read_text())
        if c["id"] == "bitget_real_liquidation"
    )
    lost, swept = case["inputs"]["rows"]
    expected = case["expected"]
    left = expected["balance_before_sweep"]
    start = str(Decimal(left) - Decimal(expected["effect_row1"]))
    rows = [
        bill(3, swept["businessType"], swept["amount"], balance=swept["balance_after"]),
        bill(2, lost["businessType"], lost["amount"], lost["fee"], left),
        bill(1, "trans_from_exchange", start, balance=start),
    ]
    told = read(BILLS, *rows)
    assert money(told, RealisedProfit) == [Fraction(expected["effect_row1"])]
    assert [e.fee.value for e in told.events if isinstance(e, RealisedProfit)] == [
        Fraction("7.21515168")
    ]
    assert money(told, InsuranceClear) == [Fraction("-222.10227813")]
    ledger = Ledger.replay(told.events, rules=VENUE.rules)
    assert not list(findings(ledger))
    assert ledger.account.balance(USDT, ALL).value == 0
    chain = BILLS.chain(BILLS.records(answer(*rows, under="data.bills"), "f"))
    assert (chain.links, chain.gaps) == (2, ())


def test_the_sample_of_the_documentation_states_one_balance_for_two_rows():
    """Its rows are translated; their chain has one gap, of the fee: the sample is made up."""
    path = real("bitget/JKorf__Bitget.Net/Endpoints__Futures__Account__GetLedger.txt")
    records = BILLS.records(answered(path)[1], "f")
    told = BILLS.translate(records, "a")
    assert money(told, FundingTotal) == [Fraction("-0.004992")]
    assert money(told, RealisedProfit) == [Fraction("-0.222012")]
    (gap,) = BILLS.chain(records).gaps
    assert gap.missing == Fraction("0.004992")


def test_an_account_may_begin_with_what_the_first_bill_implies():
    told = read(BILLS, bill(1, "close_long", "5", "-1", "104"), given=Given(opening=True))
    (opening,) = [e for e in told.events if isinstance(e, Transfer)]
    assert (opening.amount.value, opening.book) == (100, CROSS_BOOK)
    assert not list(findings(Ledger.replay(told.events, rules=VENUE.rules)))


def test_margin_that_moves_inside_the_account_moves_nothing_and_says_why():
    for kind in (
        "append_margin",
        "reduce_margin",
        "auto_append_margin",
        "adjust_down_lever_append_margin",
    ):
        assert "which leg" in read(BILLS, bill(1, kind, "-10")).skipped[0].reason


def test_the_recorded_record_of_the_unified_account_is_the_leg_of_a_spot_trade():
    path = real("bitget/JKorf__Bitget.Net/Endpoints__Unified__Account__GetFinancialRecords.txt")
    told = FINANCIAL_RECORDS.translate(FINANCIAL_RECORDS.records(answered(path)[1], "f"), "a")
    leg, stated = told.events
    assert leg.amount.value == Fraction("0.00531168") - Fraction("0.00000531")
    assert isinstance(stated, BalanceAssertion)


@pytest.mark.parametrize("amount", ["5", "-5"])
def test_a_type_that_says_in_or_out_says_the_sign(amount):
    rows = [
        {
            "id": str(n),
            "coin": "USDT",
            "type": f"CONTRACT_MAIN_SETTLE_FEE_USER_{way}",
            "amount": amount,
            "fee": "0",
            "balance": "",
            "symbol": "BTCUSDT",
            "ts": str(n),
        }
        for n, way in enumerate(("IN", "OUT"), 1)
    ]
    assert money(read(FINANCIAL_RECORDS, *reversed(rows)), FundingTotal) == [5, -5]
    rows[0]["type"] = "CLOSE_LONG"
    assert money(read(FINANCIAL_RECORDS, rows[0]), RealisedProfit) == [Fraction(amount)]


@pytest.mark.parametrize("word", ["close_long", "CLOSE_LONG"])
def test_the_tax_interface_answers_in_small_letters(word):
    """The sample of its documentation."""
    row = {
        "id": "1",
        "symbol": "TRXUSDT",
        "marginCoin": "USDT",
        "futureTaxType": word,
        "amount": "0.10545",
        "fee": "-0.02134863",
        "ts": "1679909309766",
    }
    assert money(read(TAX_RECORDS, row), RealisedProfit) == [Fraction("0.08410137")]


def test_the_same_close_by_three_doors_is_the_same_profit_and_fee():
    classic = read(BILLS, bill(1, "close_long", "5", "-1")).events
    unified = read(
        FINANCIAL_RECORDS,
        {
            "id": "1",
            "coin": "USDT",
            "symbol": "BTCUSDT",
            "type": "CLOSE_LONG",
            "amount": "5",
            "fee": "-1",
            "balance": "9",
            "ts": "1",
        },
    ).events
    taxed = read(
        TAX_RECORDS,
        {
            "id": "1",
            "marginCoin": "USDT",
            "symbol": "BTCUSDT",
            "futureTaxType": "close_long",
            "amount": "5",
            "fee": "-1",
            "ts": "1",
        },
    ).events
    facts = {(e.symbol, e.amount, e.fee, e.book) for e in (classic[0], unified[0], taxed[0])}
    assert len(facts) == 1


@pytest.mark.parametrize("wrong", [{"amount": "much"}, {"fee": "none"}])
def test_a_row_whose_numbers_are_none_is_parked(wrong):
    (parked,) = read(BILLS, bill(1, "close_long", "5") | wrong).untranslated
    assert "amount + fee" in parked.reason


def test_every_documented_business_type_is_known():
    wanted = """trans_from_exchange trans_to_exchange open_long open_short close_long close_short
        force_close_long force_close_short contract_settle_fee append_margin
        adjust_down_lever_append_margin reduce_margin auto_append_margin cash_gift_issue
        cash_gift_recycle tracking_follow_pay tracking_follow_back tracking_trader_income
        burst_long_loss_query burst_short_loss_query trans_from_contract trans_to_contract
        trans_from_otc trans_to_otc buy sell force_buy force_sell burst_buy burst_sell bonus_issue
        bonus_recycle bonus_expired delivery_long delivery_short trans_from_cross trans_to_cross
        trans_from_isolated trans_to_isolated risk_captital_user_transfer user_exchange_buy
        user_exchange_sell settle_interest adl_close_long adl_close_short
        adl_buy_in_single_side_mode adl_sell_in_single_side_mode""".split()
    assert not [word for word in wanted if word not in TYPES]
    assert "ORDER_PLF_FEE_OUT" in UNIFIED_TYPES
    assert set(UNIFIED_TYPES) < set(TAX_TYPES)
    assert read(BILLS, bill(1, "unknown", "5")).untranslated


@supposing(st.decimals(-(10**9), 10**9, places=8), st.decimals(-(10**9), 0, places=16))
def test_what_a_bill_moved_is_the_sum_to_the_last_digit(amount, fee):
    (record,) = BILLS.records(
        answer(bill(1, "close_long", f"{amount:f}", f"{fee:f}"), under="data.bills"), "f"
    )
    (told,) = netted([record])
    assert Fraction(told.fields[NET]) == Fraction(amount) + Fraction(fee)


@supposing(st.permutations(range(3)))
def test_the_order_of_bills_changes_nothing(order):
    rows = [
        bill(1, "close_long", "5", "-1"),
        bill(2, "trans_to_exchange", "-3"),
        bill(3, "contract_settle_fee", "1"),
    ]
    assert read(BILLS, *(rows[at] for at in order)).events == read(BILLS, *rows).events
