"""KuCoin's answers that are no history, each with the reason."""

from isoledger.venues.instants import stamped
from isoledger.venues.kucoin.rules import NAME
from isoledger.venues.meaning import no_history
from isoledger.venues.refusal import refused
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity

_SUMMED = "a cross-check: fills and funding tell its parts as they were booked"

CLOSED = Statement(
    venue=NAME,
    name="history-positions",
    title="Closed positions of the classic futures account, from the API: a cross-check",
    endpoints=("/api/v1/history-positions",),
    under="data.items",
    fields=("closeId", "realisedGrossCost", "tradeFee", "fundingFee"),
    clock=stamped("closeTime"),
    key=("closeId",),
    unique=True,
    identities=(Identity(total="pnl", ways=(("-realisedGrossCost", "-tradeFee", "fundingFee"),)),),
    typed_by=(),
    types={"": no_history(_SUMMED)},
    money="",
)
"""What a position brought: ``pnl`` is profit less fees, with funding."""

REFUSED = (
    CLOSED.kind,
    refused(
        NAME,
        "unified-history-positions",
        _SUMMED,
        endpoints=("/api/ua/v1/position/history",),
        fields=("closeId", "realizedPnL", "avgClosePrice"),
        under="data.items",
    ),
    refused(
        NAME,
        "interest-history",
        "interest that accrued; when it is taken, the ledger says so",
        endpoints=("/api/ua/v1/account/interest-history",),
        fields=("hourlyInterestRate", "interest", "liability"),
        under="data.items",
    ),
    refused(
        NAME,
        "unified-overview",
        "the whole account in one unit of account: no balance of any currency",
        endpoints=("/api/ua/v1/unified/account/overview", "lw.FUTURES"),
        fields=("riskRatio", "equity", "adjustedEquity"),
    ),
    refused(
        NAME,
        "sub-account-balances",
        "balances of other accounts than the one that is asked",
        endpoints=("/api/ua/v1/sub-account/balance",),
        fields=("userList", "accountList", "currencyList"),
    ),
    refused(
        NAME,
        "risk-limit-stream",
        "a setting: it moves no money and no size",
        endpoints=("/contract/positionAll",),
        fields=("subject", "riskLimitLevel", "success"),
    ),
)
"""What can be read, and moves nothing."""
