"""How much margin a position of a given value must hold."""

from fractions import Fraction

from attrs import Attribute, field, frozen

from isoledger.core.errors import TierTableError


@frozen(kw_only=True)
class MarginTier:
    """From *floor* to *cap* of absolute value, what a position must hold.

    Attributes:
        floor: Where the tier begins, in settle coins; exclusive (0 for the first).
        cap: Where it ends, inclusive; ``None``: never.
        initial: Share of the value that opening needs.
        maintenance: Share of the value below which the position is liquidated.
        deduction: Settle coins taken off the maintenance requirement, so that it does not jump.
    """

    floor: Fraction
    cap: Fraction | None
    initial: Fraction
    maintenance: Fraction
    deduction: Fraction = Fraction(0)

    def holds(self, value: Fraction) -> bool:
        """Whether an absolute *value* lies in this tier."""
        above = self.floor < value or self.floor == value == 0
        return above and (self.cap is None or value <= self.cap)

    def line(self, value: Fraction) -> tuple[Fraction, Fraction]:
        """Rate and deduction around an absolute *value*; none while less is asked than deducted."""
        if 0 < self.deduction >= self.maintenance * value:
            return Fraction(0), Fraction(0)
        return self.maintenance, self.deduction

    def requirement(self, value: Fraction) -> Fraction:
        """Maintenance margin of an absolute *value*, in settle coins; never below zero."""
        rate, deduction = self.line(value)
        return rate * value - deduction


def _fault(
    previous: MarginTier | None, tier: MarginTier, *, stepped: bool, part: bool
) -> str | None:
    """What is wrong with *tier* after *previous*; ``None``: nothing."""
    known = tier.maintenance >= 0 if part else tier.maintenance > 0
    if not known or not tier.maintenance <= tier.initial <= 1:
        return f"rates must be 0 < maintenance {tier.maintenance} <= initial {tier.initial} <= 1"
    if tier.cap is not None and tier.cap <= tier.floor:
        return f"cap {tier.cap} is not above floor {tier.floor}"
    if previous is None and part:
        return None
    if previous is None:
        faultless = tier.floor == 0 and tier.deduction == 0
        return None if faultless else "the first tier must have floor 0 and deduction 0"
    if tier.floor != previous.cap:
        return f"floor {tier.floor} does not meet the cap {previous.cap} before it"
    if tier.maintenance < previous.maintenance or tier.initial < previous.initial:
        return "rates fall with size"
    rise = tier.floor * (tier.maintenance - previous.maintenance)
    due = Fraction(0) if stepped else previous.deduction + rise
    if tier.deduction != due:
        return f"deduction is {tier.deduction}, and {due} keeps the requirement whole"
    return None


def _valid(
    instance: "TierTable", _: "Attribute[tuple[MarginTier, ...]]", tiers: tuple[MarginTier, ...]
) -> None:
    if not tiers:
        raise TierTableError(tier=0, why="there is no tier")
    if instance.part and len(tiers) > 1:
        raise TierTableError(tier=1, why="a part of a table is one tier of it")
    if instance.by_size and not instance.stepped:
        raise TierTableError(tier=0, why="a table by size is stepped: nothing moves with the value")
    for index, tier in enumerate(tiers):
        previous = tiers[index - 1] if index else None
        why = _fault(previous, tier, stepped=instance.stepped, part=instance.part)
        if why:
            raise TierTableError(tier=index, why=why)


@frozen(kw_only=True, cache_hash=True)
class TierTable:
    """All margin tiers of one instrument at one time: no gap, no overlap, no fall.

    Attributes:
        stepped: The venue applies the rate of the tier to the whole value and deducts nothing,
            so that the requirement jumps at each floor. Otherwise it is continuous.
        tiers: Lowest first. A last cap means the venue allows no larger position; a larger one
            is judged by the last tier.
        by_size: Floors and caps are counts of lots, not values (OKX, Kraken): the tier stands
            still while the price moves. Such a table is stepped.
        part: Only one tier of a table is known, that of the answer: its deduction may be anything,
            and what is solved with it holds if the value lies in it, which is not checked.
    """

    stepped: bool = False
    by_size: bool = False
    part: bool = False
    tiers: tuple[MarginTier, ...] = field(validator=_valid)

    @classmethod
    def flat(cls, *, initial: Fraction, maintenance: Fraction) -> "TierTable":
        """One tier for every size.

        >>> TierTable.flat(initial=Fraction(1, 10), maintenance=Fraction(1, 20)).at(Fraction(7)).cap
        """
        only = MarginTier(floor=Fraction(0), cap=None, initial=initial, maintenance=maintenance)
        return cls(tiers=(only,))

    @property
    def bends(self) -> tuple[Fraction, ...]:
        """Where the requirement bends or jumps as the value grows, from nothing on."""
        only = self.tiers[0]
        if self.part:  # it is nothing up to where the rate has made up for the deduction
            above = only.deduction > 0 and only.maintenance > 0
            return (Fraction(0), *([only.deduction / only.maintenance] if above else []))
        return tuple(tier.floor for tier in self.tiers)

    def at(self, value: Fraction) -> MarginTier:
        """The tier of an absolute *value* in settle coins."""
        return next((t for t in self.tiers if t.holds(value)), self.tiers[-1])


FREE = TierTable(
    part=True,
    tiers=(MarginTier(floor=Fraction(0), cap=None, initial=Fraction(0), maintenance=Fraction(0)),),
)
"""Nothing is needed."""
