"""HTX: financial records, trades, settlements, contracts and snapshots; its dated rules."""

from isoledger.venues.htx.bills import OLDER_RECORDS, RECORDS, REST
from isoledger.venues.htx.instruments import CONTRACTS, FACTORS, with_tiers
from isoledger.venues.htx.positions import stated
from isoledger.venues.htx.refusals import REFUSED
from isoledger.venues.htx.rules import NAME, RULES
from isoledger.venues.htx.snapshots import (
    ACCOUNTS,
    POSITIONS,
    VERSION_5_BALANCES,
    VERSION_5_POSITIONS,
)
from isoledger.venues.htx.trades import MATCHES, OLDER_MATCHES, ORDER_TRADES, SETTLEMENTS
from isoledger.venues.translation import Venue

STATEMENTS = (
    RECORDS,
    OLDER_RECORDS,
    REST,
    MATCHES,
    OLDER_MATCHES,
    ORDER_TRADES,
    SETTLEMENTS,
    CONTRACTS,
    ACCOUNTS,
    POSITIONS,
    VERSION_5_POSITIONS,
    VERSION_5_BALANCES,
)
"""Every kind of statement that may move something, declared."""

VENUE = Venue(
    name=NAME,
    title="HTX",
    rules=RULES,
    kinds=(*(statement.kind for statement in STATEMENTS), FACTORS, *REFUSED),
    unseen=(
        "a running balance: no record states one; accounts and settlements do, at their instants",
        "the leg of a movement in the financial records: they know no position",
        "deposits within a term, in the settlement records",
        "orders, trial funds, and the spot account",
    ),
)
"""All that isoledger knows about HTX."""

__all__ = ["NAME", "RULES", "STATEMENTS", "VENUE", "stated", "with_tiers"]
