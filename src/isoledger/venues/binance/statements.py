"""The table of all that happened, which Binance writes for a person: one row a movement, no ids.

It covers every account of the person; here only the futures accounts are history. Futures rows
are money alone.
"""

from collections.abc import Mapping
from datetime import UTC

from attrs import evolve

from isoledger.core.rules import Evidence
from isoledger.venues.binance.rules import CROSS_BOOK, NAME
from isoledger.venues.binance.terms import DECIMALS
from isoledger.venues.binance.trades import two_ways
from isoledger.venues.heads import Header
from isoledger.venues.meaning import Columns, Meaning, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import Given

ACCOUNTS = frozenset(
    {"USDT-Futures", "USD-MFutures", "USD-M Futures", "Coin-MFutures", "Coin-M Futures"}
)
"""What the venue has called its futures accounts."""

_COLUMNS = Columns(amount="change", coin=coin("coin", DECIMALS), symbol="contract", book=CROSS_BOOK)
_ELSEWHERE = "elsewhere"
_NAMES = ("account", "operation", "coin", "change", "remark")
_TITLES = ("Account", "Operation", "Coin", "Change", "Remark")
_HEADS = (
    Header(columns=("User_ID", "UTC_Time", *_TITLES), names=("user", "utc", *_NAMES)),
    Header(columns=("UTC_Time", *_TITLES), names=("utc", *_NAMES)),
    Header(columns=("User ID", "Time", *_TITLES), names=("user", "time", *_NAMES)),
)
_IN_UTC, _IN_ZONE = two_ways("utc", UTC), two_ways("time", None)
_PROFITS = ("Realized Profit and Loss", "Realize profit and loss")
_CHARGES = ("Fee", "Commission", "Commission History", "Transaction Fee")
_REBATES = ("Referrer rebates", "Referee rebates", "Commission Rebate", "Referral Kickback")
_SWAPS = ("Asset Conversion Transfer", "Futures Convert")
_INSURANCE = ("Insurance Fund Compensation", "Insurance Fund Refund")
_TRANSFERS = (
    "transfer_in",
    "transfer_out",
    "Transfer Between Spot Account and UM Futures Account",
    "Transfer Between Spot Account and CM Futures Account",
    "Transfer Between Main Account/Futures and Margin Account",
    "Transfer Between UM Futures and Funding Account",
    "Transfer Between CM Futures and Funding Account",
)


def _when(record: Record, given: Given) -> int:
    return (_IN_ZONE if record.optional("utc") is None else _IN_UTC)(record, given)


def said(record: Record) -> Record:
    """*record* with the operation of a futures account; all other accounts are elsewhere."""
    ours = str(record.fields.get("account")) in ACCOUNTS
    fields = {**record.fields, "said": record.fields.get("operation") if ours else _ELSEWHERE}
    return evolve(record, fields=fields)


def _seen_elsewhere(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED, why="seen in other readers only")


TYPES: Mapping[str, Meaning] = {
    **dict.fromkeys(_PROFITS, _COLUMNS.profit()),
    "Funding Fee": _COLUMNS.funding(),
    **dict.fromkeys(_TRANSFERS, _COLUMNS.transfer()),
    **{name: _seen_elsewhere(_COLUMNS.charge(name)) for name in _CHARGES},
    **{name: _seen_elsewhere(_COLUMNS.charge(name)) for name in _REBATES},
    **dict.fromkeys(_SWAPS, _seen_elsewhere(_COLUMNS.adjustment("one leg of a conversion"))),
    **dict.fromkeys(_INSURANCE, _seen_elsewhere(_COLUMNS.insurance())),
    _ELSEWHERE: no_history("it is of another account than the futures'"),
}
"""What each operation of a futures account means."""

ALL_STATEMENTS = Statement(
    venue=NAME,
    name="all-statements",
    title="All statements of the person, saved from the web page (CSV; futures accounts only)",
    headers=_HEADS,
    reads=said,
    clock=_when,
    order=Order.EITHER,
    key=("utc", "time", "account", "operation", "coin", "change", "remark"),
    home=CROSS_BOOK,
    typed_by=("said",),
    types=TYPES,
    money="all statements",
)
"""The table under its three heads."""
