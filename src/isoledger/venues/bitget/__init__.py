"""Bitget: bills, fills, snapshots; its rules, and positions as it (and Coincatch) states them."""

from isoledger.venues.bitget.bills import BILLS, FINANCIAL_RECORDS, TAX_RECORDS
from isoledger.venues.bitget.contracts import CONTRACTS, INSTRUMENTS
from isoledger.venues.bitget.fills import FILLS, UNIFIED_FILLS
from isoledger.venues.bitget.positions import stated
from isoledger.venues.bitget.refusals import REFUSED
from isoledger.venues.bitget.rules import CROSS_BOOK, CROSS_RULES, NAME, RULES, UNIFIED_RULES
from isoledger.venues.bitget.snapshots import POSITIONS, UNIFIED_POSITIONS
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="Bitget",
    rules=RULES,
    kinds=(
        BILLS.kind,
        FINANCIAL_RECORDS.kind,
        TAX_RECORDS.kind,
        FILLS.kind,
        UNIFIED_FILLS.kind,
        CONTRACTS.kind,
        INSTRUMENTS.kind,
        POSITIONS.kind,
        UNIFIED_POSITIONS.kind,
        *REFUSED,
    ),
    unseen=(
        (
            "the margin that an isolated position takes along at a trade: no bill shows it, and a"
            " fill does not say the margin mode; all positions are taken for those of one pool"
        ),
        "the leg of margin moved by hand: the bill does not say it",
        "coin-margined contracts: no record shows how their profit comes about, they are refused",
        "balances at an instant: accounts are answered without a time",
    ),
)

__all__ = [
    "CROSS_BOOK",
    "CROSS_RULES",
    "NAME",
    "RULES",
    "UNIFIED_RULES",
    "VENUE",
    "stated",
]
