"""Bybit: unified and classic contracts, linear and inverse; logs, executions, tables, snapshots."""

from isoledger.venues.bybit.executions import (
    BORROWINGS,
    CONVERSIONS,
    EXECUTIONS,
    TRADE_TABLE,
    TRANSFERS,
)
from isoledger.venues.bybit.funds import (
    FUND_HISTORY,
    FUND_TABLE,
    OLDER_RECORDS,
    WALLET_RECORDS,
)
from isoledger.venues.bybit.instruments import INSTRUMENTS, RISK_LIMITS
from isoledger.venues.bybit.rules import NAME, RULES
from isoledger.venues.bybit.snapshots import (
    BALANCES,
    CLOSED,
    COIN_BALANCES,
    POSITIONS,
    SESSIONS,
    WITHDRAWALS,
)
from isoledger.venues.bybit.statements import LOG, OLD_TABLE, TABLE
from isoledger.venues.translation import Venue

STATEMENTS = (
    LOG,
    TABLE,
    OLD_TABLE,
    EXECUTIONS,
    TRADE_TABLE,
    TRANSFERS,
    CONVERSIONS,
    BORROWINGS,
    FUND_TABLE,
    FUND_HISTORY,
    WALLET_RECORDS,
    OLDER_RECORDS,
    POSITIONS,
    BALANCES,
    COIN_BALANCES,
    CLOSED,
    SESSIONS,
    WITHDRAWALS,
    INSTRUMENTS,
)
"""Every kind of statement, declared."""

VENUE = Venue(
    name=NAME,
    title="Bybit",
    rules=RULES,
    kinds=(*(statement.kind for statement in STATEMENTS), RISK_LIMITS),
    unseen=(
        "isolated margin, which is a lock: adding and removing it has no row",
        "the leg of hedge mode: neither the log nor an execution says it, so that trades are net",
    ),
)
"""All that isoledger knows about Bybit."""

__all__ = ["STATEMENTS", "VENUE"]
