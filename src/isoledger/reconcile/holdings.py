"""Positions as the venue states them, against what ours add up to."""

from collections.abc import Iterator

from isoledger.core.events import MarginEvent, PositionAssertion
from isoledger.core.findings import Finding, FindingKind, disagreements
from isoledger.reconcile.breaks import Break, BreakKind
from isoledger.reconcile.sides import Sides

_OF_POSITIONS = frozenset(
    {FindingKind.POSITION_SIZE, FindingKind.POSITION_COST, FindingKind.POSITION_MARGIN}
)


def misplaced(sides: Sides) -> Iterator[Break]:
    """Positions that the venue states and our events do not add up to."""
    states = [e for line in sides.venue if isinstance(e := line.event, PositionAssertion)]
    if not states:
        return
    events: list[MarginEvent] = [*(line.event for line in sides.ours), *states]
    events.sort(key=lambda event: event.stamp.order)
    before, _ = sides.accounts()
    for found in disagreements(events, opening=before, rules=sides.ledger.rules):
        if found.kind in _OF_POSITIONS:
            yield _break(found)


def _break(found: Finding) -> Break:
    return Break(
        kind=BreakKind.POSITION_MISMATCH,
        time_ns=found.stamp.time_ns,
        source=found.stamp.source,
        text=f"{found.about}: {found.kind.value} is {found.reported} by the venue, "
        f"{found.computed} by ours",
    )
