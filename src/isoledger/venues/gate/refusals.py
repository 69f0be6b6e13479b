"""Gate's answers that are no history, each with the reason."""

from isoledger.venues.gate.rules import NAME
from isoledger.venues.refusal import refused

_TRADED = "its trades are in my_trades, under the same order"

REFUSED = (
    refused(
        NAME,
        "liquidates",
        _TRADED,
        endpoints=("/api/v4/futures/usdt/liquidates", "futures.liquidates"),
        fields=("contract", "liq_price", "order_id", "fill_price", "left"),
        under="result",
    ),
    refused(
        NAME,
        "auto-deleverages",
        _TRADED,
        endpoints=("/api/v4/futures/usdt/auto_deleverages", "futures.auto_deleverages"),
        fields=("contract", "fill_price", "position_size", "trade_size"),
        under="result",
    ),
    refused(
        NAME,
        "option-settlements",
        "an option: the account book tells what it brought",
        endpoints=("/api/v4/options/my_settlements",),
        fields=("contract", "settle_size", "pnl"),
        under="result",
    ),
    refused(
        NAME,
        "option-positions",
        "an option: no position here",
        endpoints=("/api/v4/options/positions",),
        fields=("contract", "underlying_price", "vega", "delta"),
        under="result",
    ),
    refused(
        NAME,
        "market-liquidations",
        "everybody's liquidations, none of the account's",
        endpoints=("/api/v4/futures/usdt/liq_orders",),
        fields=("contract", "order_price", "fill_price", "left"),
        without=("liq_price", "order_id", "stop"),
        under="result",
    ),
    refused(
        NAME,
        "alpha-ledger",
        "the purse of a market without margin; its rows name no type",
        endpoints=("/api/v4/alpha/account_book",),
        fields=("id", "time", "currency", "change", "balance"),
        without=("type",),
        under="result",
    ),
    refused(
        NAME,
        "alpha-account",
        "the purse of a market without margin",
        endpoints=("/api/v4/alpha/accounts",),
        fields=("currency", "available", "token_address"),
        under="result",
    ),
    refused(
        NAME,
        "reduced-risk-limits",
        "a setting that the venue changed: it moves no money and no size",
        endpoints=("futures.reduce_risk_limits",),
        fields=("cancel_orders", "contract", "risk_limit", "maintenance_rate"),
        under="result",
    ),
)
"""What can be read, and moves nothing."""
