"""HTX's financial records: every movement of a margin account, with its sign.

Profit and fee of a trade are rows of their own; so is what a settlement moves from unrealised to
realised profit (16, 17). No row states a balance. Codes: JKorf/HTX.Net, and the documents of the
venue; those of advances are assumed.
"""

from collections.abc import Callable

from attrs import evolve

from isoledger.core.events import MarginEvent, Transfer
from isoledger.core.rules import Evidence
from isoledger.venues.htx.rules import NAME
from isoledger.venues.htx.terms import asset, book
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, Row, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement

_MONEY = Columns(amount="amount", coin=asset, symbol="contract_code")


def _in_its_account(build: Callable[[Columns], Meaning]) -> Meaning:
    """What *build* makes, in the book of the margin account that a row names."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        return build(evolve(_MONEY, book=book(row.record))).tell(row)

    return evolve(build(_MONEY), tell=tell)


def _between(row: Row) -> tuple[MarginEvent, ...]:
    """One side of a move between two margin accounts: the other one has a row of its own."""
    record = row.record
    told = Transfer(
        stamp=row.stamp(),
        amount=row.money("amount", asset(row)),
        book=book(record),
        counterparty=record.optional("face_margin_account") or "",
    )
    return (told,)


def _profit(why: str) -> Meaning:
    return _in_its_account(lambda money: money.profit(why))


def _fee(reason: str) -> Meaning:
    return _in_its_account(lambda money: money.charge(reason))


def _bonus(reason: str) -> Meaning:
    return _in_its_account(lambda money: money.bonus(reason))


def _adjustment(reason: str) -> Meaning:
    told = _in_its_account(lambda money: money.adjustment(reason))
    return evolve(told, evidence=Evidence.ASSUMED)


_TRANSFER = _in_its_account(lambda money: money.transfer())
_FUNDING = _in_its_account(lambda money: money.funding())
_MOVE = Meaning(
    becomes=("Transfer",), tell=_between, why="between margin accounts: each has its own row"
)

TYPES = {
    "3": _profit("closing a long position"),
    "4": _profit("closing a short position"),
    "5": _fee("opening, as taker"),
    "6": _fee("opening, as maker"),
    "7": _fee("closing, as taker"),
    "8": _fee("closing, as maker"),
    "9": _profit("delivery of a long position"),
    "10": _profit("delivery of a short position"),
    "11": _fee("delivery"),
    "12": _profit("liquidation of a long position"),
    "13": _profit("liquidation of a short position"),
    "14": _TRANSFER,
    "15": _TRANSFER,
    "16": _profit("settlement of a long position: unrealised profit is realised"),
    "17": _profit("settlement of a short position: unrealised profit is realised"),
    "19": _in_its_account(lambda money: money.insurance()),
    "26": _adjustment("by the system"),
    "28": _bonus("activity reward"),
    "29": _bonus("rebate"),
    "30": _FUNDING,
    "31": _FUNDING,
    "34": _TRANSFER,
    "35": _TRANSFER,
    "36": _TRANSFER,
    "37": _TRANSFER,
    "38": _MOVE,
    "39": _MOVE,
    "46": _profit("deleveraging of a long position"),
    "47": _profit("deleveraging of a short position"),
    "66": _adjustment("advance of the venue, in"),
    "67": _adjustment("advance of the venue, out"),
    "85": _adjustment("advance of the venue, out"),
    "86": _adjustment("advance of the venue, in"),
}
"""What each code means."""


def dated(record: Record) -> Record:
    """*record* with its instant under one name."""
    fields = record.fields
    return evolve(record, fields={**fields, "at": fields.get("created_time") or fields.get("ts")})


RECORDS = Statement(
    venue=NAME,
    name="financial-records",
    title="Financial records of all margin accounts, from the API (v3, and v5 bills)",
    endpoints=(
        "/linear-swap-api/v3/swap_financial_record",
        "/linear-swap-api/v3/swap_financial_record_exact",
        "/swap-api/v3/swap_financial_record",
        "/v5/account/bills",
    ),
    under="data",
    fields=("id", "type", "amount", "contract_code"),
    without=("financial_record", "liquidation_time", "volume"),
    reads=dated,
    clock=stamped("at"),
    key=("id", "type", "contract_code"),
    keyed="record",
    types=TYPES,
    money="financial records",
)
"""Every movement."""

OLDER_RECORDS = evolve(
    RECORDS,
    name="financial-records-v1",
    title="Financial records of all margin accounts, from the API (v1)",
    endpoints=(
        "/linear-swap-api/v1/swap_financial_record",
        "/swap-api/v1/swap_financial_record",
        "/api/v1/contract_financial_record",
    ),
    under="data.financial_record",
    fields=("financial_record", "id", "type", "amount"),
    without=(),
)
"""The same, as it used to be answered."""

_TRADES = no_history("told by the trades, with size and price")
_SETTLED = no_history("told by the settlement records, position by position")

REST = evolve(
    RECORDS,
    name="financial-records-beside-trades",
    title="Financial records: what trades and settlement records leave out",
    asked=True,
    types={
        **TYPES,
        **dict.fromkeys(("3", "4", "5", "6", "7", "8", "12", "13", "46", "47"), _TRADES),
        **dict.fromkeys(("9", "10", "16", "17"), _SETTLED),
    },
    money="trades",
)
"""The same, for those who have trades and settlement records."""
