"""OKX's fills: what was traded, without the margin mode and without funding.

They tell the same history as the bills, and less of it. A fill does not say whether its position
is isolated, so that all are taken for those of the one pool (assumed).
"""

from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, coin, no_history
from isoledger.venues.okx.contracts import DECIMALS, LEGS, lots, settle_of
from isoledger.venues.okx.rules import CROSS, NAME
from isoledger.venues.statement import Statement
from isoledger.venues.trading import Trades

_SIGNS = {"buy": 1, "sell": -1}


def _position(row: Row) -> PositionId:
    side = row.record.text("posSide")
    if side not in LEGS:
        raise row.record.fault("posSide", f"{side[:20]!r} is none of {', '.join(LEGS)}")
    return PositionId(row.record.text("instId"), LEGS[side], CROSS)


def _size(row: Row) -> int:
    side = row.record.text("side")
    if side not in _SIGNS:
        raise row.record.fault("side", f"{side[:20]!r} is neither buy nor sell")
    return _SIGNS[side] * lots(row.record, row.amount("fillSz"), "fillSz")


def _fee_coin(row: Row) -> Asset:
    return settle_of(row) if row.record.optional("feeCcy") is None else _STATED(row)


_STATED = coin("feeCcy", DECIMALS)
_FILL = Trades(
    position=_position,
    size=_size,
    price="fillPx",
    coin=settle_of,
    fee="-fee",
    fee_coin=_fee_coin,
    realised="fillPnl",
).fill()


_CONTRACT = Meaning(
    becomes=("Fill",),
    tell=_FILL.tell,
    why="the margin mode is not stated: taken for cross",
    evidence=Evidence.ASSUMED,
)
_SPOT = no_history("a spot trade: its two legs are in the bills, a fill names neither sum nor coin")

FILLS = Statement(
    venue=NAME,
    name="fills",
    title="Fills, as the API answers",
    endpoints=("/api/v5/trade/fills", "/api/v5/trade/fills-history"),
    under="data",
    fields=("fillPx", "fillSz", "tradeId", "billId"),
    without=("accFillSz", "balChg"),
    clock=stamped("ts"),
    key=("instId", "tradeId", "billId"),
    unique=True,
    keyed="fill",
    typed_by=("instType",),
    types={
        "SWAP": _CONTRACT,
        "FUTURES": _CONTRACT,
        "SPOT": _SPOT,
        "MARGIN": _SPOT,
        "OPTION": no_history("an option: no position here; its premium is in the bills"),
    },
    money="fills",
)
"""The fills of the API: 3 days, and 3 months."""
