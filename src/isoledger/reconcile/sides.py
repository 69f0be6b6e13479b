"""Both sides of a reconciliation: what we tell and what the venue tells of one time, by id."""

from collections.abc import Iterable
from typing import TypeAlias

from attrs import evolve, frozen

from isoledger.core.account import Account
from isoledger.core.errors import ForeignEventError
from isoledger.core.events import (
    BalanceAssertion,
    Correction,
    Listing,
    MarginEvent,
    PositionAssertion,
    Transfer,
)
from isoledger.core.ledger import Ledger, once
from isoledger.reconcile.breaks import Break, effects
from isoledger.reconcile.judging import conflict
from isoledger.reconcile.matching import Line, telling
from isoledger.reconcile.movements import MovedOf, Movement, booked, told
from isoledger.reconcile.policy import Policy

Span: TypeAlias = tuple[int, int]
"""The first and the last ns UTC of a time."""


@frozen(kw_only=True)
class Sides:
    """What both sides tell, matched as far as ids go.

    Attributes:
        ledger: Ours, all of it.
        policy: What counts as agreement.
        span: The time that is looked at.
        ours: What we tell of that time, in order.
        late: What we tell of the time around it.
        venue: What the venue tells, in order.
        keyed: How many events have one id and one content.
        conflicts: One id, two contents.
        ours_left: What of ours the venue has no id of.
        venue_left: What of the venue's we have no id of.
        opened: Balances that our journal began with within the time.
    """

    ledger: Ledger
    policy: Policy
    span: Span
    ours: list[Line]
    late: list[Line]
    venue: list[Line]
    keyed: int
    conflicts: list[Break]
    ours_left: list[Line]
    venue_left: list[Line]
    opened: list[Transfer]

    @classmethod
    def of(
        cls, ledger: Ledger, venue: Iterable[MarginEvent], span: Span | None, policy: Policy
    ) -> "Sides":
        """Both sides. The time is *span*, and whatever else the *venue* speaks of."""
        theirs = [Line(event, told(event)) for event in _ordered(ledger, venue)]
        times = [line.time_ns for line in theirs if not isinstance(line.event, Listing)]
        times += span or ()
        span = (min(times), max(times)) if times else (0, -1)
        mine, opened = _ours(ledger, span, policy)
        paired = _Paired(mine, theirs, span, policy)
        return cls(
            ledger=ledger,
            policy=policy,
            span=span,
            ours=[line for line in mine if _is_in(line, span)],
            late=[line for line in mine if not _is_in(line, span)],
            venue=theirs,
            keyed=paired.keyed,
            conflicts=paired.conflicts,
            ours_left=telling((x for x in paired.mine.values() if _is_in(x, span)), theirs),
            venue_left=telling(paired.left, mine),
            opened=opened,
        )

    def moved_of(self) -> MovedOf:
        """What an event of ours moved as it was booked, what one of the venue's says itself.

        What of ours is not of the time that is looked at moved nothing in it.
        """
        known: dict[int, tuple[Movement, ...]] = {id(line.event): () for line in self.late}
        known.update((id(line.event), line.moved) for line in self.ours)
        return lambda event: known[id(event)] if id(event) in known else told(event)

    def accounts(self) -> tuple[Account, Account]:
        """Ours before the time that is looked at, with what it began with, and after it."""
        begin, end = self.span
        before, after = _until(self.ledger, begin - 1), _until(self.ledger, end)
        for event in self.opened:
            before = before.apply(event, self.ledger.rules).state
        return before, after


def _until(ledger: Ledger, time_ns: int) -> Account:
    """Our account after what counts up to *time_ns*, without what was taken back later.

    Nothing is folded again where it need not be.
    """
    if not ledger.log or ledger.log[-1].stamp.time_ns <= time_ns:
        return ledger.account
    if ledger.log[0].stamp.time_ns > time_ns:
        return ledger.opening
    counted = (event for event in ledger.effective() if not isinstance(event, Correction))
    kept = (event for event in counted if event.stamp.time_ns <= time_ns)
    return Ledger.replay(kept, rules=ledger.rules, opening=ledger.opening).account


def _is_in(line: Line, span: Span) -> bool:
    return span[0] <= line.time_ns <= span[1]


def _ours(ledger: Ledger, span: Span, policy: Policy) -> tuple[list[Line], list[Transfer]]:
    """Our lines of the time and of what may be late for it, and the balances we began with."""
    lines, opened = list[Line](), list[Transfer]()
    first, last = span[0] - policy.late_ns, span[1] + policy.late_ns
    for event, moved in booked(ledger):
        if isinstance(event, Transfer) and event.kind == "opening":
            if span[0] <= event.stamp.time_ns <= span[1]:
                opened.append(event)
        elif first <= event.stamp.time_ns <= last and not _states(event):
            lines.append(Line(event, moved))
    return lines, opened


def _states(event: MarginEvent) -> bool:
    """Whether it says what is and moves nothing: that is checked, and not matched."""
    return isinstance(event, BalanceAssertion | PositionAssertion)


class _Paired:
    """Lines of both sides by id."""

    def __init__(self, mine: list[Line], theirs: list[Line], span: Span, policy: Policy) -> None:
        """Pair all of them."""
        self.mine = {line.key: line for line in mine}
        self.keyed, self.conflicts, self.left = 0, list[Break](), list[Line]()
        for line in theirs:
            if not _states(line.event):
                self._take(line, span, policy)

    def _take(self, line: Line, span: Span, policy: Policy) -> None:
        known = self.mine.pop(line.key, None)
        if known is None:
            self.left.append(line)
        elif _same(known.event, line.event):
            self.keyed += 1
        else:
            found = conflict(known, line, policy)
            if not _is_in(known, span):  # of that time, only the venue has it
                found = evolve(found, effects=effects((), line.moved))
            self.conflicts.append(found)


def _same(ours: MarginEvent, venue: MarginEvent) -> bool:
    """Whether they say the same, though ours may be what a break was mended with."""
    if ours.stamp.id != venue.stamp.id and type(ours) is type(venue):
        ours = evolve(ours, stamp=evolve(ours.stamp, id=venue.stamp.id))
    return ours == venue


def _ordered(ledger: Ledger, venue: Iterable[MarginEvent]) -> list[MarginEvent]:
    """The venue's events in order, each fact once, without the balance a journal begins with.

    Raises:
        ForeignEventError: They are of another account than the ledger's.
        ConflictingEventError: The statements contradict one another under one id.
    """
    theirs = once(venue)
    mine = ledger.log[0].stamp if ledger.log else None
    for event in theirs[:1]:
        its = event.stamp
        if mine is not None and (its.venue, its.account) != (mine.venue, mine.account):
            raise ForeignEventError(stamp=its, account=f"{mine.venue}/{mine.account}")
    return [e for e in theirs if not (isinstance(e, Transfer) and e.kind == "opening")]
