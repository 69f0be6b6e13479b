import pytest

from isoledger.core import books
from isoledger.core.books import Book, margin_book, pool_book, pool_of, reserve_book
from isoledger.core.identity import PositionId


def test_an_isolated_position_has_a_book_and_a_reserve_of_its_own():
    position = PositionId("X", "long")
    assert margin_book(position) == "isolated:X:long"
    assert reserve_book(position) == "isolated:X:long:reserve"


def test_a_position_in_a_pool_has_the_book_of_the_pool():
    assert margin_book(PositionId("X", pool="cross")) == pool_book("cross") == "pool:cross"


@pytest.mark.parametrize(
    ("book", "pool"), [("pool:cross", "cross"), ("wallet", None), ("isolated:X", None)]
)
def test_the_pool_of_a_book_is_read_off_its_name(book, pool):
    assert pool_of(Book(book)) == pool


@pytest.mark.parametrize(
    ("book", "free"),
    [
        ("wallet", True),
        ("debt", True),
        ("pool:cross", True),
        ("pool:", False),
        ("isolated:X", False),
        ("isolated:X:reserve", False),
        ("all", False),
        ("outside", False),
        ("pnl", False),
        ("", False),
    ],
)
def test_only_wallet_debt_and_pools_may_be_named_by_an_event(book, free):
    assert books.is_free(Book(book)) is free


def test_no_two_books_share_a_name():
    named = [value for name, value in vars(books).items() if name.isupper()]
    assert len(named) == len(set(named)) == 12
