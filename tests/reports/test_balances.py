from hypothesis import given

from isoledger import Transfer
from isoledger.core.books import ALL, OUTSIDE, WALLET, pool_book
from isoledger.core.events import PoolTransfer
from isoledger.reports.balances import BalanceRow, balance_rows, flow_rows
from isoledger.testing.journals import journals
from tests.reports.kit import USDT, XBT, at, replay


@given(journals())
def test_what_came_from_outside_is_what_is_there(journal):
    ledger = journal.ledger()
    for asset in ledger.account.assets:
        came = [row.amount for row in flow_rows(ledger) if row.amount.asset == asset]
        assert sum(came, start=asset.zero) == ledger.account.balance(asset, ALL)


def test_more_than_one_book_has_a_sum_and_an_empty_asset_a_row():
    pool = pool_book("cross")
    ledger = replay(
        [
            Transfer(stamp=at(1), amount=USDT.exactly(5)),
            PoolTransfer(stamp=at(2), amount=USDT.exactly(2), source=WALLET, target=pool),
            Transfer(stamp=at(3), amount=XBT.exactly(1)),
            Transfer(stamp=at(4), amount=XBT.exactly(-1)),
        ]
    )
    assert balance_rows(ledger.account) == (
        BalanceRow(book=WALLET, amount=USDT.exactly(3)),
        BalanceRow(book=pool, amount=USDT.exactly(2)),
        BalanceRow(book=ALL, amount=USDT.exactly(5)),
        BalanceRow(book=ALL, amount=XBT.exactly(0)),
    )
    assert [(row.book, str(row.amount)) for row in flow_rows(ledger)] == [
        (OUTSIDE, "5.000000 USDt"),
        (OUTSIDE, "0.00000000 XBt"),
    ]


def test_one_book_needs_no_sum():
    rows = balance_rows(replay([Transfer(stamp=at(1), amount=USDT.exactly(5))]).account)
    assert rows == (BalanceRow(book=WALLET, amount=USDT.exactly(5)),)
