"""The tables that a person saves at KuCoin: account history, fills of orders, closed positions.

The head of a time column says its zone, ``Time(UTC+08:00)``. An amount has no sign: ``Side`` says
which way it went, so that a loss is a withdrawal here.
"""

from attrs import evolve

from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.heads import Header
from isoledger.venues.instants import local
from isoledger.venues.kucoin.fills import TRADES
from isoledger.venues.kucoin.rules import CROSS_BOOK, NAME
from isoledger.venues.kucoin.terms import DECIMALS, settle
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity

EMPTY = "No matching records found."
"""What stands in the first cell of an export without rows."""

_NOTHING = no_history("an export without rows")
_ACCOUNT = ("UID", "Account Type", "Currency", "Side", "Amount", "Fee", "Time(UTC{zone})", "Remark")
_NAMED = (*_ACCOUNT[:6], "Time", "Remark")


def directed(record: Record) -> Record:
    """*record* with its amount signed by its side, and the word that says what it is."""
    fields = record.fields
    amount, side = fields.get("Amount"), fields.get("Side")
    moved = f"-{amount}" if side == "Withdrawal" and isinstance(amount, str) else amount
    word = EMPTY if EMPTY in fields.values() else fields.get("Type") or fields.get("Remark")
    return evolve(record, fields={**fields, "moved": moved, "word": word})


_MONEY = Columns(amount="moved", coin=coin("Currency", DECIMALS), symbol="Symbol", book=CROSS_BOOK)


def _assumed(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED)


ACCOUNT_TABLE = Statement(
    venue=NAME,
    name="account-history-table",
    title="Account history, saved (the head of its time says the zone)",
    headers=(
        Header(columns=_ACCOUNT, names=_NAMED),
        Header(columns=(*_ACCOUNT, "Type"), names=(*_NAMED, "Type")),
    ),
    reads=directed,
    clock=local("Time", zone="zone"),
    order=Order.EITHER,
    key=("UID", "Account Type", "Time", "Currency", "Side", "Amount", "Remark", "Type"),
    home=CROSS_BOOK,
    typed_by=("word",),
    types={
        "Realised PNL": _assumed(_MONEY.profit("profit, fees and funding, netted")),
        "RealisedPNL": _assumed(_MONEY.profit("profit, fees and funding, netted")),
        "Realized PNL": _assumed(_MONEY.profit("profit, fees and funding, netted")),
        "Transfer": _assumed(_MONEY.transfer()),
        "TransferIn": _assumed(_MONEY.transfer()),
        "TransferOut": _assumed(_MONEY.transfer()),
        "Deposit": _assumed(_MONEY.transfer("deposit")),
        "Withdrawal": _assumed(_MONEY.transfer("withdrawal")),
        "Funding Fee": _assumed(_MONEY.funding()),
        EMPTY: _NOTHING,
    },
    money="account history",
)
"""The account history. Which words a futures account has there is not recorded."""

_ORDERS = (
    "UID",
    "Account Type",
    "Order ID",
    "Filled Time(UTC{zone})",
    "Symbol",
    "Side",
    "Filled Amount",
    "Filled Price",
    "Filled Volume",
    "Filled Volume {unit}",
    "Fee Rate",
    "Fee",
    "Order Type",
)
_ORDER_NAMES = (*_ORDERS[:3], "Filled Time", *_ORDERS[4:9], "Worth", *_ORDERS[10:])


def priced(record: Record) -> Record:
    """*record* under the names that a fill has."""
    fields = record.fields
    more = {
        "side": fields.get("Side"),
        "size": fields.get("Filled Amount"),
        "symbol": fields.get("Symbol"),
        "price": fields.get("Filled Price"),
        "fee": fields.get("Fee"),
        "word": EMPTY if EMPTY in fields.values() else "",
    }
    return evolve(record, fields={**fields, **more})


def _settled(row: Row) -> Asset:
    return Asset(settle(row.record, "symbol"), DECIMALS)


_SPLIT = evolve(TRADES, coin=_settled, fee_coin=None)

FILL_TABLE = Statement(
    venue=NAME,
    name="fills-table",
    title="Fills of futures orders, order splitting, saved (the head of its time says the zone)",
    headers=(Header(columns=_ORDERS, names=_ORDER_NAMES),),
    reads=priced,
    clock=local("Filled Time", zone="zone"),
    order=Order.EITHER,
    key=("Order ID", "Filled Time", "Side", "Filled Amount", "Filled Price", "Fee"),
    home=CROSS_BOOK,
    typed_by=("word",),
    types={"": _SPLIT.fill(), EMPTY: _NOTHING},
    money="fills of tables",
)
"""Fills without a trade's id, to the second: no door of the API says the same."""

_CLOSED = (
    "UID",
    "Account Type",
    "Symbol",
    "Close Type",
    "Realized PNL",
    "Total Realized PNL",
    "Total Funding Fees",
    "Total Trading Fees",
    "Position Opening Time(UTC{zone})",
)
_CLOSING = "Position Closing Time(UTC{closing})"
_CLOSINGS = (_CLOSING, f",{_CLOSING}")
_CLOSED_NAMES = (*_CLOSED[:8], "Opened", "Closed")

CLOSED_TABLE = Statement(
    venue=NAME,
    name="closed-positions-table",
    title="Profit of closed positions, saved: a cross-check",
    headers=tuple(
        Header(columns=(*_CLOSED, closing), names=_CLOSED_NAMES) for closing in _CLOSINGS
    ),
    clock=local("Closed", zone="closing"),
    order=Order.EITHER,
    key=("UID", "Symbol", "Opened", "Closed", "Realized PNL"),
    identities=(
        Identity(
            total="Realized PNL",
            ways=(("Total Realized PNL", "-Total Trading Fees", "Total Funding Fees"),),
        ),
    ),
    typed_by=(),
    types={"": no_history("a cross-check: the ledger tells its parts as they were booked")},
    money="",
)
"""What a position brought: profit less fees, with funding."""
