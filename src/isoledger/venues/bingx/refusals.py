"""BingX's answers that are no history, each with the reason."""

from isoledger.venues.bingx.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "force-orders",
        "orders of liquidations and deleveragings: their trades are in fillHistory",
        endpoints=("/openApi/swap/v2/trade/forceOrders",),
        fields=("symbol", "orderId", "executedQty", "avgPrice", "profit"),
        under="data.orders",
    ),
    refused(
        NAME,
        "margin-assets",
        "what multi-assets mode counts as collateral; balances tell what there is",
        endpoints=("/openApi/swap/v1/user/marginAssets",),
        fields=("currency", "totalAmount", "latestMortgageAmount"),
    ),
    refused(
        NAME,
        "standard-positions",
        "a position of standard futures: its trades and money are in no answer",
        endpoints=("/openApi/contract/v1/allPosition",),
        fields=("symbol", "positionAmt", "entryPrice", "currentPrice"),
    ),
)
"""What can be read, and moves nothing."""
