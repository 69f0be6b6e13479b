"""Positions that a record states in part: what is known of them, and what is missing."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Self, TypeGuard

from attrs import evolve, frozen

from isoledger.core.dated import Dated
from isoledger.core.holding import Holding
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Rounding
from isoledger.core.tiers import TierTable
from isoledger.venues.errors import FieldError
from isoledger.venues.fields import MILLISECOND_NS, Figures, no_price, printed_price
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.stated import Besides, PoolLeg


@frozen
class Fields(Figures):
    """The fields of one raw record, with what must be there told from what may be."""

    def required(self, name: str) -> str:
        """The text in *name*.

        Raises:
            FieldError: It is missing or no text.
        """
        found = self.text(name)
        if not found:
            raise FieldError(source=self.place, field=name, why="is missing")
        return found

    def divisor(self, name: str) -> Fraction:
        """The number in *name*, by which something is divided.

        Raises:
            FieldError: It is missing, no plain number, or 0.
        """
        found = self.exact(name)
        if not found:
            why = "is 0, and something is divided by it"
            raise FieldError(source=self.place, field=name, why=why)
        return found

    def records(self, name: str) -> tuple["Fields", ...]:
        """The records under *name*: of an object one, of an array each; none if it is absent.

        Raises:
            FieldError: It is neither.
        """
        found = self.raw.get(name)
        rows = found if _is_list(found) else [] if found is None else [found]
        records = [row for row in rows if _is_record(row)]
        if len(records) < len(rows):
            why = "is no object and no array of objects"
            raise FieldError(source=self.place, field=name, why=why)
        return tuple(Fields(f"{self.place}, {name}", record) for record in records)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_record(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


@frozen(kw_only=True)
class Printed:
    """What a venue prints for a liquidation price, and what that means.

    Attributes:
        text: The very text.
        price: The price; ``None``: it says that there is none.
        sentinel: Why it does; empty: it is a price.
    """

    text: str
    price: Fraction | None
    sentinel: str = ""

    @classmethod
    def of(cls, fields: Fields, *names: str, floor: Fraction | None = None) -> Self:
        """What stands in the first of *names* that is there.

        Args:
            fields: The record.
            names: Where it may stand.
            floor: The lowest price the venue prints: it stands for "none".

        Raises:
            FieldError: It is there and no plain number.
        """
        name = fields.first(*names)
        price, text = fields.optional(name), fields.text(name)
        sentinel = no_price(text)
        if not sentinel and price is not None and floor is not None and price <= floor:
            sentinel = f"{text} is the lowest price it prints"
        return cls(text=text, price=printed_price(text, sentinel), sentinel=sentinel)

    def saying_none(self, why: str) -> "Printed":
        """The same, if *why* the price printed is none."""
        return evolve(self, price=None, sentinel=why)


def instant(besides: Besides, fields: Fields, name: str, ns: int = MILLISECOND_NS) -> int:
    """When the record was taken, ns UTC; 0 where nobody says.

    Args:
        besides: What the caller knows comes first.
        fields: The record.
        name: Where it says when.
        ns: How many ns its unit has; ms unless told.
    """
    if besides.time_ns is not None:
        return besides.time_ns
    return fields.time_ns(ns, name) or 0


@frozen(kw_only=True)
class Outline:
    """What a position is framed from, as far as it is known.

    Attributes:
        symbol: Its instrument.
        settle: Code of the settle asset.
        payoff: Linear or inverse.
        quantity: Signed contracts, or coins where a contract is one coin; long above zero.
        contract: What one is worth of: coins (linear), quote units (inverse).
        entry: The price at which it was opened.
        maintenance: Maintenance rate of the tier of the answer.
        deduction: Deduction of that tier.
        tiers: All tiers, where they are known; they take the place of the rate.
        leverage: As set.
        margin: Margin of its own, without unrealised profit; of a cross position the balance.
        reserve: Margin set aside for the fee to close.
        mark: The mark then.
        tick: The step of prices.
        cross: Whether it stands in a pool, alone.
    """

    symbol: str
    settle: str = "USDT"
    payoff: Payoff = Payoff.LINEAR
    quantity: Fraction | None
    contract: Fraction | None = Fraction(1)
    entry: Fraction | None
    maintenance: Fraction | None = None
    deduction: Fraction | None = None
    tiers: TierTable | None = None
    leverage: Fraction | None = None
    margin: Fraction | None
    reserve: Fraction = Fraction(0)
    mark: Fraction | None = None
    tick: Fraction = Fraction(1, 100)
    cross: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What is needed to solve it and not known."""
        if self.quantity == 0:
            return ()
        needs = {
            "its size": self.quantity,
            "what one contract is worth": self.contract,
            "its entry price": self.entry,
            "the maintenance rate of its tier": self.tiers or self.maintenance,
            "the balance of its pool" if self.cross else "the margin behind it": self.margin,
            "its mark": self.mark if self.cross else Fraction(1),
        }
        return tuple(name for name, known in needs.items() if known is None)

    def subject(self) -> IsolatedPosition | PoolLeg | None:
        """The position, ready to be solved; ``None``: see `missing`."""
        if self.missing:
            return None
        if self.cross and self.quantity:
            marks = {self.symbol: self.mark or Fraction(0)}
            return pooled([self.frame()], self.margin or Fraction(0), marks)
        return self.isolated(self.reserve)

    def isolated(
        self, reserve: Fraction = Fraction(0), *, margin: Fraction | None = None
    ) -> IsolatedPosition:
        """The position with its own margin; what is missing counts as none.

        Args:
            reserve: Margin set aside for the fee to close.
            margin: Other margin than its own.

        Raises:
            LimitedLiabilityError: The margin is below zero.
        """
        frame = self.frame()
        stands = frame.margin if margin is None else margin
        kept = frame.asset.round(reserve, Rounding.HALF_EVEN)
        bare = evolve(frame, margin=stands).isolated()
        return evolve(bare, holding=self.held(), reserve=kept)

    def held(self) -> Holding:
        """What is held, at its entry; nothing, where too little is known of it."""
        frame = self.frame()
        known = self.quantity and self.contract is not None and self.entry is not None
        return frame.holding if known else Holding.nothing(frame.instrument)

    def frame(self) -> Frame:
        """Its figures; 1 stands for those that are not known, or are 0 because nothing is held."""
        one = Fraction(1)
        return Frame(
            symbol=self.symbol,
            quantity=self.quantity or one,
            contract=one if self.contract is None else self.contract,
            payoff=self.payoff,
            entry=one if self.entry is None else self.entry,
            margin=self.margin or Fraction(0),
            maintenance=self.maintenance or Fraction(0),
            deduction=self.deduction or Fraction(0),
            leverage=self.leverage,
            coin=self.settle,
            tick=self.tick,
            tiers=None if self.tiers is None else Dated[TierTable].always(self.tiers),
        )
