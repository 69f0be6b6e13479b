"""Hyperliquid: fills, funding and ledger updates of an account, and its states."""

from isoledger.venues.hyperliquid.pages import PAGE_FUNDING, PAGE_TRADES
from isoledger.venues.hyperliquid.rules import NAME, RULES
from isoledger.venues.hyperliquid.statements import KINDS
from isoledger.venues.hyperliquid.states import META, SPOT_STATE, STATE
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="Hyperliquid",
    rules=RULES,
    kinds=(
        *KINDS,
        PAGE_TRADES.kind,
        PAGE_FUNDING.kind,
        STATE,
        SPOT_STATE,
        META,
    ),
    unseen=(
        "isolated margin that was added or taken (updateIsolatedMargin): it leaves no record",
        "the margin that the opening of an isolated position takes",
        "whether a position is isolated: say it with the import, or read states",
        "what is older than the 10,000 last fills",
    ),
)
"""All that isoledger knows about Hyperliquid."""

__all__ = ["VENUE"]
