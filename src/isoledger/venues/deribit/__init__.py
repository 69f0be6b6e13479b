"""Deribit: its transaction log, trades, instruments and snapshots; rules, and positions stated."""

from isoledger.venues.deribit.log import LOG, SAVED
from isoledger.venues.deribit.refusals import REFUSED
from isoledger.venues.deribit.rules import CROSS_BOOK, NAME, RULES, SESSION_BOOK
from isoledger.venues.deribit.snapshots import (
    BANKRUPTCIES,
    INSTRUMENTS,
    POSITIONS,
    SUMMARIES,
    SUMMARY,
)
from isoledger.venues.deribit.trades import TRADES
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="Deribit",
    rules=RULES,
    kinds=(
        LOG.kind,
        SAVED.kind,
        TRADES.kind,
        POSITIONS.kind,
        SUMMARIES.kind,
        SUMMARY.kind,
        INSTRUMENTS.kind,
        BANKRUPTCIES.kind,
        *REFUSED,
    ),
    unseen=(
        "the currency of a saved log stands in the name of its file alone",
        "funding between settlements: the log tells it once a session",
        "the fee balance: a discount of its own, of which no row tells the gain",
        "whether a trade was a liquidation: it is told as a trade",
        (
            "a saved log that begins within a session: the profit of its trades before the first"
            " row moves the entry at the first settlement"
        ),
    ),
)
"""All that isoledger knows about Deribit."""

__all__ = ["CROSS_BOOK", "NAME", "RULES", "SESSION_BOOK", "VENUE"]
