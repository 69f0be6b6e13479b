"""Where a position ends: one equation for every payoff, with a certificate.

Equity meets the requirement. With ``w`` the absolute value at the solved price, ``s`` the sign of
the value, ``funds`` all equity that does not move with this price and ``others`` all requirement
that does not:

    funds + s*w - cost == others + rate*w - deduction + closing_fee*w

That is one root a tier, accepted only inside its tier. The price is whatever the contract says is
worth ``s*w``.
"""

import enum
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from isoledger.core.cross import CrossPool, Marks
from isoledger.core.errors import MissingMarkError
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.risk import Requirement, Risk, Worths, mark_of, pool_risk
from isoledger.core.rules import Basis, Evidence, Rules
from isoledger.core.tiers import MarginTier


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
        at_tick: The same at the tick: liquidatable.
        one_safer: The same one tick to the safe side: not liquidatable.
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
class _Leg:
    """One holding against all that does not move with its price."""

    holding: Holding
    needs: Requirement
    funds: Fraction
    others: Fraction
    frozen_at: Fraction | None
    evidence: Evidence

    @property
    def sign(self) -> int:
        """Of the value: 1 for a linear long or inverse short."""
        return 1 if self.holding.instrument.value(self.holding.size, Fraction(1)) > 0 else -1

    def price(self, value: Fraction) -> Fraction:
        """The price at which the absolute value is *value*."""
        return self.holding.instrument.price(self.holding.size, self.sign * value)

    def own(self, value: Fraction) -> Fraction:
        """This holding's own requirement at an absolute *value*."""
        if self.frozen_at is not None:
            return self.needs.maintenance(self.holding, self.frozen_at)
        return self.needs.maintenance(self.holding, value)

    def risk(self, price: Fraction) -> Risk:
        """Equity and requirement of everything, when this price moves alone."""
        value = abs(self.holding.instrument.value(self.holding.size, price))
        base = value if self.frozen_at is None else self.frozen_at
        return Risk(
            equity=self.funds + self.holding.profit(price),
            initial=self.needs.initial(self.holding, base),
            maintenance=self.others + self.own(value),
        )

    def lines(self) -> list[tuple[int, MarginTier | None, Fraction, Fraction]]:
        """The requirement as straight lines: (tier, where it holds, slope, constant)."""
        fee, tiers = self.needs.closing_fee, self.needs.table.tiers
        if self.frozen_at is not None:
            tier = tiers.index(self.needs.tier(self.holding, self.frozen_at))
            return [(tier, None, Fraction(0), self.own(self.frozen_at))]
        if self.needs.basis is Basis.ENTRY:
            tier = tiers.index(self.needs.tier(self.holding, Fraction(0)))
            return [(tier, None, fee, self.own(Fraction(0)))]
        return [(i, t, t.maintenance + fee, -t.deduction) for i, t in enumerate(tiers)]

    def roots(self) -> list[tuple[Fraction, int]]:
        """Every absolute value at which equity meets or jumps past the requirement, by tier."""
        due = self.holding.cost.value - self.funds + self.others
        found: list[tuple[Fraction, int]] = []
        before = Fraction(0)
        for index, tier, slope, constant in self.lines():
            root = (due + constant) / (self.sign - slope)
            last = tier is not None and index == len(self.needs.table.tiers) - 1
            if root > 0 and (tier is None or tier.holds(root) or (last and root > tier.floor)):
                found.append((root, index))
            elif tier is not None and self.sign < 0 and before > tier.floor >= root:
                found.append((tier.floor, index))  # a stepped requirement jumps over equity here
            before = root
        return found


def liquidation_price(
    position: IsolatedPosition, rules: Rules, *, time_ns: int, mark: Fraction | None = None
) -> Liquidated:
    """The mark at which *position* is liquidated.

    Args:
        position: An isolated position.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        mark: The mark now; needed only where maintenance is measured on it.

    Raises:
        TermsError: The tiers are not known.
        MissingMarkError: *mark* is needed and missing.
    """
    holding = position.holding
    if not holding.size:
        return NoLiquidationPrice(reason=NoPrice.FLAT)
    needs = Requirement.of(holding.instrument, rules, time_ns)
    leg = _Leg(
        holding=holding,
        needs=needs,
        funds=position.collateral.value,
        others=Fraction(0),
        frozen_at=_frozen_value(holding, rules, mark),
        evidence=rules.evidence,
    )
    return _solved(leg)


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

    Args:
        pool: The pool.
        position: The leg whose price moves.
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
    asset = holding.instrument.settle
    rest = pool_risk(
        pool, marks, rules, time_ns=time_ns, asset=asset, worths=worths, besides=position
    )
    leg = _Leg(
        holding=holding,
        needs=Requirement.of(holding.instrument, rules, time_ns),
        funds=rest.equity,
        others=rest.maintenance,
        frozen_at=_frozen_value(holding, rules, mark_of(holding, marks)),
        evidence=rules.evidence,
    )
    return _solved(leg)


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
    """The first root on the way from safety to ruin."""
    roots = leg.roots()
    if not roots:
        sunk = leg.sign < 0
        return NoLiquidationPrice(reason=NoPrice.SUNK if sunk else NoPrice.COVERED)
    value, tier = max(roots) if leg.sign > 0 else min(roots)
    exact = leg.price(value)
    long, step = leg.holding.size > 0, leg.holding.instrument.tick
    tick = on_grid(exact, step, Rounding.FLOOR if long else Rounding.CEILING)
    if tick <= 0:
        return NoLiquidationPrice(reason=NoPrice.BELOW_TICK)
    safer = leg.risk(tick + step) if long else _risk_below(leg, tick - step)
    certificate = Certificate(
        tier=tier,
        equation=_equation(leg, value, tier),
        at_price=leg.risk(exact),
        at_tick=leg.risk(tick),
        one_safer=safer,
        basis=leg.needs.basis,
        evidence=leg.evidence,
    )
    return LiquidationPrice(exact=exact, tick=tick, certificate=certificate)


def _risk_below(leg: _Leg, price: Fraction) -> Risk:
    """One tick safer for a short; the first tick has no tick below, so half of it stands in."""
    return leg.risk(price if price > 0 else leg.holding.instrument.tick / 2)


def _equation(leg: _Leg, value: Fraction, tier: int) -> str:
    """The equation of the head of this file, in numbers."""
    lines = {index: (slope, constant) for index, _, slope, constant in leg.lines()}
    slope, constant = lines[tier]
    left = f"{leg.funds} + {leg.sign} * w - {leg.holding.cost.value}"
    return f"{left} == {leg.others} + {slope} * w + {constant} at w = {value}"
