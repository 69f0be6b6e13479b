"""Double entry: money is only ever moved."""

import enum
from collections.abc import Iterator
from typing import Generic, TypeAlias, TypeVar

from attrs import Attribute, field, frozen

from isoledger.core.books import Book
from isoledger.core.errors import UnbalancedEntryError
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money

S = TypeVar("S")


class Provenance(enum.Enum):
    """Where a number comes from."""

    REPORTED = "reported"
    COMPUTED = "computed"
    ASSUMED = "assumed"


@frozen
class Posting:
    """*amount* enters *book* (leaves it when negative).

    Attributes:
        book: Whose money it is.
        amount: How much, signed.
        provenance: Whether the venue said so, we computed it, or a rule was assumed.
    """

    book: Book
    amount: Money
    provenance: Provenance = Provenance.REPORTED

    def __str__(self) -> str:
        return f"{self.book} {self.amount}"


def _balanced(
    entry: "Entry", _: "Attribute[tuple[Posting, ...]]", postings: tuple[Posting, ...]
) -> None:
    totals: dict[Asset, int] = {}
    asset, total = None, 0
    for posting in postings:  # summed up as long as the asset stays the same
        amount = posting.amount
        if amount.asset is not asset:
            if asset is not None:
                totals[asset] = totals.get(asset, 0) + total
            asset, total = amount.asset, 0
        total += amount.units
    if asset is not None and totals:
        total += totals.pop(asset, 0)
    if total or any(totals.values()):
        raise UnbalancedEntryError(stamp=entry.stamp, postings=postings)


@frozen
class Entry:
    """All that one event moved. Sums to zero in every asset, or does not exist.

    Attributes:
        stamp: The event.
        postings: Its legs; empty when it moved no money.
    """

    stamp: Stamp
    postings: tuple[Posting, ...] = field(validator=_balanced)

    def total(self, book: Book, asset: Asset) -> Money:
        """Net movement of *book* in *asset*."""
        units = (
            p.amount.units for p in self.postings if p.book == book and p.amount.asset == asset
        )
        return Money(sum(units), asset)

    def joined(self, other: "Entry") -> "Entry":
        """This entry and *other*, as one."""
        return Entry(self.stamp, self.postings + other.postings)

    def __iter__(self) -> Iterator[Posting]:
        return iter(self.postings)


@frozen
class Flow:
    """*amount* goes from *source* to *target* (back, when negative).

    Attributes:
        source: The book that gives.
        target: The book that gets.
        amount: How much.
        provenance: Where the number comes from.
    """

    source: Book
    target: Book
    amount: Money
    provenance: Provenance = Provenance.REPORTED


Flows: TypeAlias = tuple[Flow, ...]


def move(stamp: Stamp, *flows: Flow) -> Entry:
    """The entry of *flows*: balanced because it cannot be otherwise."""
    postings: list[Posting] = []
    for flow in flows:
        if flow.amount.units:
            postings.append(Posting(flow.source, -flow.amount, flow.provenance))
            postings.append(Posting(flow.target, flow.amount, flow.provenance))
    return Entry(stamp, tuple(postings))


@frozen
class Step(Generic[S]):
    """What an event did.

    Attributes:
        state: The state after it.
        entry: The entry that explains the difference.
    """

    state: S
    entry: Entry
