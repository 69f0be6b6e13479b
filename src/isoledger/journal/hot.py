"""The five kinds of record that make up most of any journal, read in a third of the time.

A frozen attrs class costs a microsecond to make: its fields go through ``object.__setattr__`` and
its validators. Here msgspec checks the types while it parses, and the fields are put straight
into the slots of the new object. Nothing else in isoledger goes round a constructor, and the
tests hold both ways against each other. See decision 0011.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

import attrs
from msgspec import Struct

from isoledger.core.books import Book
from isoledger.core.events import (
    BalanceAssertion,
    Fill,
    Funding,
    MarginCause,
    MarginEvent,
    MarginTransfer,
    RealisedProfit,
)
from isoledger.core.identity import Stamp
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price
from isoledger.core.postings import Provenance
from isoledger.journal.interned import Interned
from isoledger.journal.shapes import SCALE_MAX, assets, positions, texts
from isoledger.journal.upcast import SCHEMA_VERSION

_Setter: TypeAlias = Callable[[object, object], None]
_Money: TypeAlias = tuple[int, str]
_Number: TypeAlias = tuple[int, int]
_Position: TypeAlias = tuple[str, Literal["net", "long", "short"], str]


def setters(kind: type) -> tuple[_Setter, ...]:
    """What puts a value into each field of *kind*, an attrs class with slots, as declared."""
    return tuple(getattr(kind, field.name).__set__ for field in attrs.fields(kind))


_new = object.__new__
_time, _sequence, _venue, _account, _id, _source, _known = setters(Stamp)
_units, _asset = setters(Money)
_price_units, _price_scale = setters(Price)
_set_fill = setters(Fill)
_set_funding = setters(Funding)
_set_margin = setters(MarginTransfer)
_set_profit = setters(RealisedProfit)
_set_balance = setters(BalanceAssertion)


def _price_of(number: _Number) -> Price:
    units, scale = number
    if units <= 0 or not 0 <= scale <= SCALE_MAX or (scale and not units % 10):
        raise ValueError(number)
    price = _new(Price)
    _price_units(price, units)
    _price_scale(price, scale)
    return price


def _exact_of(number: _Number) -> Exact:
    units, scale = number
    if scale > SCALE_MAX:
        raise ValueError(number)
    return Exact(units, scale)


_prices = Interned(_price_of)
_rates = Interned(_exact_of)


def _money(plain: _Money) -> Money:
    units, asset = plain
    money = _new(Money)
    _units(money, units)
    _asset(money, assets[asset])
    return money


class Row(Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    """What every record begins with: the stamp."""

    time_ns: int
    sequence: int
    venue: str
    account: str
    id: str
    source: str
    known_ns: int

    def event(self) -> MarginEvent:
        """The event this record says. Raises what core and `shapes` raise."""
        raise NotImplementedError

    def stamp(self) -> Stamp:
        """When and who."""
        stamp = _new(Stamp)
        _time(stamp, self.time_ns)
        _sequence(stamp, self.sequence)
        _venue(stamp, texts[self.venue])
        _account(stamp, texts[self.account])
        _id(stamp, self.id)
        _source(stamp, self.source)
        _known(stamp, self.known_ns)
        return stamp


class FillRow(Row, tag=f"fill/{SCHEMA_VERSION}"):
    """A `Fill`."""

    position: _Position
    size: int
    price: _Number
    cost: _Money | None
    fee: _Money | None
    realised: _Money | None
    held: int | None

    def event(self) -> Fill:
        """The fill."""
        stamp, position, size, price, cost, fee, realised, held = _set_fill
        event = _new(Fill)
        stamp(event, self.stamp())
        position(event, positions[self.position])
        size(event, self.size)
        price(event, _prices[self.price])
        money = self.cost
        cost(event, None if money is None else _money(money))
        money = self.fee
        fee(event, None if money is None else _money(money))
        money = self.realised
        realised(event, None if money is None else _money(money))
        held(event, self.held)
        return event


class FundingRow(Row, tag=f"funding/{SCHEMA_VERSION}"):
    """A `Funding`."""

    position: _Position
    amount: _Money
    rate: _Number | None

    def event(self) -> Funding:
        """The funding."""
        stamp, position, amount, rate = _set_funding
        event = _new(Funding)
        stamp(event, self.stamp())
        position(event, positions[self.position])
        amount(event, _money(self.amount))
        rate(event, None if self.rate is None else _rates[self.rate])
        return event


class MarginTransferRow(Row, tag=f"margin-transfer/{SCHEMA_VERSION}"):
    """A `MarginTransfer`."""

    position: _Position
    amount: _Money
    book: str
    cause: MarginCause
    provenance: Provenance

    def event(self) -> MarginTransfer:
        """The margin transfer."""
        stamp, position, amount, book, cause, provenance = _set_margin
        event = _new(MarginTransfer)
        stamp(event, self.stamp())
        position(event, positions[self.position])
        amount(event, _money(self.amount))
        book(event, Book(texts[self.book]))
        cause(event, self.cause)
        provenance(event, self.provenance)
        return event


class RealisedProfitRow(Row, tag=f"realised-profit/{SCHEMA_VERSION}"):
    """A `RealisedProfit`."""

    symbol: str
    amount: _Money
    fee: _Money | None
    book: str

    def event(self) -> RealisedProfit:
        """The sum."""
        stamp, symbol, amount, fee, book = _set_profit
        event = _new(RealisedProfit)
        stamp(event, self.stamp())
        symbol(event, texts[self.symbol])
        amount(event, _money(self.amount))
        fee(event, None if self.fee is None else _money(self.fee))
        book(event, Book(texts[self.book]))
        return event


class BalanceAssertionRow(Row, tag=f"balance-assertion/{SCHEMA_VERSION}"):
    """A `BalanceAssertion`."""

    amount: _Money
    book: str

    def event(self) -> BalanceAssertion:
        """The assertion."""
        stamp, amount, book = _set_balance
        event = _new(BalanceAssertion)
        stamp(event, self.stamp())
        amount(event, _money(self.amount))
        book(event, Book(self.book))
        return event


HOT = (FillRow, FundingRow, MarginTransferRow, RealisedProfitRow, BalanceAssertionRow)
"""All of them."""
