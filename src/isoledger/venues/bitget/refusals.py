"""Bitget's answers that are no history, each with the reason."""

from isoledger.venues.bitget.rules import NAME
from isoledger.venues.refusal import refused

_BILLED = "the bills say the same, with the balance after it"
_RATES = "rates without the terms of the contract: `rules.tier_tables` reads them"
_UNDATED = "a balance at no instant that a row states"

REFUSED = (
    refused(
        NAME,
        "position-tiers",
        _RATES,
        endpoints=("/api/v2/mix/market/query-position-lever",),
        fields=("startUnit", "endUnit", "keepMarginRate"),
    ),
    refused(
        NAME,
        "unified-tiers",
        _RATES,
        endpoints=("/api/v3/market/position-tier",),
        fields=("minTierValue", "maxTierValue", "mmr"),
    ),
    refused(
        NAME,
        "margin-tiers",
        "rates of borrowed coins: no position here",
        endpoints=("/api/v2/margin/isolated/tier-data", "/api/v2/margin/crossed/tier-data"),
        fields=("tier", "maintainMarginRate"),
    ),
    refused(
        NAME,
        "position-history",
        "a closed position summed up, rounded from parts that are not: its rows are in the bills",
        endpoints=("/api/v2/mix/position/history-position",),
        fields=("closeTotalPos", "netProfit", "openTotalPos"),
        under="data.list",
    ),
    refused(
        NAME,
        "position-close",
        "a closed position summed up: its rows are in the bills",
        endpoints=("positions-history",),
        fields=("closeSize", "settleFee", "achievedProfits"),
    ),
    refused(
        NAME,
        "accounts",
        _UNDATED,
        endpoints=("/api/v2/mix/account/accounts", "/api/v2/mix/account/account"),
        fields=("marginCoin", "usdtEquity", "maxTransferOut"),
    ),
    refused(
        NAME,
        "assets",
        _UNDATED,
        endpoints=("/api/v3/account/assets", "account"),
        fields=("effEquity", "imr", "mmr"),
    ),
    refused(
        NAME,
        "funding-assets",
        _UNDATED,
        endpoints=("/api/v3/account/funding-assets", "/api/v2/spot/account/assets"),
        fields=("coin", "available", "frozen"),
        without=("marginMode", "effEquity", "usdtEquity", "transferId"),
    ),
    refused(
        NAME,
        "convert-records",
        _BILLED,
        endpoints=("/api/v3/account/convert-records",),
        fields=("fromCoinSize", "toCoinSize"),
        under="data.list",
    ),
    refused(
        NAME,
        "deposits-and-withdrawals",
        _BILLED,
        endpoints=("/api/v3/account/deposit-records", "/api/v3/account/withdrawal-records"),
        fields=("recordId", "chain", "size"),
    ),
    refused(
        NAME,
        "fast-fills",
        "a fill without fee and profit: the fills have both",
        endpoints=("fast-fill",),
        fields=("execId", "execPrice", "holdSide"),
        without=("feeDetail",),
    ),
)
"""What can be read, and moves nothing."""
