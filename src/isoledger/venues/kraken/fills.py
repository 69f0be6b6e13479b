"""Kraken's fills: size, price, and since 2023 the fee; the account log says what was booked."""

from collections.abc import Callable

from attrs import evolve

from isoledger.core.events import Deleveraging, Fill, Liquidation, MarginEvent
from isoledger.core.instrument import Instrument
from isoledger.core.money import Money
from isoledger.core.rules import Evidence
from isoledger.venues.instants import iso, stamped
from isoledger.venues.kraken.contracts import account_of, asset, lots, position, terms_of
from isoledger.venues.kraken.rules import NAME
from isoledger.venues.meaning import Meaning, Row, text_of
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement

_WAYS = frozenset({"buy", "sell"})


def plain(record: Record) -> Record:
    """A streamed *record* by the names of the other."""
    fields = dict(record.fields)
    way = fields.pop("buy", None)
    told = {
        "symbol": fields.get("instrument"),
        "size": fields.get("qty"),
        "fillType": fields.get("fill_type"),
        "side": None if not isinstance(way, bool) else "buy" if way else "sell",
    }
    return evolve(record, fields={**fields, **told})


def _fee(row: Row) -> Money | None:
    """The fee, in whatever currency; ``None`` where it is not stated, as before 2023."""
    code = row.record.optional("fee_currency")
    return None if code is None else row.maybe("fee_paid", asset(code))


def _signed(row: Row) -> int:
    count = abs(lots(row.record, "size", "symbol"))
    return count if text_of(row.record, "side", _WAYS) == "buy" else -count


def _as(kind: Callable[..., MarginEvent], name: str) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        told = kind(
            stamp=row.stamp(),
            position=position(row.record, "symbol", account_of(row.record, "symbol")),
            size=_signed(row),
            price=row.record.price("price"),
            fee=_fee(row),
        )
        return (told,)

    return Meaning(becomes=(name,), tell=tell)


_FILL, _TAKEN = _as(Fill, "Fill"), _as(Liquidation, "Liquidation")
_UNWOUND = evolve(_as(Deleveraging, "Deleveraging"), evidence=Evidence.ASSUMED)


def terms(row: Row) -> Instrument:
    """The contract of *row*."""
    return terms_of(row.record, "symbol")


FILLS = Statement(
    venue=NAME,
    name="fills",
    title="Fills, from the API",
    endpoints=("/derivatives/api/v3/fills",),
    under="fills",
    fields=("fill_id", "symbol", "side", "order_id", "fillTime"),
    clock=iso("fillTime"),
    key=("fill_id",),
    unique=True,
    keyed="fill",
    typed_by=("fillType",),
    types={
        "maker": _FILL,
        "taker": _FILL,
        "takerAfterEdit": _FILL,
        "liquidation": _TAKEN,
        "assignee": evolve(_FILL, evidence=Evidence.ASSUMED),
        "assignor": evolve(_TAKEN, evidence=Evidence.ASSUMED),
        "unwindBankrupt": _UNWOUND,
        "unwindCounterparty": _UNWOUND,
    },
    terms=terms,
    money="fills",
)
"""The answer of the API."""

STREAM = evolve(
    FILLS,
    name="fills-stream",
    title="Fills, streamed",
    endpoints=("fills",),
    fields=("feed", "fill_id", "instrument", "buy", "qty"),
    reads=plain,
    clock=stamped("time"),
    order=FILLS.order,
)
"""The same, as it happens: under the same ids."""
