from hypothesis import given

from isoledger import BalanceAssertion, Ledger, Transfer
from isoledger.core.books import ALL, OUTSIDE, WALLET, Book
from isoledger.core.events import Correction
from isoledger.reports.daybook import Moved, Stated, balances_of, cells_of, day_of, daybook, is_own
from isoledger.testing.journals import journals
from tests.reports.kit import DAY_NS, USDT, at, replay


@given(journals())
def test_the_books_of_an_account_are_those_its_balance_knows(journal):
    account = journal.ledger().account
    held = list(balances_of(account))
    assert all(is_own(book) and money for book, money in held)
    assert all(account.balance(money.asset, book) == money for book, money in held)
    for asset in account.assets:
        total = sum((m for _, m in held if m.asset == asset), start=asset.zero)
        assert total == account.balance(asset, ALL)


@given(journals())
def test_what_moved_adds_up_to_what_is_there(journal):
    ledger = journal.ledger()
    totals = {}
    for item in daybook(ledger):
        if isinstance(item, Moved):
            for cell, units in cells_of(item.entry):
                totals[cell] = totals.get(cell, 0) + units
    for (book, asset), units in totals.items():
        if book == ALL or is_own(book):
            assert ledger.account.balance(asset, book).units == units


def test_what_was_taken_back_is_not_in_it():
    ledger = replay(
        [
            Transfer(stamp=at(1), amount=USDT.exactly(5)),
            Transfer(stamp=at(2), amount=USDT.exactly(7)),
            Correction(stamp=at(3), reverses="id 1"),
            BalanceAssertion(stamp=at(4), amount=USDT.exactly(7)),
        ]
    )
    items = list(daybook(ledger))
    assert [type(item) for item in items] == [Moved, Stated]
    assert [item.stamp.id for item in items] == ["id 2", "id 4"]
    assert items[0].title == "transfer wallet"


def test_an_opening_account_comes_first():
    opening = replay([Transfer(stamp=at(1), amount=USDT.exactly(5))]).account
    ledger = Ledger.replay([Transfer(stamp=at(2), amount=USDT.exactly(1))], opening=opening)
    first, second = daybook(ledger)
    assert first.title == "opening balances"
    assert first.entry.total(WALLET, USDT) == USDT.exactly(5)
    assert second.entry.total(OUTSIDE, USDT) == USDT.exactly(-1)


def test_a_day_is_utc_and_a_book_of_the_world_is_not_ours():
    assert day_of(at(23)) == "1970-01-01"
    assert day_of(at(24)) == "1970-01-02"
    assert 24 * at(1).time_ns == DAY_NS
    assert not is_own(Book("spot"))
