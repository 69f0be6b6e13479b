"""What is left after matching, made into breaks: of what kind, and what would mend each."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from isoledger.core.events import Correction, MarginEvent
from isoledger.core.identity import PositionId
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Right, effects, nature_of
from isoledger.reconcile.matching import Line
from isoledger.reconcile.movements import Movement
from isoledger.reconcile.policy import DAY_NS, Policy
from isoledger.reconcile.stated import Gap


def conflict(ours: Line, venue: Line, policy: Policy) -> Break:
    """One id, two contents."""
    kind, nature = _conflict_kind(ours, venue, policy)
    return Break(
        kind=kind,
        nature=nature,
        ours=(ours.event,),
        venue=(venue.event,),
        effects=effects(ours.moved, venue.moved),
        time_ns=venue.time_ns,
        source=venue.event.stamp.source,
    )


def _conflict_kind(ours: Line, venue: Line, policy: Policy) -> tuple[BreakKind, Nature]:
    if _amounts(ours) == _amounts(venue):
        if _places(ours) != _places(venue):
            return BreakKind.SCOPE_MISMATCH, Nature.NONE
        if ours.time_ns != venue.time_ns:
            whole_days = not (ours.time_ns - venue.time_ns) % DAY_NS
            return BreakKind.TIMING, Nature.DATE if whole_days else Nature.NONE
        if type(ours.event) is not type(venue.event):
            return BreakKind.UNKNOWN_TYPE, Nature.PURPOSE
        return BreakKind.AMOUNT_MISMATCH, Nature.NONE
    off = effects(ours.moved, venue.moved)
    if off and all(abs(money.units) <= policy.units for _, money in off):
        return BreakKind.ROUNDING, Nature.NONE
    return BreakKind.AMOUNT_MISMATCH, nature_of(ours.moved, venue.moved)


def _amounts(line: Line) -> Hashable:
    return tuple(sorted((m.purpose.value, m.asset.code, m.units) for m in line.moved))


def _places(line: Line) -> Hashable:
    position = getattr(line.event, "position", None)
    named = str(position) if isinstance(position, PositionId) else ""
    return named, tuple(sorted(str(m.scope) for m in line.moved))


def leftovers(
    ours: Sequence[Line],
    venue: Sequence[Line],
    known_ours: "Contents",
    known_venue: "Contents",
    policy: Policy,
) -> Iterator[Break]:
    """The breaks of events that are told by one side only.

    Args:
        ours: What is left of ours, in order of time.
        venue: What is left of the venue's, in order of time.
        known_ours: Everything we tell, to see what is told twice.
        known_venue: Everything the venue tells.
        policy: How far the sides of one fact may differ.
    """
    twice = _Twice(known_ours, known_venue)
    used: set[int] = set()
    near, moved = _Near(ours, _about), _Near(ours, lambda line: line.content)
    for line in venue:
        other = near.of(line, used) or moved.of(line, used)
        if twice.by_venue(line):
            yield _one_sided(BreakKind.DUPLICATE_VENUE, venue=line)
        elif other is None:
            yield _one_sided(BreakKind.MISSING_OURS, venue=line)
        else:
            used.add(id(other))
            yield conflict(other, line, policy)
    for line in ours:
        if id(line) not in used:
            kind = BreakKind.DUPLICATE_OURS if twice.by_us(line) else BreakKind.MISSING_VENUE
            yield _one_sided(kind, ours=line)


Contents = dict[Hashable, int]
"""How often each content is told by a side."""


def contents(lines: Iterable[Line]) -> Contents:
    """How often each content stands at one instant among *lines*."""
    counted: Contents = defaultdict(int)
    for line in lines:
        if line.moved:
            counted[line.time_ns, line.content] += 1
    return counted


@frozen
class _Twice:
    """What one side tells more often than the other."""

    ours: Contents
    venue: Contents

    def by_venue(self, line: Line) -> bool:
        """Whether the venue tells *line* once more than we do, and we do tell it."""
        key = line.time_ns, line.content
        return 0 < self.ours.get(key, 0) < self.venue.get(key, 0)

    def by_us(self, line: Line) -> bool:
        """Whether we tell *line* once more than the venue does, and it does tell it."""
        key = line.time_ns, line.content
        return 0 < self.venue.get(key, 0) < self.ours.get(key, 0)


class _Near:
    """What may be the other side of a row: of what is alike, the nearest."""

    def __init__(self, lines: Iterable[Line], alike: Callable[[Line], Hashable]) -> None:
        """*lines* are what is left of one side; those are *alike* whose answer is one."""
        self._alike, self._by = alike, defaultdict[Hashable, list[Line]](list)
        for line in lines:
            self._by[alike(line)].append(line)

    def of(self, line: Line, used: set[int]) -> Line | None:
        """The nearest to *line* that is not used yet; ``None``: nothing is near."""
        near = [other for other in self._by.get(self._alike(line), ()) if id(other) not in used]
        return min(near, key=lambda other: _distance(other, line), default=None)


def _about(line: Line) -> Hashable:
    first = line.moved[0]
    return line.time_ns, first.asset, first.symbol, first.purpose


def _distance(one: Line, other: Line) -> tuple[int, int]:
    off = sum(abs(money.units) for _, money in effects(one.moved, other.moved))
    return off, abs(one.time_ns - other.time_ns)


def _one_sided(kind: BreakKind, *, ours: Line | None = None, venue: Line | None = None) -> Break:
    line = ours or venue
    if line is None:
        raise LookupError("a break of neither side")
    mine: tuple[Movement, ...] = () if ours is None else ours.moved
    theirs: tuple[Movement, ...] = () if venue is None else venue.moved
    return Break(
        kind=kind,
        ours=() if ours is None else (ours.event,),
        venue=() if venue is None else (venue.event,),
        effects=effects(mine, theirs),
        time_ns=line.time_ns,
        source="" if venue is None else venue.event.stamp.source,
    )


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


def suggested(found: Break) -> Break:
    """*found* with the events that would bring our ledger in line, where the venue is right."""
    if found.right is Right.OURS:
        return found
    match found.kind:
        case BreakKind.MISSING_OURS:
            events: tuple[MarginEvent, ...] = found.venue
        case BreakKind.DUPLICATE_OURS | BreakKind.MISSING_VENUE:
            events = _taken_back(found.ours, found)
        case BreakKind.AMOUNT_MISMATCH | BreakKind.TIMING | BreakKind.SCOPE_MISMATCH:
            events = (*_taken_back(found.ours, found), *map(_renamed, found.venue))
        case _:
            return found
    return evolve(found, suggested=events)


def _taken_back(events: tuple[MarginEvent, ...], found: Break) -> tuple[MarginEvent, ...]:
    return tuple(
        Correction(
            stamp=evolve(event.stamp, id=f"correction:{found.id}:{n}", source=found.source),
            reverses=event.stamp.id,
            reason=f"{found.kind.value}: the venue states otherwise",
        )
        for n, event in enumerate(events)
    )


def _renamed(event: MarginEvent) -> MarginEvent:
    """The venue's *event* under an id that the one it replaces does not have."""
    return evolve(event, stamp=evolve(event.stamp, id=f"{event.stamp.id}/stated"))
