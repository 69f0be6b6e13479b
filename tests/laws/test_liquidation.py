"""The liquidation law, against a solver that only asks "is this price too far?" and bisects.

The health here is computed from the contract's terms alone: maintenance as a sum over the part of
the value in each tier, like a tax, with no deductions; nothing is taken from core but the answer.
"""

from fractions import Fraction
from math import ceil, floor

import pytest
from attrs import evolve
from hypothesis import assume, example, given, strategies as st

from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.errors import TierTableError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import bankruptcy_price, liquidation_price, pool_liquidation_price
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Rounding
from isoledger.core.risk import pool_risk, position_risk
from isoledger.core.rules import Basis, FeeOn, Rules
from isoledger.core.tiers import TierTable
from isoledger.testing.markets import tier_table

USD = Asset("USD", 6)
GLD = Asset("GLD", 8)
TICK = Fraction(1, 2)
FAR = 2**40
"""Of ticks: no price is higher."""


FLOORS = st.lists(st.integers(1, 5000), min_size=3, max_size=3, unique=True)


@st.composite
def tables(draw, *, stepped=None, tiers_max=4, steep=60):
    rates = sorted(draw(st.lists(st.integers(1, steep), min_size=1, max_size=tiers_max)))
    floors = [0, *sorted(draw(FLOORS))]
    steps = [
        (at, str(Fraction(min(1000, rate * 2), 1000)), str(Fraction(rate, 1000)))
        for at, rate in zip(floors, rates, strict=False)
    ]
    return tier_table(*steps, stepped=draw(st.booleans()) if stepped is None else stepped)


def terms(payoff, table, symbol="P", settle=USD, multiplier=None):
    face = Fraction(1, 100) if payoff is Payoff.LINEAR else Fraction(100)
    return Instrument(
        symbol=symbol,
        base="X",
        quote="Y",
        settle=settle,
        payoff=payoff,
        multiplier=multiplier or face,
        tick=TICK,
        tiers=Dated[TierTable].always(table),
    )


@st.composite
def positions(draw, *, payoff=None, stepped=None, tiers_max=4, steep=60):
    kind = payoff or draw(st.sampled_from(Payoff))
    table = draw(tables(stepped=stepped, tiers_max=tiers_max, steep=steep))
    instrument = terms(kind, table, settle=USD)
    size = draw(st.integers(-5000, 5000).filter(bool))
    entry = Fraction(draw(st.integers(2, 4000)), 2)
    cost = USD.round(instrument.value(size, entry), Rounding.HALF_EVEN)
    margin = abs(cost.units) * draw(st.integers(0, 1500)) // 1000
    reserve = abs(cost.units) * draw(st.integers(0, 5)) // 1000
    return IsolatedPosition(
        id=PositionId("P"),
        holding=Holding(instrument, size, cost if cost.units else Money(size, USD)),
        margin=Money(margin, USD),
        reserve=Money(reserve, USD),
    )


FEES = st.sampled_from([Fraction(0), Fraction(6, 10_000), Fraction(75, 100_000)])
CUTS = st.sampled_from([None, Fraction(1, 10**6), Fraction(7, 10**6)])
RATE = Fraction(3, 10_000)
"""The predicted funding rate, where a venue asks for it: longs pay."""
MOVING = st.builds(
    Rules,
    basis=st.sampled_from([Basis.VALUE, Basis.ENTRY]),
    closing_fee=FEES,
    fee_on=st.sampled_from(FeeOn),
    reserve_required=st.booleans(),
    funding_required=st.booleans(),
    strict=st.booleans(),
)
STANDING = st.builds(
    Rules,
    basis=st.just(Basis.MARK),
    closing_fee=FEES,
    fee_on=st.sampled_from(FeeOn),
    reserve_required=st.booleans(),
    funding_required=st.booleans(),
    strict=st.booleans(),
    requirement_step=CUTS,
    requirement_rounding=st.sampled_from([Rounding.FLOOR, Rounding.CEILING]),
)
RULES = MOVING | STANDING
PLAIN = Rules()


# -- an independent opinion


def taxed(table, value):
    """Maintenance of *value*, tier by tier like a tax; in a stepped table, one rate for all."""
    if table.stepped:
        rates = [t.maintenance for t in table.tiers if t.floor < value]
        return (rates[-1] if rates else table.tiers[0].maintenance) * value
    ends = [*[t.floor for t in table.tiers[1:]], value]
    parts = [
        max(Fraction(0), min(value, max(end, tier.floor)) - tier.floor) * tier.maintenance
        for tier, end in zip(table.tiers, ends, strict=True)
    ]
    return sum(parts, start=Fraction(0))


def worth(instrument, size, price):
    if instrument.payoff is Payoff.LINEAR:
        return size * instrument.multiplier * price
    return -size * instrument.multiplier / price


def slack(position, rules, price, mark=None):
    """Equity less requirement at *price*."""
    equity, needs = both(position, rules, price, mark)
    return equity - needs


def dead(position, rules, price, mark=None):
    """Whether *position* is liquidated at *price*: below, or at, what is required."""
    equity, needs = both(position, rules, price, mark)
    return equity < needs or (equity == needs > 0 and not rules.strict)


def both(position, rules, price, mark=None):
    """Equity and requirement at *price*."""
    held, table = position.holding, position.holding.instrument.tiers.at(0)
    value = worth(held.instrument, held.size, price)
    equity = position.margin.value + position.reserve.value + value - held.cost.value
    now = value if mark is None else worth(held.instrument, held.size, mark)
    base = abs(held.cost.value if rules.basis is Basis.ENTRY else now)
    needs = (
        taxed(table, base)
        + required_besides(position, rules, abs(now))
        + owed_rate(held.size, rules) * base
    )
    step = rules.requirement_step
    if step is not None:
        whole = needs // step * step
        ceiling = rules.requirement_rounding is Rounding.CEILING and whole != needs
        needs = whole + step * ceiling
    return equity, needs


def owed_rate(size, rules):
    """The predicted rate, where it counts against a position of that size."""
    return RATE if rules.funding_required and size > 0 else Fraction(0)


def required_besides(position, rules, value):
    """The closing fee and the reserve inside a requirement."""
    held = position.holding
    behind = position.margin.value + position.reserve.value
    on = {
        FeeOn.VALUE: value,
        FeeOn.ENTRY: abs(held.cost.value),
        FeeOn.BANKRUPTCY: abs(held.cost.value - behind),
    }
    kept = position.reserve.value if rules.reserve_required else 0
    return rules.closing_fee * on[rules.fee_on] + kept


def bisected(is_bad, *, long):
    """The last bad tick on the way to safety; ``None``: no tick, or every tick, is bad."""
    safe, bad = (FAR, 1) if long else (1, FAR)
    if is_bad(safe) or not is_bad(bad):
        return TICK if is_bad(safe) and not long else None  # below the first tick there is no tick
    while abs(safe - bad) > 1:
        middle = (safe + bad) // 2
        if is_bad(middle):
            bad = middle
        else:
            safe = middle
    return bad * TICK


def proof(found):
    """*found* without who said which number: the same price may have other witnesses."""
    if not isinstance(found, LiquidationPrice):
        return found
    return evolve(found, certificate=evolve(found.certificate, inputs=()))


def solved(position, rules, mark=None):
    return liquidation_price(position, rules, time_ns=0, mark=mark, funding=RATE)


MARK = st.integers(2, 4000).map(lambda n: Fraction(n, 2))


@given(positions(stepped=False), RULES, MARK)
def test_at_the_liquidation_price_equity_is_the_requirement_as_rationals(position, rules, mark):
    found = solved(position, rules, mark)
    if isinstance(found, LiquidationPrice):
        mark = mark if rules.basis is Basis.MARK else None
        assert slack(position, rules, found.exact, mark) == 0
        proof = found.certificate.at_price
        assert proof.equity == proof.maintenance
        assert rules.basis is not Basis.VALUE or proof == position_risk(
            position, found.exact, rules, time_ns=0, funding=RATE
        )


@given(positions(stepped=False), RULES, MARK)
def test_bisection_finds_the_same_tick(position, rules, mark):
    found = solved(position, rules, mark)
    at = mark if rules.basis is Basis.MARK else None
    long = position.holding.size > 0
    tick = bisected(lambda n: dead(position, rules, n * TICK, at), long=long)
    if isinstance(found, LiquidationPrice):
        assert found.tick == tick or found.tick > FAR * TICK
    else:
        assert tick is None or (found.reason is NoPrice.SUNK and tick == TICK)
        if found.reason is NoPrice.COVERED:
            assert not dead(position, rules, Fraction(1, 10**30) if long else Fraction(10**30), at)
        if found.reason is NoPrice.SUNK:
            assert dead(position, rules, Fraction(10**30) if long else Fraction(1, 10**30), at)


def jumps(position, price):
    """Whether a stepped requirement jumps at *price*."""
    held = position.holding
    floors = [tier.floor for tier in held.instrument.tiers.at(0).tiers]
    return abs(worth(held.instrument, held.size, price)) in floors


def stepped_over(position, found):
    """Whether a step lies between the exact price and its tick: the bad stretch has no tick."""
    held = position.holding
    ends = sorted(abs(worth(held.instrument, held.size, p)) for p in (found.exact, found.tick))
    table = held.instrument.tiers.at(0)
    return table.stepped and any(ends[0] <= tier.floor <= ends[1] for tier in table.tiers)


@given(positions(), RULES, MARK)
def test_the_tick_is_liquidatable_and_one_tick_safer_is_not(position, rules, mark):
    found = solved(position, rules, mark)
    if isinstance(found, LiquidationPrice):
        at = mark if rules.basis is Basis.MARK else None
        step = TICK if position.holding.size > 0 else -TICK
        assert not found.certificate.one_safer.is_liquidatable
        assert slack(position, rules, found.exact, at) <= 0 or jumps(position, found.exact)
        assert found.certificate.at_tick.is_liquidatable is dead(position, rules, found.tick, at)
        assert found.certificate.at_tick.is_liquidatable or stepped_over(position, found)
        safer = found.tick + step or found.exact / 2
        assert not dead(position, rules, safer, at)


@given(positions(stepped=True, steep=400))
def test_with_stepped_tiers_the_price_is_the_first_bad_one_from_the_safe_side(position):
    """The requirement jumps, so a bad price may have good ones behind it, but none before it."""
    found, long = solved(position, PLAIN), position.holding.size > 0
    ticks = [n * TICK for n in (*range(1, 40), *range(40, 4200, 23))]
    bad = [tick for tick in ticks if slack(position, PLAIN, tick) <= 0]
    if isinstance(found, LiquidationPrice):
        assert all(tick <= found.tick if long else tick >= found.tick for tick in bad)
    else:
        assert not bad or found.reason is NoPrice.SUNK


@given(positions(stepped=True, steep=400), st.integers(2, 4000))
def test_with_steps_and_a_mark_the_price_is_the_first_bad_one_from_the_mark(position, mark):
    assume(slack(position, PLAIN, mark * TICK) > 0)
    found, long = solved(position, PLAIN, mark * TICK), position.holding.size > 0
    span = [n * TICK for n in (range(mark, 0, -17) if long else range(mark, 8000, 17))]
    first = next((tick for tick in span if slack(position, PLAIN, tick) <= 0), None)
    if isinstance(found, LiquidationPrice) and stepped_over(position, found):
        return
    if isinstance(found, LiquidationPrice) and 9 < found.tick < 3990:
        assert slack(position, PLAIN, found.tick) <= 0
        first = found.tick if first is None else first
        assert first <= found.tick if long else first >= found.tick
    elif isinstance(found, NoLiquidationPrice):
        assert first is None


@given(positions(stepped=False), st.sampled_from([Fraction(0), Fraction(6, 10_000)]))
def test_bankruptcy_lies_beyond_liquidation_and_nothing_is_left_there(position, fee):
    found = solved(position, Rules(closing_fee=fee))
    ruin = bankruptcy_price(position)
    if ruin is not None:
        own = position.margin.value + position.reserve.value
        held = position.holding
        assert own + worth(held.instrument, held.size, ruin) - held.cost.value == 0
    if isinstance(found, LiquidationPrice) and ruin is not None:
        assert ruin < found.exact if position.holding.size > 0 else ruin > found.exact


@given(positions(stepped=False), st.integers(1, 10**9))
def test_more_margin_moves_the_price_away(position, more):
    richer = evolve(position, margin=position.margin + Money(more, USD))
    one, other = solved(position, PLAIN), solved(richer, PLAIN)
    if isinstance(one, LiquidationPrice) and isinstance(other, LiquidationPrice):
        further = other.exact < one.exact if position.holding.size > 0 else other.exact > one.exact
        assert further
    if isinstance(one, NoLiquidationPrice) and one.reason is NoPrice.COVERED:
        assert other == one


@given(positions(payoff=Payoff.LINEAR, stepped=False, tiers_max=1), st.integers(2, 50))
def test_the_same_position_k_times_over_ends_at_the_same_price_within_one_tier(position, k):
    held = position.holding
    grown = IsolatedPosition(
        id=position.id,
        holding=Holding(held.instrument, held.size * k, Money(held.cost.units * k, USD)),
        margin=Money(position.margin.units * k, USD),
        reserve=Money(position.reserve.units * k, USD),
    )
    one, other = solved(position, PLAIN), solved(grown, PLAIN)
    assert type(one) is type(other)
    if isinstance(one, LiquidationPrice):
        assert one.exact == other.exact


@given(positions(payoff=Payoff.LINEAR, stepped=False))
def test_a_short_is_a_long_in_the_mirror(position):
    """With maintenance on the entry, long and short prices lie as far from the entry."""
    held = position.holding
    assume(held.size * held.cost.units > 0)
    short = evolve(position, holding=Holding(held.instrument, -held.size, -held.cost))
    rules = Rules(basis=Basis.ENTRY)
    one, other = solved(position, rules), solved(short, rules)
    if isinstance(one, LiquidationPrice) and isinstance(other, LiquidationPrice):
        assert one.exact + other.exact == 2 * held.cost.value / (
            held.size * held.instrument.multiplier
        )


@given(positions(payoff=Payoff.INVERSE, stepped=False))
def test_an_inverse_contract_is_a_linear_one_of_one_over_the_price(position):
    held = position.holding
    linear = evolve(held.instrument, payoff=Payoff.LINEAR)
    twin = evolve(position, holding=Holding(linear, -held.size, held.cost))
    one, other = solved(position, PLAIN), solved(twin, PLAIN)
    if isinstance(one, LiquidationPrice) and isinstance(other, LiquidationPrice):
        assert one.exact * other.exact == 1
    assert isinstance(one, LiquidationPrice) or not (
        isinstance(other, LiquidationPrice) and 1 / other.exact >= TICK
    )


@given(positions(stepped=False), RULES, MARK, st.integers(0, 6000))
def test_liquidatable_is_on_one_side_of_the_price_and_safe_on_the_other(position, rules, mark, n):
    """L2: for every mark, by the risk that core itself reports."""
    assume(rules.basis is not Basis.MARK)
    found, price = solved(position, rules), Fraction(n + 1, 3)
    risk = position_risk(position, price, rules, time_ns=0, funding=RATE)
    assert risk.equity - risk.maintenance == slack(position, rules, price)
    assert risk.maintenance >= 0
    if isinstance(found, LiquidationPrice):
        further = found.exact - price if position.holding.size > 0 else price - found.exact
        assert risk.is_liquidatable is (further > 0 or (further == 0 and not rules.strict))


@given(tables(), st.lists(st.integers(0, 7000), min_size=2, max_size=2))
def test_the_requirement_grows_with_the_value_and_never_exceeds_the_initial_one(table, values):
    """M1, and the deductions are the tax: no jump anywhere unless the venue steps."""
    low, high = (Fraction(v) for v in sorted(values))
    needs = [table.at(v).requirement(v) for v in (low, high)]
    assert 0 <= needs[0] <= needs[1]
    assert needs == [taxed(table, v) for v in (low, high)]
    assert all(table.at(v).requirement(v) <= table.at(v).initial * v for v in (low, high))
    for tier in table.tiers[1:]:
        hair = Fraction(1, 10**12)
        jump = table.at(tier.floor + hair).requirement(tier.floor + hair)
        jump -= table.at(tier.floor).requirement(tier.floor)
        assert jump <= hair or table.stepped


@given(tables(), st.integers(-3, 3).filter(bool))
def test_a_table_with_one_number_changed_is_refused(table, by):
    """M2: floors meet caps, rates rise, and each deduction keeps the requirement whole."""
    for which, tier in enumerate(table.tiers):
        for name in ("floor", "deduction"):
            changed = evolve(tier, **{name: getattr(tier, name) + by})
            tiers = (*table.tiers[:which], changed, *table.tiers[which + 1 :])
            with pytest.raises(TierTableError):
                TierTable(stepped=table.stepped, tiers=tiers)


def test_the_first_price_on_the_way_down_counts_where_steps_give_two():
    """Long 10 at 150, 600 behind it: at 100 the value passes 1,000. Above, 40 % of all is required.

    600 + 10 p - 1,500 == 4 p at 150 p down: 150; below 100, 600 + 10 p - 1,500 == 0.1 p at 90.9.
    """
    table = tier_table((0, "0.02", "0.01"), (1000, "0.8", "0.4"), stepped=True)
    held = Holding(
        terms(Payoff.LINEAR, table, multiplier=Fraction(1)), 10, Money(1500 * 10**6, USD)
    )
    position = IsolatedPosition(
        id=PositionId("P"), holding=held, margin=Money(600 * 10**6, USD), reserve=USD.zero
    )
    found = solved(position, PLAIN)
    assert isinstance(found, LiquidationPrice)
    assert found.exact == 150
    assert slack(position, PLAIN, Fraction(95)) > 0, "safe again behind the step"
    assert proof(solved(position, PLAIN, Fraction(200))) == proof(found)
    ahead = solved(position, PLAIN, Fraction(95))
    assert isinstance(ahead, LiquidationPrice)
    assert ahead.exact == Fraction(9000, 99)
    assert slack(position, PLAIN, Fraction(90)) < 0


def test_a_requirement_that_jumps_on_a_tick_liquidates_one_tick_later():
    """At 100 the value is 1,000: still the first tier, safe. At 100.5 it is in the second."""
    table = tier_table((0, "0.02", "0.01"), (1000, "0.4", "0.2"), stepped=True)
    held = Holding(terms(Payoff.LINEAR, table, multiplier=Fraction(1)), -10, -Money(10**9, USD))
    position = IsolatedPosition(
        id=PositionId("P"), holding=held, margin=Money(10**8, USD), reserve=USD.zero
    )
    found = solved(position, PLAIN)
    assert isinstance(found, LiquidationPrice)
    assert (found.exact, found.tick) == (100, Fraction(201, 2))
    assert found.certificate.at_tick.is_liquidatable
    assert not found.certificate.one_safer.is_liquidatable


@pytest.mark.parametrize(
    ("size", "margin", "reason"),
    [
        (0, 5, NoPrice.FLAT),
        (10, 2000, NoPrice.COVERED),
        (-10, 0, None),
        (10, 999, NoPrice.BELOW_TICK),
    ],
)
def test_the_reasons_for_no_price(size, margin, reason):
    table = TierTable.flat(initial=Fraction(1, 50), maintenance=Fraction(1, 100))
    instrument = terms(Payoff.LINEAR, table, multiplier=Fraction(1))
    cost = Money(size * 100 * 10**6, USD)
    held = Holding(instrument, size, cost)
    position = IsolatedPosition(
        id=PositionId("P"), holding=held, margin=Money(margin * 10**6, USD), reserve=USD.zero
    )
    found = solved(position, PLAIN)
    assert getattr(found, "reason", None) is reason


def test_a_short_whose_requirement_is_above_equity_at_every_price_is_sunk():
    table = TierTable.flat(initial=Fraction(1, 50), maintenance=Fraction(1, 100))
    held = Holding(terms(Payoff.LINEAR, table), -10, Money(10**6, USD))
    position = IsolatedPosition(id=PositionId("P"), holding=held, margin=USD.zero, reserve=USD.zero)
    assert solved(position, PLAIN) == NoLiquidationPrice(reason=NoPrice.SUNK)


# -- pools

LEGS = ("net", "long", "short")


@st.composite
def pools(draw, *, hedged=False):
    """Up to four legs in two settle assets, cash in both, and the marks of all."""
    kinds = [(Payoff.LINEAR, USD), (Payoff.INVERSE, GLD), (Payoff.LINEAR, GLD)]
    held, marks = {}, {}
    for index in range(draw(st.integers(1, 3))):
        payoff, settle = kinds[draw(st.integers(0, 2))]
        symbol = f"S{index}"
        instrument = terms(payoff, draw(tables(stepped=False)), symbol, settle)
        marks[symbol] = draw(MARK)
        legs = draw(st.lists(st.sampled_from(LEGS), min_size=1, max_size=3 if hedged else 1))
        for leg in dict.fromkeys(legs):
            size = draw(st.integers(-3000, 3000).filter(bool))
            cost = settle.round(instrument.value(size, draw(MARK)), Rounding.HALF_EVEN)
            at = PositionId(symbol, leg, "cross")
            held[at] = Holding(instrument, size, cost if cost.units else Money(size, settle))
    cash = {
        USD: Money(draw(st.integers(-(10**9), 10**11)), USD),
        GLD: Money(draw(st.integers(0, 10**11)), GLD),
    }
    return CrossPool(name="cross", balances=FrozenMap(cash), holdings=FrozenMap(held)), marks


WORTH = {USD: Fraction(3, 1000), GLD: Fraction(290)}


def pool_slack(pool, marks, asset, rules=PLAIN):
    """Equity less requirement of the whole pool, in *asset*, from the terms alone."""
    total = Fraction(0)
    for money in pool.balances.values():
        total += money.value * (1 if money.asset == asset else WORTH[money.asset])
    for held in pool.holdings.values():
        price, instrument = marks[held.instrument.symbol], held.instrument
        value = worth(instrument, held.size, price)
        own = value - held.cost.value - taxed(instrument.tiers.at(0), abs(value))
        own -= rules.closing_fee * abs(value)
        total += own * (1 if instrument.settle == asset else WORTH[instrument.settle])
    return total


@given(pools(), st.integers(0, 5))
def test_a_legs_price_is_the_root_of_the_pools_health(drawn, which):
    """L6, for legs each of another symbol."""
    pool, marks = drawn
    at = sorted(pool.holdings)[which % len(pool.holdings)]
    check_leg(pool, marks, at)


@given(pools(hedged=True), st.integers(0, 5))
def test_legs_of_one_symbol_move_together(drawn, which):
    """L6 in hedge mode: the price of a symbol is the price of all its legs."""
    pool, marks = drawn
    at = sorted(pool.holdings)[which % len(pool.holdings)]
    check_leg(pool, marks, at)


def check_leg(pool, marks, at):
    held = pool.holdings[at]
    asset, symbol, long = held.instrument.settle, held.instrument.symbol, held.size > 0
    found = pool_liquidation_price(pool, at, marks, PLAIN, time_ns=0, worths=WORTH)

    def gap(price):
        return pool_slack(pool, {**marks, symbol: price}, asset)

    if isinstance(found, LiquidationPrice):
        assert gap(found.exact) == 0
        step = TICK if long else -TICK
        assert gap(found.tick) <= 0
        safer = found.tick + step or found.exact / 2
        joint = sum(h.instrument.symbol == symbol for h in pool.holdings.values()) > 1
        assert gap(safer) > 0 or joint, "with a mate beside it the safe stretch may be short"
        risk = pool_risk(
            pool, {**marks, symbol: found.exact}, PLAIN, time_ns=0, asset=asset, worths=WORTH
        )
        assert risk.equity == risk.maintenance
        assert found.certificate.at_price == risk
    elif found.reason is NoPrice.COVERED:
        assert gap(Fraction(1, 10**40) if long else Fraction(10**40)) > 0
    elif found.reason is NoPrice.SUNK:
        for n in range(-20, 40):
            assert gap(Fraction(2) ** n) <= 0


@given(pools(hedged=True), st.integers(0, 5))
def test_no_crossing_is_missed_on_the_losing_side(drawn, which):
    """Where the pool is safe at some price and not at a worse one, there is a price between."""
    pool, marks = drawn
    at = sorted(pool.holdings)[which % len(pool.holdings)]
    held = pool.holdings[at]
    symbol, asset = held.instrument.symbol, held.instrument.settle
    prices = [Fraction(2) ** n for n in range(-30, 50, 2)]
    if held.size > 0:
        prices.reverse()
    slacks = [pool_slack(pool, {**marks, symbol: price}, asset) for price in prices]
    found = pool_liquidation_price(pool, at, marks, PLAIN, time_ns=0, worths=WORTH)
    pairs = [
        (price, worse)
        for price, worse, a, b in zip(prices, prices[1:], slacks, slacks[1:], strict=False)
        if a > 0 >= b
    ]
    if pairs:
        assert isinstance(found, LiquidationPrice) or found.reason is NoPrice.BELOW_TICK
        if isinstance(found, LiquidationPrice):
            assert min(pairs[0]) <= found.exact <= max(pairs[0])


@given(pools(), st.integers(0, 5))
def test_a_pool_that_is_safe_now_has_each_legs_price_on_its_losing_side(drawn, which):
    pool, marks = drawn
    at = sorted(pool.holdings)[which % len(pool.holdings)]
    held = pool.holdings[at]
    assume(pool_slack(pool, marks, held.instrument.settle) > 0)
    found = pool_liquidation_price(pool, at, marks, PLAIN, time_ns=0, worths=WORTH)
    if isinstance(found, LiquidationPrice):
        now = marks[held.instrument.symbol]
        assert found.exact < now if held.size > 0 else found.exact > now
    else:
        assert found.reason in {NoPrice.COVERED, NoPrice.BELOW_TICK}


POOLED = st.builds(
    evolve,
    MOVING,
    reserve_required=st.just(False),  # a pool has no reserve of a position, nor its bankruptcy
    fee_on=st.sampled_from([FeeOn.VALUE, FeeOn.ENTRY]),
)


@given(positions(stepped=False), POOLED)
@example(
    IsolatedPosition(
        id=PositionId("P"),
        holding=Holding(
            terms(Payoff.LINEAR, tier_table((0, "0.1", "0.05")), multiplier=Fraction(1)),
            1,
            Money(100 * 10**6, USD),
        ),
        margin=Money(10 * 10**6, USD),
        reserve=USD.zero,
    ),
    PLAIN,
)
def test_a_pool_of_one_position_ends_where_the_position_alone_ends(position, rules):
    at = PositionId("P", "net", "cross")
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({USD: position.collateral}),
        holdings=FrozenMap({at: position.holding}),
    )
    marks = {"P": Fraction(1)}
    found = pool_liquidation_price(pool, at, marks, rules, time_ns=0, funding={"P": RATE})
    assert proof(found) == proof(solved(position, rules))


def test_the_certificate_can_be_checked_by_hand():
    """1 lot at 100, margin 10, maintenance 5 %: 10 + w - 100 == 0.05 w at w = 90 / 0.95."""
    table = tier_table((0, "0.1", "0.05"))
    held = Holding(terms(Payoff.LINEAR, table, multiplier=Fraction(1)), 1, Money(10**8, USD))
    position = IsolatedPosition(
        id=PositionId("P"), holding=held, margin=Money(10**7, USD), reserve=USD.zero
    )
    found = solved(position, PLAIN)
    assert isinstance(found, LiquidationPrice)
    assert found.exact == Fraction(90 * 100, 95)
    assert found.tick == Fraction(floor(found.exact / TICK)) * TICK
    assert ceil(found.exact) == 95
    assert found.certificate.equation == "10 + 1 * w - 100 == 0 + 1/20 * w + 0 at w = 1800/19"
