"""One instrument's equation of liquidation in floats, with a bound on what the floats get wrong.

In smallest units, with ``w`` the absolute value, each tier has ``rise * w == level - deduction``:
``rise`` is what equity gains on the requirement as the value grows, ``level`` all that stands.

Why the bound holds. Let u = 2**-53. Every constant here is a `Fraction` rounded once, every count
is an integer: both carry a relative error of at most u. ``level`` is a sum of at most six such
products, each at most ``weight`` in size (the sum of the sizes of all terms), so it is off by less
than 16 u ``weight``; the subtraction, the division by ``rise`` and the two of the step from value
to ticks add 6 u. Together ``w`` is off by less than 32 u ``weight`` over the size of ``rise``;
`SLOP` is that, once more for safety. Between two tiers of a continuous table the wrong neighbour
may be chosen when ``level`` is within its error of the bend: there both lines meet, so that this
shifts ``w`` by no more than the same error at the flatter one, which is why the bound divides by
the least rise of all tiers. A table that steps has no such mercy: there, whatever lies within its
bound of a floor, is in doubt. What is in doubt is solved again by the core.

A row may be rounded to the unit of its columns (`coarse`): cost, margin and reserve are off by 1/2
each. ``level`` holds cost less collateral (3/2), a reserve that is required (1/2), maintenance of a
cost at a rate of at most 1 (1/2), predicted funding of it (1/2 of its rate), and a fee on the cost
or on cost less collateral (3/2 of its rate): `Lines.grain` is more than their sum, and spans the
bend between two tiers of a continuous table, over which the wrong neighbour is off by no more than
the rounding itself. It is added to the bound.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from isoledger.core.holding import Holding
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.numbers import Rounding
from isoledger.core.risk import Requirement
from isoledger.core.rules import Basis, FeeOn, Rules
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.risk.coarse import Whole
from isoledger.risk.columns import Block, Floats

Flags: TypeAlias = NDArray[np.bool_]

SLOP = 2.0**-47
"""64 roundings: twice what the head of this file adds up."""

_FLAT_ENOUGH = 2.0**-20
_ANY_TABLE = TierTable.flat(initial=Fraction(1), maintenance=Fraction(1))


@frozen(kw_only=True, eq=False)
class Level:
    """All of the equation that stands still, a row.

    Attributes:
        amount: Cost less collateral and what is required whatever the value, in smallest units.
        weight: The sum of the sizes of its terms.
    """

    amount: Floats
    weight: Floats

    @classmethod
    def of(cls, amount: Floats) -> "Level":
        """One term, or several of one sign."""
        return cls(amount=amount, weight=np.abs(amount))

    def plus(self, other: "Level") -> "Level":
        """Both together."""
        return Level(amount=self.amount + other.amount, weight=self.weight + other.weight)


@frozen(kw_only=True, eq=False)
class Lines:
    """The equation of one side of one instrument.

    Attributes:
        instrument: The contract.
        table: Its tiers in force.
        rules: The venue's mechanics.
        long: Which side.
        funding: The predicted rate where it counts against this side, else 0.
        mark: The mark now, where it was given.
        dropped: How many decimals of the settle asset a unit leaves out.
        is_rough: Whether some rows are rounded to a unit.
    """

    instrument: Instrument
    table: TierTable
    rules: Rules
    long: bool
    funding: Fraction
    mark: Fraction | None
    dropped: int = 0
    is_rough: bool = False

    @property
    def sign(self) -> int:
        """Of the value: 1 for a linear long or inverse short."""
        return 1 if self.long is (self.instrument.payoff is Payoff.LINEAR) else -1

    @property
    def unit(self) -> int:
        """Units of the columns in a coin."""
        return int(10 ** (self.instrument.settle.decimals - self.dropped))

    @property
    def grain(self) -> float:
        """By how many units what stands in the equation of a rounded row may be off."""
        return float(4 + 2 * self.rules.closing_fee + self.funding)

    def rounded(self, block: Block) -> Floats:
        """That, in the rows it is so in."""
        rough = np.zeros(len(block.rows)) if block.rough is None else block.rough * self.grain
        return np.asarray(rough, dtype=np.float64)

    def may_step(self, block: Block) -> Flags:
        """In which rounded rows the tier that the cost chooses may be another one."""
        unsure = np.zeros(len(block.rows), dtype=np.bool_)
        if block.rough is None or self.rules.basis is not Basis.ENTRY or self.table.by_size:
            return unsure
        near = [evolve(block, cost=np.abs(block.cost) + by) for by in (-1, 1)]
        low, high = (self.index(one, None) for one in near)
        unsure[block.rough & (low != high)] = True
        return unsure

    @property
    def moves(self) -> bool:
        """Whether the tiers are applied to the value at the solved price."""
        return self.rules.basis is Basis.VALUE

    @property
    def tiers(self) -> tuple[MarginTier, ...]:
        """Those that the solved value may lie in."""
        return self.table.tiers if self.moves and not self.table.by_size else self.table.tiers[:1]

    def rise(self, tier: MarginTier) -> Fraction:
        """What equity gains on the requirement by the value, in *tier*."""
        fee = self.rules.closing_fee if self.rules.fee_on is FeeOn.VALUE else Fraction(0)
        if self.rules.basis is Basis.MARK:
            return Fraction(self.sign)
        return self.sign - fee - (tier.maintenance + self.funding if self.moves else 0)

    def deduction(self, tier: MarginTier) -> Fraction:
        """What *tier* takes off the requirement, in smallest units, where the value chooses it."""
        return tier.deduction * self.unit if self.moves else Fraction(0)

    @property
    def is_even(self) -> bool:
        """Whether what is liquidatable at a price is so beyond it, by the risk at that price."""
        return self.is_plain() and self.rules.basis is not Basis.MARK and not self.table.part

    def is_plain(self) -> bool:
        """Whether the requirement neither jumps nor outruns the value: one root at most."""
        bends = not self.table.stepped or len(self.tiers) == 1
        return bends and all(self.rise(tier) * self.sign > 0 for tier in self.table.tiers)

    @property
    def is_tame(self) -> bool:
        """Whether floats may be trusted with it: no rounded sum, no line that is all but level."""
        if self.rules.requirement_step is not None or self.rules.closing_fee < 0:
            return False
        return self.flattest > _FLAT_ENOUGH

    def steps(self) -> Iterator[tuple[float, float, float, float]]:
        """Floor, cap, rise and deduction of each tier, in floats and smallest units."""
        for tier in self.tiers:
            end = np.inf if tier is self.tiers[-1] or tier.cap is None else tier.cap * self.unit
            floor = Fraction(0) if self.table.part else tier.floor * self.unit
            deduction = self.deduction(tier)
            yield float(floor), float(end), float(self.rise(tier)), float(deduction)

    @property
    def flattest(self) -> float:
        """The least rise of those that have a root."""
        rises = [self.rise(tier) * self.sign for tier in self.table.tiers]
        return float(min((rise for rise in rises if rise > 0), default=Fraction(1)))

    def worth(self, mark: Fraction) -> Fraction:
        """Smallest units that a lot is worth at *mark*, without sign."""
        return abs(self.instrument.value(1, mark)) * self.unit

    @classmethod
    def bare(cls, block: Block) -> "Lines":
        """The equation of the side of *block*, as if it must keep nothing."""
        return cls(
            instrument=block.instrument,
            table=_ANY_TABLE,
            rules=Rules(),
            long=block.long,
            funding=Fraction(0),
            mark=None,
            dropped=block.dropped,
        )

    # -- what stands

    def level(self, block: Block) -> Level:
        """All that stands still in the equation of each row."""
        kept = block.behind - block.reserve if self.rules.reserve_required else block.behind
        cost, behind = np.abs(block.cost).astype(np.float64), block.behind.astype(np.float64)
        level = Level(amount=(block.cost - kept).astype(np.float64), weight=cost + behind)
        for due in self._dues(block, cost):
            level = level.plus(due)
        if block.rough is not None:  # a bound of so many units is a weight of this much more
            level = Level(amount=level.amount, weight=level.weight + self.rounded(block) / SLOP)
        return level

    @property
    def is_counted(self) -> bool:
        """Whether `level` is whole numbers taken from one another, so that its sign is certain."""
        whole = not self.is_rough and not self.table.part
        return self.moves and not self._fee_stands and whole

    @property
    def _fee_stands(self) -> bool:
        return bool(self.rules.closing_fee) and self.rules.fee_on is not FeeOn.VALUE

    def _dues(self, block: Block, cost: Floats) -> Iterator[Level]:
        """What is required whatever the price."""
        if not self.moves:
            base = cost if self.rules.basis is Basis.ENTRY else self._at_mark(block)
            yield self.required(base, self.index(block, self.mark))
        if self._fee_stands:
            yield Level.of(float(self.rules.closing_fee) * self.fee_base(block, cost))
        elif self.rules.basis is Basis.MARK:
            yield Level.of(float(self.rules.closing_fee) * self._at_mark(block))

    def fee_base(self, block: Block, cost: Floats) -> Floats:
        """What a fee that stands is a share of."""
        if self.rules.fee_on is FeeOn.ENTRY:
            return cost
        lost: Floats = np.abs(block.cost - block.behind).astype(np.float64)
        return lost

    def _at_mark(self, block: Block) -> Floats:
        return block.lots * float(self.worth(self.mark or Fraction(1)))

    # -- which tier

    def index(self, block: Block, mark: Fraction | None) -> Whole:
        """The tier of each row by what is counted in whole numbers: size, cost, or size at *mark*.

        Nothing is rounded here: a count exceeds a floor where it exceeds the whole part of it.
        """
        if self.table.by_size:
            counts, scale = block.size, Fraction(1)
        elif self.rules.basis is Basis.ENTRY:
            counts, scale = np.abs(block.cost), Fraction(self.unit)
        else:
            counts, scale = block.size, self.unit / self.worth(mark or Fraction(1))
        floors = [min(int(tier.floor * scale), 2**62) for tier in self.table.tiers[1:]]
        found: Whole = np.searchsorted(np.array(floors, dtype=np.int64), counts, side="left")
        return found

    def required(self, base: Floats, index: Whole) -> Level:
        """What the tiers and the predicted funding ask of *base*, and no fee."""
        tiers = self.table.tiers
        rates = np.array([float(tier.maintenance) for tier in tiers])
        deductions = np.array([float(tier.deduction * self.unit) for tier in tiers])[index]
        asked, funding = rates[index] * base, float(self.funding) * base
        return Level(
            amount=np.maximum(asked - deductions, 0.0) + funding,
            weight=asked + np.abs(deductions) + funding,
        )

    # -- the way from a value to ticks

    @property
    def scale(self) -> Fraction:
        """Ticks by value and lot: value / lots * scale, or lots / value * scale (inverse)."""
        terms = self.instrument
        if terms.payoff is Payoff.LINEAR:
            return 1 / (terms.multiplier * terms.tick * self.unit)
        return terms.multiplier * self.unit / terms.tick

    def whole_ticks(self, size: int, value: int) -> int:
        """The price of *size* lots worth *value*, neither with a sign, on the tick outward."""
        rounding = Rounding.FLOOR if self.long else Rounding.CEILING
        if self.instrument.payoff is Payoff.LINEAR:
            return rounding.divide(value * self.scale.numerator, size * self.scale.denominator)
        return rounding.divide(size * self.scale.numerator, value * self.scale.denominator)

    def ticks(self, block: Block, value: Floats, error: Floats) -> tuple[Floats, Floats]:
        """*value* as a price in ticks, and the bound on its error; infinite: nothing is known."""
        if self.instrument.payoff is Payoff.LINEAR:
            by_value = float(self.scale) / block.lots
            return value * by_value, error * by_value
        price, share = block.lots * float(self.scale) / value, error / value
        return price, np.where(share < 2.0**-10, 2.0 * share * price, np.inf)


def lines_of(
    block: Block,
    rules: Rules,
    time_ns: int,
    *,
    mark: Fraction | None,
    funding: Fraction | None,
) -> Lines:
    """The equation of the rows of *block*.

    Raises:
        TermsError: The instrument's tiers are not known.
    """
    needs = Requirement.of(_sample(block), rules, time_ns, funding=funding)
    return Lines(
        instrument=block.instrument,
        table=needs.table,
        rules=rules,
        long=block.long,
        funding=needs.funding,
        mark=mark,
        dropped=block.dropped,
        is_rough=block.rough is not None,
    )


def _sample(block: Block) -> Holding:
    """One lot of the side of *block*: what a requirement is found for."""
    return Holding(block.instrument, 1 if block.long else -1, block.instrument.settle.zero)
