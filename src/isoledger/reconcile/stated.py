"""The balances a venue states, followed along its own rows: where rows are missing, and how much.

A balance is stated after an event. Between two that are stated for one book and asset, the rows
between them must move the difference; what they do not, is a gap.
"""

from collections.abc import Iterable

from attrs import frozen

from isoledger.core.books import ALL, Book
from isoledger.core.events import BalanceAssertion
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

    def joined(self, later: "Gap") -> "Gap":
        """This gap and the one after it, whatever the balance between them says."""
        missing = self.missing + later.missing
        return Gap(earlier=self.earlier, later=later.later, missing=missing)


@frozen(kw_only=True)
class Stated:
    """What a venue states of one book and asset, from the first balance to the last.

    Attributes:
        book: Which book, or `ALL`.
        opening: The balance before the first row, as the first stated balance implies it.
        moved: What all rows together moved.
        closing: The balance after the last row, as the last stated balance implies it.
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
            units = sums.get(at, 0)
            if at in followed:
                followed[at].take(event, units)
            else:
                followed[at] = _Followed(event, units)
    return tuple(ran.done(sums.get(at, 0)) for at, ran in followed.items())


class _Followed:
    """One balance while its rows are read."""

    def __init__(self, first: BalanceAssertion, moved: int) -> None:
        """*first* states the balance after rows that *moved* so much."""
        self._opening = first.amount.units - moved
        self._last, self._at, self._count = first, moved, 1
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
            count=self._count,
            gaps=tuple(self._gaps),
        )
