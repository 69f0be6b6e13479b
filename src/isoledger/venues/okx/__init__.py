"""OKX: bills, fills, saved tables and snapshots; its rules, and positions as it states them."""

from isoledger.venues.okx.bills import BILLS
from isoledger.venues.okx.fills import FILLS
from isoledger.venues.okx.funding import ASSET_BILLS, FUNDING_TABLE
from isoledger.venues.okx.instruments import INSTRUMENTS, TIERS, with_tiers
from isoledger.venues.okx.positions import stated
from isoledger.venues.okx.refusals import REFUSED
from isoledger.venues.okx.rules import BILLED_RULES, CROSS_BOOK, CROSS_RULES, NAME, RULES
from isoledger.venues.okx.snapshots import BALANCE, POSITIONS
from isoledger.venues.okx.tables import POSITIONS_TABLE, SPOT_TABLE, TRADING_TABLE
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="OKX",
    rules=BILLED_RULES,
    kinds=(
        BILLS.kind,
        ASSET_BILLS.kind,
        FILLS.kind,
        TRADING_TABLE.kind,
        FUNDING_TABLE.kind,
        POSITIONS_TABLE.kind,
        SPOT_TABLE.kind,
        INSTRUMENTS.kind,
        TIERS.kind,
        POSITIONS.kind,
        BALANCE.kind,
        *REFUSED,
    ),
    unseen=(
        "the leverage: no bill says it, margin is what was moved",
        (
            "the leg of funding and of margin moved by hand, where both legs of a contract are"
            " held: it is told by the margin that the row began with"
        ),
        (
            "the penalty of a liquidation (liqPenalty): it is what is left unexplained by profit,"
            " fee and the two balances, and goes to the insurance fund"
        ),
        "spot margin, options and products: money alone is followed, not what is held",
        "bills older than three months, except on request",
    ),
)

__all__ = [
    "BILLED_RULES",
    "CROSS_BOOK",
    "CROSS_RULES",
    "NAME",
    "RULES",
    "VENUE",
    "stated",
    "with_tiers",
]
