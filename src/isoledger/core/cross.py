"""Holdings that answer for one another, out of one purse."""

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from isoledger.core.books import FEES, FUNDING, PNL, Book, pool_book
from isoledger.core.errors import IncompleteEventError, MissingMarkError
from isoledger.core.events import (
    Deleveraging,
    EntryRebase,
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    PositionEvent,
    ReserveMove,
    Settlement,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact
from isoledger.core.postings import Entry, Flow, Step, move
from isoledger.core.trades import opened, trade_of

Marks = Mapping[str, Fraction]
"""The price at which a venue values each instrument now, by symbol. Always an argument."""


@frozen(kw_only=True)
class CrossPool:
    """Balances in any number of assets, and every holding that they stand behind together.

    A balance may be below zero: what one position lost may rest on what another has gained and
    not yet realised.

    Attributes:
        name: The pool's name.
        balances: Its cash, by asset.
        holdings: What is held, by position.
        leverage: As last set, by position.
    """

    name: str
    balances: FrozenMap[Asset, Money] = FrozenMap()
    holdings: FrozenMap[PositionId, Holding] = FrozenMap()
    leverage: FrozenMap[PositionId, Exact] = FrozenMap()

    @property
    def book(self) -> Book:
        """The book of its cash."""
        return pool_book(self.name)

    @property
    def cash(self) -> tuple[Money, ...]:
        """Its cash in every asset it ever had."""
        return tuple(self.balances.values())

    def balance(self, asset: Asset) -> Money:
        """Its cash in *asset*."""
        return self.balances.get(asset, asset.zero)

    def holding(self, position: PositionId, instrument: Instrument) -> Holding:
        """What is held under *position*; nothing, if it was never opened."""
        return self.holdings.get(position) or Holding.nothing(instrument)

    def profit(self, asset: Asset, marks: Marks) -> Fraction:
        """Unrealised profit of all holdings settled in *asset*, at *marks*, in coins.

        Raises:
            MissingMarkError: The mark of something held was not given.
        """
        parts = (
            h.profit(_mark(marks, h.instrument.symbol))
            for h in self.holdings.values()
            if h.size and h.instrument.settle == asset
        )
        return sum(parts, start=Fraction(0))

    def posted(self, entry: Entry) -> "CrossPool":
        """The pool after *entry* moved its cash."""
        balances = self.balances
        for posting in entry:
            if posting.book == self.book:
                asset = posting.amount.asset
                balances = balances.set(asset, self._sum(balances, posting.amount))
        return evolve(self, balances=balances)

    @staticmethod
    def _sum(balances: FrozenMap[Asset, Money], amount: Money) -> Money:
        before = balances.get(amount.asset)
        return amount if before is None else before + amount

    def apply(self, event: PositionEvent, instrument: Instrument) -> Step["CrossPool"]:
        """The pool after *event* on one of its positions, and the entry that explains it.

        Args:
            event: Something that happened to a position of this pool.
            instrument: The terms of that position.

        Raises:
            IncompleteEventError: *event* states too little, or speaks of margin of its own, which
                a position in a pool does not have.
        """
        held = self.holding(event.position, instrument)
        match event:
            case Fill() | Deleveraging() | Liquidation() | Settlement():
                trade = trade_of(event, held)
                profit = Flow(PNL, self.book, trade.realised, trade.provenance)
                fee = () if event.fee is None else (Flow(self.book, FEES, event.fee),)
                return self._held(event, trade.holding, profit, *fee)
            case Funding(amount=amount):
                return self._held(event, held, Flow(FUNDING, self.book, amount))
            case EntryRebase(realised=realised):
                return self._held(event, held.rebased(realised), Flow(PNL, self.book, realised))
            case OpeningPosition():
                return self._held(event, opened(event, held))
            case LeverageChange(position=position, leverage=leverage):
                return Step(
                    evolve(self, leverage=self.leverage.set(position, leverage)),
                    move(event.stamp),
                )
            case PositionAssertion():
                return Step(self, move(event.stamp))
            case MarginTransfer() | ReserveMove():
                needs = f"an isolated position; {event.position} shares the margin of its pool"
                raise IncompleteEventError(stamp=event.stamp, needs=needs)
            case _:
                assert_never(event)

    def _held(self, event: PositionEvent, holding: Holding, *flows: Flow) -> Step["CrossPool"]:
        entry = move(event.stamp, *flows)
        after = evolve(self, holdings=self.holdings.set(event.position, holding))
        return Step(after.posted(entry), entry)


def _mark(marks: Marks, symbol: str) -> Fraction:
    if symbol not in marks:
        raise MissingMarkError(name=symbol, why="the profit of a pool")
    return marks[symbol]
