"""What open orders reserve, and so what is left to open more with."""

import enum
from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from attrs import Attribute, field, frozen

from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.holding import Holding
from isoledger.core.instrument import Instrument
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.rules import Evidence


class PricedAt(enum.Enum):
    """The price at which an order's margin is measured."""

    ORDER = "the price of the order"
    WORSE = "the price of the order, or the mark where a sale would fill above it"
    MARK = "the mark"


class Sides(enum.Enum):
    """What is reserved where both sides have orders."""

    LARGER = "the larger of both sides: only one of them can open"
    BOTH = "both sides"


@frozen(kw_only=True)
class OrderRules:
    """How a venue reserves margin for open orders.

    Attributes:
        priced_at: The price it measures on.
        open_loss: Whether the loss at the mark that an order would have at once is reserved too.
        sides: What is reserved where both sides have orders.
        opening_fee: Rate of the fee to open that is reserved.
        closing_fee: Rate of the fee to close at the bankruptcy price that is reserved.
        evidence: How well that is known.
        source: Where it is written.
    """

    priced_at: PricedAt = PricedAt.ORDER
    open_loss: bool = False
    sides: Sides = Sides.LARGER
    opening_fee: Fraction = Fraction(0)
    closing_fee: Fraction = Fraction(0)
    evidence: Evidence = Evidence.ASSUMED
    source: str = ""


def _sized(order: "Order", _: "Attribute[int]", size: int) -> None:
    if not size or order.leverage.units <= 0:
        raise TermsError(what="order", why="it has no size, or a leverage that is not above zero")


@frozen(kw_only=True)
class Order:
    """An open order.

    Attributes:
        size: Signed lots that are still open, above zero to buy.
        price: Its limit.
        leverage: At which it would open.
        reduce_only: It can only close, and reserves nothing.
    """

    leverage: Exact
    size: int = field(validator=_sized)
    price: Price
    reduce_only: bool = False


@frozen(kw_only=True)
class OrderMargin:
    """What one order reserves, in settle coins.

    Attributes:
        initial: Margin to open.
        open_loss: Loss it would have at once.
        fees: Fees to open and to close.
    """

    initial: Fraction
    open_loss: Fraction
    fees: Fraction

    @property
    def total(self) -> Fraction:
        """All of it."""
        return self.initial + self.open_loss + self.fees


NOTHING_RESERVED = OrderMargin(initial=Fraction(0), open_loss=Fraction(0), fees=Fraction(0))
"""For an order that can only close."""


def order_margin(
    order: Order, instrument: Instrument, rules: OrderRules, *, mark: Fraction | None = None
) -> OrderMargin:
    """What *order* reserves as if it were alone and nothing held.

    Args:
        order: The order.
        instrument: Its terms.
        rules: How the venue reserves.
        mark: The mark, where the rules ask for it.

    Raises:
        MissingMarkError: They do, and it is not given.
    """
    if order.reduce_only:
        return NOTHING_RESERVED
    price, share = _price(order, instrument, rules, mark), 1 / order.leverage.value
    worth = abs(instrument.value(order.size, price))
    loss = Fraction(0)
    if rules.open_loss:
        now = instrument.value(order.size, _known(mark, instrument))
        loss = max(loss, instrument.value(order.size, order.price.value) - now)
    signed = instrument.value(order.size, price)
    bankrupt = abs(signed - worth * share)
    fees = rules.opening_fee * worth + rules.closing_fee * bankrupt
    return OrderMargin(initial=worth * share, open_loss=loss, fees=fees)


def reserved(
    orders: Iterable[Order], held: Holding, rules: OrderRules, *, mark: Fraction | None = None
) -> Money:
    """What all open *orders* of one instrument reserve, rounded up to a smallest unit.

    Lots that would close what is held reserve nothing: of the side against it those that would
    trade first.

    Args:
        orders: Open orders of the instrument of *held*.
        held: What is held now; may be flat.
        rules: How the venue reserves.
        mark: The mark, where the rules ask for it.

    Raises:
        MissingMarkError: They do, and it is not given.
    """
    open_orders, terms = [order for order in orders if not order.reduce_only], held.instrument
    sides = [
        sum(
            (order_margin(order, terms, rules, mark=mark).total for order in side),
            start=Fraction(0),
        )
        for side in (_opening(open_orders, held, 1), _opening(open_orders, held, -1))
    ]
    match rules.sides:
        case Sides.LARGER:
            due = max(sides)
        case Sides.BOTH:
            due = sum(sides, start=Fraction(0))
        case _:
            assert_never(rules.sides)
    return terms.settle.round(due, Rounding.CEILING)


def available(
    free: Money,
    orders: Iterable[Order],
    held: Holding,
    rules: OrderRules,
    *,
    mark: Fraction | None = None,
) -> Money:
    """What of *free* money is not reserved by open *orders*; never below zero.

    Raises:
        AssetMismatchError: *free* is not in the settle asset.
        MissingMarkError: The rules ask for the mark, and it is not given.
    """
    left = free - reserved(orders, held, rules, mark=mark)
    return max(left, left.asset.zero)


def _opening(orders: list[Order], held: Holding, sign: int) -> list[Order]:
    """The orders of one side, less the lots that only close what is *held*."""
    side = [order for order in orders if order.size * sign > 0]
    side.sort(key=lambda order: -sign * order.price.value)
    closing = abs(held.size) if held.size * sign < 0 else 0
    left: list[Order] = []
    for order in side:
        lots = max(0, abs(order.size) - closing)
        closing = max(0, closing - abs(order.size))
        if lots:
            left.append(Order(leverage=order.leverage, size=sign * lots, price=order.price))
    return left


def _price(
    order: Order, instrument: Instrument, rules: OrderRules, mark: Fraction | None
) -> Fraction:
    match rules.priced_at:
        case PricedAt.ORDER:
            return order.price.value
        case PricedAt.MARK:
            return _known(mark, instrument)
        case PricedAt.WORSE:
            limit = order.price.value
            return limit if order.size > 0 else max(limit, _known(mark, instrument))
        case _:
            assert_never(rules.priced_at)


def _known(mark: Fraction | None, instrument: Instrument) -> Fraction:
    if mark is None:
        raise MissingMarkError(name=instrument.symbol, why="the margin of an order")
    return mark
