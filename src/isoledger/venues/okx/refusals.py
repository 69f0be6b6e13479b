"""OKX's answers that are no history, each with the reason."""

from isoledger.venues.okx.rules import NAME
from isoledger.venues.refusal import refused

_BILLED = "the bills say the same, with the balance after it"

REFUSED = (
    refused(
        NAME,
        "positions-history",
        "a closed position summed up; its profit, fee and penalty may exceed the margin it had",
        endpoints=("/api/v5/account/positions-history",),
        fields=("closeAvgPx", "openAvgPx", "realizedPnl"),
    ),
    refused(
        NAME,
        "position-risk",
        "positions without an entry price, and equity in dollars",
        endpoints=("/api/v5/account/account-position-risk",),
        fields=("posData", "balData", "adjEq"),
    ),
    refused(
        NAME,
        "balance-and-position",
        "a stream of what changed; positions and balances of one instant are asked for instead",
        endpoints=("balance_and_position",),
        fields=("posData", "balData", "eventType"),
        without=("adjEq",),
    ),
    refused(
        NAME,
        "orders",
        "the life of an order: its fills are in the bills",
        endpoints=("orders", "/api/v5/trade/orders-history"),
        fields=("ordId", "accFillSz", "ordType"),
    ),
    refused(
        NAME,
        "fills-stream",
        "a fill without fee and profit: the bills have both",
        endpoints=("fills",),
        fields=("fillPx", "fillSz", "count"),
    ),
    refused(
        NAME,
        "asset-balances",
        "a balance of the funding account at no instant that is stated",
        endpoints=("/api/v5/asset/balances",),
        fields=("bal", "availBal", "frozenBal", "ccy"),
        without=("cashBal", "billId"),
    ),
    refused(
        NAME,
        "deposit-history",
        _BILLED,
        endpoints=("/api/v5/asset/deposit-history", "deposit-info"),
        fields=("depId", "amt", "txId"),
    ),
    refused(
        NAME,
        "withdrawal-history",
        _BILLED,
        endpoints=("/api/v5/asset/withdrawal-history", "withdrawal-info"),
        fields=("wdId", "amt", "state"),
    ),
    refused(
        NAME,
        "transfer-state",
        _BILLED,
        endpoints=("/api/v5/asset/transfer-state",),
        fields=("transId", "amt", "from", "to"),
    ),
    refused(
        NAME,
        "interest-accrued",
        "interest that accrued; when it is taken, a bill of type 7 says so",
        endpoints=("/api/v5/account/interest-accrued",),
        fields=("interest", "interestRate", "liab"),
        without=("mgnRatio",),
    ),
    refused(
        NAME,
        "borrow-repay-history",
        _BILLED,
        endpoints=("/api/v5/account/spot-borrow-repay-history",),
        fields=("accBorrowed", "amt"),
    ),
    refused(
        NAME,
        "sub-account-bills",
        "it names no side that gave; the bills of each account do",
        endpoints=(
            "/api/v5/asset/subaccount/bills",
            "/api/v5/asset/subaccount/managed-subaccount-bills",
        ),
        fields=("amt", "ccy", "ts"),
        without=("depId", "wdId", "transId", "accBorrowed"),
    ),
    refused(
        NAME,
        "easy-convert-history",
        _BILLED,
        endpoints=("/api/v5/trade/easy-convert-history",),
        fields=("fillFromSz", "fillToSz", "fromCcy"),
    ),
)
"""What can be read, and moves nothing."""
