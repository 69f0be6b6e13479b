"""MEXC's answers that are no history, each with the reason."""

from isoledger.venues.mexc.rules import NAME
from isoledger.venues.refusal import refused

REFUSED = (
    refused(
        NAME,
        "risk-limits",
        "risk levels of the account, without their first ones: contract/detail states all tiers",
        endpoints=(
            "/api/v1/private/account/risk_limit",
            "/api/v1/private/position/leverage",
            "push.personal.risk.limit",
        ),
        fields=("level", "mmr", "imr", "positionType"),
        without=("holdVol",),
    ),
    refused(
        NAME,
        "liquidation-risk",
        "a warning before a liquidation: it moves nothing",
        endpoints=("push.personal.liquidate.risk",),
        fields=("symbol", "positionId", "liquidatePrice", "marginRatio"),
        without=("holdVol",),
    ),
    refused(
        NAME,
        "margin-accounts",
        "the margin account of the spot market, without trades or money moved",
        endpoints=("/api/v3/margin/isolated/account",),
        fields=("baseAsset", "quoteAsset", "marginLevel", "liquidatePrice"),
        under="assets",
    ),
)
"""What can be read, and moves nothing."""
