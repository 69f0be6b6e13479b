"""What rows mean that state a whole trade: its size, price, profit and fee."""

from collections.abc import Callable

from attrs import evolve, frozen

from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    Liquidation,
    MarginEvent,
    Settlement,
    SettlementKind,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset, Money
from isoledger.core.rules import Evidence
from isoledger.venues.meaning import Meaning, Row


def _unstated(_: Row) -> int | None:
    return None


@frozen(kw_only=True)
class Trades:
    """Where a statement keeps what its trades are; ``-name`` turns the sign of a field.

    Attributes:
        position: The position a row is about.
        size: Signed lots traded, bought above zero.
        price: The field with the price.
        coin: The asset of profit, fee and funding.
        fee: The field with the fee, paid above zero; empty: not stated.
        fee_coin: The asset of the fee; ``None``: as the profit.
        realised: The field with the profit before the fee; empty: not stated.
        cost: The field with the signed value exchanged; empty: not stated.
        held: Signed lots held before the trade; ``None`` where the row does not say.
    """

    position: Callable[[Row], PositionId]
    size: Callable[[Row], int]
    price: str
    coin: Callable[[Row], Asset]
    fee: str = ""
    fee_coin: Callable[[Row], Asset] | None = None
    realised: str = ""
    cost: str = ""
    held: Callable[[Row], int | None] = _unstated

    def paid(self, row: Row) -> Money | None:
        """The fee of *row*; ``None``: it states none."""
        return row.maybe(self.fee, (self.fee_coin or self.coin)(row)) if self.fee else None

    def profit(self, row: Row) -> Money | None:
        """The profit of *row* before its fee; ``None``: it states none."""
        return row.maybe(self.realised, self.coin(row)) if self.realised else None

    def fill(self) -> Meaning:
        """An ordinary trade."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            told = Fill(
                stamp=row.stamp(),
                position=self.position(row),
                size=self.size(row),
                price=row.record.price(self.price),
                cost=row.maybe(self.cost, self.coin(row)) if self.cost else None,
                fee=self.paid(row),
                realised=self.profit(row),
                held=self.held(row),
            )
            return (told,)

        return Meaning(becomes=("Fill",), tell=tell)

    def liquidation(self) -> Meaning:
        """A take-over by the venue, of so many lots."""
        return self._forced(Liquidation)

    def deleveraging(self) -> Meaning:
        """A trade against a bankrupt position, made by the venue."""
        return self._forced(Deleveraging)

    def _forced(self, event: type[Liquidation | Deleveraging]) -> Meaning:
        def tell(row: Row) -> tuple[MarginEvent, ...]:
            told = event(
                stamp=row.stamp(),
                position=self.position(row),
                size=self.size(row),
                price=row.record.price(self.price),
                realised=self.profit(row),
                fee=self.paid(row),
            )
            return (told,)

        return Meaning(becomes=(event.__name__,), tell=tell)

    def settlement(self, kind: SettlementKind) -> Meaning:
        """A settlement: for the session, or for good."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            there = row.record.optional(self.price) is not None
            told = Settlement(
                stamp=row.stamp(),
                position=self.position(row),
                kind=kind,
                price=row.record.price(self.price) if there else None,
                amount=self.profit(row),
                fee=self.paid(row),
            )
            return (told,)

        return Meaning(becomes=("Settlement",), tell=tell)

    def funding(self, amount: str, rate: str = "") -> Meaning:
        """Funding of the position, received above zero in field *amount*, at *rate*."""

        def tell(row: Row) -> tuple[MarginEvent, ...]:
            there = bool(rate) and row.record.optional(rate) is not None
            told = Funding(
                stamp=row.stamp(),
                position=self.position(row),
                amount=row.money(amount, self.coin(row)),
                rate=row.record.number(rate) if there else None,
            )
            return (told,)

        return Meaning(becomes=("Funding",), tell=tell)


_WORST_LAST = (Evidence.OFFICIAL, Evidence.RECORDED, Evidence.ASSUMED)


def joined(*meanings: Meaning, why: str = "") -> Meaning:
    """What a row means that is several things at once, each told after the one before.

    It is known only as well as the least known of them.
    """

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        told = list[MarginEvent]()
        for meaning in meanings:
            told += meaning.tell(row.part(len(told)))
        return tuple(told)

    return Meaning(
        becomes=tuple(name for meaning in meanings for name in meaning.becomes),
        tell=tell,
        why=why,
        evidence=max((meaning.evidence for meaning in meanings), key=_WORST_LAST.index),
    )


def unless_nothing(meaning: Meaning, amount: str) -> Meaning:
    """*meaning*, for rows whose *amount* is not 0; others are told as nothing."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        return meaning.tell(row) if row.amount(amount) else ()

    return evolve(meaning, tell=tell)
