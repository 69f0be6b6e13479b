"""Laws of what-ifs of pools: true by other arithmetic, and one unit more is not."""

from fractions import Fraction
from math import ceil

from attrs import evolve
from hypothesis import assume, given, strategies as st

import isoledger as il
from tests.laws.pools import ASSETS, KINDS, PRICES, USDT, XBT, plains

ADDED = st.sampled_from(ASSETS)
HOUR = 3600 * 10**9


@given(plains(), ADDED)
def test_the_least_top_up_saves_the_pool_and_a_unit_less_does_not(plain, asset):
    added = il.top_up(plain.asked(), plain.moment(), asset).units
    assert plain.is_safe(cash=plain.with_cash(asset, added))
    assert not added or not plain.is_safe(cash=plain.with_cash(asset, added - 1))


@given(plains(), ADDED)
def test_what_can_be_taken_out_leaves_opening_covered_and_a_unit_more_does_not(plain, asset):
    spare = il.removable(plain.asked(), plain.moment(), asset).units
    there = plain.cash.get(asset, 0)
    if spare:
        assert plain.is_open(cash=plain.with_cash(asset, -spare))
    if spare < there:
        assert not plain.is_open(cash=plain.with_cash(asset, -spare - 1))
    assert spare <= max(0, there)


@given(plains(), PRICES, ADDED)
def test_a_balance_puts_the_price_of_a_leg_where_it_is_wanted(plain, price, asset):
    found = il.margin_for(plain.asked(), price, plain.moment(), asset)
    if found is None:
        assert plain.is_safe({"A": price}, cash={asset: 0})
        return
    assert not plain.is_safe({"A": price}, cash={asset: found.units})
    assert plain.is_safe({"A": price}, cash={asset: found.units + 1})


@given(plains(may_step=False, sides=(("net",),)), PRICES, ADDED)
def test_the_price_is_there_indeed(plain, price, asset):
    position, moment = plain.asked(), plain.moment()
    wanted = il.margin_for(position, price, moment, asset)
    assume(wanted is not None)
    one = il.Money(1, asset)
    bare = position.moved(wanted - position.cash(asset))
    found, safer = (moment.price(p) for p in (bare, bare.moved(one)))
    sign = 1 if position.holding.size > 0 else -1
    if isinstance(found, il.LiquidationPrice):
        assert found.exact * sign >= price * sign
    if isinstance(safer, il.LiquidationPrice):
        assert safer.exact * sign < price * sign


@given(plains(), st.booleans(), st.integers(0, 500_000), st.sampled_from([0, 5]))
def test_the_largest_size_fits_and_a_lot_more_does_not(plain, is_long, free, fee):
    """Traded at the mark, so that a trade brings nothing by itself."""
    position, sign, mark = plain.asked(), 1 if is_long else -1, plain.marks["A"]
    rate, free = Fraction(fee, 10_000), il.Money(free, USDT)
    size = il.largest_size(
        position, il.Price.of(int(mark)), free, plain.moment(), is_long=is_long, fee_rate=rate
    )
    assert size * sign >= 0
    key, (held, cost) = next((k, v) for k, v in plain.legs.items() if k[0] == "A")

    def fits(lots):
        paid = ceil(abs(lots) * mark * 100 * rate)
        after, profit = held + lots, 0
        if held * lots >= 0:
            paid_for = cost + lots * mark * 100
        elif after * held > 0:  # a part is closed
            paid_for = Fraction(cost * after, held)
            profit = -lots * mark * 100 - (cost - paid_for)
        else:
            paid_for, profit = after * mark * 100, held * mark * 100 - cost
        cash = plain.with_cash(USDT, free.units - paid + profit)
        changed = {**plain.legs, key: (after, paid_for)}
        return not after or plain.is_open(cash=cash, legs=changed)

    closing = -held if held * sign < 0 else 0
    assert size * sign >= closing * sign
    if size != closing:
        assert fits(size)
    if size or fits(0):
        assert not fits(size + sign)


PLANS = st.fixed_dictionaries(
    {},
    optional={
        symbol: st.builds(
            il.FundingPlan,
            rate=st.integers(-40, 60).map(lambda n: Fraction(n, 1000)),
            every_ns=st.sampled_from([1, 2, 3, 4]).map(lambda n: n * HOUR),
            next_ns=st.integers(0, 9).map(lambda n: n * HOUR),
        )
        for symbol in "ABC"
    },
)


@given(plains(), PLANS)
def test_funding_ends_a_pool_at_the_payment_that_does(plain, plans):
    """Every payment in its turn, by hand; where it takes too many the answer is only later."""
    found = il.time_to_liquidation(plain.asked(), plans, plain.moment())
    cash = dict(plain.cash)
    if not plain.is_safe():
        assert (found.time_ns, set(found.payments.values()) - {0}) == (0, set())
        return
    for hour in range(120):
        due = {s for s, p in plans.items() if hour * HOUR >= p.next_ns}
        due = {s for s in due if not (hour * HOUR - plans[s].next_ns) % plans[s].every_ns}
        for symbol, side in plain.legs:
            if symbol in due:
                lots, settle = plain.legs[symbol, side][0], KINDS[symbol][1]
                value = plain.value(symbol, lots, plain.marks[symbol])
                against = abs(value) * plans[symbol].rate * (1 if lots > 0 else -1)
                cash[settle] = cash.get(settle, 0) - ceil(against * 10**settle.decimals)
        if due and not plain.is_safe(cash=cash):
            assert found is not None
            assert found.time_ns == hour * HOUR
            return
    assert found is None or found.time_ns >= 120 * HOUR


@given(plains())
def test_at_the_bankruptcy_price_of_a_leg_its_pool_is_worth_nothing(plain):
    position = plain.asked()
    found = plain.moment().bankruptcy(position)
    if found is not None:
        assert plain.state({"A": found})[0] == 0
        ahead = found * (Fraction(9, 10) if position.holding.size > 0 else Fraction(11, 10))
        assert plain.state({"A": ahead})[0] < 0
        return
    lots = sum(n for (symbol, _), (n, _) in plain.legs.items() if symbol == "A")
    ends = [plain.state({"A": price})[0] > 0 for price in (Fraction(1, 10**6), Fraction(10**6))]
    if lots * position.holding.size > 0:
        assert ends[0] is ends[1], "who loses on one side only passes nothing on his way"


@given(plains())
def test_risk_is_what_is_there_against_what_must_be(plain):
    risk = plain.moment().risk(plain.asked())
    assert (risk.equity, risk.initial, risk.maintenance) == plain.state()
    have, _, keep = plain.state()
    assert risk.margin_ratio == (keep / have if have > 0 else None)


@given(plains(), st.integers(0, 900_000))
def test_out_of_a_pool_and_back_is_where_it_was(plain, margin):
    pool, position = plain.pool(), plain.asked()
    alone, left = il.if_isolated(pool, position.id, il.Money(margin, USDT))
    assert il.if_pooled(alone, left) == pool
    assert left.balance(USDT) + alone.margin == pool.balance(USDT)
    assert position.id not in left.holdings


@given(plains(), PRICES, st.integers(0, 900_000))
def test_a_pool_of_one_is_asked_what_a_position_is(plain, price, cents):
    """Without haircuts, a reserve, or a debt nothing tells the two apart."""
    position = plain.asked()
    alone, _ = il.if_isolated(plain.pool(), position.id, il.Money(cents, USDT))
    one = il.PooledPosition.of(il.if_pooled(alone, il.CrossPool(name="cross")), position.id)
    moment, at = plain.moment(), il.Price.of(int(plain.marks["A"]))
    plans = {"A": il.FundingPlan(rate=Fraction(1, 100), every_ns=8, next_ns=3)}
    free = il.Money(10_000, USDT)
    asked = (
        moment.risk,
        lambda p: _plain(moment.price(p)),
        moment.bankruptcy,
        lambda p: il.top_up(p, moment),
        lambda p: il.removable(p, moment),
        lambda p: il.margin_for(p, price, moment),
        lambda p: il.largest_size(p, at, free, moment, is_long=True),
        lambda p: il.largest_size(p, at, free, moment, is_long=False),
        lambda p: il.break_even(p, free, fee_rate=Fraction(1, 1000)),
    )
    for question in asked:
        assert question(alone) == question(one)
    lasts = [il.time_to_liquidation(p, plans, moment) for p in (alone, one)]
    assert lasts[0] is None or lasts[1] is None or lasts[0].time_ns <= lasts[1].time_ns


def _plain(found):
    if isinstance(found, il.LiquidationPrice):
        return found.exact, found.tick, found.shown
    return found.reason


SHARE = st.integers(0, 16).map(lambda n: Fraction(n, 16))


@given(plains(), st.data())
def test_every_answer_of_a_pool_that_could_be_right_lies_inside(plain, data):
    shares = [data.draw(SHARE) for _ in range(5)]
    spans = il.Unknowns(
        marks={s: il.Span(low=Fraction(500), high=Fraction(1500), why="?") for s in "BC"},
        worths={XBT: il.Span(low=Fraction(800), high=Fraction(1200), why="?")},
        haircuts={XBT: il.Span(low=Fraction(0), high=Fraction(1, 2), why="?")},
        closing_fee=il.Span(low=Fraction(0), high=Fraction(1, 100), why="?"),
    )
    known = evolve(
        plain,
        marks=plain.marks | {"B": 500 + 1000 * shares[0], "C": 500 + 1000 * shares[1]},
        worths=plain.worths | {XBT: (800 + 400 * shares[2], shares[3] / 2)},
        fee=shares[4] / 100,
    )
    held = il.liquidation_range(plain.asked(), plain.moment(), spans)
    truth = known.moment().price(known.asked())
    _inside(held, truth, is_long=plain.asked().holding.size > 0)


@given(
    plains(), st.sampled_from([-1, 1]), st.integers(4, 9), st.integers(0, 1), st.integers(0, 200)
)
def test_legs_against_each_other_bend_what_their_mark_does(plain, side, lots, more, steps):
    """Where both legs of another symbol are held, the best mark may lie inside its span."""
    against = {("B", "long"): (lots, lots * 10_000), ("B", "short"): (more - lots, -lots * 10_000)}
    rates = ((Fraction(0), 1, Fraction(1, 100)), (Fraction(400), 1, Fraction(1, 5)))
    tiers = {**plain.tiers, "B": tuple((f, Fraction(i), r) for f, i, r in rates)}
    alone = {("A", "net"): (side, side * 100_000)}
    plain = evolve(
        plain, cash={USDT: 50_000}, legs=alone | against, tiers=tiers, leverage={}, funding={}
    )
    span = il.Span(low=Fraction(500), high=Fraction(1500), why="?")
    mark = Fraction(500 + 5 * steps)
    held = il.liquidation_range(plain.asked(), plain.moment(), il.Unknowns(marks={"B": span}))
    known = evolve(plain, marks=plain.marks | {"B": mark})
    truth = known.moment().price(known.asked())
    _inside(held, truth, is_long=plain.asked().holding.size > 0)


def _inside(held, truth, *, is_long):
    if isinstance(truth, il.LiquidationPrice):
        assert held.low is None or held.low.exact <= truth.exact
        assert held.high is None or truth.exact <= held.high.exact
    elif truth.reason is il.NoPrice.SUNK:
        assert (held.high if is_long else held.low) is None
    else:
        assert (held.low if is_long else held.high) is None
