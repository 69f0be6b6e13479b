"""dYdX's answers that are no history, each with the reason."""

from isoledger.venues.dydx.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "historical-pnl",
        "profit as of an hour: fills, funding and transfers tell what it is made of",
        endpoints=("/v4/historical-pnl",),
        fields=("totalPnl", "netTransfers", "equity"),
        under="historicalPnl result.historicalPnl",
    ),
    refused(
        NAME,
        "historical-funding",
        "rates of a market: what was paid, funding-payments tell",
        endpoints=("/v4/historicalFunding/{market}",),
        fields=("effectiveAt", "rate", "ticker"),
        under="historicalFunding result.historicalFunding",
    ),
    refused(
        NAME,
        "trades",
        "everybody's trades: those of one's own say their liquidity",
        endpoints=("v4_trades",),
        fields=("trades", "createdAtHeight", "side", "size"),
        without=("liquidity",),
        under="contents.trades trades",
    ),
)
"""What can be read, and moves nothing."""
