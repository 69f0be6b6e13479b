"""The tables that Hyperliquid's page saves: local times in two fashions, no ids, no starts.

Neither a zone nor an order of day and month stands in them. The fashion of the time shows the
second; the first the user must say.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.core.events import Conversion, MarginEvent
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.rules import Evidence
from isoledger.venues.heads import Header
from isoledger.venues.hyperliquid.rules import (
    COIN_DECIMALS,
    CROSS_BOOK,
    LOT,
    NAME,
    USDC,
    dex_of,
    is_spot,
    perpetual,
    position_of,
    token,
)
from isoledger.venues.instants import local
from isoledger.venues.meaning import Columns, Meaning, Row, currency
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, number
from isoledger.venues.trading import Trades
from isoledger.venues.translation import Given

PAGE_TELLING = "page"
"""The page tells the same facts again, without their ids: it must not meet the others."""

_US, _DAY_FIRST = (
    local("time", form, None) for form in ("%m/%d/%Y - %H:%M:%S", "%d/%m/%Y %H:%M:%S")
)
_NOISE = Fraction(1, 10**9)


def _when(record: Record, given: Given) -> int:
    """``9/18/2025 - 14:59:56`` has the month first, ``25/09/2025 13:33:06`` the day (recorded)."""
    return (_US if " - " in record.text("time") else _DAY_FIRST)(record, given)


def _position(row: Row) -> PositionId:
    coin = row.record.text("coin")
    if dex_of(coin):
        raise row.record.fault("coin", f"{coin[:40]!r} settles in a token that no page names")
    return position_of(coin, row.given.isolated)


def _size(row: Row) -> int:
    sign = _SIGNS[row.type]
    lots = number(row.record, "sz") / LOT
    if lots.denominator != 1:
        raise row.record.fault("sz", f"{row.record.text('sz')} is finer than {LOT}")
    return sign * lots.numerator


_SIGNS = {
    "Open Long": 1,
    "Close Short": 1,
    "Short > Long": 1,
    "Open Short": -1,
    "Close Long": -1,
    "Long > Short": -1,
}
_FILL = Trades(
    position=_position, size=_size, price="px", coin=currency(USDC.code, COIN_DECIMALS), fee="fee"
).fill()


def _exchange(row: Row) -> tuple[MarginEvent, ...]:
    """A spot trade. The fee is in what was bought (recorded: fee x price is the profit shown)."""
    base, slash, quote = row.record.text("coin").partition("/")
    if not (base and slash and quote):
        raise row.record.fault("coin", "is no spot pair, and only these are bought and sold")
    size, bought = number(row.record, "sz"), row.type == "Buy"
    coins, paid = _kept(row, base, size), _kept(row, quote, size * number(row.record, "px"))
    told = Conversion(
        stamp=row.stamp(),
        sold=token(quote).exactly(paid) if bought else token(base).exactly(coins),
        bought=token(base).exactly(coins) if bought else token(quote).exactly(paid),
        fee=row.maybe("fee", token(base if bought else quote)),
    )
    return (told,)


def _kept(row: Row, code: str, amount: Fraction) -> Fraction:
    if (amount * 10**COIN_DECIMALS).denominator != 1:
        why = f"an amount of {code} finer than the spot books; the venue's rounding is not known"
        raise row.record.fault("sz", why)
    return amount


_EXCHANGED = Meaning(becomes=("Conversion",), tell=_exchange, evidence=Evidence.RECORDED)


def _terms(row: Row) -> Instrument | None:
    coin = row.record.optional("coin") or ""
    known = bool(coin) and not is_spot(coin) and not dex_of(coin)
    return perpetual(coin) if known else None


_TRADE_TYPES: Mapping[str, Meaning] = {
    **dict.fromkeys(_SIGNS, _FILL),
    "Buy": _EXCHANGED,
    "Sell": _EXCHANGED,
}
_TRADE_HEAD = ("time", "coin", "dir", "px", "sz", "ntl", "fee", "closedPnl")
_FUNDING_HEAD = ("time", "coin", "sz", "side", "payment", "rate")

PAGE_TRADES = Statement(
    venue=NAME,
    name="page-trades",
    title="Trade history saved from the web page (CSV, local times: say the time zone)",
    headers=(Header(columns=_TRADE_HEAD),),
    clock=_when,
    order=Order.EITHER,
    key=_TRADE_HEAD,
    identities=(Identity(total="ntl", ways=(("px*sz",),), within=_NOISE),),
    home=CROSS_BOOK,
    typed_by=("dir",),
    types=_TRADE_TYPES,
    terms=_terms,
    money=PAGE_TELLING,
)
"""Trades. ``closedPnl`` is net of the fee there, and gross in the API: neither is booked."""


_PAID = Columns(
    amount="payment", coin=currency(USDC.code, COIN_DECIMALS), symbol="coin", book=CROSS_BOOK
)

PAGE_FUNDING = Statement(
    venue=NAME,
    name="page-funding",
    title="Funding history saved from the web page (CSV, local times: say the time zone)",
    headers=(Header(columns=_FUNDING_HEAD),),
    clock=_when,
    order=Order.EITHER,
    key=_FUNDING_HEAD,
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": evolve(
            _PAID.funding("above zero when received: a short at a rate above zero (recorded)"),
            evidence=Evidence.RECORDED,
        )
    },
    money=PAGE_TELLING,
)
"""Funding."""
