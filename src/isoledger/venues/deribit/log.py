"""Deribit's transaction log: what the API answers, and the table that a person saves.

Cash moves by fees and premiums when a trade is made; the profit of futures waits for the session's
settlement, in `rules.SESSION_BOOK`. The API says how much of a settlement is profit of what is
still held; of the table it is what the trades before it leave.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from isoledger.core.errors import MalformedNumberError
from isoledger.core.events import (
    EntryRebase,
    Fill,
    Funding,
    MarginEvent,
    PoolTransfer,
    Settlement,
    SettlementKind,
)
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, plain as as_text
from isoledger.core.rules import Evidence
from isoledger.venues.deribit.contracts import DECIMALS, is_option, is_spot, position, size, terms
from isoledger.venues.deribit.rules import CROSS_BOOK, NAME, SESSION_BOOK
from isoledger.venues.errors import FieldError
from isoledger.venues.heads import Header
from isoledger.venues.instants import local, stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running
from isoledger.venues.translation import Given

STEP = Fraction(1, 10**8)
"""A settlement may miss its own parts by so much: the venue rounds each. Recorded once."""

_COIN = coin("currency", DECIMALS)
_MONEY = Columns(
    amount="change", coin=_COIN, symbol="instrument_name", fee="commission", book=CROSS_BOOK
)
_LEG = _MONEY.adjustment("one leg of a spot trade")


def _fee(row: Row) -> Money:
    """The fee that left the cash: none where the venue took it from the fee balance."""
    change, cash, fee = (row.amount(name) for name in ("change", "cashflow", "commission"))
    from_balance = change == cash and change != cash - fee and change != -fee
    return _COIN(row).zero if from_balance else row.money("commission", _COIN(row))


def _waiting(row: Row, realised: Money) -> tuple[MarginEvent, ...]:
    """Profit that is *realised* and no cash yet, or is cash now (below zero), moved aside."""
    if not realised:
        return ()
    there, back = (SESSION_BOOK, CROSS_BOOK) if realised.units > 0 else (CROSS_BOOK, SESSION_BOOK)
    return (PoolTransfer(stamp=row.stamp(), amount=abs(realised), source=back, target=there),)


def _traded(row: Row) -> tuple[MarginEvent, ...]:
    """A trade with what it realised, and what of that is no cash yet."""
    if is_spot(row):
        return _LEG.tell(row)
    fee, signed = _fee(row), size(row)
    cash = _MONEY.moved(row) + fee
    premium = is_option(row.record.text("instrument_name")) and _opens(row)
    profit = row.money("cashflow", _COIN(row))
    told = Fill(
        stamp=row.stamp(),
        position=position(row),
        size=signed,
        price=row.record.price("price"),
        fee=fee,
        realised=None if premium or _opens(row) else profit,
        held=-signed if row.record.optional("position") and not row.amount("position") else None,
    )
    if premium:
        paid = EntryRebase(stamp=row.stamp(1), position=position(row), realised=cash)
        return (told, paid)
    return (told, *_waiting(row.part(1), profit - cash))


def _opens(row: Row) -> bool:
    return row.record.text("side").startswith("open")


def _settled(row: Row) -> tuple[MarginEvent, ...]:
    """Funding, the profit of what is held, and the profit of what was closed before."""
    paid = row.money("total_interest_pl", _COIN(row))
    told: list[MarginEvent] = []
    if paid:
        told.append(Funding(stamp=row.stamp(), position=position(row), amount=paid))
    rest, held = _MONEY.moved(row) - paid, row.money("session_upl", _COIN(row))
    if held:
        stamp = row.stamp(len(told))
        told.append(EntryRebase(stamp=stamp, position=position(row), realised=held))
    return (*told, *_waiting(row.part(len(told)), held - rest))


def _delivered(row: Row) -> tuple[MarginEvent, ...]:
    fee = _fee(row)
    told = Settlement(
        stamp=row.stamp(),
        position=position(row),
        kind=SettlementKind.DELIVERY,
        amount=_MONEY.moved(row) + fee,
        fee=fee,
    )
    return (told,)


def parted(record: Record) -> Record:
    """*record*, marked where it says what of its settlement is of positions still held."""
    if record.fields.get("session_upl") is None:
        return record
    return evolve(record, fields={**record.fields, "parted": "yes"})


_MOVE = Meaning(
    becomes=("Fill",),
    tell=_traded,
    why="between subaccounts, at the price stated; assumed: its side says which way",
    evidence=Evidence.ASSUMED,
)

TYPES = {
    "trade": Meaning(becomes=("Fill", "PoolTransfer"), tell=_traded, why="spot: one leg"),
    "settlement": Meaning(
        becomes=("Funding", "EntryRebase", "PoolTransfer"),
        tell=_settled,
        why="what is no profit of the position held had waited since it was closed",
    ),
    "delivery": Meaning(becomes=("Settlement",), tell=_delivered),
    "deposit": _MONEY.transfer("deposit"),
    "withdrawal": _MONEY.transfer("withdrawal"),
    "transfer": _MONEY.transfer(why="between subaccounts: isolation is one of its own"),
    "swap": _MONEY.adjustment("one leg of a conversion"),
    "correction": _MONEY.adjustment("correction"),
    "position move": _MOVE,
    "transfer from insurance": _MONEY.insurance(),
    "socialized fund": _MONEY.insurance(),
}
"""What each type of row means; the venue says that new ones may come."""

_TRADES = frozenset({"trade", "delivery"})
_WAYS = (("cashflow", "-commission"), ("-commission",), ("cashflow",))

LOG = Statement(
    venue=NAME,
    name="transaction-log",
    title="Transaction log of one currency or of all, from the API",
    endpoints=("private/get_transaction_log",),
    under="result.logs",
    fields=("user_seq", "cashflow", "change", "balance", "currency"),
    reads=parted,
    clock=stamped("timestamp"),
    nulls=frozenset({"", "-"}),
    key=("currency", "id"),
    unique=True,
    keyed="log",
    identities=(
        Identity(total="change", ways=_WAYS, where=(("type", _TRADES),)),
        Identity(total="change", ways=(_WAYS[0],), where=(("type", frozenset(TYPES) - _TRADES),)),
        Identity(
            total="change",
            ways=(("session_upl", "session_rpl"),),
            within=STEP,
            where=(("parted", frozenset({"yes"})),),
        ),
    ),
    running=(Running(balance="balance", change="change", by=("currency",)),),
    asserts=(_MONEY.states("balance"),),
    home=CROSS_BOOK,
    types=TYPES,
    terms=terms,
    money="transaction log",
)
"""The log of the API: pages of it may be read in any order."""

_CURRENCY = re.compile(r"(?:^|[- _])([A-Z]{3,5})(?=[-.* _]|$)")
_NAMES = {
    "ID": "id",
    "UserSeq": "user_seq",
    "Date": "date",
    "Instrument": "instrument_name",
    "Type": "type",
    "Side": "side",
    "Amount": "amount",
    "Size": "amount",
    "Base Amount": "amount",
    "Position": "position",
    "Price": "price",
    "Mark Price": "mark_price",
    "Index Price": "index_price",
    "Cash Flow": "cashflow",
    "Funding": "total_interest_pl",
    "Fee Rate": "fee_rate",
    "Fee Charged": "commission",
    "Fee Paid": "commission",
    "Fee Balance": "fee_balance",
    "Change": "change",
    "Balance": "balance",
    "Equity": "equity",
    "Trade ID": "trade_id",
    "Order ID": "order_id",
    "Info": "info",
    "Note": "note",
}


def _header(columns: str) -> Header:
    cells = tuple(columns.split(","))
    names = [_NAMES[cell] for cell in cells]
    if names.count("amount") > 1:
        names[cells.index("Base Amount")] = "base_amount"
    return Header(columns=cells, names=tuple(names))


_MONEY_COLUMNS = "Fee Balance,Change,Balance,Equity,Trade ID,Order ID,Info"
_COLUMNS = (
    "ID,UserSeq,Date,Instrument,Type,Side,{},Position,Price,Mark Price,Index Price,"
    "Cash Flow,Funding,Fee Rate,Fee Charged," + _MONEY_COLUMNS
)
HEADERS = (
    _header(_COLUMNS.format("Amount,Base Amount") + ",Note"),
    _header(_COLUMNS.format("Base Amount") + ",Note"),
    _header(_COLUMNS.format("Base Amount")),
    _header(
        "ID,UserSeq,Date,Instrument,Type,Side,Size,Position,Price,Mark Price,Cash Flow,Funding,"
        "Fee Rate,Fee Paid," + _MONEY_COLUMNS
    ),
)
"""Four generations of the table, newest first."""


def of_file(record: Record) -> Record:
    """*record* with its currency, which only the name of its file says (``…-BTC-…csv``)."""
    found = _CURRENCY.search(record.file.rpartition("/")[2])
    return (
        record if found is None else evolve(record, fields={**record.fields, "currency": found[1]})
    )


def waited(records: Sequence[Record]) -> list[Record]:
    """*records* of a table, their settlements with the profit of what is still held.

    It is what is neither funding nor profit of a trade that waited since the settlement before.
    A table that begins within a session lacks the trades before it.
    """
    waits = defaultdict[tuple[str, str], Fraction](Fraction)
    held: dict[tuple[str, str], str] = {}
    seen = set[tuple[str, str]]()
    for record in sorted(records, key=lambda record: _part(record, "user_seq")):
        currency, cash, change = _currency(record), *_parts(record, "cashflow", "change")
        name, about = (currency, _word(record, "id")), (currency, _word(record, "instrument_name"))
        kind = "" if name in seen else _word(record, "type")
        seen.add(name)
        if kind == "trade" and change == -_part(record, "commission"):
            waits[about] += cash
        elif kind == "settlement":
            left = change - _part(record, "total_interest_pl") - waits.pop(about, Fraction(0))
            flat = _word(record, "side") not in {"long", "short"}
            held[name] = "0" if flat else as_text(int(left * 10**DECIMALS), DECIMALS)
    return [_settling(record, held) for record in records]


def _settling(record: Record, held: Mapping[tuple[str, str], str]) -> Record:
    name = _currency(record), _word(record, "id")
    told = {"session_upl": held[name]} if name in held else {}
    return evolve(record, fields={**record.fields, **told})


def _currency(record: Record) -> str:
    return _word(of_file(record), "currency")


def _parts(record: Record, *names: str) -> list[Fraction]:
    return [_part(record, name) for name in names]


def _word(record: Record, name: str) -> str:
    found = record.fields.get(name)
    return found if isinstance(found, str) else ""


def _part(record: Record, name: str) -> Fraction:
    """The number in *name*; 0 where there is none, which is refused where the row is read."""
    try:
        return Exact.of(_word(record, name)).value
    except MalformedNumberError:
        return Fraction(0)


_FORMS = ("%Y-%m-%d %H:%M:%S", "%d %b %Y %H:%M:%S")


def _written(record: Record, given: Given) -> int:
    """The instant in ``date``, UTC: assumed to be written in one of two forms."""
    for form in _FORMS[:-1]:
        try:
            return local("date", form)(record, given)
        except FieldError:
            continue
    return local("date", _FORMS[-1])(record, given)


SAVED = evolve(
    LOG,
    name="transaction-log-csv",
    title="Transaction log of one currency, saved as a table",
    endpoints=(),
    under="",
    headers=HEADERS,
    fields=(),
    reads=of_file,
    together=waited,
    clock=_written,
    order=Order.EITHER,
    money="transaction log, saved",
)
"""The table of the website."""
