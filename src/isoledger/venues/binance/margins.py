"""What went into and out of the isolated wallets of Binance futures.

No income row tells it. The history of position margin does, for 30 days: what a user moved, and
(as ``TRADE``) what an opening moved in, its open loss included, and a close moved out. It has no
id, so that a row is known by all that it says.

A close moves out what the openings had moved in, whatever was won, lost and paid meanwhile
(one recorded pair); of a full close all that is left goes to cross (recorded). So the close that
takes out the last of what went in empties the wallet, and one whose opening is not there is left.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from isoledger.core.errors import IsoledgerError
from isoledger.core.events import MarginCause, MarginEvent, MarginModeChange, MarginTransfer
from isoledger.core.rules import Evidence
from isoledger.venues.binance.income import TRADES
from isoledger.venues.binance.rules import CROSS, CROSS_BOOK, NAME
from isoledger.venues.binance.terms import DECIMALS, alone, terms
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, coin, text_of
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import NOTHING_GIVEN, Given, Kind, Translation

_COIN = coin("asset", DECIMALS)
_BESIDE = 1 << 48
"""So far from its trade in the instant: what goes in is there before it, what goes out after."""


_IN, _OUT = "1", "2"


def _moved(cause: MarginCause) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        into = _goes_in(row.record)
        amount, stamp = abs(row.money("amount", _COIN(row))), row.stamp()
        place = stamp.sequence - _BESIDE if into else stamp.sequence + _BESIDE
        told = MarginTransfer(
            stamp=evolve(stamp, sequence=place),
            position=alone(row),
            amount=amount if into else -amount,
            book=CROSS_BOOK,
            cause=_CLOSED if cause is MarginCause.ALLOCATION and not into else cause,
        )
        return (told,)

    return Meaning(becomes=("MarginTransfer",), tell=tell)


def _goes_in(record: Record) -> bool:
    """Whether *record* says that margin went in.

    Raises:
        FieldError: It says neither that nor that it came out.
    """
    return text_of(record, "type", frozenset({_IN, _OUT})) == _IN


_CLOSED = MarginCause.RELEASE
_TRADED = _moved(MarginCause.ALLOCATION)
_BY_USER = _moved(MarginCause.USER)
_UNSAID = evolve(_BY_USER, evidence=Evidence.ASSUMED, why="COIN-M does not say whose move it was")
_WHY = "what a trade moved in, open loss included, or out; a full close empties the wallet"


def _emptied(row: Row) -> tuple[MarginEvent, ...]:
    """All that is left in a wallet that holds no position any more, moved to cross."""
    stamp = row.stamp()
    place = evolve(stamp, sequence=stamp.sequence + _BESIDE)
    return (MarginModeChange(stamp=place, position=alone(row), pool=CROSS),)


def _traded(ends: Mapping[str, str]) -> Meaning:
    """What a row of a trade means, where *ends* tells by its source how a close ends."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        match ends.get(row.record.source):
            case "emptied":
                return _emptied(row)
            case "unopened":
                return ()
            case _:
                return _TRADED.tell(row)

    return Meaning(
        becomes=("MarginTransfer or MarginModeChange",),
        tell=tell,
        why=f"{_WHY}; a close whose opening is not in the file is left",
        evidence=Evidence.RECORDED,
    )


def _types(ends: Mapping[str, str]) -> Mapping[str, Meaning]:
    return {"TRADE/*": _traded(ends), "USER_ADJUST/*": _BY_USER, "/*": _UNSAID}


MARGIN_HISTORY = Statement(
    venue=NAME,
    name="position-margin",
    title="History of the margin of isolated positions (API, USD-M and COIN-M; 30 days)",
    endpoints=("/fapi/v1/positionMargin/history", "/dapi/v1/positionMargin/history"),
    fields=("amount", "asset", "symbol", "positionSide", "type"),
    without=("incomeType", "price"),
    clock=stamped("time"),
    order=Order.EITHER,
    key=("symbol", "positionSide", "type", "deltaType", "amount", "asset", "time", "clientTranId"),
    keyed="margin",
    home=CROSS_BOOK,
    typed_by=("deltaType", "type"),
    types=_types({}),
    terms=terms,
    money=TRADES,
)
"""The answer of the API, row by row."""


def ends(records: Sequence[Record]) -> dict[str, str]:
    """How each close among *records* ends, by source: ``emptied``, ``unopened``; absent: in part.

    Rows of one instant go in before they go out.
    """
    inside: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    found: dict[str, str] = {}
    read = [move for move in map(_move, records) if move is not None]
    for _, out, whose, amount, record in sorted(read, key=lambda move: move[:2]):
        left = inside[whose] - amount if out else inside[whose] + amount
        if out and left <= 0 and record.optional("deltaType") == "TRADE":
            found[record.source] = "unopened" if left else "emptied"
        inside[whose] = max(left, Fraction(0))
    return found


def _move(record: Record) -> tuple[Fraction, bool, tuple[str, str], Fraction, Record] | None:
    """Instant, direction, position and amount of *record*; ``None``: it does not say them."""
    try:
        whose = record.text("symbol"), record.optional("positionSide") or ""
        amount = abs(record.number("amount").value)
        return record.number("time").value, not _goes_in(record), whose, amount, record
    except IsoledgerError:
        return None


def margin_history(
    statement: Statement,
) -> Callable[[Sequence[Record], str, Given], Translation]:
    """The translation of all rows of *statement* together."""

    def translate(records: Sequence[Record], account: str, given: Given) -> Translation:
        known = evolve(statement, types=_types(ends(records)))
        return known.translate(records, account, given)

    return translate


def margin_kind(statement: Statement) -> Kind:
    """How the command line reads the history of margin that *statement* declares."""
    together = margin_history(statement)

    def plainly(records: Sequence[Record], account: str) -> Translation:
        return together(records, account, NOTHING_GIVEN)

    return evolve(statement.kind, translate=plainly, given=together)
