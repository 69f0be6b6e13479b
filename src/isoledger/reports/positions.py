"""What is held, what stands behind it, and where it ends, as rows."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import field, frozen

from isoledger.core.account import Account
from isoledger.core.certificate import Liquidated
from isoledger.core.cross import CrossPool
from isoledger.core.errors import IsoledgerError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import (
    bankruptcy_price,
    liquidation_price,
    pool_bankruptcy_price,
    pool_liquidation_price,
)
from isoledger.core.money import Asset, Money
from isoledger.core.risk import Worths
from isoledger.core.rules import Rules


@frozen(kw_only=True)
class Marks:
    """The prices a question is asked at. Given by whoever asks, never kept.

    Attributes:
        prices: The mark of each instrument, by symbol.
        worths: What one coin of an asset counts for as collateral, by code, all in one unit of
            account, which cancels out; an asset left out counts for nothing known.
    """

    prices: Mapping[str, Fraction] = field(factory=FrozenMap[str, Fraction])
    worths: Mapping[str, Fraction] = field(factory=FrozenMap[str, Fraction])

    def worths_in(self, asset: Asset, held: tuple[Asset, ...]) -> Worths:
        """The worth of each of *held*, in coins of *asset*; nothing for what is not known."""
        unit = self.worths.get(asset.code)
        if not unit:
            return {}
        return {
            other: self.worths[other.code] / unit for other in held if other.code in self.worths
        }


NO_MARKS = Marks()
"""Nobody said at which prices."""


@frozen(kw_only=True)
class PositionRow:
    """One position.

    Attributes:
        id: Its name.
        holding: What is held.
        margin: Margin of its own, reserve included; ``None``: it shares that of its pool.
        reserve: The part of *margin* set aside for the fee to close; ``None`` in a pool.
        leverage: As last set; ``None``: never.
        mark: The mark it is seen at; ``None``: nobody gave one.
        profit: Unrealised profit at *mark*, in settle coins; ``None`` without one.
        ends: Its liquidation price with certificate, or why there is none; ``None``: not solved.
        unsolved: Why not; empty when it was.
        bankruptcy: The exact price at which nothing is left behind it, if there is one.
    """

    id: PositionId
    holding: Holding
    margin: Money | None
    reserve: Money | None
    leverage: str | None
    mark: Fraction | None
    profit: Fraction | None
    ends: Liquidated | None
    unsolved: str
    bankruptcy: Fraction | None

    @property
    def quantity(self) -> Fraction:
        """What is held, in the venue's own unit of quantity, long above zero."""
        return self.holding.size * self.holding.instrument.lot


def position_rows(
    account: Account, rules: Rules, *, time_ns: int, marks: Marks = NO_MARKS
) -> tuple[PositionRow, ...]:
    """Every position of *account* that holds anything or has margin, isolated ones first.

    Args:
        account: The account.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        marks: The prices it is seen at. A position in a pool needs those of the whole pool.
    """
    rows = [
        _isolated(position, rules, time_ns, marks)
        for position in account.isolated.values()
        if position.holding.size or position.collateral
    ]
    rows += [
        _shared(pool, at, rules, time_ns, marks)
        for pool in account.pools.values()
        for at, holding in pool.holdings.items()
        if holding.size
    ]
    return tuple(rows)


def _isolated(position: IsolatedPosition, rules: Rules, time_ns: int, marks: Marks) -> PositionRow:
    holding = position.holding
    mark = marks.prices.get(holding.instrument.symbol)
    ends, unsolved = _solved(lambda: liquidation_price(position, rules, time_ns=time_ns, mark=mark))
    return PositionRow(
        id=position.id,
        holding=holding,
        margin=position.collateral,
        reserve=position.reserve,
        leverage=None if position.leverage is None else str(position.leverage),
        mark=mark,
        profit=None if mark is None else holding.profit(mark),
        ends=ends,
        unsolved=unsolved,
        bankruptcy=bankruptcy_price(position, rules),
    )


def _shared(
    pool: CrossPool, at: PositionId, rules: Rules, time_ns: int, marks: Marks
) -> PositionRow:
    holding = pool.holdings[at]
    mark = marks.prices.get(holding.instrument.symbol)
    worths = marks.worths_in(holding.instrument.settle, _assets(pool))
    leverage = pool.leverage.get(at)
    ends, unsolved = _solved(
        lambda: pool_liquidation_price(
            pool, at, marks.prices, rules, time_ns=time_ns, worths=worths
        )
    )
    bankrupt = (
        None if ends is None else pool_bankruptcy_price(pool, at, marks.prices, worths=worths)
    )
    return PositionRow(
        id=at,
        holding=holding,
        margin=None,
        reserve=None,
        leverage=None if leverage is None else str(leverage),
        mark=mark,
        profit=None if mark is None else holding.profit(mark),
        ends=ends,
        unsolved=unsolved,
        bankruptcy=bankrupt,
    )


def _assets(pool: CrossPool) -> tuple[Asset, ...]:
    """What the pool is made of: its cash, and what its positions settle in."""
    settled = (holding.instrument.settle for holding in pool.holdings.values())
    return (*pool.balances, *settled)


def _solved(solve: Callable[[], Liquidated]) -> tuple[Liquidated | None, str]:
    try:
        return solve(), ""
    except IsoledgerError as error:
        return None, str(error)
