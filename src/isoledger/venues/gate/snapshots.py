"""What Gate says an account is at one moment.

``total`` has the margin of every position in it, and no unrealised profit: it is asserted of all
books. A position is asserted with its size; its entry price is rounded, and the margin of an
isolated one is a lock that no record moves.
"""

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.identity import Leg
from isoledger.core.money import Asset
from isoledger.venues.gate.rules import CROSS_BOOK, NAME
from isoledger.venues.gate.terms import DECIMALS, lots, position
from isoledger.venues.instants import MILLISECOND_NS, SECOND_NS, taken
from isoledger.venues.meaning import Meaning, Row, text_of
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity

_LEGS: dict[str, Leg] = {"single": "net", "dual_long": "long", "dual_short": "short"}
_PARTS = ("dnw", "pnl", "fee", "refr", "fund")


def _held(row: Row) -> tuple[MarginEvent, ...]:
    leg = _LEGS[text_of(row.record, "mode", frozenset(_LEGS))]
    size = lots(row.record, "size")
    return (PositionAssertion(stamp=row.stamp(), position=position(row, leg), size=size),)


_POSITION = Meaning(becomes=("PositionAssertion",), tell=_held)

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions, from the API",
    endpoints=(
        "/api/v4/futures/usdt/positions",
        "/api/v4/futures/usdt/dual_comp/positions",
        "/api/v4/futures/btc/positions",
        "/api/v4/delivery/usdt/positions",
    ),
    fields=("contract", "size", "mode", "entry_price", "liq_price"),
    without=("channel",),
    clock=taken("update_time", unit_ns=SECOND_NS),
    key=("contract", "mode", "update_time", "size"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": _POSITION},
    money="",
)
"""What is held, as of its last change: told after all trades of that second."""

POSITION_STREAM = evolve(
    POSITIONS,
    name="positions-stream",
    title="Positions, streamed",
    endpoints=("futures.positions",),
    under="result",
    fields=("channel", "contract", "size", "mode", "entry_price"),
    without=(),
    clock=taken("time_ms", unit_ns=MILLISECOND_NS),
    key=("contract", "mode", "update_id", "time_ms", "size"),
)
"""The same, as it happens."""


def flat(record: Record) -> Record:
    """*record* with the sums of its history beside the rest."""
    history = record.fields.get("history")
    parts = history if isinstance(history, dict) else {"dnw": record.fields.get("total")}
    told = {f"history_{name}": value for name, value in parts.items()}
    return evolve(record, fields={**record.fields, **told})


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    asset = Asset(row.record.text("currency").upper(), DECIMALS)
    amount = asset.exactly(row.record.number("total").value)
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=ALL),)


ACCOUNT = Statement(
    venue=NAME,
    name="account",
    title="Balance of one settle currency, from the API",
    endpoints=(
        "/api/v4/futures/usdt/accounts",
        "/api/v4/futures/btc/accounts",
        "/api/v4/delivery/usdt/accounts",
        "/api/v4/futures/usdt/dual_mode",
    ),
    fields=("currency", "total", "position_margin", "order_margin", "available"),
    reads=flat,
    clock=taken("update_time", unit_ns=SECOND_NS),
    key=("currency", "update_time", "total"),
    keyed="account",
    identities=(Identity(total="total", ways=(tuple(f"history_{name}" for name in _PARTS),)),),
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_holds)},
    money="",
)
"""What there is: the sum of all that was ever booked. Say when it was taken; it often does not."""
