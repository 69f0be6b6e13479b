"""What venues say an account holds at this moment, which proves a ledger or refutes it."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds.source import Source, Whole
from isoledger.venues.records import Record
from isoledger.venues.translation import Given


def _now(_: Record, __: Given) -> int:
    """A clock for an answer whose kind finds its moment by itself."""
    return 0


MOMENTS: tuple[Source, ...] = (
    Source(
        venue="bybit",
        kind="wallet-balance",
        exchange="bybit",
        method="privateGetV5AccountWalletBalance",
        path="/v5/account/wallet-balance",
        under="result.list",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        fixed=FrozenMap({"accountType": "UNIFIED"}),
        usual=False,
        source="bybit-exchange.github.io/docs/v5/account/wallet-balance, 2026-11-22",
    ),
    Source(
        venue="binance",
        kind="balances",
        exchange="binanceusdm",
        method="fapiPrivateV3GetBalance",
        path="/fapi/v3/balance",
        clock=_now,
        paging=Whole(),
        size=1000,
        limit="",
        usual=False,
        source="developers.binance.com, Futures Account Balance V3, 2026-11-22",
    ),
)
"""Asked for only by name: what is written to a ledger late would be missed in the balance now."""
