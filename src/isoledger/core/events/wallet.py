"""What happens to the account's money, whatever its positions are."""

from typing import Literal

from attrs import frozen

from isoledger.core.books import WALLET, Book
from isoledger.core.fact import Fact
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Money


@frozen(kw_only=True, eq=False, repr=False)
class Fee(Fact):
    """A fee apart from any fill; below zero it is a rebate.

    Attributes:
        stamp: When and who.
        amount: Paid above zero.
        position: The position that pays it; ``None``: *book* does.
        book: Who pays when no position does.
        reason: What for.
    """

    stamp: Stamp
    amount: Money
    position: PositionId | None = None
    book: Book = WALLET
    reason: str = ""


@frozen(kw_only=True, eq=False, repr=False)
class Transfer(Fact):
    """Money crossed the account's border.

    Attributes:
        stamp: When and who.
        amount: In above zero, out below, a withdrawal fee included.
        fee: The part of *amount* that the venue kept, above zero; ``None``: none.
        book: Where it arrived or left.
        kind: Deposit, withdrawal, between accounts of one owner, or the balance a journal
            begins with.
        counterparty: The other end, if stated.
    """

    stamp: Stamp
    amount: Money
    fee: Money | None = None
    book: Book = WALLET
    kind: Literal["deposit", "withdrawal", "internal", "opening"] = "internal"
    counterparty: str = ""


@frozen(kw_only=True, eq=False, repr=False)
class PoolTransfer(Fact):
    """Money moved between two books of the account: the wallet and a pool, or two pools.

    Attributes:
        stamp: When and who.
        amount: How much, above zero.
        source: The book it left.
        target: The book it reached.
    """

    stamp: Stamp
    amount: Money
    source: Book
    target: Book


@frozen(kw_only=True, eq=False, repr=False)
class Conversion(Fact):
    """One asset was exchanged for another.

    Attributes:
        stamp: When and who.
        sold: What left, above zero.
        bought: What came, above zero.
        fee: Fee on top, in any asset; ``None``: none.
        book: Where both happened.
    """

    stamp: Stamp
    sold: Money
    bought: Money
    fee: Money | None = None
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class RealisedProfit(Fact):
    """Profit that a venue booked and states only as a sum: no fills are given for it.

    Attributes:
        stamp: When and who.
        symbol: The instrument it came from.
        amount: Net of everything in it, gain above zero.
        fee: The fee or funding inside *amount*, paid above zero; ``None``: not stated.
        book: Where it was booked.
    """

    stamp: Stamp
    symbol: str
    amount: Money
    fee: Money | None = None
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class FundingTotal(Fact):
    """Funding that a venue booked without the position it belongs to being known here.

    Attributes:
        stamp: When and who.
        symbol: The instrument it came from.
        amount: Received above zero, paid below.
        book: Where it was booked.
    """

    stamp: Stamp
    symbol: str
    amount: Money
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class Interest(Fact):
    """Interest accrued.

    Attributes:
        stamp: When and who.
        amount: Received above zero, paid below.
        book: Where it was booked.
    """

    stamp: Stamp
    amount: Money
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class Borrow(Fact):
    """Money was lent to the account.

    Attributes:
        stamp: When and who.
        amount: How much, above zero.
        book: Where it arrived.
    """

    stamp: Stamp
    amount: Money
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class Repay(Fact):
    """A loan was paid back.

    Attributes:
        stamp: When and who.
        amount: How much, above zero.
        book: Where it left.
    """

    stamp: Stamp
    amount: Money
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class InsuranceClear(Fact):
    """The insurance fund paid a deficit, or took a surplus.

    Attributes:
        stamp: When and who.
        amount: Paid to the account above zero.
        position: The isolated position it concerns; ``None``: *book*.
        book: The book it concerns when no position is.
    """

    stamp: Stamp
    amount: Money
    position: PositionId | None = None
    book: Book = WALLET


@frozen(kw_only=True, eq=False, repr=False)
class Bonus(Fact):
    """The venue gave money (took it back, below zero).

    Attributes:
        stamp: When and who.
        amount: Received above zero.
        book: Where it was booked.
        reason: What for.
    """

    stamp: Stamp
    amount: Money
    book: Book = WALLET
    reason: str = ""


@frozen(kw_only=True, eq=False, repr=False)
class Adjustment(Fact):
    """A movement with no other name.

    Attributes:
        stamp: When and who.
        amount: Received above zero.
        book: Where it was booked.
        reason: Why; never empty.
    """

    stamp: Stamp
    amount: Money
    book: Book = WALLET
    reason: str


@frozen(kw_only=True, eq=False, repr=False)
class BalanceAssertion(Fact):
    """The venue stated a balance. Changes nothing; a difference is a finding.

    Attributes:
        stamp: When and who.
        amount: What the venue says.
        book: Of which book, or `ALL` of the account's own books together.
    """

    stamp: Stamp
    amount: Money
    book: Book = WALLET
