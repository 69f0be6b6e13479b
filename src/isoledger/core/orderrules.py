"""How venues reserve margin for open orders: dated data, and the prices it is applied to."""

import enum
from fractions import Fraction
from typing import assert_never

from attrs import Attribute, evolve, field, frozen

from isoledger.core.dated import Dated
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.instrument import Instrument
from isoledger.core.numbers import Exact, Price
from isoledger.core.rules import Evidence
from isoledger.core.tiers import TierTable


class PricedAt(enum.Enum):
    """The price at which an order's margin is measured."""

    ORDER = "the price of the order"
    WORSE = "the price of the order, or the mark where a sale would fill above it"
    LAST = "as the worse one, but for a sale at least the last price with a markup"
    MARK = "the mark"


class RatedBy(enum.Enum):
    """What share of its value an order reserves."""

    LEVERAGE = "one by the leverage"
    TIER = "the initial rate of the tier that the position would be in"
    LARGER = "the larger of one by the leverage and the tier's initial rate"


class Sides(enum.Enum):
    """What is reserved where both sides have orders."""

    LARGER = "the larger of both sides: only one of them can open"
    AFTER_CLOSING = "the larger, less what closing the position sets free"
    BOTH = "both sides"
    NONE = "neither"


class ClosingOn(enum.Enum):
    """What the fee to close that an order reserves is a share of."""

    VALUE = "value"
    BANKRUPTCY = "value at the price that loses the margin"
    MARGIN = "value and margin together, on either side"


def _share(_: "OrderRules", attribute: "Attribute[Fraction]", rate: Fraction | None) -> None:
    if rate is not None and rate < 0:
        raise TermsError(what="order rules", why=f"{attribute.name} {rate} is below zero")


@frozen(kw_only=True)
class OrderRules:
    """How a venue reserves margin for open orders.

    Attributes:
        priced_at: The price it measures on.
        last_markup: Share by which the last price is raised, where a sale is priced at it.
        rated_by: The share of the value it takes.
        open_loss: Whether the loss at the mark that an order would have at once is reserved too.
        sides: What is reserved where both sides have orders.
        opening_fee: Rate of the fee to open that is reserved.
        closing_fee: Rate of the fee to close that is reserved; ``None``: that of the fee to open.
        closing_on: What that rate is applied to.
        held_at_mark: Whether the margin of what is held already is measured at the mark; else at
            entry.
        rounded_apart: Whether margin, loss and fees are each rounded up, and then added.
        evidence: How well that is known.
        source: Where it is written.
    """

    priced_at: PricedAt = PricedAt.ORDER
    last_markup: Fraction = field(default=Fraction(0), validator=_share)
    rated_by: RatedBy = RatedBy.LEVERAGE
    open_loss: bool = False
    sides: Sides = Sides.LARGER
    opening_fee: Fraction = field(default=Fraction(0), validator=_share)
    closing_fee: Fraction | None = field(default=Fraction(0), validator=_share)
    closing_on: ClosingOn = ClosingOn.BANKRUPTCY
    held_at_mark: bool = False
    rounded_apart: bool = False
    evidence: Evidence = Evidence.ASSUMED
    source: str = ""

    def charging(self, rate: Fraction) -> "OrderRules":
        """These rules at the user's own fee *rate*, if they reserve a fee to open at all."""
        return evolve(self, opening_fee=rate) if self.opening_fee else self

    @property
    def rate_to_close(self) -> Fraction:
        """Rate of the fee to close."""
        return self.opening_fee if self.closing_fee is None else self.closing_fee


OrderRuleBook = Dated[OrderRules]
"""A venue's rules on orders by the instant from which each version held."""


def _sized(_: "Order", __: "Attribute[int]", size: int) -> None:
    if not size:
        raise TermsError(what="order", why="it has no size")


def _levered(_: "Order", __: "Attribute[Exact | None]", leverage: Exact | None) -> None:
    if leverage is not None and leverage.units <= 0:
        raise TermsError(what="order", why=f"its leverage {leverage} is not above zero")


@frozen(kw_only=True)
class Order:
    """An open order.

    Attributes:
        size: Signed lots that are still open, above zero to buy.
        price: Its limit.
        leverage: At which it would open; ``None``: that of the position.
        reduce_only: It can only close, and reserves nothing.
    """

    leverage: Exact | None = field(default=None, validator=_levered)
    size: int = field(validator=_sized)
    price: Price
    reduce_only: bool = False


@frozen(kw_only=True)
class Footing:
    """What orders of one position are measured by.

    Attributes:
        rules: How the venue reserves.
        mark: The mark; ``None``: not known.
        last: The last traded price; ``None``: not known.
        leverage: Of the position, and of orders that state none; ``None``: not known.
        time_ns: When, for the tiers in force; ``None``: no rule asks for tiers.
    """

    rules: OrderRules
    mark: Fraction | None = None
    last: Fraction | None = None
    leverage: Exact | None = None
    time_ns: int | None = None

    def rate(
        self, leverage: Exact | None, terms: Instrument, lots: int, value: Fraction
    ) -> Fraction:
        """The share of its value that margin is, in a position of *lots* worth *value*.

        Raises:
            TermsError: No leverage is known, no tiers, or no day to find them by.
        """
        match self.rules.rated_by:
            case RatedBy.LEVERAGE:
                return self._by_leverage(leverage, terms)
            case RatedBy.TIER:
                return self._by_tier(terms, lots, value)
            case RatedBy.LARGER:
                by_tier = self._by_tier(terms, lots, value)
                return max(self._by_leverage(leverage, terms), by_tier)
            case _:
                assert_never(self.rules.rated_by)

    def price(self, order: Order, terms: Instrument) -> Fraction:
        """The price at which *order* is measured.

        Raises:
            MissingMarkError: The mark or the last price is asked for, and not known.
        """
        limit, sale = order.price.value, order.size < 0
        match self.rules.priced_at:
            case PricedAt.ORDER:
                return limit
            case PricedAt.MARK:
                return self.known_mark(terms)
            case PricedAt.WORSE:
                return max(limit, self.known_mark(terms)) if sale else limit
            case PricedAt.LAST:
                last = self._known_last(terms) * (1 + self.rules.last_markup) if sale else limit
                return max(limit, self.known_mark(terms), last) if sale else limit
            case _:
                assert_never(self.rules.priced_at)

    def known_mark(self, terms: Instrument) -> Fraction:
        """The mark.

        Raises:
            MissingMarkError: It is not known.
        """
        if self.mark is None:
            raise MissingMarkError(name=terms.symbol, why="the margin of an order")
        return self.mark

    def _known_last(self, terms: Instrument) -> Fraction:
        if self.last is None:
            raise MissingMarkError(name=f"{terms.symbol} (last price)", why="the margin of a sale")
        return self.last

    def _by_leverage(self, leverage: Exact | None, terms: Instrument) -> Fraction:
        found = leverage or self.leverage
        if found is None:
            raise TermsError(what=terms.symbol, why="neither order nor position states a leverage")
        return 1 / found.value

    def _by_tier(self, terms: Instrument, lots: int, value: Fraction) -> Fraction:
        table = self._table(terms)
        return table.at(Fraction(lots) if table.by_size else value).initial

    def _table(self, terms: Instrument) -> TierTable:
        if terms.tiers is None or self.time_ns is None:
            raise TermsError(what=terms.symbol, why="orders are rated by tiers; give tiers and day")
        return terms.tiers.at(self.time_ns)
