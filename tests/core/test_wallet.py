import pytest

import isoledger as il
from isoledger.core.errors import AssetMismatchError, IncompleteEventError
from isoledger.core.wallet import wallet_flows
from tests.core.kit import CROSS, USDT, XBT, last_entry, stamp, usdt

AT = stamp(1)
COINS = XBT.exactly("0.5")

# event -> what every book gets
MOVED = {
    "a deposit": (
        il.Transfer(stamp=AT, amount=usdt("10")),
        {"outside": "-10.00 USDT", "wallet": "10.00 USDT"},
    ),
    "a withdrawal of 10 of which the venue keeps 1": (
        il.Transfer(stamp=AT, amount=usdt("-10"), fee=usdt("1"), kind="withdrawal"),
        {"outside": "9.00 USDT", "wallet": "-10.00 USDT", "fees": "1.00 USDT"},
    ),
    "a deposit of 10 after a fee of 1": (
        il.Transfer(stamp=AT, amount=usdt("10"), fee=usdt("1")),
        {"outside": "-11.00 USDT", "wallet": "10.00 USDT", "fees": "1.00 USDT"},
    ),
    "profit": (
        il.RealisedProfit(stamp=AT, symbol="X", amount=usdt("-5")),
        {"pnl": "5.00 USDT", "wallet": "-5.00 USDT"},
    ),
    "profit of 5 after a fee of 2": (
        il.RealisedProfit(stamp=AT, symbol="X", amount=usdt("5"), fee=usdt("2")),
        {"pnl": "-7.00 USDT", "wallet": "5.00 USDT", "fees": "2.00 USDT"},
    ),
    "funding paid": (
        il.FundingTotal(stamp=AT, symbol="X", amount=usdt("-1")),
        {"funding": "1.00 USDT", "wallet": "-1.00 USDT"},
    ),
    "into a pool": (
        il.PoolTransfer(stamp=AT, amount=usdt("3"), source=il.WALLET, target=CROSS),
        {"wallet": "-3.00 USDT", "pool:cross": "3.00 USDT"},
    ),
    "interest": (
        il.Interest(stamp=AT, amount=usdt("-1"), book=CROSS),
        {"interest": "1.00 USDT", "pool:cross": "-1.00 USDT"},
    ),
    "borrowing": (
        il.Borrow(stamp=AT, amount=usdt("4")),
        {"debt": "-4.00 USDT", "wallet": "4.00 USDT"},
    ),
    "paying back": (
        il.Repay(stamp=AT, amount=usdt("4")),
        {"debt": "4.00 USDT", "wallet": "-4.00 USDT"},
    ),
    "a bonus": (
        il.Bonus(stamp=AT, amount=usdt("4")),
        {"bonus": "-4.00 USDT", "wallet": "4.00 USDT"},
    ),
    "an adjustment": (
        il.Adjustment(stamp=AT, amount=usdt("-4"), reason="found"),
        {"adjustment": "4.00 USDT", "wallet": "-4.00 USDT"},
    ),
    "a fee": (il.Fee(stamp=AT, amount=usdt("4")), {"fees": "4.00 USDT", "wallet": "-4.00 USDT"}),
    "a rebate": (
        il.Fee(stamp=AT, amount=usdt("-4")),
        {"fees": "-4.00 USDT", "wallet": "4.00 USDT"},
    ),
    "a deficit paid by insurance": (
        il.InsuranceClear(stamp=AT, amount=usdt("4")),
        {"insurance": "-4.00 USDT", "wallet": "4.00 USDT"},
    ),
    "a stated balance": (il.BalanceAssertion(stamp=AT, amount=usdt("4")), {}),
    "nothing": (il.Bonus(stamp=AT, amount=USDT.zero), {}),
}


@pytest.mark.parametrize(("event", "moved"), MOVED.values(), ids=MOVED)
def test_an_event_moves_this_money_and_no_other(event, moved):
    books = {}
    for flow in wallet_flows(event):
        for book, amount in ((flow.source, -flow.amount), (flow.target, flow.amount)):
            books[book] = books.get(book, USDT.zero) + amount
    assert {book: str(amount) for book, amount in books.items() if amount} == moved


def test_a_conversion_has_two_legs_and_the_fee_on_top():
    event = il.Conversion(stamp=AT, sold=usdt("10"), bought=COINS)
    assert [(f.source, f.target, f.amount) for f in wallet_flows(event)] == [
        ("wallet", "conversion", usdt("10")),
        ("conversion", "wallet", COINS),
    ]
    charged = il.Conversion(stamp=AT, sold=usdt("10"), bought=COINS, fee=usdt("1"))
    fee = wallet_flows(charged)[2]
    assert (fee.source, fee.target, fee.amount) == ("wallet", "fees", usdt("1"))


@pytest.mark.parametrize(
    "event",
    [
        il.Transfer(stamp=AT, amount=usdt("-10"), fee=COINS),
        il.RealisedProfit(stamp=AT, symbol="X", amount=usdt("5"), fee=COINS),
    ],
    ids=["transfer", "profit"],
)
def test_a_fee_inside_an_amount_is_of_its_asset(event):
    with pytest.raises(AssetMismatchError):
        wallet_flows(event)
    with pytest.raises(AssetMismatchError):
        il.Ledger.replay([event])


NAMING_A_BOOK = [event for event, _ in MOVED.values() if hasattr(event, "book")]


@pytest.mark.parametrize("book", ["isolated:BTCUSDT", "isolated:BTCUSDT:reserve", "all", "pnl", ""])
@pytest.mark.parametrize(
    "event", {type(e): e for e in NAMING_A_BOOK}.values(), ids=lambda e: type(e).__name__
)
def test_no_event_puts_money_where_the_account_does_not_keep_any(event, book):
    fields = {name: getattr(event, name) for name in event.__slots__ if name != "__weakref__"}
    lost = type(event)(**(fields | {"book": il.Book(book)}))
    if isinstance(event, il.BalanceAssertion):
        assert wallet_flows(lost) == ()
        return
    for replay in (wallet_flows, lambda e: il.Ledger.replay([e])):
        with pytest.raises(IncompleteEventError) as caught:
            replay(lost)
        assert caught.value.needs == (
            f"a book of the account; {book} is neither wallet, debt nor pool:<name>"
        )


@pytest.mark.parametrize(("source", "target"), [("wallet", "all"), ("pnl", "wallet")])
def test_a_transfer_between_books_is_between_books_of_the_account(source, target):
    event = il.PoolTransfer(
        stamp=AT, amount=usdt("1"), source=il.Book(source), target=il.Book(target)
    )
    with pytest.raises(IncompleteEventError):
        il.Ledger.replay([event])


def test_the_entry_of_an_event_is_its_flows():
    assert last_entry([il.Bonus(stamp=AT, amount=usdt("4"))]) == {
        "bonus": "-4.00 USDT",
        "wallet": "4.00 USDT",
    }
