"""KuCoin's fills and fundings: classic, unified, and streamed.

Sizes count contracts, ``value`` is the worth of the trade without a sign, a fee is above zero when
paid. The instant of a funding is that of its settlement, and its contract with it its identity, so
that the answer and the stream say one fact.
"""

from attrs import evolve

from isoledger.core.events import Fill, FundingTotal, MarginEvent
from isoledger.core.money import Asset
from isoledger.venues.instants import stamped
from isoledger.venues.kucoin.rules import CROSS_BOOK, NAME
from isoledger.venues.kucoin.terms import DECIMALS, is_inverse, is_spot, position, settle, sign
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.trading import Trades

_TELLING = "fills"
_SPOT = "a spot trade: the ledger tells both of its legs"


def coin(row: Row) -> Asset:
    """What the contract of *row* settles in: as it says, or as its symbol does.

    Raises:
        FieldError: Neither does.
    """
    said = row.record.optional("settleCurrency")
    return Asset(said or settle(row.record, "symbol"), DECIMALS)


def _fee_coin(row: Row) -> Asset:
    paid = row.record.optional("feeCurrency")
    return coin(row) if paid is None else Asset(paid, DECIMALS)


def size(row: Row) -> int:
    """Signed contracts traded.

    Raises:
        FieldError: They are no whole number, or the side is neither.
    """
    return sign(row.record) * row.record.whole("size")


TRADES = Trades(
    position=position, size=size, price="price", coin=coin, fee="fee", fee_coin=_fee_coin
)
"""Where a fill keeps what it is."""


def _cost(row: Row, inverse: bool) -> MarginEvent:  # noqa: FBT001 - a word of the sentence it is in
    """A trade with the value that the venue booked, signed like the worth of its contract."""
    (told,) = TRADES.fill().tell(row)
    worth = row.maybe("value", coin(row))
    if worth is None or not isinstance(told, Fill):
        return told
    return evolve(told, cost=-worth if (told.size > 0) == inverse else worth)


def _filled(row: Row) -> tuple[MarginEvent, ...]:
    symbol = row.record.text("symbol")
    return () if is_spot(symbol) else (_cost(row, is_inverse(symbol)),)


_FILL = Meaning(becomes=("Fill",), tell=_filled, why=_SPOT)
_TAKEN, _AGAINST = TRADES.liquidation(), TRADES.deleveraging()
_TYPES = {
    "TRADE": _FILL,
    "NORMAL": _FILL,
    "SETTLEMENT": _FILL,
    "LIQUIDATION": _TAKEN,
    "ADL": _AGAINST,
}


def told(record: Record) -> Record:
    """*record* with its type in capitals, under one name."""
    fields = record.fields
    kind = fields.get("fillType") or fields.get("tradeType") or "TRADE"
    upper = kind.upper() if isinstance(kind, str) else kind
    return evolve(record, fields={**fields, "kind": upper})


FILLS = Statement(
    venue=NAME,
    name="fills",
    title="Fills of the classic futures account, from the API",
    endpoints=("/api/v1/fills",),
    under="data.items",
    fields=("totalNum", "tradeId", "orderId", "side", "size", "tradeType", "tradeTime"),
    reads=told,
    clock=stamped("tradeTime", 1),
    key=("symbol", "tradeId", "orderId"),
    unique=True,
    keyed="fill",
    home=CROSS_BOOK,
    typed_by=("kind",),
    types=_TYPES,
    money=_TELLING,
)
"""Fills of the classic account."""

RECENT_FILLS = evolve(
    FILLS,
    name="recent-fills",
    title="Fills of the classic futures account of the last day, from the API",
    endpoints=("/api/v1/recentFills",),
    under="data",
    fields=FILLS.fields[1:],
    without=("totalNum",),
)
"""Fills of the last day."""

UNIFIED_FILLS = evolve(
    FILLS,
    name="executions",
    title="Fills of the unified account, from the API",
    endpoints=("/api/ua/v1/unified/order/execution",),
    under="data.items",
    fields=("tradeId", "orderId", "side", "size", "fillType", "executionTime"),
    clock=stamped("executionTime", 1),
)
"""Fills of the unified account."""

_SHORT = {
    "E": "executionTime",
    "S": "side",
    "f": "fee",
    "fC": "feeCurrency",
    "p": "price",
    "q": "size",
    "s": "symbol",
    "oi": "orderId",
    "ti": "tradeId",
}


def spelled(record: Record) -> Record:
    """*record* with its letters spelled out."""
    return told(
        evolve(record, fields={_SHORT.get(n, n): value for n, value in record.fields.items()})
    )


FILL_STREAM = evolve(
    UNIFIED_FILLS,
    name="executions-stream",
    title="Fills of the unified account, streamed",
    endpoints=("execution.FUTURES",),
    under="d",
    fields=("T", "d", "ti", "fC"),
    reads=spelled,
)
"""The same, as it happens."""


def _funded(row: Row) -> tuple[MarginEvent, ...]:
    return (
        FundingTotal(
            stamp=row.stamp(),
            symbol=row.record.text("symbol"),
            amount=row.money("paid", coin(row)),
            book=CROSS_BOOK,
        ),
    )


def _one_name(record: Record) -> Record:
    """*record* with amount and instant of its funding under one name, whatever its door."""
    fields = record.fields
    topic = fields.get("topic")
    about = topic.partition(":")[2] if isinstance(topic, str) else ""
    more = {
        "paid": fields.get("funding") or fields.get("fundingFee"),
        "at": fields.get("timePoint") or fields.get("fundingTime") or fields.get("settlementTime"),
        "symbol": fields.get("symbol") or about,
    }
    return evolve(record, fields={**fields, **more})


FUNDINGS = Statement(
    venue=NAME,
    name="funding-history",
    title="Funding of the classic futures account, from the API",
    endpoints=("/api/v1/funding-history",),
    under="data.dataList",
    fields=("funding", "timePoint", "positionQty", "settleCurrency"),
    reads=_one_name,
    clock=stamped("at"),
    key=("symbol", "at", "settleCurrency"),
    keyed="funding",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("FundingTotal",), tell=_funded)},
    money=_TELLING,
)
"""Funding of the classic account."""

UNIFIED_FUNDINGS = evolve(
    FUNDINGS,
    name="unified-funding-history",
    title="Funding of the unified account, from the API",
    endpoints=("/api/ua/v1/position/funding-history",),
    under="data.items",
    fields=("fundingFee", "settlementTime", "fundingRate", "settleCurrency"),
)
"""Funding of the unified account."""

FUNDING_STREAM = evolve(
    FUNDINGS,
    name="funding-stream",
    title="Funding, streamed",
    endpoints=("/contract/position", "/contract/positionAll"),
    under="data",
    around=("topic", "subject"),
    fields=("fundingFee", "fundingTime", "qty", "settleCurrency"),
)
"""The same, as it happens."""
