"""Bitget's snapshots: what is held, asserted as of its last change."""

from isoledger.core.events import MarginEvent, PositionAssertion
from isoledger.core.identity import Leg, PositionId
from isoledger.venues.bitget.contracts import lots, symbol_of
from isoledger.venues.bitget.rules import CROSS, NAME
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.statement import Statement

_SIDES: dict[str, int] = {"long": 1, "short": -1}
_LEGS: dict[str, Leg] = {"long": "long", "short": "short"}


def _held(row: Row) -> tuple[MarginEvent, ...]:
    """Size alone: the margin that is shown is cut, and counted at the mark since 2025."""
    record = row.record
    side = record.optional("holdSide") or record.text("posSide")
    if side not in _SIDES:
        raise record.fault("holdSide", f"{side[:20]!r} is neither long nor short")
    hedged = (record.optional("posMode") or record.optional("holdMode")) == "hedge_mode"
    isolated = record.text("marginMode") == "isolated"
    name = "total" if record.optional("total") is not None else "size"
    told = PositionAssertion(
        stamp=row.stamp(),
        position=PositionId(
            symbol_of(record), _LEGS[side] if hedged else "net", "" if isolated else CROSS
        ),
        size=_SIDES[side] * lots(record, row.amount(name), name),
    )
    return (told,)


_POSITION = Meaning(becomes=("PositionAssertion",), tell=_held)

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions of the classic account, as the API answers or streams them",
    endpoints=("/api/v2/mix/position/all-position", "/api/v2/mix/position/single-position"),
    under="data",
    fields=("holdSide", "openPriceAvg", "marginMode", "total", "liquidationPrice"),
    clock=stamped("uTime"),
    key=("symbol", "instId", "holdSide", "uTime"),
    unique=True,
    keyed="position",
    typed_by=(),
    types={"": _POSITION},
    money="",
)
"""What is held. An answer before `uTime` was added states no instant, and is parked."""

UNIFIED_POSITIONS = Statement(
    venue=NAME,
    name="unified-positions",
    title="Positions of the unified account, as the API answers or streams them",
    endpoints=("/api/v3/position/current-position",),
    under="data.list",
    streamed="data",
    fields=("posSide", "avgPrice", "marginMode", "updatedTime"),
    without=("openPriceAvg", "closePriceAvg"),
    clock=stamped("updatedTime"),
    key=("symbol", "posSide", "updatedTime"),
    unique=True,
    keyed="unified-position",
    typed_by=(),
    types={"": _POSITION},
    money="",
)
"""The same of the unified account."""
