"""When, by which rules and at which prices a position is asked about."""

from fractions import Fraction
from typing import TypeAlias, assert_never

from attrs import evolve, frozen

from isoledger.core.certificate import Liquidated
from isoledger.core.cross import Marks
from isoledger.core.errors import MissingMarkError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import (
    bankruptcy_price,
    isolated_leg,
    liquidation_price,
    pool_bankruptcy_price,
    pool_leg,
    pool_liquidation_price,
)
from isoledger.core.pooled import PooledPosition
from isoledger.core.risk import Rates, Risk, Worths, pool_risk, position_risk
from isoledger.core.rules import Rules

Position: TypeAlias = IsolatedPosition | PooledPosition
"""What can be asked about: a position with its own margin, or one with its pool."""


@frozen(kw_only=True)
class Moment:
    """What a question about a position is asked under.

    Attributes:
        rules: The venue's mechanics.
        time_ns: When, ns UTC, for the tiers in force.
        marks: The price at which the venue values each instrument, by symbol.
        worths: What collateral in other assets counts for, in the settle asset of the position
            asked about.
        funding: Predicted rates by symbol, above zero when longs pay; only some venues ask.
    """

    rules: Rules
    time_ns: int
    marks: Marks = FrozenMap()
    worths: Worths | None = None
    funding: Rates | None = None

    def at(self, marks: Marks) -> "Moment":
        """The same with other *marks*; those that are not named stand."""
        return evolve(self, marks={**self.marks, **marks})

    def risk(self, position: Position) -> Risk:
        """Equity and requirements of *position*, or of all its pool, in its settle asset.

        Raises:
            MissingMarkError: A mark or worth is missing.
        """
        if isinstance(position, PooledPosition):
            return pool_risk(
                position.pool,
                self.marks,
                self.rules,
                time_ns=self.time_ns,
                asset=position.instrument.settle,
                worths=self.worths,
                funding=self.funding,
            )
        mark, rate = self._of(position)
        if mark is None:
            raise MissingMarkError(name=position.id.symbol, why="the risk of a position")
        return position_risk(position, mark, self.rules, time_ns=self.time_ns, funding=rate)

    def risk_when(self, position: Position, price: Fraction) -> Risk:
        """The same when the price of *position*, which is not flat, goes to *price* alone.

        What stands at the mark while a price is solved stands here: it is the solver's own.
        """
        match position:
            case IsolatedPosition():
                mark, rate = self._of(position)
                leg = isolated_leg(
                    position, self.rules, time_ns=self.time_ns, mark=mark, funding=rate
                )
            case PooledPosition(pool=pool, id=at):
                leg = pool_leg(
                    pool,
                    at,
                    self.marks,
                    self.rules,
                    time_ns=self.time_ns,
                    worths=self.worths,
                    funding=self.funding,
                )
            case _:
                assert_never(position)
        return leg.risk(price)

    def is_safe(self, position: Position) -> bool:
        """Whether *position* would not be liquidated now."""
        return not self.risk(position).is_liquidatable

    def is_open(self, position: Position) -> bool:
        """Whether equity covers what opening *position*, or its whole pool, needs now.

        A reserve that is part of the requirement is kept besides.
        """
        risk, kept = self.risk(position), Fraction(0)
        if self.rules.reserve_required and isinstance(position, IsolatedPosition):
            kept = position.reserve.value
        return risk.equity >= risk.initial + kept and not risk.is_liquidatable

    def price(self, position: Position) -> Liquidated:
        """The liquidation price of *position* now."""
        match position:
            case IsolatedPosition():
                mark, rate = self._of(position)
                return liquidation_price(
                    position, self.rules, time_ns=self.time_ns, mark=mark, funding=rate
                )
            case PooledPosition(pool=pool, id=at):
                return pool_liquidation_price(
                    pool,
                    at,
                    self.marks,
                    self.rules,
                    time_ns=self.time_ns,
                    worths=self.worths,
                    funding=self.funding,
                )
            case _:
                assert_never(position)

    def bankruptcy(self, position: Position) -> Fraction | None:
        """The price of *position* at which nothing is left behind it."""
        match position:
            case IsolatedPosition():
                return bankruptcy_price(position, self.rules)
            case PooledPosition(pool=pool, id=at):
                return pool_bankruptcy_price(pool, at, self.marks, worths=self.worths)
            case _:
                assert_never(position)

    def _of(self, position: IsolatedPosition) -> tuple[Fraction | None, Fraction | None]:
        """Mark and predicted rate of an isolated position, as far as they are known."""
        symbol = position.id.symbol
        return self.marks.get(symbol), (self.funding or {}).get(symbol)
