"""What Bybit says an account is at one moment, and what it says that moves nothing.

``walletBalance`` holds whatever isolated positions lock, and what was borrowed: it is asserted of
the pool, as the log's balance is. An entry price is rounded, so that no cost of a position is.
"""

from collections.abc import Mapping
from typing import TypeGuard

from attrs import evolve

from isoledger.core.events import MarginEvent, PositionAssertion
from isoledger.venues.bybit.rules import CROSS_BOOK, NAME
from isoledger.venues.bybit.terms import DECIMALS, contract, is_option, position, signed
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.records import Json, Record
from isoledger.venues.statement import Order, Statement

_AROUND = ("time", "creationTime", "category", "accountType")


def dated(record: Record) -> Record:
    """*record* with the instant of its answer or message; else that of its own last change."""
    fields = record.fields
    names = ("time", "creationTime", "updatedTime", "updatedAt")
    when = next(filter(_is_text, map(fields.get, names)), None)
    return evolve(record, fields={"coin": fields.get("currencyCoin"), **fields, "at": when})


def _is_text(value: Json) -> TypeGuard[str]:
    return isinstance(value, str)


def _held(row: Row) -> tuple[MarginEvent, ...]:
    size = signed(row, "size") if row.amount("size") else 0
    return (PositionAssertion(stamp=row.stamp(), position=position(row), size=size),)


def _ours(row: Row) -> tuple[MarginEvent, ...]:
    """A position of a contract; an option's is not kept."""
    return () if is_option(row.record.text("symbol")) else _held(row)


POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Position snapshot (API, v3 and v5, and stream)",
    endpoints=("/v5/position/list",),
    under="result.list data",
    around=_AROUND,
    reads=dated,
    fields=("symbol", "side", "size", "positionValue"),
    without=("cashFlow", "execId"),
    clock=stamped("at"),
    order=Order.EITHER,
    key=("symbol", "positionIdx", "at"),
    unique=True,
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(becomes=("PositionAssertion",), tell=_ours, why="options are money alone here")
    },
    terms=lambda row: contract(row.record.optional("symbol") or ""),
    money="",
)
"""The answer of the API, and the messages of the stream."""

_STATES = Columns(amount="walletBalance", coin=coin("coin", DECIMALS), book=CROSS_BOOK).states(
    "walletBalance"
)


def _balance(row: Row) -> tuple[MarginEvent, ...]:
    return (evolve(_STATES(row), stamp=row.stamp()),)


_ASSERTED = Meaning(becomes=("BalanceAssertion",), tell=_balance)
_FUNDING_ACCOUNT = no_history("the funding account is not the margin account")

BALANCES = Statement(
    venue=NAME,
    name="wallet-balance",
    title="Balance snapshot of the unified account (API and stream)",
    endpoints=("/v5/account/wallet-balance",),
    under="result.list.coin data.coin result.coin",
    around=_AROUND,
    reads=dated,
    fields=("totalWalletBalance", "coin", "walletBalance", "equity"),
    clock=stamped("at"),
    order=Order.EITHER,
    key=("coin", "at"),
    unique=True,
    keyed="balance",
    home=CROSS_BOOK,
    typed_by=("accountType",),
    types={"UNIFIED": _ASSERTED, "CONTRACT": _ASSERTED, "": _ASSERTED},
    money="",
)
"""The answer of the API, and the messages of the stream."""

COIN_BALANCES = evolve(
    BALANCES,
    name="coin-balances",
    title="Balance snapshot of one account, coin by coin (API; classic contract account too)",
    endpoints=("/v5/asset/transfer/query-account-coins-balance",),
    under="result.balance result.list",
    fields=("coin", "walletBalance"),
    without=("totalWalletBalance", "cashFlow", "type", "totalEquity"),
    types={**BALANCES.types, "FUND": _FUNDING_ACCOUNT},
)
"""The answer for one account, and that of the classic contract account."""

_CHECKS: Mapping[str, Meaning] = {
    "": no_history("a cross-check: its profit contains fees and funding that the log tells apart")
}

CLOSED = Statement(
    venue=NAME,
    name="closed-pnl",
    title="Profit of closed positions (API): a cross-check",
    endpoints=("/v5/position/closed-pnl",),
    under="result.list",
    fields=("closedPnl", "avgEntryPrice", "avgExitPrice"),
    clock=stamped("updatedTime"),
    key=("orderId", "updatedTime"),
    keyed="closed",
    typed_by=(),
    types=_CHECKS,
    money="",
)
"""The answer of the API."""

SESSIONS = Statement(
    venue=NAME,
    name="settlement-record",
    title="Session settlements of USDC contracts (API): a cross-check",
    endpoints=("/v5/asset/settlement-record",),
    under="result.list",
    fields=("realisedPnl", "sessionAvgPrice", "createdTime"),
    without=("positionValue", "closedPnl"),
    clock=stamped("createdTime"),
    key=("symbol", "createdTime"),
    keyed="session",
    typed_by=(),
    types={"": no_history("the log's row of type SETTLEMENT books it")},
    money="",
)
"""The answer of the API."""

WITHDRAWALS = Statement(
    venue=NAME,
    name="withdrawals",
    title="Withdrawals (API): they leave the funding account",
    endpoints=("/v5/asset/withdraw/query-record",),
    under="result.rows",
    fields=("withdrawId", "withdrawFee", "coin"),
    clock=stamped("createTime"),
    key=("withdrawId",),
    unique=True,
    typed_by=(),
    types={"": no_history("it left the funding account; a transfer brought it there")},
    money="",
)
"""The answer of the API."""
