"""The books of double entry: the account's own, and the counter-books of the world outside."""

from functools import lru_cache
from typing import NewType

from isoledger.core.errors import IncompleteEventError
from isoledger.core.identity import PositionId, Stamp

Book = NewType("Book", str)
"""The name of one book, for instance ``wallet``, ``isolated:XBTUSD`` or ``pool:cross``."""

WALLET = Book("wallet")
"""Free money: no position can reach it unless it is moved there."""
DEBT = Book("debt")
"""What the account owes, below zero; above it if more was paid back than we saw borrowed."""
ALL = Book("all")
"""Not a book: the sum of the account's own books, for assertions."""

OUTSIDE = Book("outside")
PNL = Book("pnl")
FEES = Book("fees")
FUNDING = Book("funding")
INSURANCE = Book("insurance")
INTEREST = Book("interest")
CONVERSION = Book("conversion")
BONUS = Book("bonus")
ADJUSTMENT = Book("adjustment")


@lru_cache(maxsize=4096)
def margin_book(position: PositionId) -> Book:
    """The book of an isolated position's margin, or the pool behind a cross one."""
    return Book(str(position)) if position.is_isolated else pool_book(position.pool)


@lru_cache(maxsize=4096)
def reserve_book(position: PositionId) -> Book:
    """The book of the close-fee reserve inside an isolated position."""
    return Book(f"{position}:reserve")


def pool_book(name: str) -> Book:
    """The book of a cross pool.

    >>> pool_book("cross")
    'pool:cross'
    """
    return Book(f"pool:{name}")


def pool_of(book: Book) -> str | None:
    """The pool that *book* belongs to; ``None`` for any other book."""
    return book[5:] if book.startswith("pool:") else None


def is_free(book: Book) -> bool:
    """Whether any event may name *book*: wallet, debt or a pool. An isolated one is closed."""
    return book in {WALLET, DEBT} or bool(pool_of(book))


def free_book(book: Book, stamp: Stamp) -> Book:
    """*book*, which the event of *stamp* names as the account's end of a movement.

    Raises:
        IncompleteEventError: It is a position's own book, or none of the account's: what went
            there would be lost.
    """
    if not is_free(book):
        needs = f"a book of the account; {book} is neither wallet, debt nor pool:<name>"
        raise IncompleteEventError(stamp=stamp, needs=needs)
    return book
