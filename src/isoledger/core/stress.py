"""How far all prices of a pool may move together before it is liquidated, and by which leg.

Prices go to ``mark * (1 + beta * t)``. Equity less requirement is then neither straight nor always
falling, so nothing is assumed of it but that each holding's profit and requirement go one way on
any stretch. That encloses the sum between two rationals, and halving the stretch does the rest: a
stretch is left out only when it is certain that the pool lives through all of it.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from isoledger.core.certificate import Liquidated, LiquidationPrice
from isoledger.core.cross import CrossPool, Marks
from isoledger.core.errors import TermsError
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.core.liquidation import pool_liquidation_price
from isoledger.core.money import Asset
from isoledger.core.risk import (
    Rates,
    Requirement,
    Risk,
    Worth,
    Worths,
    counted,
    holding_risk,
    mark_of,
    needs_of,
    pool_risk,
    residue,
    worth,
)
from isoledger.core.rules import Rules

_LOOKS_MAX = 20_000


@frozen(kw_only=True)
class Setting:
    """All that stays the same while prices move.

    Attributes:
        rules: The venue's mechanics.
        time_ns: When, ns UTC, for the tiers in force.
        asset: What the answer is counted in.
        worths: What other assets count for; they do not move.
        funding: Predicted rates by symbol, above zero when longs pay.
    """

    rules: Rules
    time_ns: int
    asset: Asset
    worths: Worths | None = None
    funding: Rates | None = None

    def risk(self, pool: CrossPool, marks: Marks) -> Risk:
        """The risk of *pool* at *marks*."""
        return pool_risk(
            pool,
            marks,
            self.rules,
            time_ns=self.time_ns,
            asset=self.asset,
            worths=self.worths,
            funding=self.funding,
        )

    def price(self, pool: CrossPool, at: PositionId, marks: Marks) -> Liquidated:
        """The price of one leg at which *pool* is liquidated, all others at *marks*.

        Raises:
            TermsError: The leg settles in an asset that does not count the same had and owed.
            MissingMarkError: A mark or worth is missing.
        """
        held = pool.holdings.get(at)
        settle = self.asset if held is None else held.instrument.settle
        return pool_liquidation_price(
            pool,
            at,
            marks,
            self.rules,
            time_ns=self.time_ns,
            worths=self._worths_in(settle),
            funding=self.funding,
        )

    def _worths_in(self, settle: Asset) -> Worths | None:
        """What each asset counts for in coins of *settle*."""
        if settle == self.asset:
            return self.worths
        had, owed = (worth(settle, self.asset, self.worths, owed=one) for one in (False, True))
        if had != owed:
            why = f"had it counts for {had} {self.asset.code} and owed for {owed}"
            cure = "move the symbol alone with `stressed`"
            raise TermsError(what=settle.code, why=f"{why}, so that no line is straight; {cure}")
        given = (self.worths or {}).items()
        counted_so = {
            asset: evolve(one, price=one.price / owed) if isinstance(one, Worth) else one / owed
            for asset, one in given
        }
        return {**counted_so, self.asset: 1 / owed}


@frozen(kw_only=True)
class Stress:
    """Where, along one direction, a pool is liquidated.

    Attributes:
        survives: It is not liquidated at any factor from 0 to this one.
        dies: At this one it is, or is so nearly that bounds this close cannot tell; it is no
            further from the last than was asked for.
        marks: The prices at `dies`.
        risk: The pool's risk there.
    """

    survives: Fraction
    dies: Fraction
    marks: Mapping[str, Fraction]
    risk: Risk


def stressed(
    pool: CrossPool,
    marks: Marks,
    setting: Setting,
    direction: Mapping[str, Fraction],
    *,
    limit: Fraction,
    within: Fraction = Fraction(1, 10**9),
) -> Stress | None:
    """The first factor at which *pool* is liquidated.

    Args:
        pool: The pool.
        marks: Prices now, by symbol.
        setting: Rules and all else that stays.
        direction: Beta of each symbol that moves: its price goes to ``mark * (1 + beta * t)``. For
            a fall of all prices, -1 each.
        limit: The largest factor to look at; every price must still be above zero there.
        within: How near the answer must be.

    Returns:
        ``None``: the pool lives through all factors up to *limit*.

    Raises:
        TermsError: A price would not be above zero, or the tiers are not known.
        MissingMarkError: A mark or worth is missing.
    """
    return _Walk(pool, marks, setting, direction, limit, within).first()


def first_to_die(
    pool: CrossPool, marks: Marks, setting: Setting
) -> tuple[PositionId, LiquidationPrice] | None:
    """The leg that needs the smallest move of its own price, in shares of it, to end *pool*.

    ``None``: no single price can. One that the venue would not show counts all the same.

    Raises:
        TermsError: See `Setting.price`.
        MissingMarkError: A mark or worth is missing.
    """
    shown = evolve(setting.rules.shown, floor=None, ceiling=None)
    setting = evolve(setting, rules=evolve(setting.rules, shown=shown))
    nearest: tuple[Fraction, PositionId, LiquidationPrice] | None = None
    for at, holding in pool.holdings.items():
        found = setting.price(pool, at, marks) if holding.size else None
        if not isinstance(found, LiquidationPrice):
            continue
        share = abs(found.exact / mark_of(holding, marks) - 1)
        if nearest is None or share < nearest[0]:
            nearest = share, at, found
    return None if nearest is None else nearest[1:]


@frozen
class _Walk:
    """The way along one direction; *_needs* stay the same on it."""

    pool: CrossPool
    marks: Marks
    setting: Setting
    direction: Mapping[str, Fraction]
    limit: Fraction
    within: Fraction
    _needs: Mapping[PositionId, Requirement] = field(init=False)

    def __attrs_post_init__(self) -> None:
        given = self.setting
        needs = needs_of(self.pool, given.rules, given.time_ns, given.funding)
        object.__setattr__(self, "_needs", needs)

    def first(self) -> Stress | None:
        """Halving from the left: the first stretch that cannot be left out and is short enough."""
        worthless = [symbol for symbol, price in self.moved(self.limit).items() if price <= 0]
        if worthless:
            raise TermsError(what="stress", why=f"{worthless[0]} has no price at {self.limit}")
        if self._is_dead(Fraction(0)):
            return self._ended(Fraction(0), Fraction(0))
        todo = [(Fraction(0), self.limit)]
        for _ in range(_LOOKS_MAX):
            if not todo:
                return None
            low, high = todo.pop()
            if self._lives(low, high):
                continue
            if high - low <= self.within:
                return self._ended(low, high)
            middle = (low + high) / 2
            todo += [(middle, high), (low, middle)]
        why = f"{_LOOKS_MAX} looks were not enough to tell; ask for less exactness"
        raise TermsError(what="stress", why=why)

    def _ended(self, survives: Fraction, dies: Fraction) -> Stress:
        moved = self.moved(dies)
        risk = self.setting.risk(self.pool, moved)
        return Stress(survives=survives, dies=dies, marks=moved, risk=risk)

    def moved(self, factor: Fraction) -> dict[str, Fraction]:
        """All marks at *factor*."""
        return {
            symbol: mark * (1 + self.direction.get(symbol, Fraction(0)) * factor)
            for symbol, mark in self.marks.items()
        }

    def _is_dead(self, factor: Fraction) -> bool:
        return self.setting.risk(self.pool, self.moved(factor)).is_liquidatable

    def _lives(self, low: Fraction, high: Fraction) -> bool:
        """Whether the pool certainly lives from *low* to *high*: the worst of both ends.

        What is straight is summed before the worse end is taken, so that hedges cancel. What a coin
        counts for bends down at most (a haircut), so that the worse end is the worst of all.
        """
        given, prices = self.setting, (self.moved(low), self.moved(high))
        ends, due = [self._cash(), self._cash()], Fraction(0)
        for at, needed in self._needs.items():
            held = self.pool.holdings[at]
            risks = [holding_risk(held, mark_of(held, marks), needed) for marks in prices]
            profits, settle = [risk.equity for risk in risks], held.instrument.settle
            if held.instrument.payoff is Payoff.INVERSE:
                profits = [min(profits)] * 2
            for coins, profit in zip(ends, profits, strict=True):
                coins[settle] = coins.get(settle, Fraction(0)) + profit
            owed = worth(settle, given.asset, given.worths, owed=True)
            due += owed * max(risk.maintenance for risk in risks)
        equity = min(self._counted(coins) for coins in ends)
        least = Risk(
            equity=equity,
            initial=due,
            maintenance=due - residue(due, given.rules),
            strict=given.rules.strict,
        )
        return not least.is_liquidatable

    def _cash(self) -> dict[Asset, Fraction]:
        return {money.asset: money.value for money in self.pool.cash}

    def _counted(self, coins: Mapping[Asset, Fraction]) -> Fraction:
        given = self.setting
        parts = (counted(n, asset, given.asset, given.worths) for asset, n in coins.items())
        return sum(parts, Fraction(0))
