"""Trades: profit does not depend on how it came about."""

from collections import deque
from fractions import Fraction

from hypothesis import assume, given, strategies as st

from isoledger.core.holding import Holding
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.testing.markets import MARKETS

TRADE = st.tuples(st.integers(-20, 20).filter(bool), st.integers(-6000, 9000))
TRADES = st.lists(TRADE, min_size=1, max_size=12)
LINEAR = [m for m in MARKETS if m.terms.payoff.name == "LINEAR"]


def price_of(market, ten_thousandths):
    return Price.of(f"{market.cents * (10_000 + ten_thousandths) // 10_000}e-2")


def run(market, trades):
    """What is held in the end, all profit booked, and all that was paid."""
    held, booked, paid = Holding.nothing(market.terms), 0, 0
    for lots, at in trades:
        size = lots * market.lots
        cost = held.cost_of(size, price_of(market, at), 0)
        held, profit = held.traded(size, cost)
        booked, paid = booked + profit.units, paid + cost.units
    return held, booked, paid


@given(st.sampled_from(MARKETS), TRADES, st.integers(1, 10**8))
def test_realised_and_unrealised_are_the_total_whatever_the_interleaving(market, trades, cents):
    """P2 and P5: equity moves by value less what was paid, linear, quanto and inverse."""
    held, booked, paid = run(market, trades)
    mark, unit = Fraction(cents, 100), 10**market.terms.settle.decimals
    worth = market.terms.value(held.size, mark) if held.size else 0
    assert Fraction(booked, unit) + held.profit(mark) == worth - Fraction(paid, unit)


@given(st.sampled_from(LINEAR), TRADES, st.integers(1, 10**8))
def test_average_cost_and_first_in_first_out_have_one_equity(market, trades, cents):
    """P2: with lots sold first in first out only the split of realised and unrealised differs."""
    held, booked, _ = run(market, trades)
    mark = Fraction(cents, 100)
    lots, gain = deque(), Fraction(0)
    unit = 10**market.terms.settle.decimals
    for count, at in trades:
        size = count * market.lots
        paid = market.terms.cost(size, price_of(market, at), 0).value
        each = paid / size
        while size and lots and lots[0][0] * size < 0:
            there, cost = lots[0]
            closed = min(abs(there), abs(size)) * (1 if there > 0 else -1)
            gain += closed * (each - cost)
            size += closed
            lots.popleft()
            if there - closed:
                lots.appendleft((there - closed, cost))
        if size:
            lots.append((size, each))
    open_ = sum((market.terms.value(n, mark) - n * cost for n, cost in lots), start=Fraction(0))
    assert gain + open_ == Fraction(booked, unit) + held.profit(mark)


@given(st.sampled_from(MARKETS), TRADES, TRADE, st.integers(1, 19))
def test_two_fills_at_one_price_are_one_fill(market, trades, last, cut):
    """P1, but for the rounding of the cost itself, which is taken out by cutting the cost too."""
    held, _, _ = run(market, trades)
    size, price = last[0] * market.lots, price_of(market, last[1])
    part = (1 if size > 0 else -1) * min(cut * market.lots, abs(size))
    assume(part != size)
    adds = held.size * size >= 0
    assume(adds or abs(held.size) == abs(size))  # opens, adds, or closes all
    cost = held.cost_of(size, price, 0)
    first = Money(cost.units * part // size, cost.asset)
    whole, profit = held.traded(size, cost)
    step, early = held.traded(part, first)
    cut_up, late = step.traded(size - part, cost - first)
    assert cut_up == whole
    assert early + late == profit


@given(st.sampled_from(MARKETS), TRADES, st.integers(-6000, 9000), st.integers(1, 20))
def test_a_flip_is_a_close_and_an_opening_at_the_price_of_its_fill(market, trades, at, beyond):
    held, _, _ = run(market, trades)
    assume(held.size)
    price, sign = price_of(market, at), (1 if held.size > 0 else -1)
    size = -held.size - sign * beyond * market.lots
    flipped, profit = held.traded(size, held.cost_of(size, price, 0))
    closing, opening = held.cost_of(-held.size, price, 0), flipped.cost
    exact = market.terms.value(flipped.size, price.value)
    units = 1 if market.terms.cost_rule.at(0).per is None else abs(size)
    unit = Fraction(1, 10**market.terms.settle.decimals)
    assert flipped.size == -sign * beyond * market.lots
    assert abs(opening.value - exact) <= units * unit, "not at the old entry, nor in between"
    assert abs((-closing - held.cost).units - profit.units) <= units


@given(st.sampled_from(MARKETS), TRADE)
def test_opening_and_closing_at_one_price_gives_nothing(market, trade):
    held, booked, paid = run(market, [trade, (-trade[0], trade[1])])
    assert (held.size, held.cost.units, booked, paid) == (0, 0, 0, 0)


@given(st.sampled_from(MARKETS), TRADES)
def test_a_mirrored_history_has_the_mirrored_holding(market, trades):
    held, booked, _ = run(market, trades)
    mirror, mirrored, _ = run(market, [(-lots, at) for lots, at in trades])
    assert (mirror.size, mirror.cost) == (-held.size, -held.cost)
    assert mirrored == -booked


@given(st.sampled_from(MARKETS), TRADES)
def test_the_entry_price_lies_between_the_prices_paid_when_only_adding(market, trades):
    """Harmonic for inverse contracts, arithmetic for the others, by one rule."""
    same = [(abs(lots), at) for lots, at in trades]
    held, _, _ = run(market, same)
    prices = [price_of(market, at).value for _, at in same]
    entry, slack = held.entry_price(), Fraction(1, 50)
    low, high = min(prices) * (1 - slack), max(prices) * (1 + slack)
    assert entry is not None
    assert low <= entry <= high, "but for the rounding of small costs"
