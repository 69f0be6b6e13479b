"""What is there against what must be there: one value for a position and for a pool."""

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from attrs import Attribute, evolve, field, frozen

from isoledger.core.cross import CrossPool, Marks
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, on_grid
from isoledger.core.rules import Basis, FeeOn, Rules
from isoledger.core.tiers import FREE, MarginTier, TierTable


def _share(_: "Worth", __: "Attribute[Fraction]", haircut: Fraction) -> None:
    if not 0 <= haircut <= 1:
        raise TermsError(what="worth", why=f"haircut {haircut} is no share")


@frozen
class Worth:
    """What one coin counts for as collateral.

    Attributes:
        price: Its price, in the asset that risk is counted in.
        haircut: Share of it that the venue does not count when it is had. Owed, all of it counts.
    """

    price: Fraction
    haircut: Fraction = field(default=Fraction(0), validator=_share)


Worths = Mapping[Asset, Fraction | Worth]
"""What one coin of an asset counts for; a bare number counts the same both ways."""

Rates = Mapping[str, Fraction]
"""Predicted funding rates by symbol, above zero when longs pay."""


@frozen(kw_only=True)
class Risk:
    """Equity, and the two requirements it is held against. Adds up over positions.

    Attributes:
        equity: Collateral and unrealised profit, in settle coins.
        initial: What opening it needs.
        maintenance: What keeping it needs.
        strict: By the venue's rule, equity that equals it is enough.
    """

    equity: Fraction
    initial: Fraction
    maintenance: Fraction
    strict: bool = False

    @property
    def is_liquidatable(self) -> bool:
        """Whether equity is below maintenance, or, where that is not enough, equal to it.

        Where nothing is required, nothing is enough, and less is not.
        """
        if self.equity != self.maintenance:
            return self.equity < self.maintenance
        return self.maintenance > 0 and not self.strict

    @property
    def is_bankrupt(self) -> bool:
        """Whether nothing is left where something must be, or less than nothing."""
        return self.equity < 0 or self.equity == 0 < self.maintenance

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
            strict=self.strict or other.strict,
        )


@frozen(kw_only=True)
class Requirement:
    """How the requirement of one holding is found.

    Attributes:
        table: The tiers in force.
        rules: The mechanics in force.
        funding: The predicted rate where it counts against the holding, else 0; never below.
        standing: What is required whatever the price: a fee reserve, a fee at bankruptcy.
        leverage: As set by the user, where it is: opening needs the value over it at least.
    """

    table: TierTable
    rules: Rules
    funding: Fraction = Fraction(0)
    standing: Fraction = Fraction(0)
    leverage: Exact | None = None

    @classmethod
    def of(
        cls,
        holding: Holding,
        rules: Rules,
        time_ns: int,
        *,
        funding: Fraction | None = None,
        standing: Fraction = Fraction(0),
        leverage: Exact | None = None,
    ) -> "Requirement":
        """The requirement of *holding* under *rules* at *time_ns*.

        Args:
            holding: What is held.
            rules: The venue's mechanics.
            time_ns: When, for the tiers in force.
            funding: The predicted rate, above zero when longs pay; ``None``: taken as none.
            standing: What is required whatever the price.
            leverage: As set by the user; ``None``: never.

        Raises:
            TermsError: The instrument's tiers are not known.
        """
        if holding.instrument.tiers is None:
            raise TermsError(what=holding.instrument.symbol, why="its margin tiers are not known")
        table, against = holding.instrument.tiers.at(time_ns), Fraction(0)
        if rules.funding_required and funding:
            against = max(against, funding if holding.size > 0 else -funding)
        return cls(table=table, rules=rules, funding=against, standing=standing, leverage=leverage)

    def base(self, holding: Holding, value: Fraction) -> Fraction:
        """What the tiers are applied to, for an absolute *value* now."""
        return abs(holding.cost.value) if self.rules.basis is Basis.ENTRY else value

    def tier(self, holding: Holding, value: Fraction) -> MarginTier:
        """The tier of *holding*, for an absolute *value* now."""
        by_size = self.table.by_size
        return self.table.at(Fraction(abs(holding.size)) if by_size else self.base(holding, value))

    def line(self, holding: Holding, value: Fraction) -> tuple[Fraction, Fraction]:
        """What *holding* must keep around an absolute *value*: slope, and what stands besides.

        A fee at bankruptcy is in `standing`.
        """
        base, rules = self.base(holding, value), self.rules
        rate, deduction = self.tier(holding, value).line(base)
        rate, stands = rate + self.funding, self.standing - deduction
        if rules.basis is Basis.ENTRY:
            rate, stands = Fraction(0), stands + rate * base
        match rules.fee_on:
            case FeeOn.VALUE:
                return rate + rules.closing_fee, stands
            case FeeOn.ENTRY:
                return rate, stands + rules.closing_fee * abs(holding.cost.value)
            case FeeOn.BANKRUPTCY:
                return rate, stands
            case _:
                assert_never(rules.fee_on)

    def maintenance(self, holding: Holding, value: Fraction) -> Fraction:
        """What *holding* must keep, for an absolute *value* now."""
        slope, stands = self.line(holding, value)
        return slope * value + stands

    def initial(self, holding: Holding, value: Fraction) -> Fraction:
        """What opening *holding* needs, for an absolute *value* now."""
        rate = self.tier(holding, value).initial
        if self.leverage is not None and self.leverage.units > 0:  # venues print 0 for none
            rate = max(rate, 1 / self.leverage.value)
        return rate * self.base(holding, value)


def resting(equity: Fraction, rules: Rules) -> Risk:
    """What is there and needs nothing, to be judged by *rules*."""
    return Risk(equity=equity, initial=Fraction(0), maintenance=Fraction(0), strict=rules.strict)


def holding_risk(holding: Holding, mark: Fraction, needs: Requirement) -> Risk:
    """Unrealised profit and the requirements of *holding* at *mark*, without collateral."""
    value = abs(holding.instrument.value(holding.size, mark))
    return Risk(
        equity=holding.profit(mark),
        initial=needs.initial(holding, value),
        maintenance=needs.maintenance(holding, value),
    )


def standing(position: IsolatedPosition, rules: Rules) -> Fraction:
    """What *position* must keep whatever the price: its fee reserve, its fee at bankruptcy."""
    kept = position.reserve.value if rules.reserve_required else Fraction(0)
    if rules.closing_fee and rules.fee_on is FeeOn.BANKRUPTCY:
        kept += rules.closing_fee * abs(position.holding.cost.value - position.collateral.value)
    return kept


def pooled(rules: Rules) -> Rules:
    """*rules*, if a pool can be judged by them.

    Raises:
        TermsError: They speak of the bankruptcy price of a position, which in a pool has none.
    """
    if rules.closing_fee and rules.fee_on is FeeOn.BANKRUPTCY:
        why = "a position in a pool has no bankruptcy price to take a fee at"
        raise TermsError(what="rules", why=why)
    return rules


def position_risk(
    position: IsolatedPosition,
    mark: Fraction,
    rules: Rules,
    *,
    time_ns: int,
    funding: Fraction | None = None,
) -> Risk:
    """The risk of an isolated position at *mark*.

    Args:
        position: The position.
        mark: Price at which the venue values it.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        funding: The predicted rate, above zero when longs pay; only some venues ask for it.

    Raises:
        TermsError: The tiers are not known.
    """
    own, holding = resting(position.collateral.value, rules), position.holding
    if not holding.size:
        return own
    needs = Requirement.of(
        holding,
        rules,
        time_ns,
        funding=funding,
        standing=standing(position, rules),
        leverage=position.leverage,
    )
    bare = holding_risk(holding, mark, needs)
    return own.less(residue(bare.maintenance, rules)) + bare


def pool_risk(
    pool: CrossPool,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    asset: Asset,
    worths: Worths | None = None,
    funding: Rates | None = None,
) -> Risk:
    """The risk of a whole pool at *marks*, in *asset*.

    Args:
        pool: The pool.
        marks: Price of each instrument held, by symbol.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        asset: What the answer is counted in.
        worths: What other assets count for; *asset* itself counts for 1.
        funding: Predicted rates by symbol, above zero when longs pay.

    Raises:
        MissingMarkError: A mark or worth is missing.
        TermsError: The tiers of an instrument are not known.
    """
    total = uncut_pool_risk(
        pool, marks, rules, time_ns=time_ns, asset=asset, worths=worths, funding=funding
    )
    return total.less(residue(total.maintenance, rules))


def uncut_pool_risk(
    pool: CrossPool,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    asset: Asset,
    worths: Worths | None = None,
    funding: Rates | None = None,
) -> Risk:
    """`pool_risk` before the sum of the requirements is cut: what may be added to more of it."""
    needs = needs_of(pool, rules, time_ns, funding)
    total = resting(pool_equity(pool, marks, asset, worths), rules)
    for at, needed in needs.items():
        held = pool.holdings[at]
        due = worth(held.instrument.settle, asset, worths, owed=True)
        bare = holding_risk(held, mark_of(held, marks), needed)
        kept = Risk(
            equity=Fraction(0), initial=due * bare.initial, maintenance=due * bare.maintenance
        )
        total += kept
    return total


def pool_equity(
    pool: CrossPool, marks: Marks, asset: Asset, worths: Worths | None = None
) -> Fraction:
    """What *pool* has, in *asset*: cash and profit of each asset are added, then counted.

    So a haircut is taken off what is left of a coin after the losses in it, and off no debt.

    Raises:
        MissingMarkError: A mark or worth is missing.
    """
    coins = {money.asset: money.value for money in pool.cash if money}
    for held in pool.holdings.values():
        if held.size:
            settle = held.instrument.settle
            coins[settle] = coins.get(settle, Fraction(0)) + held.profit(mark_of(held, marks))
    return sum((counted(n, held, asset, worths) for held, n in coins.items()), Fraction(0))


def needs_of(
    pool: CrossPool, rules: Rules, time_ns: int, funding: Rates | None = None
) -> dict[PositionId, Requirement]:
    """How the requirement of all that *pool* holds is found; arguments as `pool_risk`.

    Raises:
        TermsError: The tiers of an instrument are not known.
    """
    held = {at: holding for at, holding in pool.holdings.items() if holding.size}
    found = {
        at: Requirement.of(
            holding,
            pooled(rules),
            time_ns,
            funding=(funding or {}).get(holding.instrument.symbol),
            leverage=pool.leverage.get(at),
        )
        for at, holding in held.items()
    }
    if rules.larger_leg:
        for at in held:
            legs = [other for other in held if other.symbol == at.symbol]
            if at != max(legs, key=lambda leg: abs(held[leg].size)):
                found[at] = Requirement(table=FREE, rules=Rules(basis=rules.basis))
    return found


def residue(maintenance: Fraction, rules: Rules) -> Fraction:
    """What rounding takes off a sum of requirements under *rules*; below zero if it adds."""
    step = rules.requirement_step
    if step is None:
        return Fraction(0)
    return maintenance - on_grid(maintenance, step, rules.requirement_rounding)


def mark_of(holding: Holding, marks: Marks) -> Fraction:
    """The mark of what is held.

    Raises:
        MissingMarkError: It was not given.
    """
    symbol = holding.instrument.symbol
    if symbol not in marks:
        raise MissingMarkError(name=symbol, why="the risk of a pool")
    return marks[symbol]


def counted(coins: Fraction, held: Asset, asset: Asset, worths: Worths | None) -> Fraction:
    """What *coins* of *held* count for in *asset*: a haircut is off what is had, not what is owed.

    Raises:
        MissingMarkError: The worth of the coin was not given.
    """
    return coins * worth(held, asset, worths, owed=coins < 0) if coins else coins


def worth(held: Asset, asset: Asset, worths: Worths | None, *, owed: bool = False) -> Fraction:
    """What a coin of *held* counts for in *asset*, or counts against it when *owed*.

    Raises:
        MissingMarkError: It was not given.
    """
    if held == asset:
        return Fraction(1)
    if worths is None or held not in worths:
        raise MissingMarkError(name=held.code, why="collateral in another asset")
    found = worths[held]
    if isinstance(found, Worth):
        return found.price if owed else found.price * (1 - found.haircut)
    return found
