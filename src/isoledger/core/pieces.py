"""Equity less requirement as the price of one symbol moves: straight lines, end to end."""

from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from isoledger.core.certificate import Origin
from isoledger.core.holding import Holding
from isoledger.core.risk import Requirement, Risk, residue
from isoledger.core.rules import Basis, Rules


@frozen(kw_only=True)
class Part:
    """One holding that moves with the price, and how its requirement is found."""

    holding: Holding
    needs: Requirement
    frozen_at: Fraction | None

    @property
    def slope(self) -> Fraction:
        """Its value by the price (linear), or by one over the price (inverse)."""
        return self.holding.instrument.value(self.holding.size, Fraction(1))

    def worth(self, price: Fraction | None) -> Fraction:
        """Its absolute value at *price*; nothing where that does not matter and is not known."""
        if price is None:
            return Fraction(0)
        return abs(self.holding.instrument.value(self.holding.size, price))

    def needed(self, value: Fraction) -> Fraction:
        """Its requirement at an absolute *value*."""
        at = value if self.frozen_at is None else self.frozen_at
        return self.needs.maintenance(self.holding, at)

    def risk(self, price: Fraction) -> Risk:
        """Its profit and its requirements at *price*."""
        value = abs(self.holding.instrument.value(self.holding.size, price))
        at = value if self.frozen_at is None else self.frozen_at
        return Risk(
            equity=self.holding.profit(price),
            initial=self.needs.initial(self.holding, at),
            maintenance=self.needed(value),
        )

    def floors(self) -> list[Fraction]:
        """Where, in its own absolute value, its requirement bends or jumps."""
        table, moves = self.needs.table, self.needs.rules.basis is Basis.VALUE
        if not moves or table.by_size:
            return [Fraction(0)]
        return list(table.bends)

    def line(self, value: Fraction) -> tuple[int, Fraction, Fraction]:
        """Its requirement around an absolute *value*: tier, slope and constant."""
        at = value if self.frozen_at is None else self.frozen_at
        index = self.needs.table.tiers.index(self.needs.tier(self.holding, at))
        slope, constant = self.needs.line(self.holding, at)
        if self.frozen_at is not None:
            return index, Fraction(0), constant + slope * at
        return index, slope, constant


@frozen(kw_only=True)
class Piece:
    """Equity less requirement on one stretch of the value, where it is ``rise * w - due``."""

    floor: Fraction
    end: Fraction | None
    tier: int
    rise: Fraction
    due: Fraction

    def at(self, value: Fraction) -> Fraction:
        """Equity less requirement at *value*."""
        return self.rise * value - self.due


Crossing: TypeAlias = tuple[Fraction, Piece]
"""An absolute value at which equity falls to the requirement, and the piece it does so on."""


@frozen(kw_only=True)
class Leg:
    """One holding, whatever moves with its price, and all that does not."""

    part: Part
    mates: tuple[Part, ...] = ()
    rest: Risk
    now: Fraction | None
    rules: Rules
    owner: Origin

    @classmethod
    def of(
        cls,
        part: Part,
        mates: tuple[Part, ...],
        rest: Risk,
        rules: Rules,
        *,
        now: Fraction | None,
        owner: Origin,
    ) -> "Leg":
        """A leg under *rules*. A sum of requirements that is rounded is so once, in the rest."""
        if rules.requirement_step is not None and (now is not None or rules.requirement_stands):
            needed = (p.needed(p.worth(now)) for p in (part, *mates))
            rest = rest.less(residue(sum(needed, start=rest.maintenance), rules))
        return cls(part=part, mates=mates, rest=rest, now=now, rules=rules, owner=owner)

    @property
    def sign(self) -> int:
        """Of the value: 1 for a linear long or inverse short."""
        return 1 if self.part.slope > 0 else -1

    def price(self, value: Fraction) -> Fraction:
        """The price at which the absolute value is *value*."""
        return self.part.holding.instrument.price(self.part.holding.size, self.sign * value)

    def risk(self, price: Fraction) -> Risk:
        """Equity and requirement of everything, when this price moves alone."""
        own = self.rest + self.part.risk(price)  # the rest says whether equality is enough
        return sum((mate.risk(price) for mate in self.mates), start=own)

    def pieces(self) -> list[Piece]:
        """All stretches of the absolute value on which nothing bends, lowest first."""
        scales = [(p, abs(p.slope / self.part.slope)) for p in (self.part, *self.mates)]
        floors = sorted({floor / scale for part, scale in scales for floor in part.floors()})
        return [
            self._piece(floor, end, scales)
            for floor, end in zip(floors, [*floors[1:], None], strict=True)
        ]

    def _piece(
        self, floor: Fraction, end: Fraction | None, scales: list[tuple[Part, Fraction]]
    ) -> Piece:
        inside = floor + 1 if end is None else end
        rise, due = Fraction(0), self.rest.maintenance - self.rest.equity
        for part, scale in scales:
            _, slope, constant = part.line(inside * scale)
            rise += part.slope / abs(self.part.slope) - slope * scale
            due += part.holding.cost.value + constant
        return Piece(floor=floor, end=end, tier=self.part.line(inside)[0], rise=rise, due=due)

    def value_now(self) -> Fraction | None:
        """The absolute value at the mark; ``None``: it is not known."""
        return None if self.now is None else self.part.worth(self.now)

    def lives_at(self, price: Fraction) -> bool:
        """Whether it is not liquidated at *price*."""
        return not self.risk(price).is_liquidatable

    def crossings(self) -> list[Crossing]:
        """Where equity falls to the requirement as the leg loses."""
        found: list[Crossing] = []
        before: Piece | None = None
        for piece in self.pieces():
            if piece.rise * self.sign > 0:
                root = piece.due / piece.rise
                if piece.floor < root and (piece.end is None or root <= piece.end):
                    found.append((root, piece))
            jumps = self.sign < 0 and before is not None and before.at(piece.floor) > 0
            if jumps and piece.at(piece.floor) <= 0:
                found.append((piece.floor, piece))  # the requirement jumps over equity here
            before = piece
        return found

    def is_dead_at_ruin(self) -> bool:
        """Whether it is liquidated where the leg loses most."""
        return self._is_dead_far(up=self.sign < 0)

    def is_dead_now(self) -> bool:
        """Whether it is liquidated at the mark; not knowing it, where the leg is safest."""
        if self.now is not None:
            return not self.lives_at(self.now)
        return self._is_dead_far(up=self.sign > 0)

    def _is_dead_far(self, *, up: bool) -> bool:
        """Whether it is liquidated as the value grows for ever, or as it goes to nothing."""
        piece = self.pieces()[-1 if up else 0]
        lean = (piece.rise or -piece.due) if up else (-piece.due or piece.rise)
        if lean:
            return lean < 0
        level = piece.floor + 1 if piece.end is None else piece.end
        return not self.lives_at(self.price(level))
