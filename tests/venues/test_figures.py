"""Figures of records, read strictly, and made into what can be solved."""

from fractions import Fraction

import pytest

import isoledger as il
from isoledger.core.instrument import Payoff
from isoledger.venues import FieldError
from isoledger.venues.figures import FINEST, Figures, alone, held, one_tier

AT = il.PositionId("X")


def figures(**raw: object) -> Figures:
    return Figures("venue position", raw)


def test_a_number_is_read_from_text_and_whole_numbers_exactly():
    record = figures(a="0.10", b=7, c="", d=None)
    assert (record.number("a"), record.number("b")) == (Fraction(1, 10), 7)
    assert [record.known(name) for name in "cde"] == [None, None, None]
    assert [name in record for name in "abcde"] == [True, True, False, False, False]


def test_the_first_that_is_there_counts():
    assert figures(a="", b="2", c="3").first("a", "b", "c") == 2
    assert figures(a="").first("a", "b") is None


def test_a_missing_number_is_missed_with_its_place():
    with pytest.raises(FieldError, match="venue position: field 'a': is missing"):
        figures().number("a")


@pytest.mark.parametrize("value", [0.1, True, [], "1,5", "NaN"])
def test_what_is_no_exact_number_is_refused(value):
    with pytest.raises(FieldError, match="field 'a'"):
        figures(a=value).known("a")


def test_inner_records_know_their_place():
    rows = figures(legs=[{"a": "1"}, {"a": "2"}]).inner("legs")
    assert [row.number("a") for row in rows] == [1, 2]
    with pytest.raises(FieldError, match="venue position, legs 1: field 'b'"):
        rows[1].number("b")


@pytest.mark.parametrize(("legs", "why"), [("x", "no list"), ([1], "no record")])
def test_inner_records_that_are_none_are_refused(legs, why):
    with pytest.raises(FieldError, match=why):
        figures(legs=legs).inner("legs")


def test_the_only_tier_known_may_deduct_and_opens_by_leverage():
    (tier,) = one_tier(Fraction(1, 100), Fraction(5), leverage=Fraction(20)).tiers
    assert (tier.initial, tier.maintenance, tier.deduction) == (
        Fraction(1, 20),
        Fraction(1, 100),
        5,
    )
    (bare,) = one_tier(Fraction(1, 100)).tiers
    assert bare.initial == bare.maintenance
    (steep,) = one_tier(Fraction(1, 10), leverage=Fraction(50)).tiers
    assert steep.initial == Fraction(1, 10)


def test_a_linear_holding_costs_what_it_was_bought_for():
    holding = held("X", Fraction("-0.25"), Fraction("313.20000000000005"), settle="USDT")
    assert (holding.size, holding.instrument.lot) == (-1, Fraction(1, 4))
    assert holding.cost.value == Fraction("-78.3000000000000125")
    assert (holding.instrument.payoff, holding.instrument.tick) == (Payoff.LINEAR, FINEST)


def test_an_inverse_holding_costs_its_worth_in_coins():
    holding = held(
        "X", Fraction(2), Fraction(37643), settle="BTC", face=Fraction(100), tick=Fraction(1, 2)
    )
    assert abs(holding.cost.value + Fraction(200, 37643)) < Fraction(1, 10**30)
    assert (holding.instrument.payoff, holding.instrument.tick) == (Payoff.INVERSE, Fraction(1, 2))


def test_a_stated_lot_is_kept_and_a_finer_quantity_refused():
    tenth = Fraction(1, 10)
    assert held("X", Fraction(3), Fraction(1), settle="USDT", lot=tenth).size == 30
    with pytest.raises(il.OffGridError, match="size of X"):
        held("X", Fraction(1, 20), Fraction(1), settle="USDT", lot=tenth)


def test_no_quantity_is_a_flat_holding_at_no_price():
    assert held("X", Fraction(0), Fraction(0), settle="USDT").is_flat


def test_margin_and_reserve_stand_behind_one_position():
    holding = held("X", Fraction(1), Fraction(1), settle="USDT")
    position = alone(holding, Fraction(1, 3), reserve=Fraction(1, 4), position=AT)
    assert (position.id, position.reserve.value) == (AT, Fraction(1, 4))
    assert abs(position.margin.value - Fraction(1, 3)) < Fraction(1, 10**29)
    with pytest.raises(il.LimitedLiabilityError):
        alone(holding, Fraction(-1), position=AT)
