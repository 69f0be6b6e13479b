"""MEXC futures: trades, funding, transfers, snapshots and terms, as far as they are documented."""

from isoledger.venues.mexc.instruments import INSTRUMENTS
from isoledger.venues.mexc.refusals import REFUSED
from isoledger.venues.mexc.rules import NAME, RULES
from isoledger.venues.mexc.snapshots import ASSETS, HISTORY, POSITIONS
from isoledger.venues.mexc.statements import DEALS, FUNDING, TRANSFERS
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="MEXC futures",
    rules=RULES,
    kinds=(
        DEALS.kind,
        FUNDING.kind,
        TRANSFERS.kind,
        POSITIONS.kind,
        HISTORY.kind,
        ASSETS.kind,
        INSTRUMENTS.kind,
        *REFUSED,
    ),
    unseen=(
        "isolated margin: neither what an opening takes nor what is added has a record",
        "a running balance: only balances at one moment",
        "bonuses, their use and their end",
        "whether a trade was of an isolated or a cross position: say it with the import",
    ),
)
"""All that isoledger knows about MEXC."""

__all__ = ["VENUE"]
