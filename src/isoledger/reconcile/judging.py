"""What is left after matching, made into breaks, each of its kind."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from attrs import frozen

from isoledger.core.identity import PositionId
from isoledger.reconcile.breaks import Break, BreakKind, Nature, effects, nature_of
from isoledger.reconcile.matching import Line, is_native
from isoledger.reconcile.movements import Movement
from isoledger.reconcile.policy import DAY_NS, Policy


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
    near = _Near(ours, _about, policy.late_ns)
    moved = _Near(ours, lambda line: line.content, policy.late_ns)
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

    def __init__(
        self, lines: Iterable[Line], alike: Callable[[Line], Hashable], late_ns: int
    ) -> None:
        """*lines* are what is left of one side; those are *alike* whose answer is one."""
        self._alike, self._late_ns = alike, late_ns
        self._by = defaultdict[Hashable, list[Line]](list)
        for line in lines:
            self._by[alike(line)].append(line)

    def of(self, line: Line, used: set[int]) -> Line | None:
        """The nearest to *line* that is not used yet; ``None``: nothing is near."""
        alike = self._by.get(self._alike(line), ())
        near = [other for other in alike if id(other) not in used and self._may_be(other, line)]
        return min(near, key=lambda other: _distance(other, line), default=None)

    def _may_be(self, one: Line, other: Line) -> bool:
        """Whether both may be one fact: not, if the venue itself gave them two ids."""
        return abs(one.time_ns - other.time_ns) <= self._late_ns and not (
            is_native(one) and is_native(other) and one.kin == other.kin
        )


def _about(line: Line) -> Hashable:
    if not line.moved:
        return line.time_ns, line.content
    first = line.moved[0]
    return line.time_ns, first.asset, first.symbol, first.purpose


def _distance(one: Line, other: Line) -> tuple[int, int]:
    off = sum(abs(money.units) for _, money in effects(one.moved, other.moved))
    return off, abs(one.time_ns - other.time_ns)


def _one_sided(kind: BreakKind, *, ours: Line | None = None, venue: Line | None = None) -> Break:
    told = [line for line in (ours, venue) if line is not None]
    mine: tuple[Movement, ...] = () if ours is None else ours.moved
    theirs: tuple[Movement, ...] = () if venue is None else venue.moved
    return Break(
        kind=kind,
        ours=() if ours is None else (ours.event,),
        venue=() if venue is None else (venue.event,),
        effects=effects(mine, theirs),
        time_ns=told[0].time_ns,
        source="" if venue is None else venue.event.stamp.source,
    )
