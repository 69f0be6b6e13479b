"""Which event of the venue is which of ours: by id, by reference, by content, by sum.

Always in that order and, where there is a choice, the earliest first: the result depends on the
facts, and not on how files were cut or in what order they came.
"""

import enum
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from attrs import field, frozen

from isoledger.core.events import (
    Deleveraging,
    Fill,
    Liquidation,
    MarginEvent,
    Settlement,
)
from isoledger.core.money import Asset
from isoledger.reconcile.movements import Movement, Purpose
from isoledger.reconcile.policy import Policy

TOKEN_MIN = 6
"""A shorter part of an id is no reference: days, counters and sides are."""


STATED = "/stated:"
"""What follows it in an id says which break the event mends; before it stands the venue's id."""


_TRADES = Fill | Deleveraging | Liquidation | Settlement


class By(enum.Enum):
    """What made two events one fact."""

    KEY = "the same id and content"
    REFERENCE = "an id of the venue that both carry"
    WINDOW = "the same movement within the window"
    SUM = "one is the sum of the others"


@frozen
class Line:
    """One event of a side, and what it moved.

    Attributes:
        event: The event.
        moved: Its movements.
    """

    event: MarginEvent
    moved: tuple[Movement, ...]

    @property
    def time_ns(self) -> int:
        """When it happened, ns UTC."""
        return self.event.stamp.time_ns

    @property
    def key(self) -> str:
        """The id that its venue knows it by."""
        return self.event.stamp.id.partition(STATED)[0]

    @property
    def kin(self) -> str:
        """What its id calls the telling it is of."""
        return self.key.partition(":")[0]

    @property
    def content(self) -> Hashable:
        """What it moved, whatever it is called and whenever it was; of a trade, its size."""
        if not self.moved:
            at = getattr(self.event, "position", "")
            return type(self.event).__name__, str(at), getattr(self.event, "size", 0)
        return tuple(sorted((m.purpose.value, m.asset.code, m.symbol, m.units) for m in self.moved))


@frozen(kw_only=True)
class Match:
    """Events of both sides that are one fact.

    Attributes:
        by: What made them one.
        ours: Ours, one or several.
        venue: The venue's, one or several.
        within: Smallest units of tolerance that were used; 0: none.
    """

    by: By
    ours: tuple[Line, ...]
    venue: tuple[Line, ...]
    within: int = 0


@frozen(kw_only=True)
class Matching:
    """What was matched otherwise than by key, and what is left of both sides, in order of time.

    Attributes:
        matches: The matches.
        ours: What is left of ours.
        venue: What is left of the venue's.
    """

    matches: tuple[Match, ...]
    ours: tuple[Line, ...]
    venue: tuple[Line, ...]


_Rule: TypeAlias = Callable[["_Left", Policy], Iterable[Match]]


@frozen
class _Left:
    """What is not matched yet."""

    ours: list[Line] = field(factory=list[Line])
    venue: list[Line] = field(factory=list[Line])

    def without(self, matches: Sequence[Match]) -> "_Left":
        ours = {id(line) for match in matches for line in match.ours}
        venue = {id(line) for match in matches for line in match.venue}
        return _Left(
            [line for line in self.ours if id(line) not in ours],
            [line for line in self.venue if id(line) not in venue],
        )


def matched(ours: Iterable[Line], venue: Iterable[Line], policy: Policy) -> Matching:
    """*ours* and *venue*, none of whose ids both sides know, matched by all else."""
    left = _Left(_ordered(ours), _ordered(venue))
    found: list[Match] = []
    rules: tuple[_Rule, ...] = (_by_reference, _by_window, _by_period, _by_instant)
    for rule in rules:
        if left.ours and left.venue:
            new = list(rule(left, policy))
            found, left = [*found, *new], left.without(new)
    return Matching(matches=tuple(found), ours=tuple(left.ours), venue=tuple(left.venue))


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.event.stamp.order)


def references(line: Line) -> frozenset[str]:
    """The parts of its id that may be an id of the venue."""
    parts = line.key.replace("#", ":").replace("/", ":").split(":")
    return frozenset(part for part in parts[1:] if len(part) >= TOKEN_MIN)


def telling(lines: Iterable[Line], others: Iterable[Line]) -> list[Line]:
    """Those of *lines* that *others* must tell as well: what moved money, and each trade.

    A trade that moved none is missed only by who tells trades in the same way.
    """
    kins = {line.kin for line in others}
    return [
        line
        for line in lines
        if line.moved or (isinstance(line.event, _TRADES) and line.kin in kins)
    ]


def is_native(line: Line) -> bool:
    """Whether its id is one that its venue gave, and nothing made of its content."""
    _, _, rest = line.key.partition(":")
    return len(rest) >= TOKEN_MIN and rest.isascii() and not set(rest) & set(":#/")


def _by_reference(left: _Left, _: Policy) -> Iterable[Match]:
    """The same content, and a part of the id in common."""
    known: dict[tuple[Hashable, str], deque[Line]] = defaultdict(deque)
    for line in left.ours:
        for token in references(line):
            known[line.content, token].append(line)
    used: set[int] = set()
    for line in left.venue:
        for token in sorted(references(line)):
            waiting = known.get((line.content, token), deque())
            while waiting and id(waiting[0]) in used:
                waiting.popleft()
            if waiting:
                used.add(id(waiting[0]))
                yield Match(by=By.REFERENCE, ours=(waiting.popleft(),), venue=(line,))
                break


def _by_window(left: _Left, policy: Policy) -> Iterable[Match]:
    """The same content within the window, the earliest first."""
    known: dict[Hashable, dict[str, deque[Line]]] = defaultdict(lambda: defaultdict(deque))
    for line in left.ours:
        known[line.content][_given(line)].append(line)
    for line in left.venue:
        waiting = [
            queue
            for given, queue in known.get(line.content, {}).items()
            if not given or given != _given(line)
        ]
        found = _earliest(waiting, line.time_ns - policy.window_ns)
        if found is not None and found[0].time_ns <= line.time_ns + policy.window_ns:
            yield Match(by=By.WINDOW, ours=(found.popleft(),), venue=(line,))


def _earliest(queues: Iterable[deque[Line]], since_ns: int) -> deque[Line] | None:
    """The queue whose next line is the earliest from *since_ns* on.

    What is older goes: later rows of the venue are later still, and nobody wants it any more.
    """
    for queue in queues:
        while queue and queue[0].time_ns < since_ns:
            queue.popleft()
    return min(filter(None, queues), key=lambda queue: queue[0].event.stamp.order, default=None)


def _given(line: Line) -> str:
    """Of which telling its id is, if its venue gave it; empty: nobody did.

    Two ids that a venue gave in one telling are two facts.
    """
    return line.kin if is_native(line) else ""


def are_of_one_telling(lines: Iterable[Line]) -> bool:
    """Whether the venue gave all of *lines* ids of one telling: then none is the sum of others."""
    tellings = {_given(line) for line in lines}
    return len(tellings) == 1 and "" not in tellings


_TRADED = frozenset({Purpose.PROFIT, Purpose.FEE, Purpose.FUNDING})


def _is_traded(line: Line) -> bool:
    return all(moved.purpose in _TRADED for moved in line.moved)


def _by_period(left: _Left, policy: Policy) -> Iterable[Match]:
    """A row that sums up a contract's profit and fees since the one before it, either way."""
    yield from _summed(left.venue, left.ours, policy, ours_is_one=False)
    yield from _summed(left.ours, left.venue, policy, ours_is_one=True)


def _summed(
    ones: Sequence[Line], many: Sequence[Line], policy: Policy, *, ours_is_one: bool
) -> Iterable[Match]:
    for total, taken in periods(ones, many, policy):
        if are_of_one_telling([total, *taken]):
            continue
        off = _sum(taken) - _sum([total])
        if len(taken) > 1 and abs(off) <= policy.units_each * len(taken):
            ours, venue = ([total], taken) if ours_is_one else (taken, [total])
            yield Match(by=By.SUM, ours=tuple(ours), venue=tuple(venue), within=abs(off))


def periods(
    ones: Sequence[Line], many: Sequence[Line], policy: Policy
) -> Iterator[tuple[Line, list[Line]]]:
    """Each of *ones* with those of *many* of its contract since the one before it."""
    parts = _by_contract(many)
    for key, totals in _by_contract(ones).items():
        waiting = deque(parts.get(key, ()))
        for total in totals:
            began = total.time_ns - policy.period_ns
            while waiting and waiting[0].time_ns <= began:
                waiting.popleft()
            taken: list[Line] = []
            while waiting and waiting[0].time_ns <= total.time_ns:
                taken.append(waiting.popleft())
            yield total, taken


def _by_contract(lines: Sequence[Line]) -> dict[tuple[str, Asset], list[Line]]:
    found: dict[tuple[str, Asset], list[Line]] = defaultdict(list)
    for line in lines:
        assets = {moved.asset for moved in line.moved}
        if len(assets) == 1 and _is_traded(line):
            found[line.moved[0].symbol, assets.pop()].append(line)
    return found


def _by_instant(left: _Left, policy: Policy) -> Iterable[Match]:
    """All of one instant and contract on one side, all of it on the other."""
    venue = _instants(left.venue)
    for key, ours in _instants(left.ours).items():
        theirs = venue.get(key, [])
        off = _sum(ours) - _sum(theirs)
        several = len(ours) + len(theirs) > 2  # noqa: PLR2004 - one and one are no sum
        several = several and not are_of_one_telling([*ours, *theirs])
        if theirs and several and abs(off) <= policy.units_each * max(len(ours), len(theirs)):
            yield Match(by=By.SUM, ours=tuple(ours), venue=tuple(theirs), within=abs(off))


def _instants(lines: Sequence[Line]) -> dict[tuple[int, str, Asset], list[Line]]:
    found: dict[tuple[int, str, Asset], list[Line]] = {}
    for (symbol, asset), held in _by_contract(lines).items():
        for time_ns, rows in groupby(held, key=lambda line: line.time_ns):
            found[time_ns, symbol, asset] = list(rows)
    return found


def _sum(lines: Iterable[Line]) -> int:
    return sum(moved.counts for line in lines for moved in line.moved)
