"""What is there against what must be there: one value for a position and for a pool."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool, Marks
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.holding import Holding
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.rules import Basis, Rules
from isoledger.core.tiers import MarginTier, TierTable

Worths = Mapping[Asset, Fraction]
"""What one coin of an asset counts for as collateral, in settle coins, haircut taken."""


@frozen(kw_only=True)
class Risk:
    """Equity, and the two requirements it is held against. Adds up over positions.

    Attributes:
        equity: Collateral and unrealised profit, in settle coins.
        initial: What opening it needs.
        maintenance: What keeping it needs.
    """

    equity: Fraction
    initial: Fraction
    maintenance: Fraction

    @property
    def is_liquidatable(self) -> bool:
        """Whether equity no longer exceeds a maintenance requirement that is there."""
        return self.maintenance > 0 and self.equity <= self.maintenance

    @property
    def is_bankrupt(self) -> bool:
        """Whether nothing is left."""
        return self.equity <= 0 < self.maintenance

    @property
    def margin_ratio(self) -> Fraction | None:
        """Maintenance as a share of equity, 1 at liquidation; ``None`` with no equity."""
        return self.maintenance / self.equity if self.equity > 0 else None

    def less(self, maintenance: Fraction) -> "Risk":
        """The same with *maintenance* less to keep."""
        return evolve(self, maintenance=self.maintenance - maintenance)

    def __add__(self, other: "Risk") -> "Risk":
        return Risk(
            equity=self.equity + other.equity,
            initial=self.initial + other.initial,
            maintenance=self.maintenance + other.maintenance,
        )


@frozen(kw_only=True)
class Requirement:
    """How the requirement of one holding is found.

    Attributes:
        table: The tiers in force.
        basis: What they are applied to.
        closing_fee: Rate of the current value that is required on top.
    """

    table: TierTable
    basis: Basis
    closing_fee: Fraction

    @classmethod
    def of(cls, instrument: Instrument, rules: Rules, time_ns: int) -> "Requirement":
        """The requirement of *instrument* under *rules* at *time_ns*.

        Raises:
            TermsError: The instrument's tiers are not known.
        """
        if instrument.tiers is None:
            raise TermsError(what=instrument.symbol, why="its margin tiers are not known")
        table = instrument.tiers.at(time_ns)
        return cls(table=table, basis=rules.basis, closing_fee=rules.closing_fee)

    def base(self, holding: Holding, value: Fraction) -> Fraction:
        """What the tiers are applied to, for an absolute *value* now."""
        return abs(holding.cost.value) if self.basis is Basis.ENTRY else value

    def tier(self, holding: Holding, value: Fraction) -> MarginTier:
        """The tier of *holding*, for an absolute *value* now."""
        return self.table.at(self.base(holding, value))

    def maintenance(self, holding: Holding, value: Fraction) -> Fraction:
        """What *holding* must keep, for an absolute *value* now."""
        base = self.base(holding, value)
        return self.table.at(base).requirement(base) + self.closing_fee * value

    def initial(self, holding: Holding, value: Fraction) -> Fraction:
        """What opening *holding* needs, for an absolute *value* now."""
        base = self.base(holding, value)
        return self.table.at(base).initial * base


def holding_risk(holding: Holding, mark: Fraction, rules: Rules, time_ns: int) -> Risk:
    """Unrealised profit and the requirements of *holding* at *mark*, without collateral."""
    if not holding.size:
        return Risk(equity=Fraction(0), initial=Fraction(0), maintenance=Fraction(0))
    needs = Requirement.of(holding.instrument, rules, time_ns)
    value = abs(holding.instrument.value(holding.size, mark))
    return Risk(
        equity=holding.profit(mark),
        initial=needs.initial(holding, value),
        maintenance=needs.maintenance(holding, value),
    )


def position_risk(
    position: IsolatedPosition, mark: Fraction, rules: Rules, *, time_ns: int
) -> Risk:
    """The risk of an isolated position at *mark*.

    Args:
        position: The position.
        mark: Price at which the venue values it.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.

    Raises:
        TermsError: The tiers are not known.
    """
    bare = holding_risk(position.holding, mark, rules, time_ns)
    own = Risk(equity=position.collateral.value, initial=Fraction(0), maintenance=Fraction(0))
    return own.less(residue(bare.maintenance, rules)) + bare


def pool_risk(
    pool: CrossPool,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    asset: Asset,
    worths: Worths | None = None,
) -> Risk:
    """The risk of a whole pool at *marks*, in *asset*.

    Args:
        pool: The pool.
        marks: Price of each instrument held, by symbol.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        asset: What the answer is counted in.
        worths: What other assets count for; *asset* itself counts for 1.

    Raises:
        MissingMarkError: A mark or worth is missing.
        TermsError: The tiers of an instrument are not known.
    """
    total = uncut_pool_risk(pool, marks, rules, time_ns=time_ns, asset=asset, worths=worths)
    return total.less(residue(total.maintenance, rules))


def uncut_pool_risk(
    pool: CrossPool,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    asset: Asset,
    worths: Worths | None = None,
) -> Risk:
    """`pool_risk` before the sum of the requirements is cut: what may be added to more of it."""
    cash = sum(
        (m.value * worth(m.asset, asset, worths) for m in pool.balances.values() if m), Fraction()
    )
    total = Risk(equity=cash, initial=Fraction(0), maintenance=Fraction(0))
    for holding in pool.holdings.values():
        if holding.size:
            bare = holding_risk(holding, mark_of(holding, marks), rules, time_ns)
            total += _scaled(bare, worth(holding.instrument.settle, asset, worths))
    return total


def residue(maintenance: Fraction, rules: Rules) -> Fraction:
    """What the venue of *rules* cuts off a sum of requirements."""
    return Fraction(0) if rules.cut is None else maintenance % rules.cut


def mark_of(holding: Holding, marks: Marks) -> Fraction:
    """The mark of what is held.

    Raises:
        MissingMarkError: It was not given.
    """
    symbol = holding.instrument.symbol
    if symbol not in marks:
        raise MissingMarkError(name=symbol, why="the risk of a pool")
    return marks[symbol]


def worth(held: Asset, asset: Asset, worths: Worths | None) -> Fraction:
    """What a coin of *held* counts for in *asset*.

    Raises:
        MissingMarkError: It was not given.
    """
    if held == asset:
        return Fraction(1)
    if worths is None or held not in worths:
        raise MissingMarkError(name=held.code, why="collateral in another asset")
    return worths[held]


def _scaled(risk: Risk, factor: Fraction) -> Risk:
    return Risk(
        equity=risk.equity * factor,
        initial=risk.initial * factor,
        maintenance=risk.maintenance * factor,
    )
