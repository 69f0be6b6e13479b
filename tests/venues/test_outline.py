"""An outline says what it lacks, and is a position where it lacks nothing."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.instrument import Payoff
from isoledger.core.rules import Rules
from isoledger.core.tiers import TierTable
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed
from isoledger.venues.stated import PoolLeg

KNOWN = Outline(
    symbol="BTCUSDT",
    quantity=Fraction("-0.05"),
    entry=Fraction(20000),
    maintenance=Fraction(1, 100),
    leverage=Fraction(10),
    margin=Fraction(100),
)


def outline(**parts):
    return evolve(KNOWN, **parts)


def test_a_position_is_built_to_the_last_digit():
    position = KNOWN.subject()
    assert position.holding.size == -1
    assert position.holding.instrument.lot == Fraction(1, 20)
    assert position.holding.cost.value == -1000
    assert (position.margin.value, position.reserve.value) == (100, 0)
    tier = position.holding.instrument.tiers.at(0).tiers[0]
    assert (tier.initial, tier.maintenance, tier.deduction) == (
        Fraction(1, 10),
        Fraction(1, 100),
        0,
    )


def test_a_cross_position_is_alone_in_a_pool():
    leg = outline(cross=True, mark=Fraction(19000)).subject()
    assert isinstance(leg, PoolLeg)
    assert [money.value for money in leg.pool.cash] == [100]
    assert leg.marks == {"BTCUSDT": 19000}
    assert leg.pool.holdings[leg.leg].size == -1


@pytest.mark.parametrize(
    ("parts", "lack"),
    [
        ({"quantity": None}, "its size"),
        ({"contract": None}, "what one contract is worth"),
        ({"entry": None}, "its entry price"),
        ({"maintenance": None}, "the maintenance rate of its tier"),
        ({"margin": None}, "the margin behind it"),
        ({"margin": None, "cross": True, "mark": Fraction(1)}, "the balance of its pool"),
        ({"cross": True}, "its mark"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_built(parts, lack):
    lacking = outline(**parts)
    assert lacking.missing == (lack,)
    assert lacking.subject() is None


def test_what_is_not_held_lacks_nothing():
    flat = outline(quantity=Fraction(0), entry=None, maintenance=None, margin=None)
    assert flat.missing == ()
    assert flat.subject().holding.is_flat


def test_known_tiers_take_the_place_of_a_rate():
    table = TierTable.flat(initial=Fraction(1, 2), maintenance=Fraction(1, 3))
    assert outline(tiers=table, maintenance=None).missing == ()
    assert outline(tiers=table).frame().table.at(0) is table
    assert outline(leverage=None, deduction=Fraction(5)).frame().deduction == 5


def test_an_inverse_cost_is_fine_to_30_decimals():
    inverse = outline(payoff=Payoff.INVERSE, quantity=Fraction(3), entry=Fraction(7))
    assert abs(inverse.subject().holding.cost.value + Fraction(3, 7)) <= Fraction(1, 2 * 10**30)


def test_a_reserve_is_kept_apart():
    assert outline(reserve=Fraction(5)).subject().reserve.value == 5


def test_it_is_stated_with_what_was_printed():
    told, rules = Printed(text="9", price=Fraction(9)), Rules()
    found = outline(mark=Fraction(8)).stated(told, rules, 7, assumed=("a guess",))
    assert (found.symbol, found.rules, found.time_ns, found.mark) == ("BTCUSDT", rules, 7, 8)
    assert (found.reported, found.printed, found.sentinel) == (9, "9", "")
    assert (found.missing, found.assumed) == ((), ("a guess",))
    assert found.subject == KNOWN.subject()


def test_figures_at_fault_are_not_solved():
    found = outline(entry=None).stated(Printed(sentinel="none"), Rules(), 7, faults=("a fault",))
    assert (found.subject, found.sentinel) == (None, "none")
    assert found.missing == ("its entry price", "a fault")
    assert KNOWN.stated(Printed(), Rules(), 7, faults=("a fault",)).subject is None
