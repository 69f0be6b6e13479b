"""What an event moves that concerns no position: flows between books, and nothing else."""

from typing import assert_never

from isoledger.core.books import (
    ADJUSTMENT,
    BONUS,
    CONVERSION,
    DEBT,
    FEES,
    FUNDING,
    INSURANCE,
    INTEREST,
    OUTSIDE,
    PNL,
    free_book,
)
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Conversion,
    EitherEvent,
    Fee,
    FundingTotal,
    InsuranceClear,
    Interest,
    PoolTransfer,
    RealisedProfit,
    Repay,
    Transfer,
    WalletEvent,
)
from isoledger.core.postings import Flow, Flows


def wallet_flows(event: WalletEvent | EitherEvent) -> Flows:
    """The flows of an event that names a book and no position.

    Raises:
        IncompleteEventError: The book is not one that money can be moved to by itself.
        AssetMismatchError: A fee inside an amount is in another asset.
    """
    if isinstance(event, BalanceAssertion):
        return ()
    for book in (event.source, event.target) if isinstance(event, PoolTransfer) else (event.book,):
        free_book(book, event.stamp)
    match event:
        case RealisedProfit():
            return _profit(event)
        case FundingTotal(amount=amount, book=book):
            return (Flow(FUNDING, book, amount),)
        case Transfer():
            return _transfer(event)
        case PoolTransfer(amount=amount, source=source, target=target):
            return (Flow(source, target, amount),)
        case Conversion():
            return _conversion(event)
        case Interest(amount=amount, book=book):
            return (Flow(INTEREST, book, amount),)
        case Borrow(amount=amount, book=book):
            return (Flow(DEBT, book, amount),)
        case Repay(amount=amount, book=book):
            return (Flow(book, DEBT, amount),)
        case Bonus(amount=amount, book=book):
            return (Flow(BONUS, book, amount),)
        case Adjustment(amount=amount, book=book):
            return (Flow(ADJUSTMENT, book, amount),)
        case Fee(amount=amount, book=book):
            return (Flow(book, FEES, amount),)
        case InsuranceClear(amount=amount, book=book):
            return (Flow(INSURANCE, book, amount),)
        case _:
            assert_never(event)


def _profit(event: RealisedProfit) -> Flows:
    """Profit gross, and the fee that was inside the amount beside it."""
    if event.fee is None:
        return (Flow(PNL, event.book, event.amount),)
    gross = event.amount + event.fee
    return Flow(PNL, event.book, gross), Flow(event.book, FEES, event.fee)


def _transfer(event: Transfer) -> Flows:
    """The amount as stated; the fee inside it goes to the venue, the rest to the other end."""
    if event.fee is None:
        return (Flow(OUTSIDE, event.book, event.amount),)
    net = event.amount + event.fee
    return Flow(OUTSIDE, event.book, net), Flow(event.book, FEES, event.fee)


def _conversion(event: Conversion) -> Flows:
    legs = Flow(event.book, CONVERSION, event.sold), Flow(CONVERSION, event.book, event.bought)
    return legs if event.fee is None else (*legs, Flow(event.book, FEES, event.fee))
