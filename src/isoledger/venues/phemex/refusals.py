"""Phemex's answers that are no history, each with the reason."""

from isoledger.venues.phemex.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "trade-account-detail",
        "what its type codes mean is documented nowhere; the stream of orders has the balances",
        endpoints=("/exchange/wallets/tradeAccountDetail", "/g-accounts/tradeAccountDetail"),
        fields=("typeCode", "createTime", "currency"),
        under="data.rows data",
    ),
    refused(
        NAME,
        "funding-fees",
        "rows without an id: the trades tell funding under one",
        endpoints=("/api-data/futures/funding-fees", "/api-data/g-futures/funding-fees"),
        fields=("createTime", "symbol", "currency", "side"),
        without=("typeCode",),
        under="data.rows data",
    ),
    refused(
        NAME,
        "closed-positions",
        "a position summed up, its size without a day: the trades tell it",
        endpoints=("/api-data/g-futures/closedPosition",),
        fields=("closedPnlRv", "exchangeFeeRv", "openedTimeNs"),
        under="data.rows data",
    ),
    refused(
        NAME,
        "orders",
        "the life of an order: what was traded, the trades tell",
        endpoints=("/exchange/order/list", "/g-orders", "/orders"),
        fields=("ordStatus", "bizError", "symbol"),
        without=("execSeq",),
        under="data.rows data",
    ),
    refused(
        NAME,
        "spot-trades",
        "coins for coins: no margin is behind them",
        endpoints=("/exchange/spot/order/trades",),
        fields=("execBaseQtyEv", "execQuoteQtyEv", "execPriceEp"),
        under="data.rows data",
    ),
    refused(
        NAME,
        "spot-wallets",
        "the purse of the spot market, another account",
        endpoints=("/spot/wallets",),
        fields=("balanceEv", "lockedTradingBalanceEv", "walletVid"),
    ),
    refused(
        NAME,
        "risk-limits",
        "rates of a contract without its terms: `with_tiers` joins them",
        endpoints=("/public/products",),
        fields=("steps", "riskLimits", "limit"),
        without=("tickSize",),
        under="data.riskLimits data",
    ),
)
"""What can be read, and moves nothing."""
