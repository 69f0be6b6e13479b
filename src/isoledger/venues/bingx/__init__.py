"""BingX: income, trades, margin moves, snapshots and terms, as far as they are documented."""

from isoledger.venues.bingx.instruments import INSTRUMENTS, TIERS
from isoledger.venues.bingx.refusals import REFUSED
from isoledger.venues.bingx.rules import NAME, RULES
from isoledger.venues.bingx.snapshots import BALANCES, CLOSED, POSITIONS
from isoledger.venues.bingx.statements import (
    COIN_FILLS,
    FILLS,
    INCOME,
    INCOME_BESIDE,
    MARGINS,
    ORDER_FILLS,
)
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="BingX",
    rules=RULES,
    kinds=(
        INCOME.kind,
        INCOME_BESIDE.kind,
        FILLS.kind,
        ORDER_FILLS.kind,
        COIN_FILLS.kind,
        MARGINS.kind,
        POSITIONS.kind,
        CLOSED.kind,
        BALANCES.kind,
        INSTRUMENTS.kind,
        TIERS,
        *REFUSED,
    ),
    unseen=(
        "a running balance: only balances at one moment, to four decimals",
        "the side of a filled order in older answers",
        "whether a trade was of an isolated or a cross position: say it with the import",
        "income older than three months",
    ),
)
"""All that isoledger knows about BingX."""

__all__ = ["VENUE"]
