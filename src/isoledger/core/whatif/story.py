"""What moved a liquidation price where, and what would have kept the position alive."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.certificate import Liquidated, NoLiquidationPrice, NoPrice
from isoledger.core.cross import Marks
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.errors import TermsError
from isoledger.core.events import Liquidation, MarginEvent
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.pooled import PooledPosition
from isoledger.core.risk import Worths
from isoledger.core.rules import RuleBook
from isoledger.core.whatif.limits import top_up
from isoledger.core.whatif.moment import Moment, Position

_UNMARKED = Dated[Marks].always(FrozenMap[str, Fraction]())
_ALONE = Dated[Worths | None].always(None)
_EVER_NS = 2**63


@frozen(kw_only=True)
class Moved:
    """What one event did to a liquidation price, by that moment's rules and marks.

    Attributes:
        event: The event.
        held: The position before it; ``None``: it was never opened.
        position: The position after it.
        before: The price just before it.
        after: The price just after it.
    """

    event: MarginEvent
    held: Position | None
    position: Position
    before: Liquidated
    after: Liquidated


@frozen(kw_only=True)
class Past:
    """By what a position is judged while its ledger is told again.

    Attributes:
        rules: The venue's mechanics by date.
        marks: Prices by symbol, from when each set of them stood. A pool needs those of all its
            legs; an isolated position needs its own only where its rules do.
        worths: What collateral in other assets counted for, from when.
    """

    rules: RuleBook
    marks: Dated[Marks] = _UNMARKED
    worths: Dated[Worths | None] = _ALONE

    def at(self, time_ns: int) -> Moment:
        """The moment *time_ns*."""
        return Moment(
            rules=self.rules.at(time_ns),
            time_ns=time_ns,
            marks=self.marks.at(time_ns),
            worths=self.worths.at(time_ns),
        )

    def price(self, position: Position | None, time_ns: int) -> Liquidated:
        """Its liquidation price then; a flat one asks for no mark."""
        if position is None or not position.holding.size:
            return NoLiquidationPrice(reason=NoPrice.FLAT)
        return self.at(time_ns).price(position)

    def changes(self, after_ns: int, before_ns: int) -> Iterator[int]:
        """When marks or worths changed, strictly between two instants."""
        for series in (self.marks, self.worths):
            yield from (at for at, _ in series if after_ns < at < before_ns)


def post_mortem(
    ledger: Ledger,
    at: PositionId,
    *,
    marks: Dated[Marks] = _UNMARKED,
    worths: Dated[Worths | None] = _ALONE,
) -> tuple[Moved, ...]:
    """Every event that changed the position *at*, and where it moved the price.

    What changes its pool changes a position in a pool, be it a fill of another leg or a deposit.
    Where the price before an event is not the price after the last one, marks or rules moved it.

    Args:
        ledger: What happened.
        at: The position.
        marks: Prices by symbol, from when each set of them stood.
        worths: What collateral in other assets counted for, from when.

    Raises:
        TermsError: The tiers of an instrument are not known.
        MissingMarkError: A mark or worth is needed and not known.
        NotInForceError: An event lies before the first of them.
    """
    past = Past(rules=ledger.rules, marks=marks, worths=worths)
    return tuple(
        Moved(
            event=event,
            held=held,
            position=position,
            before=past.price(held, event.stamp.time_ns),
            after=past.price(position, event.stamp.time_ns),
        )
        for event, held, position in _life(ledger, at)
    )


def rescue(
    ledger: Ledger,
    at: PositionId,
    *,
    marks: Dated[Marks],
    worths: Dated[Worths | None] = _ALONE,
    asset: Asset | None = None,
) -> Money:
    """The smallest top-up that would have survived every mark, had it been there from the opening.

    The position is looked at since it was last opened, at every event and every change of marks, up
    to and including the instant of the first liquidation of it or, in a pool, of any leg.

    Args:
        ledger: What happened.
        at: The position.
        marks: Prices by symbol, from when each set of them stood, that of its end among them.
        worths: What collateral in other assets counted for, from when.
        asset: What would have been added; ``None``: what it settles in.

    Raises:
        TermsError: It was never opened, or the tiers of an instrument are not known.
        MissingMarkError: A mark or worth is missing.
        NotInForceError: The position is older than the first of them.
    """
    past = Past(rules=ledger.rules, marks=marks, worths=worths)
    needed = [top_up(position, past.at(when), asset) for position, when in _looks(ledger, at, past)]
    if not needed:
        raise TermsError(what=str(at), why="it was never opened")
    return max(needed)


def _looks(ledger: Ledger, at: PositionId, past: Past) -> list[tuple[Position, int]]:
    """The position in every state of its last life, and when it was looked at."""
    looks: list[tuple[Position, int]] = []
    alive, since = True, BEGINNING_NS
    state: Position | None = None
    for event, held, state in _life(ledger, at):
        now, was_held = event.stamp.time_ns, _is_held(held)
        if not was_held and _is_held(state):
            looks, alive = [], True
        elif held is not None and was_held and alive:
            looks += [(held, when) for when in past.changes(since, now)]
            if isinstance(event, Liquidation):
                looks, alive = [*looks, (held, now)], False
        if _is_held(state) and alive:
            looks.append((state, now))
        since = now
    if state is not None and _is_held(state) and alive:
        looks += [(state, when) for when in past.changes(since, _EVER_NS)]
    return looks


def _is_held(position: Position | None) -> bool:
    return position is not None and bool(position.holding.size)


def _life(
    ledger: Ledger, at: PositionId
) -> Iterator[tuple[MarginEvent, Position | None, Position]]:
    """Every event that changed the position *at*: with the position before and after it."""
    account = ledger.opening
    held = _standing(account, at)
    for event in ledger.effective():
        account = account.apply(event, ledger.rules).state
        position = _standing(account, at)
        if position is not None and position != held:
            yield event, held, position
        held = position


def _standing(account: Account, at: PositionId) -> Position | None:
    if at.is_isolated:
        return account.isolated.get(at)
    pool = account.pools.get(at.pool)
    return None if pool is None or at not in pool.holdings else PooledPosition.of(pool, at)
