"""The trades of Binance futures, as the API and the saved table state them."""

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo

from attrs import evolve

from isoledger.core.rules import Evidence
from isoledger.venues.binance.income import TRADES
from isoledger.venues.binance.rules import CROSS_BOOK, NAME
from isoledger.venues.binance.terms import DECIMALS, known, position, signed, terms
from isoledger.venues.heads import Header
from isoledger.venues.instants import local, stamped
from isoledger.venues.meaning import coin
from isoledger.venues.records import Record
from isoledger.venues.statement import Clock, Order, Statement
from isoledger.venues.sums import Identity
from isoledger.venues.trading import Trades
from isoledger.venues.translation import Given

FILLS = Trades(
    position=position,
    size=signed,
    price="price",
    coin=lambda row: known(row).settle,
    fee="commission",
    fee_coin=coin("commissionAsset", DECIMALS),
    realised="realizedPnl",
)
"""What a trade states. Recorded: a commission is above zero when paid (the documentation's sample
has it below), in whatever coin it was paid in."""

_ANY = {"BUY": FILLS.fill(), "SELL": FILLS.fill()}

USER_TRADES = Statement(
    venue=NAME,
    name="user-trades",
    title="Trades with profit and commission (API, USD-M)",
    endpoints=("/fapi/v1/userTrades",),
    fields=("realizedPnl", "commission", "quoteQty", "positionSide"),
    clock=stamped("time"),
    order=Order.EITHER,
    key=("symbol", "id", "side"),
    keyed="trade",
    identities=(Identity(total="quoteQty", ways=(("price*qty",),)),),
    home=CROSS_BOOK,
    typed_by=("side",),
    types=_ANY,
    terms=terms,
    money=TRADES,
)
"""The answer for USD-M; `TRADES` are told here."""

COIN_TRADES = evolve(
    USER_TRADES,
    name="coin-trades",
    title="Trades with profit and commission (API, COIN-M)",
    endpoints=("/dapi/v1/userTrades",),
    fields=("realizedPnl", "commission", "baseQty", "positionSide"),
    identities=(),
)
"""The answer for COIN-M, whose ``baseQty`` is rounded and so promises nothing exact."""

_FEE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]+)?)\s*([A-Z][A-Z0-9]*)", re.ASCII)


def apart(record: Record) -> Record:
    """*record* with amount and coin of its fee apart, where they are one cell: ``0.0035 BNB``.

    An amount without a coin keeps none, so that it is refused.
    """
    cell = str(record.fields.get("fee") or "")
    match = _FEE.fullmatch(cell)
    paid, code = (cell, "") if match is None else match.groups()
    return evolve(record, fields={**record.fields, "commission": paid, "commissionAsset": code})


_LENGTH = len("26-03-17 09:34:12")


def two_ways(name: str, zone: tzinfo | None) -> Clock:
    """A clock that reads ``2026-03-17 09:34:12`` in *name*, or the same with a two-digit year."""
    long, short = (local(name, f"%{year}-%m-%d %H:%M:%S", zone) for year in "Yy")

    def clock(record: Record, given: Given) -> int:
        return (short if len(record.text(name)) == _LENGTH else long)(record, given)

    return clock


_IN_UTC, _IN_ZONE = two_ways("utc", UTC), two_ways("time", None)


def _when(record: Record, given: Given) -> int:
    return (_IN_ZONE if record.optional("utc") is None else _IN_UTC)(record, given)


_NAMES: Mapping[str, str] = {
    "Time": "time",
    "Time(UTC)": "utc",
    "Uid": "uid",
    "Symbol": "symbol",
    "Side": "side",
    "Position Side": "positionSide",
    "Price": "price",
    "Quantity": "qty",
    "Amount": "quoteQty",
    "Fee": "fee",
    "Realized Profit": "realizedPnl",
    "Buyer": "buyer",
    "Maker": "maker",
    "Trade ID": "id",
    "Trade Id": "id",
    "Order ID": "orderId",
    "Order Id": "orderId",
}


def _head(columns: str) -> Header:
    cells = tuple(columns.split(","))
    return Header(columns=cells, names=tuple(_NAMES[cell] for cell in cells))


_TAIL = "Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID"
_HEADS = (
    _head(f"Uid,Time,Symbol,Side,{_TAIL}"),
    _head(f"Time,Symbol,Side,{_TAIL}"),
    _head(f"Time(UTC),Symbol,Side,{_TAIL}"),
    _head(f"Uid,Time(UTC),Symbol,Position Side,Side,{_TAIL.replace(' ID', ' Id')}"),
    _head(f"Time(UTC),Symbol,Position Side,Side,{_TAIL.replace(' ID', ' Id')}"),
)


TRADE_TABLE = evolve(
    USER_TRADES,
    name="trade-table",
    title="USD-M trade history saved from the web page (CSV, fee and coin in one cell)",
    endpoints=(),
    fields=(),
    headers=_HEADS,
    reads=apart,
    clock=_when,
    keyed="trade-table",
    types={side: evolve(meaning, evidence=Evidence.RECORDED) for side, meaning in _ANY.items()},
    money="trade table",
)
"""The table a person saves. Its times are whole seconds, so that it is a telling of its own; under
the head ``Time`` they are in the zone that the name of the file says, and the user must say it."""
