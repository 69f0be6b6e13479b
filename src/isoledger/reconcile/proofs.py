"""That the parts add up to the whole: what moved by both tellings, and what is left of it."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.books import ALL, Book
from isoledger.core.money import Asset, Money
from isoledger.reconcile.breaks import Break, BreakKind, Right
from isoledger.reconcile.matching import Line
from isoledger.reconcile.movements import MovedOf, Movement, Purpose
from isoledger.reconcile.stated import Stated


@frozen(kw_only=True)
class Total:
    """What moved for one purpose, in one asset, by both tellings.

    Attributes:
        purpose: What for.
        ours: Our sum.
        venue: The venue's sum.
        count_ours: Of how many events of ours.
        count_venue: Of how many events of the venue's.
    """

    purpose: Purpose
    ours: Money
    venue: Money
    count_ours: int
    count_venue: int

    @property
    def difference(self) -> Money:
        """Ours less theirs."""
        return self.ours - self.venue


@frozen(kw_only=True)
class Proof:
    """That the parts add up to the whole, of one asset in one book.

    Attributes:
        book: The book whose balance the venue states; `ALL` where it states none.
        opening_ours: Our balance before the statement.
        opening_venue: The venue's, as its first stated balance implies it.
        ours: What our events moved.
        venue: What the venue's rows moved.
        closing_ours: Our balance at its end.
        closing_venue: The last balance it states.
        broken: The sum of what is broken between rows.
        gaps: What its own balances say moved without any row of its own.
    """

    book: Book
    opening_ours: Money
    opening_venue: Money
    ours: Money
    venue: Money
    closing_ours: Money
    closing_venue: Money
    broken: Money
    gaps: Money

    @property
    def asset(self) -> Asset:
        """Of what."""
        return self.ours.asset

    @property
    def difference(self) -> Money:
        """Our closing balance less the venue's."""
        return self.closing_ours - self.closing_venue

    @property
    def unexplained(self) -> Money:
        """What of the difference neither a break between rows nor the opening accounts for."""
        opening = self.opening_ours - self.opening_venue
        return self.difference - self.broken - opening


def totals(ours: Iterable[Line], venue: Iterable[Line]) -> tuple[Total, ...]:
    """What moved by both tellings, by asset and purpose."""
    sums: dict[tuple[Asset, Purpose], list[int]] = {}
    for side, lines in enumerate((ours, venue)):
        for line in lines:
            for moved in line.moved:
                cell = sums.setdefault((moved.asset, moved.purpose), [0, 0, 0, 0])
                cell[side] += moved.counts
                cell[side + 2] += 1
    ordered = sorted(sums.items(), key=lambda item: (item[0][0].code, item[0][1].value))
    return tuple(
        Total(
            purpose=purpose,
            ours=Money(cell[0], asset),
            venue=Money(cell[1], asset),
            count_ours=cell[2],
            count_venue=cell[3],
        )
        for (asset, purpose), cell in ordered
    )


def proofs(
    before: Account,
    after: Account,
    followed: Iterable[Stated],
    breaks: Sequence[Break],
    moved_of: MovedOf,
) -> Iterator[Proof]:
    """The sums of each balance that the venue states.

    Args:
        before: Our account before what the statement speaks of.
        after: Our account at its end.
        followed: The venue's balances.
        breaks: What is broken.
        moved_of: What an event moved.
    """
    wrong = [one for one in breaks if one.kind is not BreakKind.CONTINUITY_GAP]
    for one in followed:
        asset = one.closing.asset
        opening, closing = before.balance(asset, one.book), after.balance(asset, one.book)
        yield Proof(
            book=one.book,
            opening_ours=opening,
            opening_venue=one.opening,
            ours=closing - opening,
            venue=one.moved,
            closing_ours=closing,
            closing_venue=one.closing,
            broken=sum((_effect(found, one, moved_of) for found in wrong), start=asset.zero),
            gaps=sum((gap.missing for gap in one.gaps), start=asset.zero),
        )


def _effect(found: Break, chain: Stated, moved_of: MovedOf) -> Money:
    """What *found* makes our closing balance more than the venue's.

    Where its own balances bear us out only its rows are wrong, unless nothing is stated before or
    after them: then what it implies is as wrong as they are.
    """
    asset = chain.closing.asset
    if found.right is not Right.OURS:
        return found.difference(asset, chain.book)
    units = 0
    for sign, events in ((1, found.ours), (-1, found.venue)):
        for event in events:
            if not chain.proves(event):
                units += sign * _moved(moved_of(event), chain)
    return Money(units, asset)


def _moved(moved: Iterable[Movement], chain: Stated) -> int:
    its = [one for one in moved if one.asset == chain.closing.asset]
    if chain.book == ALL:
        return sum(one.counts for one in its)
    return sum(one.units for one in its if one.scope == chain.book)
