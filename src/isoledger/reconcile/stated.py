"""The balances a venue states, followed along its own rows: where rows are missing, and how much.

A balance is stated after an event. Between two that are stated for one book and asset, the rows
between them must move the difference; what they do not, is a gap.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from isoledger.core.books import ALL, Book
from isoledger.core.events import BalanceAssertion, MarginEvent
from isoledger.core.money import Asset, Money
from isoledger.reconcile.breaks import Break, BreakKind
from isoledger.reconcile.matching import Line

LATE_MAX = 50
"""So many rows at another time than ours are asked whether they took their balance along."""


@frozen(kw_only=True)
class Gap:
    """Two balances of one book that the rows between them do not join.

    Attributes:
        earlier: The balance stated before it.
        later: The balance stated after it.
        missing: What rows would have to move that are not there.
    """

    earlier: BalanceAssertion
    later: BalanceAssertion
    missing: Money


@frozen(kw_only=True)
class Stated:
    """What a venue states of one book and asset, from the first balance to the last.

    Attributes:
        book: Which book, or `ALL`.
        opening: The balance before the first row, as the first stated balance implies it.
        moved: What all rows together moved.
        closing: The balance after the last row, as the last stated balance implies it.
        first: The first balance that is stated.
        last: The last one.
        count: How many there are.
        gaps: Where they are not joined.
    """

    book: Book
    opening: Money
    moved: Money
    closing: Money
    first: BalanceAssertion
    last: BalanceAssertion
    count: int
    gaps: tuple[Gap, ...]

    def proves(self, event: MarginEvent) -> bool:
        """Whether a balance is stated before *event* and one after it."""
        return self.first.stamp.order < event.stamp.order < self.last.stamp.order


def followed(
    lines: Sequence[Line], breaks: Iterable[Break]
) -> tuple[tuple[Stated, ...], frozenset[int]]:
    """The balances among *lines*, the venue's own, and the times whose balances are put aside.

    A row that stands at another time than ours may have taken its balance along. What is stated
    at such a time is put aside, where the venue's rows are better joined without it.
    """
    timing = (one for one in breaks if one.kind is BreakKind.TIMING)
    late = sorted({event.stamp.time_ns for one in timing for event in one.venue})
    best, aside = stated(lines), frozenset[int]()
    for time_ns in late[:LATE_MAX]:
        if not _gaps(best):
            break
        without = aside | {time_ns}
        fewer = stated(_without(lines, without))
        if _gaps(fewer) < _gaps(best):
            best, aside = fewer, without
    return best, aside


def _without(lines: Iterable[Line], aside: frozenset[int]) -> Iterable[Line]:
    return (line for line in lines if not (_is_balance(line) and line.time_ns in aside))


def _is_balance(line: Line) -> bool:
    return isinstance(line.event, BalanceAssertion)


def _gaps(chains: Iterable[Stated]) -> int:
    return sum(len(one.gaps) for one in chains)


def stated(lines: Iterable[Line]) -> tuple[Stated, ...]:
    """All balances among *lines*, in order of time."""
    chains: dict[tuple[Book, Asset], _Chain] = {}
    sums: dict[tuple[Book, Asset], int] = {}
    for line in lines:
        for moved in line.moved:
            for book, units in ((moved.scope, moved.units), (ALL, moved.counts)):
                sums[book, moved.asset] = sums.get((book, moved.asset), 0) + units
        event = line.event
        if isinstance(event, BalanceAssertion):
            at = event.book, event.amount.asset
            units = sums.get(at, 0)
            if at in chains:
                chains[at].take(event, units)
            else:
                chains[at] = _Chain(event, units)
    return tuple(ran.done(sums.get(at, 0)) for at, ran in chains.items())


class _Chain:
    """One balance while its rows are read."""

    def __init__(self, first: BalanceAssertion, moved: int) -> None:
        """*first* states the balance after rows that *moved* so much."""
        self._opening = first.amount.units - moved
        self._first, self._last = first, first
        self._at, self._count = moved, 1
        self._gaps: list[Gap] = []

    def take(self, event: BalanceAssertion, moved: int) -> None:
        """*event* states the balance after rows that *moved* so much since the beginning."""
        units, asset = event.amount.units, event.amount.asset
        missing = units - self._last.amount.units - (moved - self._at)
        if missing:
            self._gaps.append(Gap(earlier=self._last, later=event, missing=Money(missing, asset)))
        self._last, self._at = event, moved
        self._count += 1

    def done(self, moved: int) -> Stated:
        """What there was, after rows that *moved* so much in all."""
        asset = self._last.amount.asset
        return Stated(
            book=self._last.book,
            opening=Money(self._opening, asset),
            moved=Money(moved, asset),
            closing=Money(self._last.amount.units + moved - self._at, asset),
            first=self._first,
            last=self._last,
            count=self._count,
            gaps=tuple(self._gaps),
        )
