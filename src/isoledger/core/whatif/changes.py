"""A position after something that has not happened: the same events, given to the same rules."""

from typing import TypeVar

from attrs import evolve

from isoledger.core.cross import CrossPool
from isoledger.core.errors import TermsError
from isoledger.core.events import Fill
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.pooled import PooledPosition
from isoledger.core.risk import mark_of
from isoledger.core.whatif.moment import Moment

P = TypeVar("P", IsolatedPosition, PooledPosition)


def supposed(
    at: PositionId, size: int, price: Price, moment: Moment, *, fee: Money | None = None
) -> Fill:
    """A fill that nobody made, of *size* lots at *price*."""
    stamp = Stamp(time_ns=moment.time_ns, venue="", account="", id="what if")
    return Fill(stamp=stamp, position=at, size=size, price=price, fee=fee)


def if_traded(
    position: P,
    size: int,
    price: Price,
    moment: Moment,
    *,
    margin: Money | None = None,
    fee: Money | None = None,
) -> P:
    """*position* after a trade.

    Args:
        position: As it is; flat is fine.
        size: Signed lots, above zero bought.
        price: At which.
        moment: The rules say who pays the fee, the time by which rule cost is rounded.
        margin: What is moved to it, or to its pool, first; ``None``: nothing.
        fee: What is paid, above zero; ``None``: nothing.

    Raises:
        LimitedLiabilityError: More margin is taken out than there is.
    """
    before = position if margin is None else position.moved(margin)
    return before.filled(supposed(position.id, size, price, moment, fee=fee), moment.rules)


def if_moved(position: P, amount: Money) -> P:
    """*position* with *amount* more behind it; less, below zero.

    A pool takes any asset, and may come to owe it.

    Raises:
        LimitedLiabilityError: An isolated position has not so much.
    """
    return position.moved(amount)


def if_levered(position: P, leverage: Exact, moment: Moment) -> P:
    """*position* at another *leverage*, as venues set it.

    An isolated position gets the margin that its value at the mark needs. In a pool no cash moves:
    what opening needs is the value over the leverage from then on, or more by its tier.

    Raises:
        TermsError: *leverage* is not above zero.
        MissingMarkError: The mark of an isolated position is not known.
    """
    if leverage.units <= 0:
        raise TermsError(what="leverage", why=f"{leverage} is not above zero")
    if isinstance(position, PooledPosition):
        pool = position.pool
        levered = evolve(pool, leverage=pool.leverage.set(position.id, leverage))
        return evolve(position, pool=levered)
    margin = position.margin.asset.zero
    if position.holding.size:
        holding = position.holding
        value = abs(holding.instrument.value(holding.size, mark_of(holding, moment.marks)))
        margin = margin.asset.round(value / leverage.value, Rounding.CEILING)
    return evolve(position, margin=margin, leverage=leverage)


def if_pooled(position: IsolatedPosition, pool: CrossPool) -> CrossPool:
    """*pool* with *position*, all that stands behind it, and its leverage.

    Raises:
        TermsError: The pool holds it already.
    """
    at = position.id._replace(pool=pool.name)
    if pool.holding(at, position.holding.instrument).size:
        raise TermsError(what=str(at), why=f"the pool {pool.name} holds it already")
    asset, leverage = position.margin.asset, pool.leverage
    if position.leverage is not None:
        leverage = leverage.set(at, position.leverage)
    return evolve(
        pool,
        balances=pool.balances.set(asset, pool.balance(asset) + position.collateral),
        holdings=pool.holdings.set(at, position.holding),
        leverage=leverage,
    )


def if_isolated(
    pool: CrossPool, at: PositionId, margin: Money
) -> tuple[IsolatedPosition, CrossPool]:
    """The position *at* of *pool* alone with *margin*, and the pool without both.

    Raises:
        TermsError: The pool never held it.
        LimitedLiabilityError: *margin* is below zero.
    """
    pooled = PooledPosition.of(pool, at)
    alone = evolve(
        IsolatedPosition.flat(at._replace(pool=""), pooled.instrument),
        holding=pooled.holding,
        margin=margin,
        leverage=pool.leverage.get(at),
    )
    left = pooled.moved(-margin).pool
    return alone, evolve(
        left, holdings=left.holdings.without(at), leverage=left.leverage.without(at)
    )
