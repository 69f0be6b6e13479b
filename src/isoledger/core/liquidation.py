"""Where a position ends: one equation for every payoff, with a certificate.

Equity meets the requirement. With ``w`` the absolute value at the solved price, ``s`` the sign of
the value, ``funds`` all equity that does not move with this price and ``others`` all requirement
that does not:

    funds + s*w - cost == others + rate*w - deduction + closing_fee*w

That is one root a tier, accepted only inside its tier. The price is whatever the contract says is
worth ``s*w``. Legs of one symbol in one pool (hedge mode) move together: their values and their
requirements are summed on each stretch where none of them changes its tier.
"""

import enum
from fractions import Fraction
from typing import TypeAlias

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool, Marks
from isoledger.core.errors import MissingMarkError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.risk import Requirement, Risk, Worths, mark_of, residue, uncut_pool_risk
from isoledger.core.rules import Basis, Evidence, Rules


class NoPrice(enum.Enum):
    """Why there is no liquidation price."""

    FLAT = "nothing is held"
    COVERED = "the collateral covers the whole loss at any price"
    BELOW_TICK = "the price lies below the first tick"
    SUNK = "the requirement exceeds equity at every price"


@frozen(kw_only=True)
class Certificate:
    """Proof of a liquidation price: everything needed to check it by hand.

    Attributes:
        tier: Index of the tier the root lies in.
        equation: The equation with its numbers.
        at_price: Equity and requirements at the exact price; equal, or crossing at a jump.
        at_tick: The same at the tick: liquidatable. Only with stepped tiers may the stretch that
            is be narrower than a tick, and the tick lie behind it.
        one_safer: The same one tick to the safe side: not liquidatable. Below the first tick there
            is none: half the exact price stands in.
        basis: What maintenance was measured on.
        evidence: How well the venue's rule is known.
    """

    tier: int
    equation: str
    at_price: Risk
    at_tick: Risk
    one_safer: Risk
    basis: Basis
    evidence: Evidence


@frozen(kw_only=True)
class LiquidationPrice:
    """The mark at which a position is liquidated.

    Attributes:
        exact: The solved price.
        tick: *exact*, rounded once to the tick that is just liquidatable: down for a long
            position, up for a short one.
        certificate: Its proof.
    """

    exact: Fraction
    tick: Fraction
    certificate: Certificate


@frozen(kw_only=True)
class NoLiquidationPrice:
    """No mark liquidates the position.

    Attributes:
        reason: Why.
    """

    reason: NoPrice


Liquidated: TypeAlias = LiquidationPrice | NoLiquidationPrice


@frozen(kw_only=True)
class _Part:
    """One holding that moves with the price, and how its requirement is found."""

    holding: Holding
    needs: Requirement
    frozen_at: Fraction | None

    @property
    def slope(self) -> Fraction:
        """Its value by the price (linear), or by one over the price (inverse)."""
        return self.holding.instrument.value(self.holding.size, Fraction(1))

    def needed(self, value: Fraction) -> Fraction:
        """Its requirement at an absolute *value*."""
        at = value if self.frozen_at is None else self.frozen_at
        return self.needs.maintenance(self.holding, at)

    def risk(self, price: Fraction) -> Risk:
        """Its profit and its requirements at *price*."""
        value = abs(self.holding.instrument.value(self.holding.size, price))
        base = value if self.frozen_at is None else self.frozen_at
        return Risk(
            equity=self.holding.profit(price),
            initial=self.needs.initial(self.holding, base),
            maintenance=self.needed(value),
        )

    def floors(self) -> list[Fraction]:
        """Where, in its own absolute value, its requirement bends or jumps."""
        moves = self.frozen_at is None and self.needs.basis is not Basis.ENTRY
        return [tier.floor for tier in self.needs.table.tiers] if moves else [Fraction(0)]

    def line(self, value: Fraction) -> tuple[int, Fraction, Fraction]:
        """Its requirement around an absolute *value*: tier, slope and constant."""
        at = value if self.frozen_at is None else self.frozen_at
        tier, index = self.needs.tier(self.holding, at), self.needs.table.tiers.index
        if self.frozen_at is not None:
            return index(tier), Fraction(0), self.needed(at)
        if self.needs.basis is Basis.ENTRY:
            return index(tier), self.needs.closing_fee, self.needed(Fraction(0))
        return index(tier), tier.maintenance + self.needs.closing_fee, -tier.deduction


@frozen(kw_only=True)
class _Piece:
    """Equity less requirement on one stretch of the value, where it is ``rise * w - due``."""

    floor: Fraction
    end: Fraction | None
    tier: int
    rise: Fraction
    due: Fraction

    def at(self, value: Fraction) -> Fraction:
        """Equity less requirement at *value*."""
        return self.rise * value - self.due


@frozen(kw_only=True)
class _Leg:
    """One holding, whatever moves with its price, and all that does not."""

    part: _Part
    mates: tuple[_Part, ...] = ()
    rest: Risk
    now: Fraction | None
    evidence: Evidence

    @classmethod
    def of(
        cls, part: _Part, mates: tuple[_Part, ...], rest: Risk, rules: Rules, now: Fraction | None
    ) -> "_Leg":
        """A leg under *rules*. A sum of requirements that is cut is cut once, in the rest."""
        stands = (p.needed(p.frozen_at) for p in (part, *mates) if p.frozen_at is not None)
        rest = rest.less(residue(sum(stands, start=rest.maintenance), rules))
        return cls(part=part, mates=mates, rest=rest, now=now, evidence=rules.evidence)

    @property
    def sign(self) -> int:
        """Of the value: 1 for a linear long or inverse short."""
        return 1 if self.part.slope > 0 else -1

    def price(self, value: Fraction) -> Fraction:
        """The price at which the absolute value is *value*."""
        return self.part.holding.instrument.price(self.part.holding.size, self.sign * value)

    def risk(self, price: Fraction) -> Risk:
        """Equity and requirement of everything, when this price moves alone."""
        own = self.rest + self.part.risk(price)
        return sum((mate.risk(price) for mate in self.mates), start=own)

    def pieces(self) -> list[_Piece]:
        """All stretches of the absolute value on which nothing bends, lowest first."""
        scales = [(p, abs(p.slope / self.part.slope)) for p in (self.part, *self.mates)]
        floors = sorted({floor / scale for part, scale in scales for floor in part.floors()})
        return [
            self._piece(floor, end, scales)
            for floor, end in zip(floors, [*floors[1:], None], strict=True)
        ]

    def _piece(
        self, floor: Fraction, end: Fraction | None, scales: list[tuple[_Part, Fraction]]
    ) -> _Piece:
        inside = floor + 1 if end is None else end
        rise, due = Fraction(0), self.rest.maintenance - self.rest.equity
        for part, scale in scales:
            _, slope, constant = part.line(inside * scale)
            rise += part.slope / abs(self.part.slope) - slope * scale
            due += part.holding.cost.value + constant
        return _Piece(floor=floor, end=end, tier=self.part.line(inside)[0], rise=rise, due=due)

    def crossings(self) -> list[tuple[Fraction, _Piece]]:
        """Where equity falls to the requirement as the leg loses, with the piece it does so on."""
        found: list[tuple[Fraction, _Piece]] = []
        before: _Piece | None = None
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

    def is_sunk(self) -> bool:
        """Whether, with no crossing, equity is below the requirement where the leg loses most."""
        last = self.pieces()[0 if self.sign > 0 else -1]
        if self.sign > 0:
            return last.due > 0 or (last.due == 0 and last.rise <= 0)
        return last.rise < 0 or (last.rise == 0 and last.due >= 0)


def liquidation_price(
    position: IsolatedPosition, rules: Rules, *, time_ns: int, mark: Fraction | None = None
) -> Liquidated:
    """The mark at which *position* is liquidated.

    Args:
        position: An isolated position.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        mark: The mark now; needed only where maintenance is measured on it. With stepped tiers
            it also says which of several prices comes first.

    Raises:
        TermsError: The tiers are not known.
        MissingMarkError: *mark* is needed and missing.
    """
    holding = position.holding
    if not holding.size:
        return NoLiquidationPrice(reason=NoPrice.FLAT)
    needs = Requirement.of(holding.instrument, rules, time_ns)
    part = _Part(holding=holding, needs=needs, frozen_at=_frozen_value(holding, rules, mark))
    own = Risk(equity=position.collateral.value, initial=Fraction(0), maintenance=Fraction(0))
    return _solved(_Leg.of(part, (), own, rules, mark))


def pool_liquidation_price(
    pool: CrossPool,
    position: PositionId,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    worths: Worths | None = None,
) -> Liquidated:
    """The mark of one leg at which the whole *pool* is liquidated, the others at their marks.

    Another leg of the same symbol (hedge mode) is at the same price, and moves along.

    Args:
        pool: The pool.
        position: The leg whose price moves, to where this leg loses.
        marks: Price of each instrument held, by symbol.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        worths: What collateral in other assets counts for, in the leg's settle asset.

    Raises:
        MissingMarkError: A mark or worth is missing.
        TermsError: Tiers are not known.
    """
    holding = pool.holdings.get(position)
    if holding is None or not holding.size:
        return NoLiquidationPrice(reason=NoPrice.FLAT)
    asset, symbol = holding.instrument.settle, holding.instrument.symbol
    moving = {at: h for at, h in pool.holdings.items() if h.size and h.instrument.symbol == symbol}
    still = evolve(
        pool, holdings=FrozenMap({at: h for at, h in pool.holdings.items() if at not in moving})
    )
    rest = uncut_pool_risk(still, marks, rules, time_ns=time_ns, asset=asset, worths=worths)
    parts = {
        at: _Part(
            holding=held,
            needs=Requirement.of(held.instrument, rules, time_ns),
            frozen_at=_frozen_value(held, rules, mark_of(held, marks)),
        )
        for at, held in moving.items()
    }
    part, mates = parts.pop(position), tuple(parts.values())
    return _solved(_Leg.of(part, mates, rest, rules, mark_of(holding, marks)))


def bankruptcy_price(position: IsolatedPosition) -> Fraction | None:
    """The exact mark at which *position* has lost all that stands behind it.

    ``None`` when it is flat, or when no price can cost it that much.
    """
    holding = position.holding
    value = holding.cost.value - position.collateral.value
    if not holding.size or not value:
        return None
    price = holding.instrument.price(holding.size, value)
    return price if price > 0 else None


def _frozen_value(holding: Holding, rules: Rules, mark: Fraction | None) -> Fraction | None:
    if rules.basis is not Basis.MARK:
        return None
    if mark is None:
        raise MissingMarkError(name=holding.instrument.symbol, why="maintenance at the mark")
    return abs(holding.instrument.value(holding.size, mark))


def _solved(leg: _Leg) -> Liquidated:
    """The first crossing on the way from safety to ruin."""
    crossings = leg.crossings()
    if not crossings:
        return NoLiquidationPrice(reason=NoPrice.SUNK if leg.is_sunk() else NoPrice.COVERED)
    value, piece = _first(leg, crossings)
    exact, holding = leg.price(value), leg.part.holding
    long, step = holding.size > 0, holding.instrument.tick
    tick = on_grid(exact, step, Rounding.FLOOR if long else Rounding.CEILING)
    if tick == exact and piece.at(value):  # a jump is past its floor, and the floor is a tick
        tick += -step if long else step
    if tick <= 0:
        return NoLiquidationPrice(reason=NoPrice.BELOW_TICK)
    certificate = Certificate(
        tier=piece.tier,
        equation=_equation(leg, piece, value),
        at_price=leg.risk(exact),
        at_tick=leg.risk(tick),
        one_safer=leg.risk(tick + step if long else (tick - step or exact / 2)),
        basis=leg.part.needs.basis,
        evidence=leg.evidence,
    )
    return LiquidationPrice(exact=exact, tick=tick, certificate=certificate)


def _first(leg: _Leg, crossings: list[tuple[Fraction, _Piece]]) -> tuple[Fraction, _Piece]:
    """The crossing met first: from the mark if it is known, else from where the leg is safest.

    There is more than one only where a requirement jumps.
    """
    ahead = crossings
    if leg.now is not None:
        now = abs(leg.part.holding.instrument.value(leg.part.holding.size, leg.now))
        ahead = [at for at in crossings if (now - at[0]) * leg.sign >= 0] or crossings
    return (max if leg.sign > 0 else min)(ahead, key=lambda crossing: crossing[0])


def _equation(leg: _Leg, piece: _Piece, value: Fraction) -> str:
    """The equation of the head of this file, in numbers."""
    parts = (leg.part, *leg.mates)
    cost = sum((part.holding.cost.value for part in parts), Fraction(0))
    gain = sum((part.slope for part in parts), Fraction(0)) / abs(leg.part.slope)
    funds, others = leg.rest.equity, leg.rest.maintenance
    constant = piece.due - others + funds - cost
    left = f"{funds} + {gain} * w - {cost}"
    return f"{left} == {others} + {gain - piece.rise} * w + {constant} at w = {value}"
