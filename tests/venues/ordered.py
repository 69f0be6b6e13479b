"""Open orders in the simplest contracts there are, for the tests of venues' rules on them."""

from fractions import Fraction

import isoledger as il
from isoledger.core.orders import reserve

EXACTLY = 12
"""Decimals of the settle asset: enough for every figure of the tests."""


def contract(
    *, inverse: bool = False, multiplier: str | Fraction = "1", initial: str | None = None
) -> il.Instrument:
    """A contract of one lot, with one tier of margin if *initial* states its rate."""
    code = "COIN" if inverse else "USD"
    rate = None if initial is None else Fraction(initial)
    table = None if rate is None else il.TierTable.flat(initial=rate, maintenance=rate / 2)
    return il.Instrument(
        symbol="P",
        base="COIN",
        quote="USD",
        settle=il.Asset(code, EXACTLY),
        payoff=il.Payoff.INVERSE if inverse else il.Payoff.LINEAR,
        multiplier=Fraction(multiplier),
        tick=Fraction(1, 100),
        tiers=None if table is None else il.Dated[il.TierTable].always(table),
    )


def order(size: int, price: str | int, leverage: str | None = None) -> il.Order:
    """An order of *size* lots."""
    set_to = None if leverage is None else il.Exact.of(leverage)
    return il.Order(size=size, price=il.Price.of(price), leverage=set_to)


def footing(rules: il.OrderRules, **known: object) -> il.Footing:
    """*rules*, and those of mark, last and leverage that are given as text."""
    leverage = known.get("leverage")
    prices = {at: Fraction(str(known[at])) for at in ("mark", "last") if at in known}
    set_to = None if leverage is None else il.Exact.of(str(leverage))
    return il.Footing(rules=rules, leverage=set_to, time_ns=0, **prices)


def due(
    rules: il.OrderRules, one: il.Order, terms: il.Instrument | None = None, **known: object
) -> il.OrderMargin:
    """What *one* order needs alone."""
    return il.order_margin(one, terms or contract(), footing(rules, **known))


def due_beside(
    rules: il.OrderRules,
    held: int,
    entry: int,
    orders: list[il.Order],
    **known: object,
) -> Fraction:
    """What *orders* reserve beside *held* lots bought or sold at *entry*."""
    terms = contract()
    cost = terms.settle.exactly(held * entry)
    at = footing(rules, **known)
    return reserve(orders, il.Holding(terms, held, cost), at).total
