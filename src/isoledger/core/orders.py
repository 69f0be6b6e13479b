"""What open orders reserve, and so what is left to open more with."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool, Marks
from isoledger.core.errors import TermsError
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Rounding
from isoledger.core.orderrules import ClosingOn, Footing, Order, OrderRules, RatedBy, Sides
from isoledger.core.risk import Worths, pool_equity, worth


@frozen(kw_only=True)
class OrderMargin:
    """What orders reserve, in settle coins. Adds up over orders.

    Attributes:
        initial: Margin to open.
        open_loss: Loss they would have at once.
        fees: Fees to open and to close.
    """

    initial: Fraction
    open_loss: Fraction
    fees: Fraction

    @property
    def total(self) -> Fraction:
        """All of it."""
        return self.initial + self.open_loss + self.fees

    def __add__(self, other: "OrderMargin") -> "OrderMargin":
        return OrderMargin(
            initial=self.initial + other.initial,
            open_loss=self.open_loss + other.open_loss,
            fees=self.fees + other.fees,
        )


NOTHING_RESERVED = OrderMargin(initial=Fraction(0), open_loss=Fraction(0), fees=Fraction(0))
"""For orders that can only close."""


def order_margin(order: Order, instrument: Instrument, footing: Footing) -> OrderMargin:
    """What *order* needs as if it were alone and nothing held.

    Args:
        order: The order.
        instrument: Its terms.
        footing: Rules, prices, leverage and day.

    Raises:
        MissingMarkError: The rules ask for a price that is not given.
        TermsError: They ask for a leverage or for tiers that are not given.
    """
    if order.reduce_only or footing.rules.sides is Sides.NONE:
        return NOTHING_RESERVED
    return _Side((order,), Holding.nothing(instrument), footing).due()


def reserved(orders: Iterable[Order], held: Holding, footing: Footing) -> Money:
    """What all open *orders* of one position reserve, rounded up to a smallest unit.

    Lots that would close what is held reserve nothing: of the side against it those that would
    trade first.

    Args:
        orders: Open orders of the position.
        held: What is held now; may be flat.
        footing: Rules, prices, leverage and day.

    Raises:
        MissingMarkError: The rules ask for a price that is not given.
        TermsError: They ask for a leverage or for tiers that are not given.
    """
    due, settle = reserve(orders, held, footing), held.instrument.settle
    if not footing.rules.rounded_apart:
        return settle.round(due.total, Rounding.CEILING)
    parts = (
        settle.round(part, Rounding.CEILING) for part in (due.initial, due.open_loss, due.fees)
    )
    return sum(parts, start=settle.zero)


def reserve(orders: Iterable[Order], held: Holding, footing: Footing) -> OrderMargin:
    """`reserved` in its parts, exactly."""
    open_orders = [order for order in orders if not order.reduce_only]
    if not open_orders:
        return NOTHING_RESERVED
    buys, sales = (_Side.of(open_orders, held, footing, sign) for sign in (1, -1))
    match footing.rules.sides:
        case Sides.LARGER:
            return max(buys.due(), sales.due(), key=_total)
        case Sides.BOTH:
            return buys.due() + sales.due()
        case Sides.AFTER_CLOSING:
            return max(buys.beyond_held(), sales.beyond_held(), key=_total)
        case Sides.NONE:
            return NOTHING_RESERVED
        case _:
            assert_never(footing.rules.sides)


def initial_margin(orders: Iterable[Order], held: Holding, footing: Footing) -> Money:
    """What a position and its open *orders* need together, rounded up to a smallest unit.

    Args:
        orders: Open orders of the position.
        held: What is held now; may be flat.
        footing: Rules, prices, leverage and day.

    Raises:
        MissingMarkError: The rules ask for a price that is not given.
        TermsError: They ask for a leverage or for tiers that are not given.
    """
    due, settle = reserved(orders, held, footing), held.instrument.settle
    return due + settle.round(held_margin(held, footing), Rounding.CEILING)


def available(free: Money, orders: Iterable[Order], held: Holding, footing: Footing) -> Money:
    """What of *free* money is not reserved by open *orders*; never below zero.

    Raises:
        AssetMismatchError: *free* is not in the settle asset.
        MissingMarkError: The rules ask for a price that is not given.
        TermsError: They ask for a leverage or for tiers that are not given.
    """
    left = free - reserved(orders, held, footing)
    return max(left, left.asset.zero)


@frozen(kw_only=True)
class OpenOrders:
    """The open orders of one position of a pool.

    Attributes:
        position: Whose orders they are; it need not be open.
        instrument: Its terms.
        orders: The orders.
    """

    position: PositionId
    instrument: Instrument
    orders: tuple[Order, ...]


def pool_initial_margin(
    pool: CrossPool,
    orders: Iterable[OpenOrders],
    marks: Marks,
    rules: OrderRules,
    *,
    asset: Asset,
    lasts: Marks | None = None,
    worths: Worths | None = None,
    time_ns: int | None = None,
) -> Fraction:
    """What all positions of a pool and their open *orders* need together, in *asset*.

    Args:
        pool: The pool; leverages are those it has.
        orders: Open orders of its positions, held or not yet.
        marks: Price of each instrument, by symbol.
        rules: How the venue reserves.
        asset: What the answer is counted in.
        lasts: Last traded prices by symbol, where the rules ask for them.
        worths: What other assets count for; *asset* itself counts for 1.
        time_ns: When, for the tiers in force; ``None``: the rules ask for none.

    Raises:
        MissingMarkError: A price or a worth is missing.
        TermsError: A leverage or tiers are missing, or orders of one position come twice.
    """
    total = Fraction(0)
    for position, (held, resting) in _positions(pool, orders).items():
        symbol, settle = held.instrument.symbol, held.instrument.settle
        footing = Footing(
            rules=rules,
            mark=marks.get(symbol),
            last=(lasts or {}).get(symbol),
            leverage=pool.leverage.get(position),
            time_ns=time_ns,
        )
        due = held_margin(held, footing) + reserve(resting, held, footing).total
        total += due * worth(settle, asset, worths, owed=True)
    return total


def pool_available(
    pool: CrossPool,
    orders: Iterable[OpenOrders],
    marks: Marks,
    rules: OrderRules,
    *,
    asset: Asset,
    lasts: Marks | None = None,
    worths: Worths | None = None,
    time_ns: int | None = None,
) -> Fraction:
    """What of a pool's equity its positions and open *orders* leave, in *asset*; never below zero.

    Arguments and errors as `pool_initial_margin`.
    """
    equity = pool_equity(pool, marks, asset, worths)
    due = pool_initial_margin(
        pool, orders, marks, rules, asset=asset, lasts=lasts, worths=worths, time_ns=time_ns
    )
    return max(Fraction(0), equity - due)


def _positions(
    pool: CrossPool, orders: Iterable[OpenOrders]
) -> Mapping[PositionId, tuple[Holding, tuple[Order, ...]]]:
    found: dict[PositionId, tuple[Holding, tuple[Order, ...]]] = {
        position: (held, ()) for position, held in pool.holdings.items()
    }
    seen = set[PositionId]()
    for resting in orders:
        if resting.position in seen:
            raise TermsError(what=str(resting.position), why="its orders are given twice")
        seen.add(resting.position)
        held = pool.holding(resting.position, resting.instrument)
        found[resting.position] = (held, resting.orders)
    return found


def _total(due: OrderMargin) -> Fraction:
    return due.total


def held_margin(held: Holding, footing: Footing) -> Fraction:
    """What *held* needs by the rules on orders: its margin, and its fee to close, in settle coins.

    Raises:
        MissingMarkError: It is measured at the mark, and that is not given.
        TermsError: The rules ask for a leverage or for tiers that are not given.
    """
    if not held.size:
        return Fraction(0)
    worth = _worth(held, footing)
    margin = worth * footing.rate(None, held.instrument, abs(held.size), worth)
    signed = worth if held.instrument.value(held.size, Fraction(1)) > 0 else -worth
    return margin + _fee_to_close(signed, margin, footing.rules)


@frozen
class _Side:
    """Orders of one side of a position, those first that would trade first."""

    orders: tuple[Order, ...]
    held: Holding
    footing: Footing

    @classmethod
    def of(cls, orders: list[Order], held: Holding, footing: Footing, sign: int) -> "_Side":
        side = [order for order in orders if order.size * sign > 0]
        side.sort(key=lambda order: -sign * order.price.value)
        return cls(tuple(side), held, footing)

    def due(self) -> OrderMargin:
        """What the lots need that do not only close."""
        opening = self._opening()
        return sum((self._need(order, opening) for order in opening), start=NOTHING_RESERVED)

    def beyond_held(self) -> OrderMargin:
        """The same, where what closing sets free may be used."""
        due = self.due()
        if not self.held.size:
            return due
        terms, opening, footing = self.held.instrument, self._opening(), self.footing
        worth = _worth(self.held, footing)
        sign = 1 if self.held.size > 0 else -1
        after = sign * worth * self._rate(None, opening)
        for order in self.orders:
            value = abs(terms.value(order.size, footing.price(order, terms)))
            adds = order.size * self.held.size > 0
            share = self._rate(order.leverage if adds else None, opening)
            after += value * share if order.size > 0 else -value * share
        now = worth * footing.rate(None, terms, abs(self.held.size), worth)
        return evolve(due, initial=max(Fraction(0), abs(after) - now))

    def _opening(self) -> list[Order]:
        """The orders, less the lots that only close what is held."""
        against = bool(self.orders) and self.orders[0].size * self.held.size < 0
        closing, left = abs(self.held.size) if against else 0, list[Order]()
        for order in self.orders:
            lots, closing = abs(order.size) - closing, max(0, closing - abs(order.size))
            if lots > 0:
                left.append(evolve(order, size=lots if order.size > 0 else -lots))
        return left

    def _need(self, order: Order, opening: list[Order]) -> OrderMargin:
        terms, rules = self.held.instrument, self.footing.rules
        signed = terms.value(order.size, self.footing.price(order, terms))
        margin, loss = abs(signed) * self._rate(order.leverage, opening), Fraction(0)
        if rules.open_loss:
            now = terms.value(order.size, self.footing.known_mark(terms))
            loss = max(loss, terms.value(order.size, order.price.value) - now)
        fees = rules.opening_fee * abs(signed) + _fee_to_close(signed, margin, rules)
        return OrderMargin(initial=margin, open_loss=loss, fees=fees)

    def _rate(self, leverage: Exact | None, opening: list[Order]) -> Fraction:
        """The share of margin in the position that the side would make if it were filled."""
        footing, terms, held = self.footing, self.held.instrument, self.held
        if footing.rules.rated_by is RatedBy.LEVERAGE:
            return footing.rate(leverage, terms, 0, Fraction(0))
        after = held.size + sum(order.size for order in self.orders)
        value = _worth(held, footing) if after * held.size > 0 else Fraction(0)
        for order in opening:
            value += abs(terms.value(order.size, footing.price(order, terms)))
        return footing.rate(leverage, terms, abs(after), value)


def _worth(held: Holding, footing: Footing) -> Fraction:
    """Absolute value of what is held, on what the rules measure its margin."""
    if not footing.rules.held_at_mark:
        return abs(held.cost.value)
    return abs(held.instrument.value(held.size, footing.known_mark(held.instrument)))


def _fee_to_close(signed: Fraction, margin: Fraction, rules: OrderRules) -> Fraction:
    """The fee to close *signed* value that stands on *margin*."""
    match rules.closing_on:
        case ClosingOn.VALUE:
            base = abs(signed)
        case ClosingOn.BANKRUPTCY:
            base = max(Fraction(0), signed - margin if signed > 0 else margin - signed)
        case ClosingOn.MARGIN:
            base = abs(signed) + margin
        case _:
            assert_never(rules.closing_on)
    return rules.rate_to_close * base
