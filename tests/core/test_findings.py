from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.account import Account
from isoledger.core.errors import NotInForceError, OffGridError
from isoledger.core.findings import FindingKind, disagreements, findings
from isoledger.core.instrument import CostRule
from isoledger.core.rules import PLAIN_RULES
from tests.core.kit import (
    BTC,
    OPENED,
    POOLED,
    USDT,
    XBT,
    fill,
    listing,
    stamp,
    terms,
    usdt,
)


def found(*events):
    """What is found among *events*: the same from a ledger and from the bare events."""
    ledger = il.Ledger.replay(events)
    told = list(findings(ledger))
    assert told == list(disagreements(events, opening=Account(), rules=PLAIN_RULES))
    return told


def balance(time_ns, amount, **said):
    return il.BalanceAssertion(stamp=stamp(time_ns), amount=usdt(amount), **said)


def position(time_ns, size, at=BTC, **said):
    return il.PositionAssertion(stamp=stamp(time_ns), position=at, size=size, **said)


def test_a_venue_that_agrees_with_its_records_gives_no_finding():
    right = fill(5, -1, "1100", cost=usdt("-1100"), realised=usdt("100"), held=2, fee=usdt("1"))
    assert (
        found(
            *OPENED,
            right,
            balance(6, "800"),
            balance(7, "1099", book=il.ALL),
            balance(8, "299", book=il.Book("isolated:BTCUSDT")),
            balance(9, "0", book=il.Book("pool:none")),
            position(10, 1, cost=usdt("1000"), margin=usdt("299")),
            position(11, 0, POOLED, cost=USDT.zero, margin=USDT.zero),
        )
        == []
    )


def test_a_gap_in_the_chain_of_sizes_is_found():
    (finding,) = found(*OPENED, fill(5, -1, "1000", held=7))
    assert (finding.kind, finding.about) == (FindingKind.SIZE_GAP, BTC)
    assert (finding.reported, finding.computed) == (7, 2)
    assert str(finding) == (
        "venue/main/e5@5: isolated:BTCUSDT: size-gap is 7 by the venue, 2 by its records"
    )


def test_a_cost_that_its_price_does_not_explain_is_found_with_the_price_it_implies():
    (finding,) = found(*OPENED, fill(5, 2, "1000", cost=usdt("2001")))
    assert finding.kind is FindingKind.COST
    assert (finding.reported, finding.computed) == (usdt("2001"), usdt("2000"))
    assert finding.implied_price == Fraction(2001, 2)


def test_a_profit_that_its_cost_does_not_explain_is_found():
    (finding,) = found(*OPENED, fill(5, -1, "1100", realised=usdt("99.99")))
    assert finding.kind is FindingKind.REALISED
    assert (finding.reported, finding.computed) == (usdt("99.99"), usdt("100"))


def test_a_profit_is_measured_against_the_cost_the_venue_booked():
    told = found(*OPENED, fill(5, -1, "1100", cost=usdt("-1101"), realised=usdt("101")))
    assert [finding.kind for finding in told] == [FindingKind.COST]


def test_a_balance_that_the_records_do_not_add_up_to_is_found():
    told = found(*OPENED, balance(5, "801"), balance(6, "1", book=il.Book("pool:cross")))
    assert [(f.kind, f.about, f.reported, f.computed) for f in told] == [
        (FindingKind.BALANCE, "wallet", usdt("801"), usdt("800")),
        (FindingKind.BALANCE, "pool:cross", usdt("1"), USDT.zero),
    ]


def test_each_number_of_a_stated_position_is_found_by_itself():
    told = found(*OPENED, position(5, 3, cost=usdt("3000"), margin=usdt("1")))
    assert [(f.kind, f.reported, f.computed) for f in told] == [
        (FindingKind.POSITION_SIZE, 3, 2),
        (FindingKind.POSITION_COST, usdt("3000"), usdt("2000")),
        (FindingKind.POSITION_MARGIN, usdt("1"), usdt("200")),
    ]
    told = found(*OPENED, position(5, 3, POOLED, cost=usdt("1"), margin=XBT.exactly(1)))
    assert [(f.reported, f.computed) for f in told] == [
        (3, 0),
        (usdt("1"), USDT.zero),
        (XBT.exactly(1), XBT.zero),
    ]


def test_a_margin_stated_for_a_position_in_a_pool_has_nothing_to_be_compared_with():
    pooled = fill(5, 1, "10", position=POOLED)
    (finding,) = found(*OPENED, pooled, position(6, 1, POOLED, margin=usdt("1")))
    assert (finding.kind, finding.computed) == (FindingKind.POSITION_MARGIN, None)


def test_a_finding_names_the_file_and_row_of_the_record():
    there = evolve(balance(5, "801"), stamp=stamp(5, source="sha256:ab#9000"))
    (finding,) = found(*OPENED, there)
    assert str(finding) == (
        "venue/main/e5@5: wallet: balance is 801.00 USDT by the venue, "
        "800.00 USDT by its records [sha256:ab#9000]"
    )


def test_a_fill_is_compared_with_what_was_held_before_it_and_a_balance_with_what_is_there():
    told = found(*OPENED, fill(5, 1, "1000", held=2), position(6, 3), fill(7, 1, "1000", held=3))
    assert told == []


def test_what_was_taken_back_is_not_compared():
    wrong = balance(5, "801")
    corrected = il.Correction(stamp=stamp(6), reverses="e5")
    assert list(findings(il.Ledger.replay([*OPENED, wrong, corrected]))) == []


def test_a_difference_that_lasts_is_told_where_it_begins_changes_and_ends():
    told = found(
        *OPENED,
        balance(5, "801"),
        balance(6, "801"),
        il.Bonus(stamp=stamp(7), amount=usdt("10")),
        balance(8, "811"),
        balance(9, "812"),
        balance(10, "810"),
        balance(11, "810"),
    )
    assert [(f.stamp.time_ns, str(f.reported), str(f.computed)) for f in told] == [
        (5, "801.00 USDT", "800.00 USDT"),
        (9, "812.00 USDT", "810.00 USDT"),
        (10, "810.00 USDT", "810.00 USDT"),
    ]
    assert str(told[-1]) == (
        "venue/main/e10@10: wallet: balance is 810.00 USDT by both again: "
        "a difference before this is gone"
    )


def test_two_assets_of_one_book_differ_each_by_itself():
    foreign = il.BalanceAssertion(stamp=stamp(6), amount=XBT.exactly(1))
    told = found(*OPENED, balance(5, "801"), foreign, balance(7, "801"))
    assert [f.stamp.time_ns for f in told] == [5, 6]


def test_the_same_number_in_another_asset_is_a_difference():
    (finding,) = found(*OPENED, position(5, 2, cost=il.Money(200_000, XBT)))
    assert finding.kind is FindingKind.POSITION_COST
    assert finding.computed == il.Money(200_000, USDT)


LOTS = terms(cost_rule=il.Dated(((5, CostRule(per=100)),)))


@pytest.mark.parametrize(("time_ns", "size"), [(4, 100), (6, 150)], ids=["no rule yet", "odd lots"])
def test_a_cost_that_no_rule_explains_is_found_and_not_an_error(time_ns, size):
    stated = fill(time_ns, size, "10", cost=usdt("1500"), realised=usdt("0"), held=0)
    (finding,) = found(listing(1, LOTS), stated)
    assert finding.kind is FindingKind.COST
    assert (finding.reported, finding.computed) == (usdt("1500"), None)
    assert finding.implied_price == Fraction(1500, size)


@pytest.mark.parametrize(
    ("time_ns", "size", "error"), [(4, 100, NotInForceError), (6, 150, OffGridError)]
)
def test_a_fill_whose_cost_nobody_knows_is_refused(time_ns, size, error):
    events = [listing(1, LOTS), fill(time_ns, size, "10", realised=usdt("0"))]
    with pytest.raises(error):
        list(disagreements(events, opening=Account(), rules=PLAIN_RULES))
    with pytest.raises(error):
        il.Ledger.replay(events)
