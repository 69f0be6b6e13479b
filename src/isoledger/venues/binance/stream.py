"""The user data stream of Binance futures: trades as they happen, and what an account became.

A trade of the stream is the same event under the same identity as the answer of ``userTrades``,
so that live and pulled history meet without counting twice. Account updates assert balances and
positions. Money that no trade moved is left to income, whose rows have an identity; theirs have
none.
"""

from collections.abc import Iterator, Mapping

from attrs import evolve

from isoledger.core.events import LeverageChange, MarginEvent
from isoledger.venues.binance.income import TRADES
from isoledger.venues.binance.rules import CROSS_BOOK, NAME
from isoledger.venues.binance.snapshots import balances, held
from isoledger.venues.binance.terms import position, terms
from isoledger.venues.binance.trades import FILLS
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.records import Json, Record
from isoledger.venues.statement import Order, Statement

_TRADE: Mapping[str, str] = {
    "s": "symbol",
    "S": "side",
    "ps": "positionSide",
    "t": "id",
    "l": "qty",
    "L": "price",
    "n": "commission",
    "N": "commissionAsset",
    "rp": "realizedPnl",
    "T": "time",
    "c": "clientOrderId",
    "x": "execution",
}
_HELD: Mapping[str, str] = {
    "s": "symbol",
    "pa": "positionAmt",
    "iw": "isolatedWallet",
    "mt": "marginType",
    "ps": "positionSide",
}
_ORDER, _UPDATE, _CONFIG = "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE", "ACCOUNT_CONFIG_UPDATE"
_SETTLED = ("settlement_autoclose-", "delivery_autoclose-")
_PUBLIC = (
    "aggTrade",
    "trade",
    "forceOrder",
    "markPriceUpdate",
    "bookTicker",
    "depthUpdate",
    "kline",
)
_SPOT = ("executionReport", "outboundAccountPosition", "balanceUpdate", "listStatus")
_TRADES = frozenset({"TRADE", "CALCULATED"})


def plain(record: Record) -> Record:
    """*record* without its wrapper, under the names that the API has for what the stream says.

    What is no trade is known by its kind and instant.
    """
    fields = _inside(record.fields, "data") or record.fields
    when = fields.get("T") or fields.get("E")
    told = {"event": fields.get("e"), "time": when, "id": f"{fields.get('e')} {when}"}
    match fields.get("e"):
        case "ORDER_TRADE_UPDATE":
            its = {**told, **_named(_inside(fields, "o"), _TRADE)}
            return evolve(record, fields={**its, "event": f"{_ORDER}/{_moment(its)}"})
        case "ACCOUNT_UPDATE":
            its = {**told, "a": fields.get("a")}
            return evolve(record, fields={**its, "event": f"{_UPDATE}/"})
        case "ACCOUNT_CONFIG_UPDATE":
            its = _named(_inside(fields, "ac"), {"s": "symbol"})
            return evolve(record, fields={**told, **its})
        case _:
            return evolve(record, fields=told)


def _inside(fields: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def _named(fields: Mapping[str, Json], names: Mapping[str, str]) -> dict[str, Json]:
    return {names.get(name, name): value for name, value in fields.items()}


def _moment(fields: Mapping[str, Json]) -> str:
    """What became of an order: a trade, a settlement, or nothing that moves."""
    if str(fields.get("clientOrderId")).startswith(_SETTLED):
        return "SETTLEMENT"
    return "TRADE" if fields.get("execution") in _TRADES else "ORDER"


def _filled(row: Row) -> tuple[MarginEvent, ...]:
    """A trade; an order of the venue's own that has not traded yet is none."""
    return FILLS.fill().tell(row) if row.amount("qty") else ()


def _updated(row: Row) -> tuple[MarginEvent, ...]:
    parts: list[MarginEvent] = []
    for fields in _listed(row, "B"):
        parts += balances("wb", "cw", "a")(_part(row, fields, len(parts)))
    for fields in _listed(row, "P"):
        parts += held(_part(row, _named(fields, _HELD), len(parts)))
    return tuple(parts)


def _listed(row: Row, name: str) -> Iterator[Mapping[str, Json]]:
    found = _inside(row.record.fields, "a").get(name)
    for element in found if isinstance(found, list) else ():
        if not isinstance(element, dict):
            raise row.record.fault(name, "has an element that is no object")
        yield element


def _part(row: Row, fields: Mapping[str, Json], at: int) -> Row:
    """What *row* says under an identity of its own: an update may be of any number of symbols."""
    record = evolve(row.record, fields=fields)
    return evolve(row, record=record, id=f"{row.id}:{at}" if at else row.id)


def _leverage(row: Row) -> tuple[MarginEvent, ...]:
    """Leverage that was set; a change of the multi-assets mode comes under the same event."""
    if row.record.optional("l") is None:
        return ()
    told = LeverageChange(
        stamp=row.stamp(), position=position(row), leverage=row.record.number("l")
    )
    return (told,)


_TYPES: Mapping[str, Meaning] = {
    f"{_ORDER}/TRADE": Meaning(
        becomes=("Fill",),
        tell=_filled,
        why="the venue's own trades (liquidation, deleveraging) are told as userTrades tells them",
    ),
    f"{_ORDER}/ORDER": no_history("an order moves nothing until it trades"),
    f"{_ORDER}/SETTLEMENT": no_history("income tells it: DELIVERED_SETTELMENT"),
    f"{_UPDATE}/": Meaning(
        becomes=("BalanceAssertion", "PositionAssertion"),
        tell=_updated,
        why="money that no trade moved is told by income",
    ),
    _CONFIG: Meaning(
        becomes=("LeverageChange",), tell=_leverage, why="the multi-assets mode moves nothing"
    ),
    "MARGIN_CALL": no_history("a warning"),
    "TRADE_LITE": no_history("a trade without its fee; ORDER_TRADE_UPDATE tells it"),
    "listenKeyExpired": no_history("the stream ended"),
    "STRATEGY_UPDATE": no_history("an order moves nothing until it trades"),
    "GRID_UPDATE": no_history("an order moves nothing until it trades"),
    "ALGO_UPDATE": no_history("an order moves nothing until it trades"),
    "CONDITIONAL_ORDER_TRIGGER_REJECT": no_history("an order that was refused"),
    **dict.fromkeys(_PUBLIC, no_history("a public event, of no account")),
    **dict.fromkeys(_SPOT, no_history("an event of the spot account")),
}

STREAM = Statement(
    venue=NAME,
    name="stream",
    title="User data stream, saved event by event (USD-M and COIN-M)",
    reads=plain,
    fields=("e", "E"),
    clock=stamped("time"),
    order=Order.OLDEST,
    key=("symbol", "id", "side"),
    keyed="trade",
    home=CROSS_BOOK,
    typed_by=("event",),
    types=_TYPES,
    terms=terms,
    money=TRADES,
)
"""The events of a stream, one JSON object each."""
