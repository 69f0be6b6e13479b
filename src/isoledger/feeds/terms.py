"""Where the terms of contracts come from: what is so at this moment, in one page, for anybody."""

from isoledger.feeds.source import (
    Choice,
    Source,
    Whole,
)
from isoledger.venues.records import Record
from isoledger.venues.translation import Given

_SETTLE = (Choice(parameter="settle", values=("usdt", "btc")),)


def _now(_: Record, __: Given) -> int:
    """A clock for what is so at this moment: no row of it says when."""
    return 0


TERMS = (
    Source(
        venue="okx",
        kind="instruments",
        exchange="okx",
        method="publicGetPublicInstruments",
        path="/api/v5/public/instruments",
        under="data",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        choices=(Choice(parameter="instType", values=("SWAP", "FUTURES")),),
        needs=(),
        source="okx.com/docs-v5, Get instruments, 2026-11-22",
    ),
    Source(
        venue="binance",
        kind="instruments",
        exchange="binanceusdm",
        method="fapiPublicGetExchangeInfo",
        path="/fapi/v1/exchangeInfo",
        under="symbols",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        needs=(),
        usual=False,
        source="developers.binance.com, Exchange Information, 2026-11-22",
    ),
    Source(
        venue="bitget",
        kind="contracts",
        exchange="bitget",
        method="publicMixGetV2MixMarketContracts",
        path="/api/v2/mix/market/contracts",
        under="data",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        choices=(Choice(parameter="productType", values=("USDT-FUTURES", "COIN-FUTURES")),),
        needs=(),
        source="bitget.com/api-doc, Get All Symbols - Contracts, 2026-11-22",
    ),
    Source(
        venue="gate",
        kind="contracts",
        exchange="gate",
        method="publicFuturesGetSettleContracts",
        path="/api/v4/futures/{settle}/contracts",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        choices=_SETTLE,
        needs=(),
        source="gate.com/docs/developers/apiv4, List all futures contracts, 2026-11-22",
    ),
    Source(
        venue="kucoin",
        kind="contracts",
        exchange="kucoinfutures",
        method="futuresPublicGetContractsActive",
        path="/api/v1/contracts/active",
        under="data",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        needs=(),
        source="kucoin.com/docs, Get All Symbols (futures), 2026-11-22",
    ),
)
"""Asked before all else: what trades needs to know them."""
