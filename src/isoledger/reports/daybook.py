"""What moved and what the venue stated, in the order of time: the source of both exports."""

from collections.abc import Iterator

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.books import ALL, DEBT, OUTSIDE, WALLET, Book, reserve_book
from isoledger.core.events import BalanceAssertion
from isoledger.core.identity import Stamp
from isoledger.core.ledger import EMPTY, Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.postings import Entry, Flow, move
from isoledger.reports.texts import date_of
from isoledger.reports.words import about, name_of


@frozen(kw_only=True)
class Moved:
    """An event that moved money.

    Attributes:
        title: What it was, for instance ``fill isolated:XBTUSD``.
        entry: What it moved.
    """

    title: str
    entry: Entry

    @property
    def stamp(self) -> Stamp:
        """When, and who says so."""
        return self.entry.stamp


@frozen(kw_only=True)
class Stated:
    """A balance that the venue stated.

    Attributes:
        event: The statement.
    """

    event: BalanceAssertion

    @property
    def stamp(self) -> Stamp:
        """When, and who says so."""
        return self.event.stamp


def daybook(ledger: Ledger) -> Iterator[Moved | Stated]:
    """Everything in *ledger* that moved money or states a balance; what it began with first."""
    opened = ledger.opening == EMPTY
    for event, entry in zip(ledger.effective(), ledger.entries(), strict=True):
        if not opened:
            opened = True
            yield Moved(title="opening balances", entry=_opening(ledger.opening, event.stamp))
        if entry.postings:
            yield Moved(title=f"{name_of(event)} {about(event)}".rstrip(), entry=entry)
        if isinstance(event, BalanceAssertion):
            yield Stated(event=event)


def _opening(account: Account, stamp: Stamp) -> Entry:
    return move(stamp, *(Flow(OUTSIDE, book, money) for book, money in balances_of(account)))


def balances_of(account: Account) -> Iterator[tuple[Book, Money]]:
    """Every own book of *account* and what it holds, an asset at a time; nothing of zero."""
    held: list[tuple[Book, Money]] = [(WALLET, money) for money in account.wallet.values()]
    held += [(DEBT, money) for money in account.debts.values()]
    for pool in account.pools.values():
        held += [(pool.book, money) for money in pool.balances.values()]
    for position in account.isolated.values():
        held.append((position.book, position.margin))
        held.append((reserve_book(position.id), position.reserve))
    order = {asset: place for place, asset in enumerate(account.assets)}
    held.sort(key=lambda pair: order[pair[1].asset])
    return ((book, money) for book, money in held if money)


def is_own(book: Book) -> bool:
    """Whether *book* is one of the account's own, which `ALL` sums up.

    >>> is_own(WALLET), is_own(OUTSIDE)
    (True, False)
    """
    return book in {WALLET, DEBT} or book.startswith(("isolated:", "pool:"))


def day_of(stamp: Stamp) -> str:
    """The day of *stamp*, UTC, as ``2021-06-08``.

    Raises:
        UnshowableTimeError: It lies outside the years 1 to 9999.
    """
    return date_of(stamp.time_ns).date().isoformat()


Cell = tuple[Book, Asset]
"""One asset in one book; `ALL` for the account's own books together."""


def cells_of(entry: Entry) -> Iterator[tuple[Cell, int]]:
    """What *entry* moves, by book, and by `ALL` where the book is the account's own."""
    for posting in entry:
        asset, units = posting.amount.asset, posting.amount.units
        yield (posting.book, asset), units
        if is_own(posting.book):
            yield (ALL, asset), units
