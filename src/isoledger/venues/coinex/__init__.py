"""CoinEx futures: trades, funding, margin moves, snapshots and terms, from files."""

from isoledger.venues.coinex.instruments import INSTRUMENTS, TIERS
from isoledger.venues.coinex.refusals import REFUSED
from isoledger.venues.coinex.rules import NAME, RULES
from isoledger.venues.coinex.snapshots import (
    BALANCE_STREAM,
    BALANCES,
    FINISHED,
    POSITION_STREAM,
    POSITIONS,
    POSITIONS_1,
)
from isoledger.venues.coinex.statements import DEALS, FUNDING, MARGINS, SETTLEMENTS
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="CoinEx futures",
    rules=RULES,
    kinds=(
        DEALS.kind,
        FUNDING.kind,
        MARGINS.kind,
        SETTLEMENTS.kind,
        POSITIONS.kind,
        POSITION_STREAM.kind,
        FINISHED.kind,
        POSITIONS_1.kind,
        BALANCES.kind,
        BALANCE_STREAM.kind,
        INSTRUMENTS.kind,
        TIERS.kind,
        *REFUSED,
    ),
    unseen=(
        (
            "transfers into and out of the account: no answer here tells them, so that money is not"
            " whole"
        ),
        "the margin that the opening of an isolated position took, and that its close gave back",
        "a running balance: only balances at one moment, which do not say when",
        "the venue is in no ccxt since 4.5.87 (October 2026): it is read from files",
    ),
)
"""All that isoledger knows about CoinEx."""

__all__ = ["VENUE"]
