"""CoinEx's answers that are no history, each with the reason."""

from isoledger.venues.coinex.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "deleveragings",
        "its trades are in user-deals, under the same deal",
        endpoints=("/v2/futures/position-adl-history",),
        fields=("deal_id", "market", "role", "amount", "price"),
        without=("fee",),
    ),
    refused(
        NAME,
        "market-liquidations",
        "everybody's liquidations, none of the account's",
        endpoints=("/v2/futures/liquidation-history",),
        fields=("market", "liq_price", "liq_amount", "bkr_price"),
        without=("margin_amount",),
    ),
    refused(
        NAME,
        "orders",
        "an order: its trades are in user-deals",
        endpoints=("/v2/futures/close-position", "/v2/futures/finished-order"),
        fields=("order_id", "market", "unfilled_amount", "filled_amount"),
    ),
)
"""What can be read, and moves nothing."""
