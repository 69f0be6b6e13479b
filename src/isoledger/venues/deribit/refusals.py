"""Deribit's answers that are no history, each with the reason."""

from isoledger.venues.deribit.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "last-trades",
        "everybody's trades: those of one's own have a fee",
        endpoints=("public/get_last_trades_by_instrument", "trades.{instrument}.raw"),
        fields=("trade_seq", "instrument_name", "direction", "tick_direction"),
        without=("fee",),
        under="result.trades params.data",
    ),
    refused(
        NAME,
        "orders",
        "the life of an order: what it traded is in the log",
        endpoints=("user.orders.{kind}.{currency}.raw",),
        fields=("order_id", "order_state", "instrument_name", "amount"),
        without=("trade_seq",),
        under="params.data result",
    ),
)
"""What can be read, and moves nothing."""
