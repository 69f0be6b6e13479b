"""What moved money at MEXC: trades, funding and transfers; no record tells of isolated margin."""

from attrs import evolve

from isoledger.core.events import Funding, MarginEvent
from isoledger.core.identity import PositionId
from isoledger.core.rules import Evidence
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.mexc.rules import CROSS_BOOK, NAME
from isoledger.venues.mexc.terms import DECIMALS, LEGS, SIDES, contracts, leg, position, settle
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity
from isoledger.venues.trading import Trades

MONEY = "account"
"""Trades, funding and transfers complete one another."""

_FUNDED = Columns(amount="funding", coin=settle, book=CROSS_BOOK)
_SENT = Columns(amount="amount", coin=coin("currency", DECIMALS), book=CROSS_BOOK)


def _traded_on(row: Row) -> PositionId:
    return position(row, leg(row, "side", SIDES)[0])


def _size(row: Row) -> int:
    return leg(row, "side", SIDES)[1] * contracts(row, "vol")


_TRADES = Trades(
    position=_traded_on,
    size=_size,
    price="price",
    coin=settle,
    fee="fee",
    fee_coin=coin("feeCurrency", DECIMALS),
)
"""A fee is above zero when paid: recorded for an order, 0.0072501 = 1208.35 x 0.01 x 0.06 %.

The profit of a row is not booked but computed: no record shows whether the fee is in it."""

DEALS = Statement(
    venue=NAME,
    name="deals",
    title="Trades with fee (API, or streamed); needs instruments",
    endpoints=("/api/v1/private/order/list/order_deals", "push.personal.order.deal"),
    under="data.resultList data",
    fields=("symbol", "side", "vol", "price", "fee", "isTaker"),
    clock=stamped("timestamp"),
    order=Order.EITHER,
    key=("symbol", "id", "side"),
    keyed="deal",
    home=CROSS_BOOK,
    typed_by=("category",),
    types={
        "1": _TRADES.fill(),
        "2": evolve(
            _TRADES.liquidation(), why="taken over by the venue", evidence=Evidence.ASSUMED
        ),
        "3": _TRADES.fill(),
        "4": evolve(_TRADES.deleveraging(), evidence=Evidence.ASSUMED),
    },
    money=MONEY,
)
"""Trades by what kind of order made them: limit, take-over, close, deleveraging."""


def _funding(row: Row) -> tuple[MarginEvent, ...]:
    at = position(row, leg(row, "positionType", LEGS)[0])
    if not at.is_isolated:
        return _FUNDED.funding().tell(row)
    rate = row.record.number("rate")
    told = Funding(stamp=row.stamp(), position=at, amount=_FUNDED.moved(row), rate=rate)
    return (told,)


FUNDING = Statement(
    venue=NAME,
    name="funding",
    title="Funding of positions (API)",
    endpoints=("/api/v1/private/position/funding_records",),
    under="data.resultList",
    fields=("symbol", "positionType", "positionValue", "funding", "settleTime"),
    clock=stamped("settleTime"),
    order=Order.EITHER,
    key=("symbol", "id"),
    keyed="funding",
    identities=(
        Identity(total="funding", ways=(("positionValue*rate",), ("-positionValue*rate",))),
    ),
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(
            becomes=("FundingTotal or Funding",),
            tell=_funding,
            why="above zero when received: a long at a rate below zero (recorded)",
            evidence=Evidence.RECORDED,
        )
    },
    money=MONEY,
)
"""What funding brought and took."""


def _pending(row: Row) -> tuple[MarginEvent, ...]:
    raise row.record.fault("state", "is WAIT; read the records again once it is not")


_WAITING = Meaning(becomes=("Transfer",), tell=_pending, why="parked while it is pending")
_FAILED = no_history("it failed, and moved nothing")

TRANSFERS = Statement(
    venue=NAME,
    name="transfers",
    title="Transfers between the spot and the futures account (API)",
    endpoints=("/api/v1/private/account/transfer_record",),
    under="data.resultList",
    fields=("txid", "currency", "amount", "type", "state"),
    clock=stamped("updateTime"),
    order=Order.EITHER,
    key=("id", "txid"),
    keyed="transfer",
    unique=True,
    home=CROSS_BOOK,
    typed_by=("type", "state"),
    types={
        "IN/SUCCESS": _SENT.transfer(),
        "OUT/SUCCESS": evolve(_SENT, amount="-amount").transfer(),
        "IN/WAIT": _WAITING,
        "OUT/WAIT": _WAITING,
        "IN/FAILED": _FAILED,
        "OUT/FAILED": _FAILED,
    },
    money=MONEY,
)
"""What came from the spot account and went to it."""
