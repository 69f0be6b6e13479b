"""What every book holds, as rows."""

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.books import ALL, Book
from isoledger.core.money import Money
from isoledger.reports.daybook import balances_of


@frozen(kw_only=True)
class BalanceRow:
    """What one book holds of one asset.

    Attributes:
        book: The book; `ALL` for the sum of an asset that lies in more than one.
        amount: How much, signed.
    """

    book: Book
    amount: Money


def balance_rows(account: Account) -> tuple[BalanceRow, ...]:
    """Every own book of *account* that holds anything, by asset, and the sum where there are more.

    An asset that was held and is gone has one row, of zero.
    """
    held = list(balances_of(account))
    rows: list[BalanceRow] = []
    for asset in account.assets:
        own = [BalanceRow(book=book, amount=money) for book, money in held if money.asset == asset]
        rows += own
        if len(own) != 1:
            rows.append(BalanceRow(book=ALL, amount=account.balance(asset, ALL)))
    return tuple(rows)
