"""What every book holds, and what came and went, as rows."""

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.books import ALL, Book
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.reports.daybook import balances_of, is_own


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


@frozen(kw_only=True)
class FlowRow:
    """What the account had from one book of the world outside, all in all.

    Attributes:
        book: The counter-book, for instance ``fees``.
        amount: Received above zero, paid below.
    """

    book: Book
    amount: Money


def flow_rows(ledger: Ledger) -> tuple[FlowRow, ...]:
    """What the account had from every counter-book, by asset, in the order they first appear."""
    totals: dict[tuple[Asset, Book], int] = {}
    for entry in ledger.entries():
        for posting in entry:
            if not is_own(posting.book):
                cell = posting.amount.asset, posting.book
                totals[cell] = totals.get(cell, 0) - posting.amount.units
    order = {asset: place for place, asset in enumerate(ledger.account.assets)}
    cells = sorted(totals, key=lambda cell: order.get(cell[0], len(order)))
    return tuple(
        FlowRow(book=book, amount=Money(totals[asset, book], asset)) for asset, book in cells
    )
