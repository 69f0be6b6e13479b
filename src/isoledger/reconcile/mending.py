"""What would mend a break: events that bring our ledger in line, ready to be appended."""

from collections.abc import Callable

from attrs import evolve

from isoledger.core.books import ALL, WALLET
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Correction,
    MarginEvent,
    RealisedProfit,
)
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Right
from isoledger.reconcile.matching import STATED
from isoledger.reconcile.movements import told
from isoledger.reconcile.stated import Gap


def gap_break(gap: Gap) -> Break:
    """Rows that are missing on both sides, as far as anyone can tell."""
    return Break(
        kind=BreakKind.CONTINUITY_GAP,
        venue=(gap.earlier, gap.later),
        effects=((gap.later.book, -gap.missing),),
        time_ns=gap.later.stamp.time_ns,
        source=gap.later.stamp.source,
        text=f"the balance goes on with {gap.missing} that no row moved",
    )


def suggested(found: Break, is_taken: Callable[[str], bool]) -> Break:
    """*found* with the events that would bring our ledger in line, where the venue is right.

    Args:
        found: The break.
        is_taken: Whether our ledger has an event of that id, be it taken back.
    """
    if found.right is Right.OURS:
        return found
    if found.nature is Nature.SUM:
        return evolve(found, suggested=tuple(_residue(found)))
    match found.kind:
        case BreakKind.MISSING_OURS:
            events = tuple(_again(e, found) if is_taken(e.stamp.id) else e for e in found.venue)
        case BreakKind.DUPLICATE_OURS | BreakKind.MISSING_VENUE:
            events = _taken_back(found)
        case BreakKind.AMOUNT_MISMATCH | BreakKind.TIMING | BreakKind.SCOPE_MISMATCH:
            events = (*_taken_back(found), *(_again(event, found) for event in found.venue))
        case BreakKind.CONTINUITY_GAP:
            events = tuple(_unnamed(found))
        case _:
            events = ()
    return evolve(found, suggested=events)


def _taken_back(found: Break) -> tuple[MarginEvent, ...]:
    return tuple(
        Correction(
            stamp=evolve(event.stamp, id=f"correction:{found.id}:{n}", source=found.source),
            reverses=event.stamp.id,
            reason=f"{found.kind.value}: the venue states otherwise",
        )
        for n, event in enumerate(found.ours)
    )


def _again(event: MarginEvent, found: Break) -> MarginEvent:
    """The venue's *event* under an id that the one it replaces does not have."""
    return evolve(event, stamp=evolve(event.stamp, id=f"{event.stamp.id}{STATED}{found.id}"))


def _residue(found: Break) -> list[MarginEvent]:
    """What the venue's sum is more than our events: profit, fees or funding it does not name."""
    total = found.venue[0]
    return [
        RealisedProfit(
            stamp=evolve(total.stamp, id=f"residue:{found.id}"),
            symbol=moved.symbol,
            amount=-found.difference(moved.asset),
            book=moved.scope,
        )
        for moved in told(total)[:1]
    ]


def _unnamed(found: Break) -> list[MarginEvent]:
    """What the venue's balance moved by, without a name: nobody knows what it was for."""
    return [
        Adjustment(
            stamp=evolve(later.stamp, id=f"unnamed:{found.id}"),
            amount=-found.difference(later.amount.asset, later.book),
            book=WALLET if later.book == ALL else later.book,
            reason=f"{found.kind.value}: {found.text}",
        )
        for later in found.venue[-1:]
        if isinstance(later, BalanceAssertion)
    ]
