"""Plain figures become what the core solves, and nothing is lost on the way."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.errors import LimitedLiabilityError, OffGridError, TermsError
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.rules import Rules
from isoledger.core.tiers import TierTable
from isoledger.venues.framing import FINEST, POOL, Frame, alone, one_tier, pooled

LONG = Frame(
    symbol="X",
    quantity=Fraction("1.5"),
    contract=Fraction("0.1"),
    entry=Fraction(100),
    margin=Fraction("1.5"),
    maintenance=Fraction("0.01"),
    leverage=Fraction(10),
)


def test_a_quantity_of_any_fineness_is_a_whole_number_of_lots():
    held = LONG.holding
    assert (held.size, held.instrument.lot, held.instrument.multiplier) == (
        3,
        Fraction(1, 2),
        Fraction(1, 20),
    )
    assert LONG.value == held.cost.value == 15
    assert LONG.value_at(Fraction(200)) == 30


def test_a_lot_may_be_chosen():
    assert evolve(LONG, lot=Fraction(1, 10)).holding.size == 15


def test_a_quantity_that_is_no_whole_number_of_lots_is_refused():
    with pytest.raises(OffGridError, match="X"):
        _ = evolve(LONG, lot=Fraction(1)).holding


def test_nothing_held_is_a_flat_holding_whatever_its_entry():
    flat = evolve(LONG, quantity=Fraction(0), entry=Fraction(0), payoff=Payoff.INVERSE)
    assert flat.holding.is_flat
    assert flat.isolated().margin.value == LONG.margin


def test_a_short_owes_what_it_cost():
    assert evolve(LONG, quantity=Fraction(-1)).holding.cost.value == -10


def test_an_inverse_cost_is_rounded_far_behind_any_digit():
    frame = evolve(LONG, payoff=Payoff.INVERSE, contract=Fraction(10), entry=Fraction(3))
    assert frame.holding.cost.value < 0
    assert abs(frame.value - 5) == 0
    odd = evolve(frame, entry=Fraction(7))
    assert abs(odd.value - Fraction(15, 7)) < Fraction(1, 10**29)


def test_an_isolated_frame_is_solved():
    found = liquidation_price(LONG.isolated(), Rules(), time_ns=0)
    assert found.exact == Fraction(90) / (1 - Fraction("0.01"))


def test_margin_below_zero_is_refused():
    with pytest.raises(LimitedLiabilityError):
        evolve(LONG, margin=Fraction(-1)).isolated()


def test_the_only_known_tier_opens_at_its_leverage_but_never_below_its_maintenance():
    assert LONG.table.at(0).tiers[0].initial == Fraction(1, 10)
    assert evolve(LONG, leverage=Fraction(500)).table.at(0).tiers[0].initial == Fraction("0.01")
    assert evolve(LONG, leverage=None).table.at(0).tiers[0].initial == Fraction("0.01")


def test_a_deduction_belongs_to_the_only_known_tier():
    tier = evolve(LONG, deduction=Fraction(2)).table.at(0).tiers[0]
    assert tier.deduction == 2


def test_without_a_rate_there_is_no_table_and_nothing_is_solved():
    unknown = evolve(LONG, maintenance=Fraction(0))
    assert unknown.table is None
    with pytest.raises(TermsError, match="tiers"):
        liquidation_price(unknown.isolated(), Rules(), time_ns=0)


def test_a_whole_table_goes_before_a_rate():
    flat = TierTable.flat(initial=Fraction(1, 5), maintenance=Fraction(1, 20))
    whole = Dated[TierTable].always(flat)
    assert evolve(LONG, tiers=whole).table is whole


def test_legs_of_a_pool_answer_for_one_another():
    other = evolve(LONG, symbol="Y")
    leg = pooled([LONG, other], Fraction(3), {"X": Fraction(100), "Y": Fraction(110)})
    found = pool_liquidation_price(leg.pool, leg.leg, leg.marks, Rules(), time_ns=0)
    spare = 3 + Fraction("1.5") - Fraction("0.165")
    assert found.exact == (15 - spare) / Fraction("0.15") / (1 - Fraction("0.01"))
    assert {at.pool for at in leg.pool.holdings} == {POOL}


def test_two_legs_of_one_symbol_are_the_sides_of_hedge_mode():
    short = evolve(LONG, quantity=Fraction(-1))
    leg = pooled([LONG, short], Fraction(3), {"X": Fraction(100)})
    assert {at.leg for at in leg.pool.holdings} == {"long", "short"}
    assert leg.leg.leg == "long"


def test_a_leg_may_be_named_and_so_may_the_pool():
    named = evolve(LONG, leg="long")
    leg = pooled([named], Fraction(3), {"X": Fraction(100)}, "unified")
    assert leg.leg == PositionId("X", "long", "unified")
    assert named.isolated().id == PositionId("X", "long")


def test_terms_are_linear_with_the_finest_step_unless_told():
    terms = LONG.instrument
    assert (terms.payoff, terms.tick) == (Payoff.LINEAR, FINEST)


def test_the_only_tier_known_may_deduct_and_opens_for_no_less_than_it_keeps():
    (tier,) = one_tier(Fraction(1, 100), Fraction(5), initial=Fraction(1, 20)).at(0).tiers
    assert (tier.initial, tier.maintenance) == (Fraction(1, 20), Fraction(1, 100))
    assert tier.deduction == 5
    for initial in (None, Fraction(1, 200)):
        (bare,) = one_tier(Fraction(1, 100), initial=initial).at(0).tiers
        assert (bare.initial, bare.deduction) == (Fraction(1, 100), 0)


def test_margin_and_reserve_stand_behind_one_position():
    at = PositionId("X", "short")
    position = alone(LONG.holding, Fraction(1, 3), reserve=Fraction(1, 4), position=at)
    assert (position.id, position.reserve.value) == (at, Fraction(1, 4))
    assert abs(position.margin.value - Fraction(1, 3)) < Fraction(1, 10**29)
    assert alone(LONG.holding, Fraction(1)).id == PositionId("X")
    assert evolve(LONG, reserve=Fraction(1, 4)).isolated().reserve.value == Fraction(1, 4)
