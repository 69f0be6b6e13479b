"""What a contract is worth: one signed function, for every kind of contract."""

import enum
from fractions import Fraction
from typing import assert_never

from attrs import Attribute, field, frozen

from isoledger.core.dated import Dated
from isoledger.core.errors import MalformedNumberError, OffGridError, TermsError
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Number, Price, Rounding, whole_steps
from isoledger.core.tiers import TierTable


class Payoff(enum.Enum):
    """How the payoff bends. A quanto is linear with a foreign settle asset."""

    LINEAR = "linear"
    INVERSE = "inverse"


def _some(_: "CostRule", __: "Attribute[int | None]", per: int | None) -> None:
    if per is not None and per < 1:
        raise TermsError(what="cost rule", why=f"per {per} is not above zero")


@frozen(kw_only=True)
class CostRule:
    """How a venue turns size and price into the money it books as cost.

    Attributes:
        rounding: Which way.
        per: Size units whose value is rounded first and then counted: BitMEX rounds the value
            of one contract (later: of a lot of 100). ``None``: the whole trade is rounded once.
    """

    rounding: Rounding = Rounding.HALF_EVEN
    per: int | None = field(default=None, validator=_some)


ONCE = Dated[CostRule].always(CostRule())
"""The whole trade rounded once, half to even: where a venue is not known to do otherwise."""


def _distinct(_: "Instrument", __: "Attribute[str]", symbol: str) -> None:
    """A name whose books are nobody else's: legs and reserves are told apart by such endings."""
    if symbol.endswith((":long", ":short", ":reserve")):
        why = "a symbol does not end in :long, :short or :reserve"
        raise TermsError(what=repr(symbol), why=why)


def _positive(instance: "Instrument", attribute: "Attribute[Fraction]", value: Fraction) -> None:
    if type(value) not in {Fraction, int}:
        raise TermsError(what=instance.symbol, why=f"{attribute.name} {value!r} is not exact")
    if value <= 0:
        raise TermsError(what=instance.symbol, why=f"{attribute.name} {value} is not above zero")


@frozen(kw_only=True)
class Instrument:
    """The immutable terms of one contract at one venue.

    Attributes:
        symbol: The venue's name of the contract.
        base: What the price is the price of.
        quote: What the price is counted in.
        settle: The asset in which profit, loss and margin are paid.
        payoff: Linear or inverse.
        multiplier: Worth of one size unit per unit of price, in settle coins (linear), or its
            face in quote units (inverse).
        lot: The venue's quantity that is one size unit; a size is an ``int`` count of these.
        tick: The step of quoted prices. A fill may lie between ticks; an order may not.
        expiry_ns: When a dated contract is delivered, ns UTC; ``None``: perpetual.
        tiers: Margin tiers by date; ``None``: unknown, so nothing is solved with them.
        cost_rule: Rounding of cost by date.
    """

    symbol: str = field(validator=_distinct)
    base: str
    quote: str
    settle: Asset
    payoff: Payoff
    multiplier: Fraction = field(validator=_positive)
    lot: Fraction = field(default=Fraction(1), validator=_positive)
    tick: Fraction = field(validator=_positive)
    expiry_ns: int | None = None
    tiers: Dated[TierTable] | None = None
    cost_rule: Dated[CostRule] = ONCE

    @property
    def is_quanto(self) -> bool:
        """Whether profit is paid in an asset that is neither quoted nor priced."""
        return self.payoff is Payoff.LINEAR and self.settle.code.upper() not in {
            self.quote.upper(),
            self.base.upper(),
        }

    def size(self, quantity: Number | Exact) -> int:
        """The venue's *quantity* as a count of lots.

        Raises:
            OffGridError: *quantity* is no whole number of lots.
        """
        return whole_steps(quantity, self.lot, f"size of {self.symbol}")

    def value(self, size: int, price: Fraction) -> Fraction:
        """Signed worth of *size* lots at *price*, in settle coins. Profit is the rise of this.

        Raises:
            MalformedNumberError: An inverse contract has no worth at a price of zero.
        """
        match self.payoff:
            case Payoff.LINEAR:
                return size * self.multiplier * price
            case Payoff.INVERSE:
                if not price:
                    raise MalformedNumberError(text="0", why="an inverse contract has a price")
                return -size * self.multiplier / price
            case _:
                assert_never(self.payoff)

    def price(self, size: int, value: Fraction) -> Fraction:
        """The price at which *size* lots are worth *value*: the inverse of `value`."""
        match self.payoff:
            case Payoff.LINEAR:
                return value / (size * self.multiplier)
            case Payoff.INVERSE:
                return -size * self.multiplier / value
            case _:
                assert_never(self.payoff)

    def cost(self, size: int, price: Price, time_ns: int) -> Money:
        """What trading *size* lots at *price* costs by the rule of that day; signed like `value`.

        >>> from isoledger.core.money import Asset
        >>> xbt = Asset("XBt", 8)
        >>> terms = Instrument(symbol="XBTUSD", base="XBT", quote="USD", settle=xbt,
        ...     payoff=Payoff.INVERSE, multiplier=Fraction(1), tick=Fraction(1, 2))
        >>> terms.cost(100, Price.of(8000), 0)
        Money('-0.01250000 XBt')
        """
        rule, ratio = self.cost_rule.at(time_ns), self.cost_ratio(price.scale)
        return Money(self.cost_units(size, price.units, ratio, rule), self.settle)

    def cost_ratio(self, scale: int) -> tuple[int, int]:
        """The whole numbers (a, b) by which the units of a price at *scale* become cost.

        Linear: ``size * units * a / b``; inverse: ``-size * a / (units * b)`` smallest units.
        """
        worth = self.multiplier.numerator * 10**self.settle.decimals
        if self.payoff is Payoff.LINEAR:
            return worth, self.multiplier.denominator * 10**scale
        return worth * 10**scale, self.multiplier.denominator

    def cost_units(self, size: int, units: int, ratio: tuple[int, int], rule: CostRule) -> int:
        """`cost` in smallest units, in integers only; *ratio* is that of the price's scale."""
        a, b = ratio
        block = rule.per or size
        if self.payoff is Payoff.LINEAR:
            paid = rule.rounding.divide(block * units * a, b)
        else:
            paid = rule.rounding.divide(-block * a, units * b)
        return paid if rule.per is None else _blocks(self, size, rule.per) * paid

    def implied_price(self, size: int, cost: Money) -> Fraction | None:
        """The price that *cost* speaks of, exactly; ``None`` if there is none above zero."""
        if not size or not cost:
            return None
        price = self.price(size, cost.value)
        return price if price > 0 else None


def _blocks(instrument: Instrument, size: int, per: int) -> int:
    count, rest = divmod(size, per)
    if rest:
        raise OffGridError(amount=size, grid=Fraction(per), what=f"lots of {instrument.symbol}")
    return count
