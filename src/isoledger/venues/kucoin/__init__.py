"""KuCoin Futures: ledgers, fills, tables, snapshots; its rules, and positions as it states them."""

from isoledger.venues.kucoin.fills import (
    FILL_STREAM,
    FILLS,
    FUNDING_STREAM,
    FUNDINGS,
    RECENT_FILLS,
    UNIFIED_FILLS,
    UNIFIED_FUNDINGS,
)
from isoledger.venues.kucoin.instruments import CONTRACTS, TIERS, UNIFIED_CONTRACTS, with_tiers
from isoledger.venues.kucoin.ledger import HISTORY, TRANSFERS, UNIFIED
from isoledger.venues.kucoin.positions import stated
from isoledger.venues.kucoin.refusals import REFUSED
from isoledger.venues.kucoin.rules import CROSS_BOOK, CROSS_RULES, NAME, RULES
from isoledger.venues.kucoin.snapshots import (
    OVERVIEW,
    POSITION_STREAM,
    POSITIONS,
    UNIFIED_BALANCE_STREAM,
    UNIFIED_BALANCES,
    UNIFIED_POSITION_STREAM,
    UNIFIED_POSITIONS,
    WALLET_STREAM,
)
from isoledger.venues.kucoin.tables import ACCOUNT_TABLE, CLOSED_TABLE, FILL_TABLE
from isoledger.venues.translation import Venue

STATEMENTS = (
    HISTORY,
    TRANSFERS,
    UNIFIED,
    FILLS,
    RECENT_FILLS,
    UNIFIED_FILLS,
    FILL_STREAM,
    FUNDINGS,
    UNIFIED_FUNDINGS,
    FUNDING_STREAM,
    ACCOUNT_TABLE,
    FILL_TABLE,
    CLOSED_TABLE,
    CONTRACTS,
    UNIFIED_CONTRACTS,
    POSITIONS,
    POSITION_STREAM,
    UNIFIED_POSITIONS,
    UNIFIED_POSITION_STREAM,
    OVERVIEW,
    WALLET_STREAM,
    UNIFIED_BALANCE_STREAM,
    UNIFIED_BALANCES,
)
"""Every kind of statement that may move something, declared."""

VENUE = Venue(
    name=NAME,
    title="KuCoin Futures",
    rules=RULES,
    kinds=(*(statement.kind for statement in STATEMENTS), TIERS, *REFUSED),
    unseen=(
        "margin of an isolated position, which is an earmark: no record moves it",
        "whether a trade's position stands alone: all are told as of the one pool",
        "what is in a row RealisedPNL: profit, fees and funding of 8 hours, netted",
        "a withdrawal of profit, which moves the entry of a position",
        "the contract of a row of the unified ledger",
        "the account of a position under `autoDeposit`, which draws on free money",
    ),
)
"""All that isoledger knows about KuCoin Futures."""

__all__ = [
    "CROSS_BOOK",
    "CROSS_RULES",
    "NAME",
    "RULES",
    "STATEMENTS",
    "VENUE",
    "stated",
    "with_tiers",
]
