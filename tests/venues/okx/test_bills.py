"""Bills: what each moves of the account and of a position, and both balances after it."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import INSURANCE, margin_book
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Deleveraging,
    Fill,
    Funding,
    FundingTotal,
    InsuranceClear,
    Liquidation,
    MarginCause,
    MarginTransfer,
    RealisedProfit,
    Settlement,
    Transfer,
)
from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.core.postings import Provenance
from isoledger.venues.errors import FieldError
from isoledger.venues.meaning import Row
from isoledger.venues.okx import VENUE
from isoledger.venues.okx.bills import BILLS, TYPES, legs, size
from isoledger.venues.okx.contracts import DECIMALS, LOT
from isoledger.venues.okx.rules import CROSS_BOOK
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.okx.told import INSTRUMENTS, SWAP, answer, bill, bills, ledger, listed, read

USDT = Asset("USDT", DECIMALS)
LONE = PositionId(SWAP)
OPENED = (
    bill(1, "1/11", instType="", instId="", mgnMode="", bal="1000", balChg="1000", sz="1000"),
    bill(
        2, "2/1", bal="895", balChg="-105", posBal="100", posBalChg="100", fee="-5", sz="1",
        px="100000",
    ),
)  # fmt: skip


def of_type(kind, told):
    return [event for event in told.events if isinstance(event, kind)]


def margin(found: Ledger, position: PositionId = LONE) -> Fraction:
    return found.account.isolated[position].margin.value


def row_of(fields):
    (record,) = BILLS.records(answer(fields), "f")
    return Row(record=record, type="", venue="okx", account="a", time_ns=0, sequence=0, id="x")


def free(found: Ledger) -> Fraction:
    return found.account.balance(USDT, CROSS_BOOK).value


def test_a_manual_add_of_ten_is_one_event_that_moves_ten_from_the_account_to_the_position():
    """The recorded bill; the two running balances of the venue are both reproduced."""
    case = next(
        c for c in json.loads(real("vectors.json").read_text()) if c["id"] == "okx_bill_margin_add"
    )
    stated = case["inputs"] | case["expected"]
    row = bill(
        3,
        "6/160",
        **{name: stated[name] for name in ("bal", "posBal", "balChg", "posBalChg", "sz")},
    )
    before = bill(
        1, "1/11", instType="", bal="67694.5525135010619812", balChg="67694.5525135010619812",
        sz="67694.5525135010619812",
    )  # fmt: skip
    first = bill(
        2,
        "6/160",
        bal="67631.4325135010619812",
        balChg="-63.12",
        posBal="63.12",
        posBalChg="63.12",
        sz="63.12",
    )
    moved = [e for e in bills(row).events if not isinstance(e, BalanceAssertion)]
    assert [(type(e), e.position, e.amount, e.book, e.cause, e.provenance) for e in moved] == [
        (
            MarginTransfer,
            LONE,
            USDT.exactly("10"),
            CROSS_BOOK,
            MarginCause.USER,
            Provenance.REPORTED,
        )
    ]
    found = ledger(before, first, row)
    assert free(found) == Fraction(stated["bal"])
    assert margin(found) == Fraction(stated["posBal"])
    asserted = {e.book: e.amount for e in of_type(BalanceAssertion, bills(row))}
    assert asserted == {
        CROSS_BOOK: USDT.exactly(stated["bal"]),
        margin_book(LONE): USDT.exactly(stated["posBal"]),
    }


@pytest.mark.parametrize(
    ("code", "sign", "cause"),
    [("160", 1, MarginCause.USER), ("161", -1, MarginCause.USER), ("162", 1, MarginCause.AUTO_ADD)],
)
def test_margin_moved_by_hand_or_by_the_venue_leaves_all_money_where_it_was(code, sign, cause):
    row = bill(
        3,
        f"6/{code}",
        bal=str(895 - 10 * sign),
        balChg=str(-10 * sign),
        posBal=str(100 + 10 * sign),
        posBalChg=str(10 * sign),
        sz="10",
    )
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (895 - 10 * sign, 100 + 10 * sign)
    assert of_type(MarginTransfer, bills(row))[0].cause is cause


def test_the_recorded_opening_takes_its_margin_and_leaves_the_fee_to_the_account():
    row = bill(
        2, "2/3", bal="3.5401185", balChg="-695.4598815", posBal="692.689125",
        posBalChg="692.689125", fee="-2.7707565", sz="10", px="55415.13",
    )  # fmt: skip
    start = bill(1, "1/11", instType="", bal="699", balChg="699", sz="699")
    long = PositionId(SWAP, "long")
    found = ledger(start, row)
    assert margin(found, long) == Fraction("692.689125")
    assert free(found) == Fraction("3.5401185")
    assert found.account.isolated[long].holding.size == 10 / LOT


@pytest.mark.parametrize("amount", ["0.6798147560681625", "-1.0828473350000706"])
def test_recorded_funding_of_an_isolated_position_stays_in_it(amount):
    after = str(Fraction(100) + Fraction(amount))
    row = bill(
        3, "8/174", pnl=amount, bal="895", posBalChg=amount, posBal=f"{100 + float(amount):.16f}"
    )
    told = bills(*OPENED, row)
    assert [e.amount for e in of_type(Funding, told)] == [USDT.exactly(amount)]
    found = Ledger.replay(list(ledger(*OPENED).log) + of_type(Funding, told), rules=VENUE.rules)
    assert margin(found) == Fraction(after)
    assert free(found) == 895


def test_the_recorded_funding_of_2021_was_paid_by_the_account():
    """Before 2024 the account was asked first; the bill leaves the position's balance at 0."""
    row = bill(
        3, "8/174", ccy="ETH", instId="ETH-USD-SWAP", bal="0.0242946200998573",
        balChg="0.0000148752712240", pnl="0.000014875271224", posBal="0", sz="9",
    )  # fmt: skip
    told = bills(row)
    assert not of_type(Funding, told)
    (total,) = of_type(FundingTotal, told)
    assert (total.symbol, total.amount.value) == ("ETH-USD-SWAP", Fraction("0.000014875271224"))
    assert [e.book for e in of_type(BalanceAssertion, told)] == [CROSS_BOOK]


def test_funding_that_the_account_could_not_pay_alone_is_paid_by_both():
    row = bill(3, "8/173", pnl="-3", bal="894", balChg="-1", posBal="98", posBalChg="-2")
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (894, 98)


def test_funding_of_a_cross_position_is_its_own():
    cross = {"mgnMode": "cross", "posBal": "0"}
    opened = bill(2, "2/2", bal="995", balChg="-5", fee="-5", sz="1", px="100000", **cross)
    funded = bill(3, "8/174", bal="1002", balChg="7", pnl="7", **cross)
    found = ledger(OPENED[0], opened, funded)
    assert free(found) == 1002
    assert of_type(Funding, bills(opened, funded))[0].position == PositionId(SWAP, pool="cross")
    assert not found.account.isolated


def test_a_close_gives_back_margin_and_profit():
    """Two thirds of the position go, and two thirds of its margin; the profit goes home."""
    row = bill(
        3, "2/2", bal="1047.6", balChg="152.6", posBal="40", posBalChg="-60", pnl="95", fee="-2.4",
        sz="0.6", px="115833.333333333333333333",
    )  # fmt: skip
    told = bills(*OPENED, row)
    found = Ledger.replay(
        [*ledger(*OPENED).log, *(e for e in told.events if e.stamp.id.startswith("bill:3"))],
        rules=VENUE.rules,
    )
    assert (free(found), margin(found)) == (Fraction("1047.6"), 40)
    assert [e.cause for e in of_type(MarginTransfer, told)] == [
        MarginCause.ALLOCATION,
        MarginCause.RELEASE,
    ]


def test_a_loss_larger_than_what_is_released_comes_out_of_the_release():
    row = bill(
        3,
        "2/2",
        bal="918",
        balChg="23",
        posBal="40",
        posBalChg="-60",
        pnl="-36",
        fee="-1",
        sz="0.6",
        px="94000",
    )
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (918, 40)


def test_a_liquidation_ends_with_nothing_and_leaves_the_account_alone():
    """What profit and fee do not explain goes to the insurance fund, as a leg of its own."""
    row = bill(
        3, "5/104", bal="895", posBal="0", posBalChg="-100", pnl="-80", fee="-4", sz="1", px="92000"
    )
    (taken,) = of_type(Liquidation, bills(*OPENED, row | {"subType": "106"}))
    row["subType"] = "107"
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (895, 0)
    assert found.account.isolated[LONE].holding.is_flat
    swept = [e for e in bills(*OPENED, row).events if isinstance(e, InsuranceClear)]
    assert [(e.position, e.amount.value) for e in swept] == [(LONE, -16)]
    assert taken.realised.value == -80
    asserted = {e.book: e.amount.value for e in of_type(BalanceAssertion, bills(*OPENED, row))}
    assert asserted[margin_book(LONE)] == 0


def test_a_liquidation_that_costs_more_than_the_margin_is_covered_by_the_fund():
    """The recorded one of 2026: profit, fee and penalty exceed the margin by 0.4628."""
    row = bill(
        3, "5/107", bal="895", posBal="0", posBalChg="-100", pnl="-98", fee="-4", sz="1", px="90200"
    )
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (895, 0)
    (cleared,) = of_type(InsuranceClear, bills(*OPENED, row))
    assert cleared.amount.value == 2


def test_a_liquidation_in_part_leaves_what_the_bill_says():
    row = bill(
        3,
        "5/103",
        bal="895",
        posBal="50",
        posBalChg="-50",
        pnl="-32",
        fee="-2",
        sz="0.4",
        px="92000",
    )
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (895, 50)
    assert found.account.isolated[LONE].holding.size == Fraction("0.6") / LOT


def test_margin_that_a_liquidation_gives_back_is_swept_home():
    row = bill(
        3,
        "5/107",
        bal="901",
        balChg="6",
        posBal="0",
        posBalChg="-100",
        pnl="-80",
        fee="-4",
        sz="1",
        px="92000",
    )
    found = ledger(*OPENED, row)
    assert (free(found), margin(found)) == (901, 0)


def test_a_cross_liquidation_is_paid_by_the_account():
    cross = {"mgnMode": "cross", "posBal": "0"}
    opened = bill(2, "2/1", bal="995", balChg="-5", fee="-5", sz="1", px="100000", **cross)
    taken = bill(
        3, "5/107", bal="911", balChg="-84", pnl="-80", fee="-4", sz="1", px="92000", **cross
    )
    assert free(ledger(OPENED[0], opened, taken)) == 911


def test_deleveraging_and_delivery_close_like_trades():
    adl = bill(
        3,
        "9/128",
        bal="1022.5",
        balChg="127.5",
        posBal="50",
        posBalChg="-50",
        pnl="80",
        fee="-2.5",
        sz="0.5",
        px="116000",
    )
    due = bill(
        4,
        "3/112",
        bal="1151",
        balChg="128.5",
        posBal="0",
        posBalChg="-50",
        pnl="80",
        fee="-1.5",
        sz="0.5",
        px="116000",
    )
    found = ledger(*OPENED, adl, due)
    assert (free(found), margin(found)) == (1151, 0)
    told = bills(*OPENED, adl, due)
    assert len(of_type(Deleveraging, told)) == len(of_type(Settlement, told)) == 1


def test_the_daily_settlement_moves_the_entry_and_keeps_the_equity():
    cross = {"mgnMode": "cross", "posBal": "0"}
    opened = bill(2, "2/1", bal="995", balChg="-5", fee="-5", sz="1", px="100000", **cross)
    settled = bill(3, "34/355", bal="1005", balChg="10", pnl="10", **cross)
    found = ledger(OPENED[0], opened, settled)
    held = found.account.pools["cross"].holdings[PositionId(SWAP, pool="cross")]
    assert held.entry_price() == 101000
    assert free(found) == 1005


def test_what_a_double_loses_is_said_and_booked():
    row = bill(
        2,
        "2/1",
        balChg="-105.0000000000000001",
        posBal="100",
        posBalChg="100",
        fee="-5",
        sz="1",
        px="100000",
    )
    told = bills(row)
    assert "misses by" in told.remarks[0].text
    assert of_type(Adjustment, told)[0].amount.value == Fraction("-1e-16")


@pytest.mark.parametrize("field", ["balChg", "posBalChg", "pnl", "fee"])
def test_one_digit_changed_in_any_amount_of_a_trade_is_found(field):
    row = dict(OPENED[1])
    row[field] = str(Fraction(str(row[field])) + 1)
    (parked,) = bills(row).untranslated
    assert "balChg" in parked.reason
    assert "row 1" in parked.reason


def test_the_leg_of_funding_is_told_by_the_only_leg_or_by_the_margin_it_began_with():
    long = bill(
        1, "2/3", balChg="-105", posBal="100", posBalChg="100", fee="-5", sz="1", px="100000"
    )
    alone = bill(2, "8/174", pnl="1", posBal="101", posBalChg="1")
    short = bill(3, "2/4", balChg="-55", posBal="50", posBalChg="50", fee="-5", sz="1", px="100000")
    matched = bill(4, "8/173", pnl="-1", posBal="49", posBalChg="-1")
    unclear = bill(5, "8/173", pnl="-1", posBal="7", posBalChg="-1")
    told = bills(long, alone, short, matched, unclear)
    assert [e.position.leg for e in of_type(Funding, told)] == ["long", "short"]
    (parked,) = told.untranslated
    assert "nothing says which" in parked.reason


def test_cross_funding_of_two_legs_is_told_without_one():
    cross = {"mgnMode": "cross", "posBal": "0"}
    rows = [
        bill(1, "2/3", balChg="-5", fee="-5", sz="1", px="100000", **cross),
        bill(2, "2/4", balChg="-5", fee="-5", sz="1", px="100000", **cross),
        bill(3, "8/174", balChg="7", pnl="7", **cross),
    ]
    assert [e.amount.value for e in of_type(FundingTotal, bills(*rows))] == [7]


def test_rows_that_say_nothing_readable_keep_their_place_and_are_refused():
    odd = bill(1, "8/174") | {"instType": ["SWAP"], "ts": "soon", "posBal": "x"}
    assert legs(BILLS.records(answer(odd), "f"))[0].fields == odd
    bad = bill(1, "8/174", posBal="x", pnl="1", posBalChg="1")
    assert len(bills(odd, bad).untranslated) == 2


def test_what_is_no_position_here_moves_money_alone():
    spot = bill(1, "2/1", instType="SPOT", mgnMode="cash", balChg="-100", sz="100")
    option = bill(
        2, "2/1", instType="OPTION", mgnMode="cross", balChg="-7", fee="-2", sz="1", px="5"
    )
    borrowed = bill(3, "5/106", instType="MARGIN", balChg="-3", sz="3")
    moved = bill(4, "6/160", instType="MARGIN", balChg="-4", sz="4")
    told = bills(spot, option, borrowed, moved)
    assert not told.untranslated
    assert [e.amount.value for e in of_type(Adjustment, told)] == [-100, -3, -4]
    (premium,) = of_type(RealisedProfit, told)
    assert (premium.amount.value, premium.fee.value) == (-7, 2)


def test_a_transfer_states_its_size_or_its_change_with_either_sign():
    for written in ("4", "-4"):
        row = bill(1, "1/12", instType="", balChg="-4.0000000000000000", sz=written)
        (event,) = bills(row).events
        assert isinstance(event, Transfer)
        assert event.amount.value == -4
    assert bills(bill(1, "1/12", instType="", balChg="-4", sz="5")).untranslated


def test_a_trade_of_no_known_side_is_refused():
    with pytest.raises(FieldError, match="bought or sold"):
        size(row_of(bill(1, "8/173", sz="1")))
    assert bills(bill(1, "2/7", sz="1")).untranslated
    assert bills(bill(1, "2/1", sz="0.000000001", px="1")).untranslated


def test_every_documented_pair_of_types_is_known():
    wanted = [
        *(f"2/{n}" for n in range(1, 7)), *(f"5/{n}" for n in range(100, 108)), "5/110", "5/111",
        *(f"9/{n}" for n in range(125, 129)), *(f"6/{n}" for n in (160, 161, 162, 332, 333, 334)),
        *("8/173", "8/174", "3/112", "3/113", "3/117", "3/170", "3/171", "3/172", "10/108"),
        *(f"14/{n}" for n in range(204, 210)), *(f"24/{n}" for n in range(270, 276)),
        *(f"32/{n}" for n in range(324, 330)), "34/355", "13/131", "13/132",
    ]  # fmt: skip
    assert not [code for code in wanted if code not in TYPES]
    for kind in (1, 4, 7, 11, 12, 15, 16, 22, 26, 27, 28, 29, 30, 33, 250, 251, 381):
        assert TYPES[f"{kind}/*"].becomes


def test_an_unknown_type_is_parked():
    (parked,) = bills(bill(1, "99/1")).untranslated
    assert "no type that is known" in parked.reason


def test_both_balances_are_followed_from_row_to_row():
    add = bill(3, "6/160", bal="885", balChg="-10", posBal="110", posBalChg="10", sz="10")
    records = BILLS.records(answer(add, *reversed(OPENED)), "f")
    chain = BILLS.chain(records)
    assert (chain.links, chain.gaps) == (3, ())
    gone = BILLS.chain(BILLS.records(answer(add, OPENED[0]), "f"))
    assert [gap.missing for gap in gone.gaps] == [-105]


def test_the_account_may_begin_with_what_the_first_bill_implies():
    add = bill(3, "6/160", bal="885", balChg="-10", posBal="110", posBalChg="10", sz="10")
    told = BILLS.translate(BILLS.records(answer(add), "f"), "a", Given(opening=True))
    (opening,) = of_type(Transfer, told)
    assert (opening.amount.value, opening.book) == (895, CROSS_BOOK)


@given(st.permutations(range(4)), st.integers(0, 3))
def test_order_and_repetition_of_bills_change_nothing(order, again):
    add = bill(3, "6/160", bal="885", balChg="-10", posBal="110", posBalChg="10", sz="10")
    fund = bill(4, "8/174", bal="885", pnl="1", posBal="111", posBalChg="1")
    rows = [*OPENED, add, fund]
    shuffled = [rows[at] for at in order]
    one = bills(*rows)
    other = bills(*shuffled, rows[again])
    assert other.events == one.events
    assert len(other.skipped) == 1


def test_an_inverse_swap_is_kept_in_its_coin():
    terms = listed("BTC-USD-SWAP", ctType="inverse", ctVal="100", settleCcy="BTC")
    mine = {"ccy": "BTC", "instId": "BTC-USD-SWAP"}
    rows = (
        bill(1, "1/11", instType="", ccy="BTC", instId="", bal="1", balChg="1", sz="1"),
        bill(
            2,
            "2/1",
            bal="0.9",
            balChg="-0.1",
            posBal="0.1",
            posBalChg="0.1",
            sz="10",
            px="50000",
            **mine,
        ),
        bill(
            3,
            "2/2",
            bal="1.001",
            balChg="0.101",
            posBal="0",
            posBalChg="-0.1",
            pnl="0.001",
            sz="10",
            px="52631.578947368421052632",
            **mine,
        ),
    )
    told = bills(*rows)
    assert not told.untranslated
    given_terms = read(INSTRUMENTS, answer(terms))
    found = Ledger.replay([*given_terms.events, *told.events], rules=VENUE.rules)
    assert found.account.balance(Asset("BTC", DECIMALS), CROSS_BOOK).value == Fraction("1.001")
    assert {f.kind.name for f in findings(found)} <= {"REALISED"}


def test_the_insurance_fund_is_the_only_other_end_of_a_sweep():
    row = bill(
        3, "5/107", bal="895", posBal="0", posBalChg="-100", pnl="-80", fee="-4", sz="1", px="92000"
    )
    before = ledger(*OPENED).account
    for event in bills(*OPENED, row).events:
        if isinstance(event, InsuranceClear):
            entry = before.apply(event, VENUE.rules).entry
            assert {p.book for p in entry.postings} == {INSURANCE, margin_book(LONE)}


def test_a_fill_states_fee_and_profit_as_the_bill_does():
    (fill,) = of_type(Fill, bills(*OPENED))
    assert (fill.fee.value, fill.realised.value, fill.size) == (5, 0, 1 / LOT)


def test_an_assertion_is_made_only_of_what_a_row_states():
    """A row without a margin after it asserts none; a trade that moves no margin moves none."""
    row = bill(3, "2/2", bal="895", pnl="0", fee="0", sz="0.5", px="100000")
    told = bills(*OPENED, row)
    assert [e.book for e in of_type(BalanceAssertion, told)][-1] == CROSS_BOOK
    assert len(of_type(MarginTransfer, told)) == 1
    swept = bill(3, "5/107", bal="895", posBal="0", posBalChg="-80", pnl="-80", sz="1", px="92000")
    assert not of_type(InsuranceClear, bills(*OPENED, swept))
