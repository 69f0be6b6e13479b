"""Three oracles that share no line with the engine, and none with one another, agree with it.

* the closed form: one division a tier, kept if it lies inside its tier;
* bisection: on exact rational health, where maintenance is a tax on each part of the value;
* z3: on the same numbers, where maintenance is the largest of the lines of all tiers; it also says
  that there is no other root, or none at all.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import z3
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from isoledger.core.certificate import LiquidationPrice, NoPrice
from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, FeeOn, Rules
from isoledger.core.tiers import TierTable
from isoledger.testing.markets import tier_table
from tests.lemmas.lemma import model

USD = Asset("USD", 6)
MODERATE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Question:
    """Health of the absolute value w: ``funds + sign * w - fee * w - maintenance(w)``.

    Funds are all that stands; tiers are (floor, rate, deduction), none if maintenance stands too.
    """

    sign: int
    worth: Fraction
    inverse: bool
    funds: Fraction
    fee: Fraction
    tiers: tuple[tuple[Fraction, Fraction, Fraction], ...]

    def price(self, value):
        return self.worth / value if self.inverse else value / self.worth


def taxed(tiers, value):
    """Maintenance as a sum over the parts of *value* in each tier."""
    ends = [*[floor for floor, _, _ in tiers[1:]], value] if tiers else []
    return sum(
        (
            rate * max(Fraction(0), min(value, max(end, floor)) - floor)
            for (floor, rate, _), end in zip(tiers, ends, strict=True)
        ),
        start=Fraction(0),
    )


def closed_form(asked):
    """The root of the one tier that holds its own root; ``None``: of no tier."""
    lines = asked.tiers or ((Fraction(0), Fraction(0), Fraction(0)),)
    caps = [*[floor for floor, _, _ in lines[1:]], None]
    roots = []
    for (floor, rate, deduction), cap in zip(lines, caps, strict=True):
        slope = rate + asked.fee - asked.sign
        root = (asked.funds + deduction) / slope if slope else None
        if root is not None and root > floor and (cap is None or root <= cap):
            roots.append(root)
    assert len(set(roots)) <= 1
    return roots[0] if roots else None


def bisected(asked):
    """Two values a hair apart with health below zero at one and above at the other, or ``None``."""

    def health(value):
        moving = asked.sign * value - asked.fee * value
        return asked.funds + moving - taxed(asked.tiers, value)

    low, high = Fraction(1, 2**80), Fraction(2**80)
    if (health(low) <= 0) == (health(high) <= 0):
        return None
    safe, bad = (low, high) if health(low) > 0 else (high, low)
    for _ in range(220):
        middle = (safe + bad) / 2
        safe, bad = (safe, middle) if health(middle) <= 0 else (middle, bad)
    return min(safe, bad), max(safe, bad)


def by_z3(asked):
    """The only root; ``None``: health is of one sign for all values."""
    value = z3.Real("value")
    lines = [rational(rate) * value - rational(cut) for _, rate, cut in asked.tiers]
    due = lines[0] if lines else z3.RealVal(0)
    for line in lines[1:]:
        due = z3.If(line > due, line, due)
    health = rational(asked.funds) + asked.sign * value - rational(asked.fee) * value - due
    found = model(value > 0, health == 0)
    if found is None:
        assert model(value > 0, health > 0) is None or model(value > 0, health <= 0) is None
        return None
    root = found.eval(value, model_completion=True).as_fraction()
    assert model(value > 0, health == 0, value != rational(root)) is None, "another root"
    return root


def rational(number):
    exact = Fraction(number)
    return z3.Q(exact.numerator, exact.denominator)


def agreed(asked):
    """The price that all three find; ``None``: all three find none."""
    root, hair, proven = closed_form(asked), bisected(asked), by_z3(asked)
    assert root == proven
    if root is None:
        assert hair is None
        return None
    assert hair is not None
    assert hair[0] <= root <= hair[1]
    return asked.price(root)


# -- what is asked


@st.composite
def tables(draw):
    rates = sorted(draw(st.lists(st.integers(1, 300), min_size=1, max_size=4)))
    floors = [0, *sorted(draw(st.sets(st.integers(1, 5000), min_size=3, max_size=3)))]
    return tier_table(
        *[
            (at, str(Fraction(min(1000, rate * 2), 1000)), str(Fraction(rate, 1000)))
            for at, rate in zip(floors, rates, strict=False)
        ]
    )


def terms(payoff, table, symbol="P"):
    return Instrument(
        symbol=symbol,
        base="X",
        quote="Y",
        settle=USD,
        payoff=payoff,
        multiplier=Fraction(1, 100) if payoff is Payoff.LINEAR else Fraction(100),
        tick=Fraction(1, 10**6),
        tiers=Dated[TierTable].always(table),
    )


TERMS = st.builds(terms, st.sampled_from(Payoff), tables())


@st.composite
def holdings(draw, contracts=TERMS):
    instrument = draw(contracts)
    size = draw(st.integers(-5000, 5000).filter(bool))
    entry = draw(st.fractions(1, 2000, max_denominator=100))
    cost = USD.round(instrument.value(size, entry), Rounding.HALF_EVEN)
    assume(cost)
    return Holding(instrument, size, cost)


@st.composite
def positions(draw):
    held = draw(holdings())
    return IsolatedPosition(
        id=PositionId("P"),
        holding=held,
        margin=Money(abs(held.cost.units) * draw(st.integers(0, 1300)) // 1000, USD),
        reserve=Money(abs(held.cost.units) * draw(st.integers(0, 5)) // 1000, USD),
    )


RULES = st.builds(
    Rules,
    basis=st.sampled_from(Basis),
    closing_fee=st.sampled_from([Fraction(0), Fraction(6, 10_000), Fraction(1, 100)]),
    fee_on=st.sampled_from(FeeOn),
    reserve_required=st.booleans(),
    funding_required=st.booleans(),
)
MARKS = st.integers(2, 4000).map(lambda n: Fraction(n, 2))
RATES = st.sampled_from([None, Fraction(1, 1000), Fraction(-3, 1000)])


def lines(held):
    return tuple(
        (tier.floor, tier.maintenance, tier.deduction) for tier in held.instrument.tiers.at(0).tiers
    )


def asked_of(held, rules, mark, funds, funding):
    """The question of one holding with *funds* behind it, and what it requires if that stands."""
    worth = abs(held.size) * held.instrument.multiplier
    inverse = held.instrument.payoff is Payoff.INVERSE
    extra = Fraction(0)
    if rules.funding_required and funding:
        extra = max(extra, funding if held.size > 0 else -funding)
    cost, fee = held.cost.value, rules.closing_fee
    taxes = tuple((floor, rate + extra, cut) for floor, rate, cut in lines(held))
    stands = {
        FeeOn.VALUE: Fraction(0),
        FeeOn.ENTRY: fee * abs(cost),
        FeeOn.BANKRUPTCY: fee * abs(cost - funds),
    }[rules.fee_on]
    now = worth / mark if inverse else worth * mark
    asked = Question(
        sign=1 if (held.size > 0) is not inverse else -1,
        worth=worth,
        inverse=inverse,
        funds=funds - cost - stands,
        fee=fee if rules.fee_on is FeeOn.VALUE else Fraction(0),
        tiers=taxes,
    )
    if rules.basis is Basis.ENTRY:
        return replace(asked, funds=asked.funds - taxed(taxes, abs(cost)), tiers=())
    if rules.basis is Basis.MARK:
        due = taxed(taxes, now) + asked.fee * now
        return replace(asked, funds=asked.funds - due, tiers=(), fee=Fraction(0))
    return asked


def same(found, price, tick):
    """Whether the engine's answer is the oracles', which know no smallest tick."""
    if isinstance(found, LiquidationPrice):
        return found.exact == price
    if found.reason is NoPrice.BELOW_TICK:
        return price < tick
    return price is None


@MODERATE
@given(positions(), RULES, MARKS, RATES)
def test_three_oracles_find_the_price_of_an_isolated_position(position, rules, mark, funding):
    held, behind = position.holding, position.collateral.value
    asked = asked_of(held, rules, mark, behind, funding)
    if rules.reserve_required:
        asked = replace(asked, funds=asked.funds - position.reserve.value)
    found = liquidation_price(position, rules, time_ns=0, mark=mark, funding=funding)
    assert same(found, agreed(asked), held.instrument.tick)


POOL_RULES = st.builds(
    Rules,
    basis=st.sampled_from(Basis),
    closing_fee=st.sampled_from([Fraction(0), Fraction(6, 10_000)]),
    fee_on=st.sampled_from([FeeOn.VALUE, FeeOn.ENTRY]),
)


@st.composite
def pools(draw):
    """Two legs in two symbols, and cash that may be owed."""
    one, two = draw(holdings()), draw(holdings())
    two = Holding(evolve(two.instrument, symbol="Q"), two.size, two.cost)
    cash = draw(st.integers(-(10**8), 10**10))
    legs = {PositionId("P", pool="x"): one, PositionId("Q", pool="x"): two}
    return CrossPool(
        name="x", balances=FrozenMap({USD: Money(cash, USD)}), holdings=FrozenMap(legs)
    )


def kept(held, rules, mark):
    """Profit less requirement of a leg that stays at *mark*."""
    asked = asked_of(held, rules, mark, Fraction(0), None)
    value = asked.worth / mark if asked.inverse else asked.worth * mark
    return asked.funds + (asked.sign - asked.fee) * value - taxed(asked.tiers, value)


@MODERATE
@given(pools(), POOL_RULES, MARKS, MARKS)
def test_three_oracles_find_the_price_of_a_leg_of_a_pool(pool, rules, mark, other):
    leg = PositionId("P", pool="x")
    held, mate = pool.holdings[leg], pool.holdings[PositionId("Q", pool="x")]
    if rules.basis is Basis.MARK:
        value = mate.instrument.value(mate.size, other)
        asked_mate = asked_of(mate, rules, other, Fraction(0), None)
        still = asked_mate.funds + value
    else:
        still = kept(mate, rules, other)
    asked = asked_of(held, rules, mark, pool.balance(USD).value + still, None)
    found = pool_liquidation_price(pool, leg, {"P": mark, "Q": other}, rules, time_ns=0)
    assert same(found, agreed(asked), held.instrument.tick)


def test_the_oracles_know_a_price_by_heart():
    """10 long at 100 with 100 behind them, 1 %: 900 / (10 * 0.99); 5 % above 600: 876 / 9.5."""
    flat = Question(
        1, Fraction(10), False, Fraction(-900), Fraction(0), ((0, Fraction(1, 100), 0),)
    )
    assert agreed(flat) == Fraction(1000, 11)
    steep = ((0, Fraction(1, 100), 0), (600, Fraction(5, 100), 24))
    bent = replace(flat, tiers=tuple(tuple(map(Fraction, tier)) for tier in steep))
    assert agreed(bent) == Fraction(876, 10) / Fraction(95, 100)
    assert agreed(replace(flat, funds=Fraction(1))) is None
