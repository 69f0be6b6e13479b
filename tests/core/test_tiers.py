from fractions import Fraction

import pytest

from isoledger.core.errors import TierTableError
from isoledger.core.tiers import MarginTier, TierTable


def tier(floor, cap, initial, maintenance, deduction=0):
    """Money in coins, rates in percent."""
    return MarginTier(
        floor=Fraction(floor),
        cap=None if cap is None else Fraction(cap),
        initial=Fraction(initial, 100),
        maintenance=Fraction(maintenance, 100),
        deduction=Fraction(deduction),
    )


# 1 % up to 1000, then 2 % less 10, then 5 % less 160: at 1000 both say 10, at 5000 both say 90
TABLE = TierTable(
    tiers=(tier(0, 1000, 2, 1), tier(1000, 5000, 4, 2, 10), tier(5000, None, 10, 5, 160))
)


@pytest.mark.parametrize(
    ("value", "index"), [(0, 0), (1, 0), (1000, 0), (1001, 1), (5000, 1), (5001, 2), (10**9, 2)]
)
def test_a_floor_is_outside_and_a_cap_inside_its_tier(value, index):
    assert TABLE.at(Fraction(value)) is TABLE.tiers[index]
    assert [tier.holds(Fraction(value)) for tier in TABLE.tiers].count(True) == 1


@pytest.mark.parametrize(
    ("value", "due"), [(0, 0), (500, 5), (1000, 10), (2000, 30), (5000, 90), (6000, 140)]
)
def test_the_requirement_is_rate_times_value_less_the_deduction(value, due):
    assert TABLE.at(Fraction(value)).requirement(Fraction(value)) == due


def test_a_requirement_is_never_below_zero():
    assert TABLE.tiers[2].requirement(Fraction(100)) == 0


@pytest.mark.parametrize("edge", [1000, 5000])
def test_the_requirement_does_not_jump_at_an_edge(edge):
    below, above = TABLE.at(Fraction(edge)), TABLE.at(Fraction(edge + 1))
    assert below is not above
    assert below.requirement(Fraction(edge)) == above.requirement(Fraction(edge))


def test_a_value_above_the_last_cap_is_judged_by_the_last_tier():
    capped = TierTable(tiers=(tier(0, 100, 2, 1), tier(100, 200, 2, 1)))
    assert capped.at(Fraction(10**6)) is capped.tiers[1]


def test_a_stepped_table_deducts_nothing_and_jumps():
    steps = TierTable(stepped=True, tiers=(tier(0, 1000, 2, 1), tier(1000, None, 4, 2)))
    assert steps.at(Fraction(1000)).requirement(Fraction(1000)) == 10
    assert steps.at(Fraction(1001)).requirement(Fraction(1001)) == Fraction(2002, 100)


def test_one_tier_for_every_size_is_a_table():
    flat = TierTable.flat(initial=Fraction(1, 10), maintenance=Fraction(1, 20))
    assert flat.at(Fraction(0)) is flat.at(Fraction(10**9)) is flat.tiers[0]


BAD = {
    "there is none": ((), 0, "there is no tier"),
    "the first begins above zero": (
        (tier(1, None, 2, 1),),
        0,
        "the first tier must have floor 0 and deduction 0",
    ),
    "the first deducts": (
        (tier(0, None, 2, 1, 5),),
        0,
        "the first tier must have floor 0 and deduction 0",
    ),
    "maintenance above initial": (
        (tier(0, None, 1, 2),),
        0,
        "rates must be 0 < maintenance 1/50 <= initial 1/100 <= 1",
    ),
    "no maintenance": (
        (tier(0, None, 1, 0),),
        0,
        "rates must be 0 < maintenance 0 <= initial 1/100 <= 1",
    ),
    "initial above all of it": (
        (tier(0, None, 101, 1),),
        0,
        "rates must be 0 < maintenance 1/100 <= initial 101/100 <= 1",
    ),
    "a cap at its floor": ((tier(0, 0, 2, 1),), 0, "cap 0 is not above floor 0"),
    "a gap": (
        (tier(0, 100, 2, 1), tier(101, None, 2, 1)),
        1,
        "floor 101 does not meet the cap 100 before it",
    ),
    "an overlap": (
        (tier(0, 100, 2, 1), tier(99, None, 2, 1)),
        1,
        "floor 99 does not meet the cap 100 before it",
    ),
    "a tier after the last": (
        (tier(0, None, 2, 1), tier(100, None, 2, 1)),
        1,
        "floor 100 does not meet the cap None before it",
    ),
    "a falling rate": ((tier(0, 100, 4, 2), tier(100, None, 4, 1, -1)), 1, "rates fall with size"),
    "a falling initial": ((tier(0, 100, 4, 2), tier(100, None, 3, 2)), 1, "rates fall with size"),
    "a jump": (
        (tier(0, 1000, 2, 1), tier(1000, None, 4, 2, 9)),
        1,
        "deduction is 9, and 10 keeps the requirement whole",
    ),
}


@pytest.mark.parametrize(("tiers", "index", "why"), BAD.values(), ids=BAD)
def test_a_table_with_a_hole_is_refused_with_its_tier(tiers, index, why):
    with pytest.raises(TierTableError) as caught:
        TierTable(tiers=tiers)
    assert str(caught.value) == f"margin tier {index}: {why}"


def test_a_stepped_table_with_a_deduction_is_refused():
    with pytest.raises(TierTableError, match="deduction is 10, and 0 keeps"):
        TierTable(stepped=True, tiers=(tier(0, 1000, 2, 1), tier(1000, None, 4, 2, 10)))


def test_a_table_is_frozen_and_hashable():
    with pytest.raises(AttributeError):
        TABLE.tiers = ()
    with pytest.raises(AttributeError):
        TABLE.tiers[0].cap = None
    assert hash(TABLE) == hash(TierTable(tiers=TABLE.tiers))
