"""Records of a statement that became no event of their own, and which event of ours they speak of.

A row that cannot be read, one that misses its own sum, one that stands twice under one id: each
is a break. What its text names is looked for among our events, so that such a row and the event
that is missing for it are one break and not two.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from isoledger.reconcile.breaks import Break, BreakKind, Nature
from isoledger.reconcile.matching import Line, references

_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


@frozen(kw_only=True)
class Aside:
    """A record of a statement that is no event: parked, or there once more.

    Attributes:
        kind: What is wrong with it: `UNKNOWN_TYPE`, `UNPARSABLE_ROW`, `IDENTITY_FAILED` or
            `DUPLICATE_VENUE`.
        source: Which record.
        why: In words.
        text: The record as it was read.
        time_ns: When it says it happened, ns UTC; 0: nobody can tell.
    """

    kind: BreakKind
    source: str
    why: str
    text: str = ""
    time_ns: int = 0

    @property
    def words(self) -> frozenset[str]:
        """What stands in it that may be an id, or an amount."""
        return frozenset(_WORD.findall(self.text))


def joined(asides: Iterable[Aside], breaks: Iterable[Break]) -> list[Break]:
    """*breaks*, and one for each of *asides* that nobody could read.

    Where it names an event of ours that seems to be missing, both are one break.
    """
    lost, kept = list[Break](), list[Break]()
    for one in breaks:
        (lost if one.kind in _ALONE else kept).append(one)
    waiting = _Waiting(lost)
    for aside in asides:
        if aside.kind is not BreakKind.DUPLICATE_VENUE:
            other = waiting.named_by(aside)
            kept.append(_of(aside) if other is None else _at(aside, other))
    return [*kept, *waiting.left()]


def once_more(asides: Iterable[Aside], venue: Iterable[Line]) -> Iterator[Break]:
    """A break for each of *asides* that tells again what the *venue* told: it counted once."""
    again = [one for one in asides if one.kind is BreakKind.DUPLICATE_VENUE]
    named = _Named(venue if again else ())
    for aside in again:
        line = named.by(aside)
        found = _of(aside)
        if line is not None:
            found = evolve(found, time_ns=line.time_ns, venue=(line.event,))
        yield found


_ALONE = frozenset({BreakKind.MISSING_VENUE, BreakKind.DUPLICATE_OURS})


class _Waiting:
    """Events of ours that the venue seems not to tell."""

    def __init__(self, breaks: Sequence[Break]) -> None:
        """All of them wait."""
        self._all = {one.id: one for one in breaks}
        self._by = defaultdict[str, list[str]](list)
        for one in breaks:
            for token in references(Line(one.ours[0], ())):
                self._by[token].append(one.id)

    def named_by(self, aside: Aside) -> Break | None:
        """The one whose id *aside* names; it waits no more."""
        for word in sorted(aside.words):
            for name in self._by.get(word, ()):
                if name in self._all:
                    return self._all.pop(name)
        return None

    def left(self) -> Iterator[Break]:
        """Those that nobody named."""
        return iter(self._all.values())


class _Named:
    """What the venue told, by the ids of its own that are in it."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """*lines* are all of the venue's that moved something."""
        self._by: dict[str, Line] = {}
        for line in lines:
            for token in references(line):
                self._by.setdefault(token, line)

    def by(self, aside: Aside) -> Line | None:
        """The line that *aside* tells again."""
        found = (self._by[word] for word in sorted(aside.words) if word in self._by)
        return next(found, None)


def _of(aside: Aside) -> Break:
    return Break(kind=aside.kind, time_ns=aside.time_ns, source=aside.source, text=aside.why)


def _at(aside: Aside, other: Break) -> Break:
    """*other*, which is not missing: *aside* is its row."""
    return evolve(other, kind=aside.kind, source=aside.source, text=aside.why, nature=Nature.NONE)
