"""HTX's answers that are no history, each with the reason."""

from isoledger.venues.htx.rules import NAME
from isoledger.venues.refusal import refused

_RECORDED = "the financial records of each account tell it, with its currency"
_ORDERS = "orders: their trades are in the match results"

REFUSED = (
    refused(
        NAME,
        "ladder-margins",
        "how much of a balance may be used at a leverage: no requirement of a position",
        endpoints=(
            "/linear-swap-api/v1/swap_ladder_margin",
            "/linear-swap-api/v1/swap_cross_ladder_margin",
        ),
        fields=("ladders", "min_margin_balance", "max_margin_available"),
    ),
    refused(
        NAME,
        "master-sub-transfers",
        _RECORDED,
        endpoints=("/linear-swap-api/v1/swap_master_sub_transfer_record",),
        fields=("transfer_record", "transfer_type", "sub_uid"),
        under="data.transfer_record",
    ),
    refused(
        NAME,
        "market-settlements",
        "prices of settlements, none of the account's positions",
        endpoints=("/linear-swap-api/v1/swap_settlement_records",),
        fields=("settlement_record", "clawback_ratio", "settlement_price"),
        under="data.settlement_record",
    ),
    refused(
        NAME,
        "market-liquidations",
        "everybody's liquidations, none of the account's",
        endpoints=("/linear-swap-api/v3/swap_liquidation_orders", "liquidation_orders"),
        fields=("contract_code", "offset", "amount", "trade_turnover", "volume"),
        without=("order_id", "trade_id", "match_id", "lever_rate", "count"),
    ),
    refused(
        NAME,
        "market-liquidations-v5",
        "everybody's liquidations, none of the account's",
        endpoints=("/v5/market/liquidation_orders",),
        fields=("liquidation_time", "bankrupt_price", "contract_code"),
    ),
    refused(
        NAME,
        "trade-stream",
        "trades without fee and profit: the match results have both",
        endpoints=("matchOrders", "matchOrders_cross"),
        fields=("topic", "trade", "trade_turnover", "order_id"),
        under="trade",
    ),
    refused(
        NAME,
        "sub-accounts",
        "balances of other accounts than the one that is asked",
        endpoints=(
            "/linear-swap-api/v1/swap_sub_account_list",
            "/linear-swap-api/v1/swap_cross_sub_account_list",
        ),
        fields=("sub_uid", "list", "margin_balance"),
    ),
    refused(
        NAME,
        "valuation",
        "the whole account in one unit of account: no balance of any currency",
        endpoints=("/linear-swap-api/v1/swap_balance_valuation",),
        fields=("valuation_asset", "balance"),
    ),
)
"""What can be read, and moves nothing."""
