"""The laws of what open orders reserve, over random orders, positions and rules; and two venues'
own formulas, written a second time without the code."""

from fractions import Fraction

from attrs import evolve
from hypothesis import assume, given, strategies as st

from isoledger.core.dated import Dated
from isoledger.core.holding import Holding
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.orderrules import (
    ClosingOn,
    Footing,
    Order,
    OrderRules,
    PricedAt,
    RatedBy,
    Sides,
)
from isoledger.core.orders import held_margin, initial_margin, reserve
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.binance import rules as binance
from isoledger.venues.kucoin import rules as kucoin
from isoledger.venues.okx import rules as okx

USD, COIN = Asset("USD", 6), Asset("COIN", 18)
MARK, LAST = Fraction(100), Fraction(101)


def stepped(*, by_size):
    """10 %, then 20 %, then 50 %, of the whole value."""
    floors = (0, 5, 20) if by_size else (0, 500, 2000)
    rates = (Fraction(1, 10), Fraction(1, 5), Fraction(1, 2))
    tiers = [
        MarginTier(floor=Fraction(low), cap=cap and Fraction(cap), initial=rate, maintenance=rate)
        for low, cap, rate in zip(floors, (*floors[1:], None), rates, strict=True)
    ]
    return Dated[TierTable].always(TierTable(tiers=tuple(tiers), stepped=True, by_size=by_size))


LINEAR, INVERSE = (
    Instrument(
        symbol="P",
        base="COIN",
        quote="USD",
        settle=settle,
        payoff=payoff,
        multiplier=Fraction(1),
        tick=Fraction(1, 2),
        tiers=stepped(by_size=by_size),
    )
    for payoff, settle, by_size in ((Payoff.LINEAR, USD, False), (Payoff.INVERSE, COIN, True))
)

TERMS = st.sampled_from([LINEAR, INVERSE])
SIZES = st.integers(-12, 12).filter(bool)
LIMITS = st.integers(50, 150)
LEVERAGES = st.sampled_from([None, Exact(1), Exact(5), Exact(50)])
FEES = st.sampled_from([Fraction(0), Fraction(6, 10_000), Fraction(1, 50)])


@st.composite
def orders(draw, limits=LIMITS, leverages=LEVERAGES):
    limit = Price.of(draw(limits))
    size, leverage = draw(SIZES), draw(leverages)
    return Order(size=size, price=limit, leverage=leverage, reduce_only=draw(st.booleans()))


BOOKS = st.lists(orders(), max_size=5)

RULES = st.builds(
    OrderRules,
    priced_at=st.sampled_from(PricedAt),
    last_markup=FEES,
    rated_by=st.sampled_from(RatedBy),
    open_loss=st.booleans(),
    sides=st.sampled_from(Sides),
    opening_fee=FEES,
    closing_fee=st.one_of(st.none(), FEES),
    closing_on=st.sampled_from(ClosingOn),
    held_at_mark=st.booleans(),
)
BY_LEVERAGE = RULES.map(lambda rules: evolve(rules, rated_by=RatedBy.LEVERAGE))


def footing(rules):
    return Footing(rules=rules, mark=MARK, last=LAST, leverage=Exact(10), time_ns=0)


@st.composite
def holdings(draw, terms=TERMS):
    instrument, size = draw(terms), draw(st.integers(-10, 10))
    entry = Fraction(draw(LIMITS))
    cost = instrument.value(size, entry) if size else Fraction(0)
    return Holding(instrument, size, instrument.settle.round(cost, Rounding.HALF_EVEN))


def at_one_price(rules):
    """Every lot measured at the mark, by one leverage: nothing but sizes is left to differ."""
    return evolve(
        rules,
        priced_at=PricedAt.MARK,
        held_at_mark=True,
        rated_by=RatedBy.LEVERAGE,
        open_loss=False,
    )


def all_at(book, leverage=None):
    return [evolve(order, leverage=leverage) for order in book]


@given(BOOKS, orders(), holdings(), RULES)
def test_one_more_order_never_frees_margin(book, more, held, rules):
    if rules.sides is Sides.AFTER_CLOSING and rules.rated_by is not RatedBy.LEVERAGE:
        rules = evolve(rules, priced_at=PricedAt.MARK, held_at_mark=True)
    before = reserve(book, held, footing(rules)).total
    assert before <= reserve([*book, more], held, footing(rules)).total


@given(BOOKS, orders(), holdings(), RULES)
def test_an_order_that_can_only_close_changes_nothing(book, more, held, rules):
    closing = evolve(more, reduce_only=True)
    assert reserve([closing, *book], held, footing(rules)) == reserve(book, held, footing(rules))


@given(BOOKS, holdings(), BY_LEVERAGE, st.integers(2, 9))
def test_sizes_times_k_are_reserves_times_k(book, held, rules, k):
    larger = [evolve(order, size=k * order.size) for order in book]
    cost = evolve(held.cost, units=k * held.cost.units)
    more = Holding(held.instrument, k * held.size, cost)
    assert reserve(larger, more, footing(rules)).total == k * (
        reserve(book, held, footing(rules)).total
    )


@given(BOOKS, RULES, st.sampled_from([PricedAt.ORDER, PricedAt.MARK]))
def test_from_flat_the_two_sides_are_alike(book, rules, priced_at):
    if rules.closing_on is ClosingOn.BANKRUPTCY:
        rules = evolve(rules, closing_on=ClosingOn.VALUE)
    rules = evolve(rules, priced_at=priced_at, open_loss=False)
    turned = [evolve(order, size=-order.size) for order in book]
    flat = Holding.nothing(LINEAR)
    found, other = (reserve(side, flat, footing(rules)).total for side in (book, turned))
    assert found == other


@given(BOOKS, holdings(), RULES)
def test_both_sides_need_no_less_than_either_and_no_more_than_one_after_the_other(
    book, held, rules
):
    at = footing(rules)
    buys, sales = (
        reserve([o for o in book if o.size * sign > 0], held, at).total for sign in (1, -1)
    )
    assert max(buys, sales) <= reserve(book, held, at).total <= buys + sales


@given(BOOKS, holdings(), RULES)
def test_at_one_price_the_rules_on_sides_are_in_order(book, held, rules):
    plain = at_one_price(rules)
    dues = [
        reserve(all_at(book), held, footing(evolve(plain, sides=sides))).total
        for sides in (Sides.NONE, Sides.AFTER_CLOSING, Sides.LARGER, Sides.BOTH)
    ]
    assert dues == sorted(dues)


@given(orders(), RULES.filter(lambda rules: rules.sides is not Sides.NONE))
def test_what_an_order_reserves_is_the_margin_of_the_position_it_opens(order, rules):
    rules = evolve(rules, opening_fee=Fraction(0), last_markup=Fraction(0))
    at = evolve(footing(rules), mark=order.price.value, last=order.price.value)
    order = evolve(order, leverage=None, reduce_only=False)
    cost = USD.exactly(str(order.size * order.price.value))
    opened = Holding(LINEAR, order.size, cost)
    flat = Holding.nothing(LINEAR)
    assert reserve([order], flat, at).total == held_margin(opened, at)
    assert initial_margin([order], flat, at) == initial_margin([], opened, at)


@given(orders(), holdings(st.just(LINEAR)), RULES)
def test_margin_with_an_order_is_margin_after_its_fill(order, held, rules):
    rules = evolve(
        at_one_price(rules),
        sides=Sides.AFTER_CLOSING,
        opening_fee=Fraction(0),
        closing_fee=Fraction(0),
    )
    order, at = evolve(order, leverage=None, reduce_only=False), footing(rules)
    filled = held.size + order.size
    after = Holding(LINEAR, filled, USD.exactly(100 * filled))
    due = held_margin(held, at) + reserve([order], held, at).total
    assert due == max(held_margin(held, at), held_margin(after, at))


@given(BOOKS, holdings(), BY_LEVERAGE, st.data())
def test_splitting_an_order_changes_nothing(book, held, rules, data):
    assume(book)
    index = data.draw(st.integers(0, len(book) - 1))
    whole = book[index]
    assume(abs(whole.size) > 1)
    part = 1 if whole.size > 0 else -1
    halves = [evolve(whole, size=part), evolve(whole, size=whole.size - part)]
    split = [*book[:index], *halves, *book[index + 1 :]]
    assert reserve(split, held, footing(rules)) == reserve(book, held, footing(rules))


def resting(limits, sign):
    """Orders of one side, none of which would lose anything at the mark."""
    sizes = st.integers(1, 12).map(lambda size: sign * size)
    order = st.builds(Order, size=sizes, price=limits.map(Price.of))
    return st.lists(order, max_size=4)


BIDS, ASKS = resting(st.integers(50, 100), 1), resting(st.integers(110, 150), -1)


def worth(side):
    return sum((abs(order.size) * order.price.value for order in side), start=Fraction(0))


@given(BIDS, ASKS, holdings(st.just(LINEAR)))
def test_binance_charges_the_larger_of_position_and_bids_and_position_less_asks(bids, asks, held):
    position = 100 * held.size
    margin = max(abs(position + worth(bids)), abs(position - worth(asks))) / 10
    at = footing(binance.ORDERS.at(0))
    assert held_margin(held, at) + reserve([*asks, *bids], held, at).total == margin


@given(BIDS, ASKS, holdings(st.just(LINEAR)))
def test_okx_charges_long_and_short_by_formulas_of_their_own(bids, asks, held):
    position, buys, sales = 100 * abs(held.size), worth(bids), worth(asks)
    if held.size >= 0:
        margin = max(position + buys, sales - position) / 10
    else:
        margin = max(buys - position, position + sales) / 10
    at = footing(okx.ORDERS.at(okx.NETTED_NS))
    assert held_margin(held, at) + reserve([*asks, *bids], held, at).total == margin


@given(st.integers(0, 20), st.integers(0, 20), st.integers(-10, 10))
def test_kucoin_charges_the_larger_of_position_with_its_side_and_the_other_side(bid, ask, size):
    rules = kucoin.CROSS_ORDERS.at(0).charging(Fraction(0))
    held = Holding(LINEAR, size, USD.exactly(100 * size))
    book = [Order(size=n, price=Price.of(100)) for n in (bid, -ask) if n]
    same, other = (bid, ask) if size >= 0 else (ask, bid)
    margin = Fraction(100 * max(abs(size) + same, other), 10)
    at = footing(rules)
    assert held_margin(held, at) + reserve(book, held, at).total == margin
