"""A coin bought at a thousand, alone or in a pool, and the moment at which all is asked."""

from fractions import Fraction

import isoledger as il
from tests.core.kit import BTC, INVERSE, LINEAR, POOLED, USDT, XBT, usdt

CENT = il.Money(1, USDT)
NOW = il.Moment(rules=il.Rules(), time_ns=0, marks={"BTCUSDT": Fraction(1000)})


def at(mark: int) -> il.Moment:
    """The same moment at another mark."""
    return NOW.at({"BTCUSDT": Fraction(mark)})


def long(
    margin: str = "100", cost: str = "1000", size: int = 1, reserve: str = "0"
) -> il.IsolatedPosition:
    """A position with its own margin."""
    return il.IsolatedPosition(
        id=BTC,
        holding=il.Holding(LINEAR, size, usdt(cost)),
        margin=usdt(margin),
        reserve=usdt(reserve),
    )


def pooled(cash: str = "100", cost: str = "1000", size: int = 1) -> il.PooledPosition:
    """The same in a pool."""
    held = il.FrozenMap({POOLED: il.Holding(LINEAR, size, usdt(cost))})
    balances = il.FrozenMap({USDT: usdt(cash)})
    pool = il.CrossPool(name="cross", balances=balances, holdings=held)
    return il.PooledPosition.of(pool, POOLED)


COIN = il.PositionId("XBTUSD", pool="cross")


def beside(position: il.PooledPosition, lots: int, coins: str) -> il.PooledPosition:
    """*position* with an inverse leg of *lots*, which cost *coins*, in its pool."""
    pool = position.pool
    held = pool.holdings.set(COIN, il.Holding(INVERSE, lots, XBT.exactly(coins)))
    return il.PooledPosition.of(
        il.CrossPool(name="cross", balances=pool.balances, holdings=held), position.id
    )


def exact(found: il.Liquidated) -> Fraction:
    """The price that there is."""
    assert isinstance(found, il.LiquidationPrice)
    return found.exact
