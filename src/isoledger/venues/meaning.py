"""What a row of a statement means, and the meanings that most venues' rows have."""

from collections.abc import Callable
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from isoledger.core.books import WALLET, Book
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Fee,
    FundingTotal,
    InsuranceClear,
    Interest,
    MarginEvent,
    RealisedProfit,
    Repay,
    Transfer,
)
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money
from isoledger.core.rules import Evidence
from isoledger.venues.records import Record
from isoledger.venues.sums import number
from isoledger.venues.translation import NOTHING_GIVEN, Given

PARTS = 16
"""How many events one record can be. Their places in an instant are so far apart."""


@frozen(kw_only=True)
class Row:
    """One record of a statement, placed and named.

    Attributes:
        record: The record, without the words that stand for nothing.
        type: What its venue calls it.
        venue: Whose it is.
        account: The name we gave the account.
        time_ns: When it happened, ns UTC.
        sequence: Its place among the records of that instant.
        id: Its identity, occurrence counted.
        first: The part of it that is told first.
        given: What the user says because the rows do not.
    """

    record: Record
    type: str
    venue: str
    account: str
    time_ns: int
    sequence: int
    id: str
    first: int = 0
    given: Given = NOTHING_GIVEN

    def stamp(self, part: int = 0) -> Stamp:
        """The stamp of the event that is the *part* of it; the first one has its bare identity.

        Raises:
            FieldError: So many parts no row has.
        """
        at = self.first + part
        if not 0 <= at < PARTS:
            raise self.record.fault("type", f"{self.type!r} is more than {PARTS} events")
        return Stamp(
            time_ns=self.time_ns,
            sequence=self.sequence * PARTS + at,
            venue=self.venue,
            account=self.account,
            id=f"{self.id}/{at}" if at else self.id,
            source=self.record.source,
        )

    def part(self, first: int) -> "Row":
        """The same row, whose events are its parts from *first* on."""
        return evolve(self, first=self.first + first)

    def amount(self, name: str) -> Fraction:
        """The number in *name*, 0 where nothing stands; ``-name`` turns its sign.

        Raises:
            FieldError: It is no plain number.
        """
        return number(self.record, name)

    def money(self, name: str, asset: Asset) -> Money:
        """The amount of *asset* in *name*, 0 where nothing stands; ``-name`` turns its sign.

        Raises:
            FieldError: It is no plain number.
            OffGridError: It is finer than the books of the venue.
        """
        return asset.exactly(self.amount(name))

    def maybe(self, name: str, asset: Asset) -> Money | None:
        """The same; ``None`` where nothing stands."""
        there = self.record.optional(name.removeprefix("-")) is not None
        return self.money(name, asset) if there else None


Teller: TypeAlias = Callable[[Row], tuple[MarginEvent, ...]]
"""What a row became. None at all: it moved nothing."""


@frozen(kw_only=True)
class Meaning:
    """What a type of row means.

    Attributes:
        becomes: The events it becomes, by name; none: it is no history.
        tell: Makes them.
        why: What has to be known about it; of what is no history, why it is none.
        evidence: How well that is known.
    """

    becomes: tuple[str, ...]
    tell: Teller
    why: str = ""
    evidence: Evidence = Evidence.OFFICIAL


def no_history(why: str) -> Meaning:
    """What moves nothing here, and *why*."""
    return Meaning(becomes=(), tell=lambda _: (), why=why)


@frozen(kw_only=True)
class Columns:
    """Where a statement keeps what most of its rows have.

    Attributes:
        amount: What the row moved, net of everything; ``-name`` turns its sign.
        coin: Its asset.
        symbol: The contract.
        fee: The fee inside *amount*, paid above zero; empty: none is stated.
        book: The book it moved.
    """

    amount: str
    coin: Callable[[Row], Asset]
    symbol: str = "symbol"
    fee: str = ""
    book: Book = WALLET

    def moved(self, row: Row) -> Money:
        """What *row* moved."""
        return row.money(self.amount, self.coin(row))

    def paid(self, row: Row) -> Money | None:
        """The fee inside it; ``None``: none is stated."""
        return row.maybe(self.fee, self.coin(row)) if self.fee else None

    def about(self, row: Row) -> str:
        """The contract *row* is about; empty: none."""
        return row.record.optional(self.symbol) or ""

    def transfer(
        self, kind: Literal["deposit", "withdrawal", "internal"] = "internal", why: str = ""
    ) -> Meaning:
        """Money that crossed the account's border."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            stamp, amount, fee = row.stamp(), self.moved(row), self.paid(row) or None
            return (Transfer(stamp=stamp, amount=amount, fee=fee, book=self.book, kind=kind),)

        return Meaning(becomes=("Transfer",), tell=tell, why=why)

    def profit(self, why: str = "") -> Meaning:
        """Profit of closing, with the fee inside it where one is stated."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            told = RealisedProfit(
                stamp=row.stamp(),
                symbol=self.about(row),
                amount=self.moved(row),
                fee=self.paid(row),
                book=self.book,
            )
            return (told,)

        return Meaning(becomes=("RealisedProfit",), tell=tell, why=why)

    def funding(self, why: str = "") -> Meaning:
        """Funding, of a position that the row does not tell apart."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            stamp, amount = row.stamp(), self.moved(row)
            symbol, book = self.about(row), self.book
            return (FundingTotal(stamp=stamp, symbol=symbol, amount=amount, book=book),)

        return Meaning(becomes=("FundingTotal",), tell=tell, why=why)

    def charge(self, reason: str) -> Meaning:
        """A fee on its own, which *amount* has below zero where it was paid."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            stamp, paid = row.stamp(), -self.moved(row)
            return (Fee(stamp=stamp, amount=paid, book=self.book, reason=reason),)

        return Meaning(becomes=("Fee",), tell=tell)

    def bonus(self, reason: str) -> Meaning:
        """What the venue gave, or took back."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            stamp, amount = row.stamp(), self.moved(row)
            return (Bonus(stamp=stamp, amount=amount, book=self.book, reason=reason),)

        return Meaning(becomes=("Bonus",), tell=tell)

    def interest(self) -> Meaning:
        """Interest."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            return (Interest(stamp=row.stamp(), amount=self.moved(row), book=self.book),)

        return Meaning(becomes=("Interest",), tell=tell)

    def loan(self) -> Meaning:
        """Money lent to the account, or paid back by it."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            stamp, amount = row.stamp(), self.moved(row)
            if amount.units < 0:
                return (Repay(stamp=stamp, amount=-amount, book=self.book),)
            return (Borrow(stamp=stamp, amount=amount, book=self.book),)

        return Meaning(becomes=("Borrow or Repay",), tell=tell)

    def insurance(self) -> Meaning:
        """What the insurance fund paid or took."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            return (InsuranceClear(stamp=row.stamp(), amount=self.moved(row), book=self.book),)

        return Meaning(becomes=("InsuranceClear",), tell=tell)

    def adjustment(self, reason: str) -> Meaning:
        """A movement with no other name."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            stamp, amount = row.stamp(), self.moved(row)
            return (Adjustment(stamp=stamp, amount=amount, book=self.book, reason=reason),)

        return Meaning(becomes=("Adjustment",), tell=tell)

    def states(self, balance: str, book: Book | None = None) -> Callable[[Row], MarginEvent]:
        """The balance that a row states, after all that it moved.

        Args:
            balance: The field that holds it.
            book: Of which book; ``None``: the one that rows move.
        """

        def state(row: Row) -> MarginEvent:
            amount, stamp = row.money(balance, self.coin(row)), row.stamp(PARTS - 1)
            return BalanceAssertion(
                stamp=stamp, amount=amount, book=self.book if book is None else book
            )

        return state


def coin(name: str, decimals: int) -> Callable[[Row], Asset]:
    """The asset that field *name* names, kept to *decimals*.

    Raises:
        FieldError: From the function: the field is missing.
    """

    def of(row: Row) -> Asset:
        return Asset(row.record.text(name), decimals)

    return of


def currency(code: str, decimals: int) -> Callable[[Row], Asset]:
    """The only asset of a statement that does not name it."""
    asset = Asset(code, decimals)
    return lambda _: asset


def text_of(record: Record, name: str, words: frozenset[str]) -> str:
    """The text in *name*, which must be one of *words*.

    Raises:
        FieldError: It is missing or another one.
    """
    text = record.text(name)
    if text not in words:
        raise record.fault(name, f"{text[:40]!r} is none of {', '.join(sorted(words))}")
    return text
