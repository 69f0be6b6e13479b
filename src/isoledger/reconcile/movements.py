"""What an event moved, and for what: the common measure of two tellings."""

import enum
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

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
    Book,
    margin_book,
    reserve_book,
)
from isoledger.core.events import (
    Deleveraging,
    EntryRebase,
    Fee,
    Fill,
    Funding,
    FundingTotal,
    InsuranceClear,
    Liquidation,
    MarginEvent,
    MarginModeChange,
    MarginTransfer,
    RealisedProfit,
    ReserveMove,
    Settlement,
    WalletEvent,
)
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.postings import Entry
from isoledger.core.wallet import wallet_flows

_Free: TypeAlias = WalletEvent | Fee | InsuranceClear


class Purpose(enum.Enum):
    """What money was moved for."""

    PROFIT = "profit"
    FEE = "fee"
    FUNDING = "funding"
    TRANSFER = "transfer"
    MARGIN = "margin"
    INTEREST = "interest"
    LOAN = "loan"
    CONVERSION = "conversion"
    BONUS = "bonus"
    INSURANCE = "insurance"
    ADJUSTMENT = "adjustment"


_PURPOSES: dict[Book, Purpose] = {
    PNL: Purpose.PROFIT,
    FEES: Purpose.FEE,
    FUNDING: Purpose.FUNDING,
    OUTSIDE: Purpose.TRANSFER,
    INTEREST: Purpose.INTEREST,
    DEBT: Purpose.LOAN,
    CONVERSION: Purpose.CONVERSION,
    BONUS: Purpose.BONUS,
    INSURANCE: Purpose.INSURANCE,
    ADJUSTMENT: Purpose.ADJUSTMENT,
}


class Movement(NamedTuple):
    """What one event moved of one asset, for one purpose.

    Attributes:
        purpose: What for.
        asset: Of what.
        units: Smallest units that *scope* gained. Of margin there are two, what one book gives and
            the other gets.
        symbol: The contract; empty: none.
        scope: The book of the account that it moved.
    """

    purpose: Purpose
    asset: Asset
    units: int
    symbol: str
    scope: Book

    @property
    def money(self) -> Money:
        """How much."""
        return Money(self.units, self.asset)

    @property
    def counts(self) -> int:
        """What it adds to the account: nothing, if it moved between books of the account."""
        return 0 if self.purpose is Purpose.MARGIN else self.units


MovedOf: TypeAlias = Callable[[MarginEvent], tuple[Movement, ...]]
"""What an event moved, by one telling or the other."""


def told(event: MarginEvent) -> tuple[Movement, ...]:
    """What *event* itself says that it moved; what it leaves to be computed is not in it."""
    match event:
        case Fill() | Deleveraging() | Liquidation():
            return _traded(event.position, event.realised, event.fee)
        case Settlement():
            return _traded(event.position, event.amount, event.fee)
        case Funding():
            return _one(Purpose.FUNDING, event.amount, event.position)
        case ReserveMove():
            margin, reserve = margin_book(event.position), reserve_book(event.position)
            return _between(margin, reserve, event.amount, event.position)
        case EntryRebase():
            return _one(Purpose.PROFIT, event.realised, event.position)
        case MarginTransfer():
            return _between(event.book, margin_book(event.position), event.amount, event.position)
        case Fee(position=PositionId() as at):
            return _one(Purpose.FEE, -event.amount, at)
        case InsuranceClear(position=PositionId() as at):
            return _one(Purpose.INSURANCE, event.amount, at)
        case RealisedProfit() | FundingTotal():
            return _flowed(event, event.symbol)
        case _ if isinstance(event, _Free):
            return _flowed(event, "")
        case _:
            return ()


def booked(ledger: Ledger) -> Iterator[tuple[MarginEvent, tuple[Movement, ...]]]:
    """Every event of *ledger* that counts, in order, and what it moved.

    What the events leave to be computed is taken from the entries; where they state all of it,
    no entry need be derived.
    """
    events = ledger.effective()
    if all(map(_says_all, events)):
        yield from ((event, told(event)) for event in events)
        return
    for event, entry in zip(events, ledger.entries(), strict=True):
        moved = told(event) if _says_all(event) else tuple(_read(event, entry))
        yield event, moved


def _says_all(event: MarginEvent) -> bool:
    """Whether *event* itself says all that it moved: nothing computed, nobody's margin at stake."""
    match event:
        case Fill() | Deleveraging():
            return not event.position.is_isolated and event.realised is not None
        case Settlement():
            return not event.position.is_isolated and event.amount is not None
        case Liquidation() | MarginModeChange():
            return False
        case Funding() | EntryRebase() | Fee(position=PositionId()):
            return event.position is not None and not event.position.is_isolated
        case _:
            return True


def _traded(at: PositionId, realised: Money | None, fee: Money | None) -> tuple[Movement, ...]:
    profit = () if realised is None else _one(Purpose.PROFIT, realised, at)
    return profit if fee is None else (*profit, *_one(Purpose.FEE, -fee, at))


def _one(purpose: Purpose, amount: Money, at: PositionId) -> tuple[Movement, ...]:
    if not amount.units:
        return ()
    return (Movement(purpose, amount.asset, amount.units, at.symbol, margin_book(at)),)


def _between(source: Book, target: Book, amount: Money, at: PositionId) -> tuple[Movement, ...]:
    if not amount.units:
        return ()
    left = Movement(Purpose.MARGIN, amount.asset, -amount.units, at.symbol, source)
    return left, Movement(Purpose.MARGIN, amount.asset, amount.units, at.symbol, target)


def _flowed(event: "_Free", symbol: str) -> tuple[Movement, ...]:
    moved: list[Movement] = []
    for flow in wallet_flows(event):
        units, asset = flow.amount.units, flow.amount.asset
        if not units:
            continue
        if flow.source in _PURPOSES:
            moved.append(Movement(_PURPOSES[flow.source], asset, units, symbol, flow.target))
        elif flow.target in _PURPOSES:
            moved.append(Movement(_PURPOSES[flow.target], asset, -units, symbol, flow.source))
        else:
            moved.append(Movement(Purpose.MARGIN, asset, -units, symbol, flow.source))
            moved.append(Movement(Purpose.MARGIN, asset, units, symbol, flow.target))
    return tuple(moved)


def _read(event: MarginEvent, entry: Entry) -> Iterator[Movement]:
    """The movements of *entry*, whose postings come in pairs: what gives and what gets."""
    symbol = _symbol(event)
    for source, target in zip(entry.postings[::2], entry.postings[1::2], strict=True):
        units, asset = target.amount.units, target.amount.asset
        if source.book in _PURPOSES:
            yield Movement(_PURPOSES[source.book], asset, units, symbol, target.book)
        elif target.book in _PURPOSES:
            yield Movement(_PURPOSES[target.book], asset, -units, symbol, source.book)
        else:
            yield Movement(Purpose.MARGIN, asset, -units, symbol, source.book)
            yield Movement(Purpose.MARGIN, asset, units, symbol, target.book)


def _symbol(event: MarginEvent) -> str:
    at = getattr(event, "position", None)
    return at.symbol if isinstance(at, PositionId) else ""
