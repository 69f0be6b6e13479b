"""Bitget's fills: what was traded, by the classic and by the unified account.

They tell the same history as the bills, and another part of it: sizes, prices, profits and fees,
but neither funding nor margin mode, so that all positions are taken for those of the one pool
(assumed). The two accounts have two signs: a fee is below zero when paid in the classic answer,
above zero in the unified one.
"""

from collections.abc import Callable, Sequence

from attrs import evolve

from isoledger.core.events import MarginEvent
from isoledger.core.identity import Leg, PositionId
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.bitget.bills import DECIMALS
from isoledger.venues.bitget.contracts import lots, settle_of, symbol_of
from isoledger.venues.bitget.rules import CROSS, NAME
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, coin, no_history
from isoledger.venues.records import Json, Record
from isoledger.venues.statement import Statement
from isoledger.venues.trading import Trades

_SIGNS = {"buy": 1, "sell": -1}
_LEGS: dict[str, Leg] = {"long": "long", "short": "short"}


def _side(row: Row) -> tuple[int, Leg]:
    """What was bought above zero, and of which leg.

    In hedge mode ``side`` is that of the position (buy: long) and ``tradeSide`` opens or closes it.
    Official for orders; assumed for fills.
    """
    record = row.record
    side, trade = record.text("side"), record.optional("tradeSide") or ""
    if side not in _SIGNS:
        raise record.fault("side", f"{side[:20]!r} is neither buy nor sell")
    sign, leg = _SIGNS[side], _LEGS.get(record.optional("holdSide") or "")
    if record.optional("posMode") == "hedge_mode":
        held: Leg = "long" if sign > 0 else "short"
        return (-sign if "close" in trade else sign), held
    return sign, "net" if leg is None else leg


def _position(row: Row) -> PositionId:
    return PositionId(symbol_of(row.record), _side(row)[1], CROSS)


def _sized(name: str) -> Callable[[Row], int]:
    def size(row: Row) -> int:
        return _side(row)[0] * lots(row.record, row.amount(name), name)

    return size


def _fee_coin(row: Row) -> Asset:
    return settle_of(row) if row.record.optional("feeCoin") is None else _STATED(row)


def fees(records: Sequence[Record]) -> list[Record]:
    """*records*, each with the one coin and the one amount of its ``feeDetail``."""
    return [_with_fee(record) for record in records]


def _with_fee(record: Record) -> Record:
    details = record.fields.get("feeDetail")
    if not isinstance(details, list) or len(details) != 1 or not isinstance(details[0], dict):
        return record
    detail: dict[str, Json] = details[0]
    amount = detail.get("totalFee", detail.get("fee"))
    told = {"feeCoin": detail.get("feeCoin"), "feePaid": amount}
    return evolve(record, fields={**record.fields, **told, "feeDetail": None})


def _told(trades: Trades) -> Meaning:
    fill = trades.fill()

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        if row.record.fields.get("feeDetail"):
            raise row.record.fault("feeDetail", "is not the fee of one coin")
        return fill.tell(row)

    why = "the margin mode is not stated: taken for cross"
    return evolve(fill, tell=tell, why=why, evidence=Evidence.ASSUMED)


_STATED = coin("feeCoin", DECIMALS)
_CLASSIC = _told(
    Trades(
        position=_position,
        size=_sized("baseVolume"),
        price="price",
        coin=settle_of,
        fee="-feePaid",
        fee_coin=_fee_coin,
        realised="profit",
    )
)
_UNIFIED = _told(
    Trades(
        position=_position,
        size=_sized("execQty"),
        price="execPrice",
        coin=settle_of,
        fee="feePaid",
        fee_coin=_fee_coin,
        realised="execPnl",
    )
)

FILLS = Statement(
    venue=NAME,
    name="fills",
    title="Fills of the classic futures account, as the API answers or streams them",
    endpoints=("/api/v2/mix/order/fills", "/api/v2/mix/order/fill-history"),
    under="data.fillList",
    streamed="data",
    fields=("tradeId", "baseVolume", "feeDetail", "profit"),
    clock=stamped("cTime"),
    key=("symbol", "tradeId"),
    unique=True,
    keyed="fill",
    typed_by=(),
    types={"": _CLASSIC},
    together=fees,
    money="fills",
)
"""Fills of the classic account, 90 days."""

_SPOT = no_history("a spot trade: no position here")

UNIFIED_FILLS = Statement(
    venue=NAME,
    name="unified-fills",
    title="Fills of the unified account, as the API answers or streams them",
    endpoints=("/api/v3/trade/fills",),
    under="data.list",
    streamed="data",
    fields=("execId", "execQty", "feeDetail", "execPnl"),
    clock=stamped("updatedTime"),
    key=("symbol", "execId"),
    unique=True,
    keyed="execution",
    typed_by=("category",),
    types={
        **dict.fromkeys(("USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES"), _UNIFIED),
        **dict.fromkeys(("usdt-futures", "usdc-futures", "coin-futures"), _UNIFIED),
        **dict.fromkeys(("SPOT", "MARGIN", "spot", "margin"), _SPOT),
    },
    together=fees,
    money="fills",
)
"""Fills of the unified account."""
