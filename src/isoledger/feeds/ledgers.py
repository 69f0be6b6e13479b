"""Where venues keep the ledger of an account, and the contracts that its rows speak of."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import Evidence
from isoledger.feeds.source import (
    DAY_NS,
    HOUR_NS,
    MILLISECOND_NS,
    SECOND_NS,
    Choice,
    Direction,
    Far,
    Instant,
    Numbered,
    Source,
    Times,
    Token,
)
from isoledger.venues.instants import iso, stamped

_MS = Times(since="startTime", until="endTime")
_SIGNED = ("key", "secret")
_PHRASED = ("key", "secret", "passphrase")
_NO_TIMES = Times()


BYBIT = (
    Source(
        venue="bybit",
        kind="transaction-log",
        exchange="bybit",
        method="privateGetV5AccountTransactionLog",
        path="/v5/account/transaction-log",
        under="result.list",
        clock=stamped("transactionTime"),
        paging=Token(parameter="cursor", path="result.nextPageCursor"),
        times=_MS,
        span_ns=7 * DAY_NS,
        retention_ns=730 * DAY_NS,
        size=50,
        fixed=FrozenMap({"accountType": "UNIFIED"}),
        source="bybit-exchange.github.io/docs/v5/account/transaction-log, 2026-11-22",
    ),
)

OKX = (
    Source(
        venue="okx",
        kind="bills",
        exchange="okx",
        method="privateGetAccountBillsArchive",
        path="/api/v5/account/bills-archive",
        under="data",
        clock=stamped("ts"),
        paging=Far(parameter="after", field="billId"),
        times=Times(since="begin", until="end"),
        retention_ns=90 * DAY_NS,
        size=100,
        needs=_PHRASED,
        source="okx.com/docs-v5, Get bills details (last 3 months), 2026-11-22",
    ),
)

_INCOME = "developers.binance.com, Get Income History, 2026-11-22"


def _income(kind: str, *, coin: bool = False, read_as: str = "", usual: bool = False) -> Source:
    """The income of one of Binance's two kinds of contract."""
    door = "dapi" if coin else "fapi"
    return Source(
        venue="binance",
        kind=kind,
        read_as=read_as,
        exchange="binancecoinm" if coin else "binanceusdm",
        method=f"{door}PrivateGetIncome",
        path=f"/{door}/v1/income",
        clock=stamped("time"),
        direction=Direction.NEWER,
        paging=Instant(page="page"),
        times=_MS,
        span_ns=200 * DAY_NS if coin else 7 * DAY_NS,
        retention_ns=None if coin else 90 * DAY_NS,
        size=1000,
        usual=usual,
        source=_INCOME,
    )


BINANCE = (
    _income("income", usual=True),
    _income("income-coin", coin=True, read_as="income"),
    _income("income-beside-trades"),
    _income("income-beside-trades-coin", coin=True, read_as="income-beside-trades"),
)

BITGET = (
    Source(
        venue="bitget",
        kind="bill",
        exchange="bitget",
        method="privateMixGetV2MixAccountBill",
        path="/api/v2/mix/account/bill",
        under="data.bills",
        clock=stamped("cTime"),
        paging=Token(parameter="idLessThan", path="data.endId"),
        times=_MS,
        span_ns=30 * DAY_NS,
        retention_ns=90 * DAY_NS,
        size=100,
        choices=(Choice(parameter="productType", values=("USDT-FUTURES", "COIN-FUTURES")),),
        needs=_PHRASED,
        source="bitget.com/api-doc/contract/account/Get-Account-Bill, 2026-09-28",
    ),
    Source(
        venue="bitget",
        kind="financial-records",
        exchange="bitget",
        method="privateUtaGetV3AccountFinancialRecords",
        path="/api/v3/account/financial-records",
        under="data.list",
        clock=stamped("ts"),
        paging=Token(parameter="cursor", path="data.cursor"),
        times=_MS,
        span_ns=30 * DAY_NS,
        retention_ns=90 * DAY_NS,
        size=100,
        choices=(Choice(parameter="category", values=("USDT-FUTURES", "COIN-FUTURES")),),
        needs=_PHRASED,
        usual=False,
        evidence=Evidence.ASSUMED,
        source="bitget.com/api-doc/uta, Get Financial Records; where its rows stand is assumed",
    ),
)

_GATE_TIMES = Times(since="from", until="to", unit_ns=SECOND_NS)


def _gate_book(settle: str) -> Source:
    """The account book of one futures account: its rows do not say the currency."""
    return Source(
        venue="gate",
        kind=f"account-book-{settle}",
        exchange="gate",
        method="privateFuturesGetSettleAccountBook",
        path="/api/v4/futures/{settle}/account_book",
        clock=stamped("time", SECOND_NS),
        paging=Numbered(parameter="offset", first=0, by=100),
        times=_GATE_TIMES,
        size=100,
        choices=(Choice(parameter="settle", values=(settle,)),),
        source="gate.com/docs/developers/apiv4, Query account book, 2026-11-22",
    )


GATE = (_gate_book("usdt"), _gate_book("btc"))

KUCOIN = (
    Source(
        venue="kucoin",
        kind="transaction-history",
        exchange="kucoinfutures",
        method="futuresPrivateGetTransactionHistory",
        path="/api/v1/transaction-history",
        under="data.dataList",
        clock=stamped("time"),
        paging=Far(parameter="offset", field="offset"),
        times=Times(since="startAt", until="endAt"),
        span_ns=DAY_NS,
        size=50,
        limit="maxCount",
        needs=_PHRASED,
        source="kucoin.com/docs, Get Account Ledgers - Futures, 2026-11-22",
    ),
)

KRAKEN = (
    Source(
        venue="krakenfutures",
        kind="account-log",
        exchange="krakenfutures",
        method="historyGetAccountLog",
        path="/api/history/v3/account-log",
        under="logs",
        clock=iso("date"),
        direction=Direction.NEWER,
        paging=Far(parameter="from", field="id"),
        times=Times(since="since", until="before"),
        size=500,
        limit="count",
        fixed=FrozenMap({"sort": "asc"}),
        source="docs.kraken.com/api-reference/account-history/get-account-log, 2026-11-22",
    ),
)

DERIBIT = (
    Source(
        venue="deribit",
        kind="transaction-log",
        exchange="deribit",
        method="privateGetGetTransactionLog",
        path="/api/v2/private/get_transaction_log",
        under="result.logs",
        clock=stamped("timestamp"),
        paging=Token(parameter="continuation", path="result.continuation"),
        times=Times(since="start_timestamp", until="end_timestamp"),
        size=250,
        limit="count",
        choices=(Choice(parameter="currency", values=("BTC", "ETH", "USDC", "USDT")),),
        source="docs.deribit.com, private/get_transaction_log, 2026-11-22",
    ),
)

_HTX = "huobiapi.github.io/docs/usdt_swap/v1/en, Query Account Financial Records; size is assumed"

HTX = (
    Source(
        venue="htx",
        kind="financial-record",
        exchange="htx",
        method="contractPrivatePostSwapApiV3SwapFinancialRecord",
        verb="POST",
        path="/swap-api/v3/swap_financial_record",
        under="data",
        clock=stamped("ts"),
        direction=Direction.NEWER,
        paging=Far(parameter="from_id", field="query_id"),
        times=Times(since="start_time", until="end_time"),
        span_ns=48 * HOUR_NS,
        retention_ns=90 * DAY_NS,
        size=50,
        limit="",
        fixed=FrozenMap({"direct": "next"}),
        choices=(Choice(parameter="mar_acct", values=("USDT",)),),
        evidence=Evidence.ASSUMED,
        source=_HTX,
    ),
)

PHEMEX = (
    Source(
        venue="phemex",
        kind="trade-account-detail",
        exchange="phemex",
        method="privateGetApiDataFuturesV2TradeAccountDetail",
        path="/api-data/futures/v2/tradeAccountDetail",
        under="data.rows",
        clock=stamped("createTime"),
        paging=Numbered(parameter="offset", first=0, by=200),
        times=Times(since="start", until="end"),
        size=200,
        choices=(Choice(parameter="currency", values=("USDT", "BTC")),),
        evidence=Evidence.ASSUMED,
        source="phemex-docs.github.io, Query trade account detail; where its rows stand is assumed",
    ),
)

BINGX = (
    Source(
        venue="bingx",
        kind="income",
        exchange="bingx",
        method="swapV2PrivateGetUserIncome",
        path="/openApi/swap/v2/user/income",
        under="data",
        clock=stamped("time"),
        direction=Direction.NEWER,
        paging=Instant(),
        times=_MS,
        span_ns=7 * DAY_NS,
        retention_ns=90 * DAY_NS,
        size=1000,
        evidence=Evidence.ASSUMED,
        source="bingx-api.github.io/docs-v3, Profit and Loss Fund Flow; oldest first is assumed",
    ),
)

MEXC = (
    Source(
        venue="mexc",
        kind="funding-records",
        exchange="mexc",
        method="contractPrivateGetPositionFundingRecords",
        path="/api/v1/private/position/funding_records",
        under="data.resultList",
        clock=stamped("settleTime"),
        paging=Numbered(parameter="page_num"),
        times=_NO_TIMES,
        size=100,
        limit="page_size",
        source="mexcdevelop.github.io/apidocs/contract_v1_en, funding records, 2026-11-22",
    ),
    Source(
        venue="mexc",
        kind="transfer-record",
        exchange="mexc",
        method="contractPrivateGetAccountTransferRecord",
        path="/api/v1/private/account/transfer_record",
        under="data.resultList",
        clock=stamped("createTime", MILLISECOND_NS),
        paging=Numbered(parameter="page_num"),
        times=_NO_TIMES,
        size=100,
        limit="page_size",
        source="mexcdevelop.github.io/apidocs/contract_v1_en, transfer records, 2026-11-22",
    ),
)

LEDGERS: tuple[Source, ...] = (
    *BYBIT,
    *OKX,
    *BINANCE,
    *BITGET,
    *GATE,
    *KUCOIN,
    *KRAKEN,
    *DERIBIT,
    *HTX,
    *PHEMEX,
    *BINGX,
    *MEXC,
)
"""The ledgers, and the contracts before them."""
