"""The balances a venue states, followed along its own rows: where rows are missing, and how much.

A balance is stated after an event. Between two that are stated for one book and asset, the rows
between them must move the difference; what they do not, is a gap.
"""

from collections.abc import Iterable

from attrs import frozen

from isoledger.core.books import ALL, Book
from isoledger.core.events import BalanceAssertion, MarginEvent
from isoledger.core.money import Asset, Money
from isoledger.reconcile.matching import Line


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
        closing: The last balance.
        count: How many balances are stated.
        gaps: Where they are not joined.
    """

    book: Book
    opening: Money
    moved: Money
    closing: Money
    count: int
    gaps: tuple[Gap, ...]


def stated(lines: Iterable[Line]) -> tuple[Stated, ...]:
    """The balances among *lines*, which are the venue's own, in order of time."""
    followed: dict[tuple[Book, Asset], _Followed] = {}
    sums: dict[tuple[Book, Asset], int] = {}
    for line in lines:
        for moved in line.moved:
            for book, units in ((moved.scope, moved.units), (ALL, moved.counts)):
                sums[book, moved.asset] = sums.get((book, moved.asset), 0) + units
        event = line.event
        if isinstance(event, BalanceAssertion):
            at = event.book, event.amount.asset
            ran = followed.setdefault(at, _Followed(event.book))
            ran.take(event, sums.get(at, 0))
    for at, ran in followed.items():
        ran.moved = sums.get(at, 0)
    return tuple(ran.done() for ran in followed.values())


class _Followed:
    """One balance while its rows are read."""

    def __init__(self, book: Book) -> None:
        """None was stated yet."""
        self.book, self.moved = book, 0
        self._last: BalanceAssertion | None = None
        self._opening, self._at, self._count = 0, 0, 0
        self._gaps: list[Gap] = []

    def take(self, event: BalanceAssertion, moved: int) -> None:
        """*event* states the balance after rows that *moved* so much since the beginning."""
        units, asset = event.amount.units, event.amount.asset
        if self._last is None:
            self._opening = units - moved
        else:
            missing = units - self._last.amount.units - (moved - self._at)
            if missing:
                gap = Gap(earlier=self._last, later=event, missing=Money(missing, asset))
                self._gaps.append(gap)
        self._last, self._at = event, moved
        self._count += 1

    def done(self) -> Stated:
        """What there was."""
        last = self._last
        if last is None:
            raise LookupError("no balance was stated")
        asset = last.amount.asset
        return Stated(
            book=self.book,
            opening=Money(self._opening, asset),
            moved=Money(self.moved, asset),
            closing=last.amount,
            count=self._count,
            gaps=tuple(self._gaps),
        )


def events_between(gap: Gap, events: Iterable[MarginEvent]) -> list[MarginEvent]:
    """Those of *events* that happened after the earlier balance and not after the later one."""
    begun, ended = gap.earlier.stamp.order, gap.later.stamp.order
    return [event for event in events if begun < event.stamp.order <= ended]
