"""Binance futures: USD-M and COIN-M, income, trades, stream, snapshots and margin tiers."""

from isoledger.venues.binance.income import INCOME, INCOME_BESIDE, INCOME_TABLE
from isoledger.venues.binance.instruments import INSTRUMENTS, TIERS
from isoledger.venues.binance.margins import MARGIN_HISTORY, margin_kind
from isoledger.venues.binance.rules import NAME, RULES
from isoledger.venues.binance.snapshots import ACCOUNT, BALANCES, POSITIONS
from isoledger.venues.binance.statements import ALL_STATEMENTS
from isoledger.venues.binance.stream import STREAM
from isoledger.venues.binance.trades import COIN_TRADES, TRADE_TABLE, USER_TRADES
from isoledger.venues.translation import Venue

STATEMENTS = (
    INCOME,
    INCOME_BESIDE,
    INCOME_TABLE,
    USER_TRADES,
    COIN_TRADES,
    TRADE_TABLE,
    MARGIN_HISTORY,
    STREAM,
    ALL_STATEMENTS,
    POSITIONS,
    BALANCES,
    ACCOUNT,
    INSTRUMENTS,
    TIERS,
)
"""Every kind of statement, declared."""

UNSEEN = (
    "the mark at a fill, and so the open loss that an isolated wallet took",
    "what an isolated wallet was given more than 30 days ago",
    "whether a trade was of an isolated or a cross position: say it with the import",
)
"""What no record of the venue states."""

VENUE = Venue(
    name=NAME,
    title="Binance futures",
    rules=RULES,
    kinds=tuple(
        margin_kind(statement) if statement is MARGIN_HISTORY else statement.kind
        for statement in STATEMENTS
    ),
    unseen=UNSEEN,
)
"""All that isoledger knows about Binance."""

__all__ = ["STATEMENTS", "UNSEEN", "VENUE"]
