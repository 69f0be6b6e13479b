"""Kraken Futures: account log, fills, contracts and snapshots; its rules, and positions stated."""

from isoledger.venues.kraken.fills import FILLS, STREAM
from isoledger.venues.kraken.log import LOG, SAVED
from isoledger.venues.kraken.refusals import REFUSED
from isoledger.venues.kraken.rules import NAME, RULES
from isoledger.venues.kraken.snapshots import ACCOUNTS, INSTRUMENTS, POSITIONS
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="Kraken Futures",
    rules=RULES,
    kinds=(
        LOG.kind,
        SAVED.kind,
        FILLS.kind,
        STREAM.kind,
        POSITIONS.kind,
        ACCOUNTS.kind,
        INSTRUMENTS.kind,
        *REFUSED,
    ),
    unseen=(
        (
            "whether a position of the multi-collateral account stands alone: the log puts all in"
            " the one pool; open-positions tells it by a leverage of its own"
        ),
        "margin of an isolated position: it follows the leverage, and no row moves it",
        "funding between settlements: it accrues, and is booked when a position changes",
        "profit in another currency than the contract's: its rows are parked",
        "how a saved log pairs rows of one second: it names no execution",
    ),
)
"""All that isoledger knows about Kraken Futures."""

__all__ = ["NAME", "RULES", "VENUE"]
