"""The five kinds of record that make up most of any journal, read in a third of the time.

A frozen attrs class costs a microsecond to make: its fields go through ``object.__setattr__`` and
its validators. Here msgspec checks the types while it parses, and `maker` puts the fields straight
into the slots of the new object. Nothing else in isoledger goes round a constructor, and the
tests hold both ways against each other. See decision 0012.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias, TypeVar, cast

import attrs
from msgspec import Struct

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

T = TypeVar("T")

_Money: TypeAlias = tuple[int, str]
_Number: TypeAlias = tuple[int, int]
_Position: TypeAlias = tuple[str, Literal["net", "long", "short"], str]


def maker(kind: type[T]) -> Callable[..., T]:
    """A function of the fields of *kind*, an attrs class with slots, that checks nothing.

    The object is born as one of a subclass that is not frozen and has no slots of its own, so
    that the fields are plain assignments, and is then told that it is a *kind*.
    """
    names = list(attrs.fields_dict(cast("type[attrs.AttrsInstance]", kind)))
    open_kind = type(
        kind.__name__,
        (kind,),
        {
            "__slots__": (),
            "__setattr__": object.__setattr__,
            "__delattr__": object.__delattr__,
        },
    )
    lines = [
        f"def make({', '.join(names)}):",
        "    new = create(open_kind)",
        *(f"    new.{name} = {name}" for name in names),
        "    new.__class__ = kind",
        "    return new",
    ]
    space: dict[str, object] = {
        "create": object.__new__,
        "open_kind": open_kind,
        "kind": kind,
    }
    exec("\n".join(lines), space)  # noqa: S102 - as attrs does, of names that are ours
    return cast("Callable[..., T]", space["make"])


_stamp = maker(Stamp)
_price = maker(Price)
_money_of = maker(Money)
_fill = maker(Fill)
_funding = maker(Funding)
_margin_transfer = maker(MarginTransfer)
_realised_profit = maker(RealisedProfit)
_balance_assertion = maker(BalanceAssertion)


def _price_of(number: _Number) -> Price:
    units, scale = number
    if units <= 0 or not 0 <= scale <= SCALE_MAX or (scale and not units % 10):
        raise ValueError(number)
    return _price(units, scale)


def _exact_of(number: _Number) -> Exact:
    units, scale = number
    if scale > SCALE_MAX:
        raise ValueError(number)
    return Exact(units, scale)


_prices = Interned(_price_of)
_rates = Interned(_exact_of)


def _money(plain: _Money | None) -> Money | None:
    if plain is None:
        return None
    units, asset = plain
    return _money_of(units, assets[asset])


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
        return _stamp(
            self.time_ns,
            self.sequence,
            texts[self.venue],
            texts[self.account],
            self.id,
            self.source,
            self.known_ns,
        )


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
        cost, fee, realised = self.cost, self.fee, self.realised
        return _fill(
            self.stamp(),
            positions[self.position],
            self.size,
            _prices[self.price],
            None if cost is None else _money_of(cost[0], assets[cost[1]]),
            None if fee is None else _money_of(fee[0], assets[fee[1]]),
            None if realised is None else _money_of(realised[0], assets[realised[1]]),
            self.held,
        )


class FundingRow(Row, tag=f"funding/{SCHEMA_VERSION}"):
    """A `Funding`."""

    position: _Position
    amount: _Money
    rate: _Number | None

    def event(self) -> Funding:
        """The funding."""
        rate = None if self.rate is None else _rates[self.rate]
        return _funding(self.stamp(), positions[self.position], _money(self.amount), rate)


class MarginTransferRow(Row, tag=f"margin-transfer/{SCHEMA_VERSION}"):
    """A `MarginTransfer`."""

    position: _Position
    amount: _Money
    book: str
    cause: MarginCause
    provenance: Provenance

    def event(self) -> MarginTransfer:
        """The margin transfer."""
        return _margin_transfer(
            self.stamp(),
            positions[self.position],
            _money(self.amount),
            texts[self.book],
            self.cause,
            self.provenance,
        )


class RealisedProfitRow(Row, tag=f"realised-profit/{SCHEMA_VERSION}"):
    """A `RealisedProfit`."""

    symbol: str
    amount: _Money
    fee: _Money | None
    book: str

    def event(self) -> RealisedProfit:
        """The sum."""
        amount, fee = _money(self.amount), _money(self.fee)
        return _realised_profit(self.stamp(), texts[self.symbol], amount, fee, texts[self.book])


class BalanceAssertionRow(Row, tag=f"balance-assertion/{SCHEMA_VERSION}"):
    """A `BalanceAssertion`."""

    amount: _Money
    book: str

    def event(self) -> BalanceAssertion:
        """The assertion."""
        return _balance_assertion(self.stamp(), _money(self.amount), texts[self.book])


HOT = (FillRow, FundingRow, MarginTransferRow, RealisedProfitRow, BalanceAssertionRow)
"""All of them."""
