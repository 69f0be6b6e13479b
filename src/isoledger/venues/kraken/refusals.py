"""Kraken's answers that are no history, each with the reason."""

from isoledger.venues.kraken.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "public-executions",
        "everybody's trades, none of the account's",
        endpoints=("/api/history/v3/market/{symbol}/executions",),
        fields=("makerOrder", "takerOrder", "elements"),
        under="elements",
    ),
    refused(
        NAME,
        "spot-positions",
        "a margin position of the spot market, another account",
        endpoints=("/0/private/OpenPositions",),
        fields=("posstatus", "ordertxid", "vol_closed"),
        under="result",
    ),
    refused(
        NAME,
        "spot-trades",
        "trades of the spot market, another account",
        endpoints=("/0/private/TradesHistory",),
        fields=("ordertxid", "vol", "cost", "margin"),
        without=("posstatus",),
        under="result.trades",
    ),
    refused(
        NAME,
        "spot-trade-balance",
        "the balance of the spot market, another account",
        endpoints=("/0/private/TradeBalance",),
        fields=("eb", "tb", "mf"),
        under="result",
    ),
)
"""What can be read, and moves nothing."""
