"""Where venues keep fills, funding and moves of margin apart from the ledger, or have no ledger."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import Evidence
from isoledger.feeds.source import (
    DAY_NS,
    HOUR_NS,
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
_SYMBOL = (Choice(parameter="symbol"),)
_PHRASED = ("key", "secret", "passphrase")

BYBIT = (
    Source(
        venue="bybit",
        kind="executions",
        exchange="bybit",
        method="privateGetV5ExecutionList",
        path="/v5/execution/list",
        under="result.list",
        clock=stamped("execTime"),
        paging=Token(parameter="cursor", path="result.nextPageCursor"),
        times=_MS,
        span_ns=7 * DAY_NS,
        retention_ns=730 * DAY_NS,
        size=100,
        choices=(Choice(parameter="category", values=("linear", "inverse")),),
        usual=False,
        source="bybit-exchange.github.io/docs/v5/order/execution, 2026-11-22",
    ),
)

_TRADE_LIST = "developers.binance.com, Account Trade List, 2026-11-22"
_MARGIN_MOVES = "developers.binance.com, Position Margin Change History; oldest first is assumed"


def _trades(kind: str, *, coin: bool) -> Source:
    """The trades of a symbol at Binance."""
    door = "dapi" if coin else "fapi"
    return Source(
        venue="binance",
        kind=kind,
        exchange="binancecoinm" if coin else "binanceusdm",
        method=f"{door}PrivateGetUserTrades",
        path=f"/{door}/v1/userTrades",
        clock=stamped("time"),
        direction=Direction.NEWER,
        paging=Instant(),
        times=_MS,
        span_ns=7 * DAY_NS,
        retention_ns=180 * DAY_NS,
        size=1000,
        choices=_SYMBOL,
        usual=False,
        source=_TRADE_LIST,
    )


def _margin_moves(kind: str, *, coin: bool, read_as: str = "") -> Source:
    """What was moved into and out of isolated positions of a symbol at Binance."""
    door = "dapi" if coin else "fapi"
    return Source(
        venue="binance",
        kind=kind,
        read_as=read_as,
        exchange="binancecoinm" if coin else "binanceusdm",
        method=f"{door}PrivateGetPositionMarginHistory",
        path=f"/{door}/v1/positionMargin/history",
        clock=stamped("time"),
        direction=Direction.NEWER,
        paging=Instant(),
        times=_MS,
        span_ns=7 * DAY_NS,
        retention_ns=30 * DAY_NS,
        size=500,
        choices=_SYMBOL,
        distinct=False,
        usual=False,
        evidence=Evidence.ASSUMED,
        source=_MARGIN_MOVES,
    )


BINANCE = (
    _trades("user-trades", coin=False),
    _trades("coin-trades", coin=True),
    _margin_moves("position-margin", coin=False),
    _margin_moves("position-margin-coin", coin=True, read_as="position-margin"),
)

GATE = (
    Source(
        venue="gate",
        kind="my-trades",
        exchange="gate",
        method="privateFuturesGetSettleMyTradesTimerange",
        path="/api/v4/futures/{settle}/my_trades_timerange",
        clock=stamped("create_time", SECOND_NS),
        paging=Numbered(parameter="offset", first=0, by=100),
        times=Times(since="from", until="to", unit_ns=SECOND_NS),
        size=100,
        choices=(Choice(parameter="settle", values=("usdt", "btc")),),
        usual=False,
        source="gate.com/docs/developers/apiv4, my_trades_timerange, 2026-11-22",
    ),
)

KUCOIN = (
    Source(
        venue="kucoin",
        kind="fills",
        exchange="kucoinfutures",
        method="futuresPrivateGetFills",
        path="/api/v1/fills",
        under="data.items",
        clock=stamped("createdAt"),
        paging=Numbered(parameter="currentPage"),
        times=Times(since="startAt", until="endAt"),
        span_ns=7 * DAY_NS,
        size=100,
        limit="pageSize",
        needs=_PHRASED,
        usual=False,
        source="kucoin.com/docs, Get Trade History (futures), 2026-11-22",
    ),
    Source(
        venue="kucoin",
        kind="funding-history",
        exchange="kucoinfutures",
        method="futuresPrivateGetFundingHistory",
        path="/api/v1/funding-history",
        under="data.dataList",
        clock=stamped("timePoint"),
        paging=Far(parameter="offset", field="id"),
        times=Times(since="startAt", until="endAt"),
        size=100,
        limit="maxCount",
        choices=_SYMBOL,
        needs=_PHRASED,
        usual=False,
        evidence=Evidence.ASSUMED,
        source="kucoin.com/docs, Get Private Funding History; what offset counts is assumed",
    ),
)

_DYDX = "docs.dydx.xyz, indexer API, 2026-11-22"
_SUBACCOUNT = (Choice(parameter="subaccountNumber", values=("0",)),)

DYDX = (
    Source(
        venue="dydx",
        kind="fills",
        exchange="dydx",
        method="indexerGetFills",
        path="/v4/fills",
        under="fills",
        clock=iso("createdAt"),
        paging=Instant(page="page"),
        times=Times(until="createdBeforeOrAt", unit_ns=0),
        size=100,
        choices=_SUBACCOUNT,
        address="address",
        needs=("address",),
        source=_DYDX,
    ),
    Source(
        venue="dydx",
        kind="funding-payments",
        exchange="dydx",
        method="indexerGetFundingPayments",
        path="/v4/fundingPayments",
        under="fundingPayments",
        clock=iso("createdAt"),
        paging=Numbered(parameter="page"),
        times=Times(since="afterOrAt", unit_ns=0),
        size=100,
        choices=_SUBACCOUNT,
        address="address",
        needs=("address",),
        evidence=Evidence.ASSUMED,
        source=f"{_DYDX}; newest first is assumed",
    ),
    Source(
        venue="dydx",
        kind="transfers",
        exchange="dydx",
        method="indexerGetTransfers",
        path="/v4/transfers",
        under="transfers",
        clock=iso("createdAt"),
        paging=Instant(page="page"),
        times=Times(until="createdBeforeOrAt", unit_ns=0),
        size=100,
        choices=_SUBACCOUNT,
        address="address",
        needs=("address",),
        source=_DYDX,
    ),
)

_HYPERLIQUID = "hyperliquid.gitbook.io, Info endpoint, 2026-11-22"


def _info(kind: str, asked: str, size: int, most: int | None = None) -> Source:
    """One of the histories of an address."""
    return Source(
        venue="hyperliquid",
        kind=kind,
        exchange="hyperliquid",
        method="publicPostInfo",
        verb="POST",
        path="/info",
        clock=stamped("time"),
        direction=Direction.NEWER,
        paging=Instant(),
        times=_MS,
        most=most,
        size=size,
        limit="",
        fixed=FrozenMap({"type": asked}),
        address="user",
        needs=("address",),
        distinct=False,
        source=_HYPERLIQUID,
    )


HYPERLIQUID = (
    _info("fills", "userFillsByTime", 2000, 10_000),
    _info("funding", "userFunding", 500),
    _info("ledger-updates", "userNonFundingLedgerUpdates", 500),
)

HTX = (
    Source(
        venue="htx",
        kind="match-results",
        exchange="htx",
        method="contractPrivatePostSwapApiV3SwapMatchresults",
        verb="POST",
        path="/swap-api/v3/swap_matchresults",
        under="data",
        clock=stamped("create_date"),
        direction=Direction.NEWER,
        paging=Far(parameter="from_id", field="query_id"),
        times=Times(since="start_time", until="end_time"),
        span_ns=48 * HOUR_NS,
        retention_ns=90 * DAY_NS,
        size=50,
        limit="",
        fixed=FrozenMap({"direct": "next", "trade_type": "0"}),
        choices=(Choice(parameter="contract"),),
        usual=False,
        evidence=Evidence.ASSUMED,
        source="huobiapi.github.io/docs/usdt_swap/v1/en, history match results; size is assumed",
    ),
)

TRADES: tuple[Source, ...] = (*BYBIT, *BINANCE, *GATE, *KUCOIN, *DYDX, *HYPERLIQUID, *HTX)
"""All of them."""
