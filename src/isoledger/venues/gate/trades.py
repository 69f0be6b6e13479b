"""Gate's trades of one's own: size, price and fee; the profit is that of the average entry.

A take-over by the venue is a trade as well, whose ``text`` says so. A trade does not say whether
its position stands alone, nor whether both sides may be held: all stand in the one pool, and one
leg is taken unless the dual kind is asked for.
"""

from attrs import evolve

from isoledger.core.events import MarginEvent
from isoledger.core.identity import Leg, PositionId
from isoledger.venues.gate.rules import CROSS_BOOK, NAME
from isoledger.venues.gate.terms import coin, lots, position
from isoledger.venues.instants import MILLISECOND_NS, SECOND_NS, stamped
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.statement import Statement
from isoledger.venues.trading import Trades

_TAKEN = ("liquidation", "liq-", "hedge-liq-", "pm_liquidate", "comb_margin_", "scm_liquidate")
_DELEVERAGED = "auto_deleveraging"


def leg(row: Row) -> Leg:
    """Which side a trade changes where both may be held: ``close_size`` says what it closes.

    Raises:
        FieldError: ``close_size`` is missing or no number.
    """
    size, closes = lots(row.record, "size"), lots(row.record, "close_size")
    return "long" if (size > 0) == (closes == 0) else "short"


def _side(row: Row) -> PositionId:
    return position(row, leg(row))


def _size(row: Row) -> int:
    return lots(row.record, "size")


_ONE_WAY = Trades(position=position, size=_size, price="price", coin=coin, fee="fee")
_DUAL = evolve(_ONE_WAY, position=_side)


def _meaning(trades: Trades) -> Meaning:
    """What a trade is, by the word that its order carries."""
    fill, taken, against = trades.fill(), trades.liquidation(), trades.deleveraging()

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        text = row.record.optional("text") or ""
        if text.startswith(_TAKEN):
            return taken.tell(row)
        return (against if text == _DELEVERAGED else fill).tell(row)

    return Meaning(becomes=("Fill, Liquidation or Deleveraging",), tell=tell)


TRADES = Statement(
    venue=NAME,
    name="my-trades",
    title="Trades of one's own, from the API: positions held one way",
    endpoints=tuple(
        f"/api/v4/{kind}/{settle}/{name}"
        for kind, settle in (("futures", "usdt"), ("futures", "btc"), ("delivery", "usdt"))
        for name in ("my_trades", "my_trades_timerange")
    ),
    fields=("id", "create_time", "contract", "order_id", "size", "price", "role"),
    without=("channel", "underlying_price"),
    clock=stamped("create_time", SECOND_NS),
    key=("contract", "id", "order_id"),
    unique=True,
    keyed="trade",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": _meaning(_ONE_WAY)},
    money="trades",
)
"""The answer of the API."""

DUAL_TRADES = evolve(
    TRADES,
    name="my-trades-dual",
    title="Trades of one's own, from the API: both sides of a contract may be held",
    asked=True,
    types={"": _meaning(_DUAL)},
)
"""The same in dual mode, which no trade tells."""

TRADE_STREAM = evolve(
    TRADES,
    name="trades-stream",
    title="Trades of one's own, streamed: positions held one way",
    endpoints=("futures.usertrades",),
    under="result",
    fields=("channel", "create_time_ms", "contract", "order_id", "size", "price", "role"),
    without=(),
    clock=stamped("create_time_ms", MILLISECOND_NS),
)
"""The same, as it happens: under the same ids."""

_TOLD = no_history("a cross-check: the account book tells its parts as they were booked")


CLOSES = Statement(
    venue=NAME,
    name="position-close",
    title="Closed positions, from the API: a cross-check",
    endpoints=("/api/v4/futures/usdt/position_close", "/api/v4/futures/btc/position_close"),
    fields=("contract", "pnl", "side", "text"),
    without=("margin", "entry_price", "settle_size"),
    under="result",
    clock=stamped("time", SECOND_NS),
    key=("contract", "time", "side", "pnl"),
    typed_by=(),
    types={"": _TOLD},
    money="",
)
"""What a position brought, summed up: ``pnl`` is ``pnl_pnl``, ``pnl_fee`` and ``pnl_fund``."""
