"""Gate: account books, trades, contracts, snapshots; its rules, and positions as it states them."""

from isoledger.venues.gate.book import BOOKS
from isoledger.venues.gate.instruments import CONTRACTS, TIERS, with_tiers
from isoledger.venues.gate.positions import stated
from isoledger.venues.gate.refusals import REFUSED
from isoledger.venues.gate.rules import CROSS_BOOK, NAME, RULES
from isoledger.venues.gate.snapshots import ACCOUNT, POSITION_STREAM, POSITIONS
from isoledger.venues.gate.spot import BILLING
from isoledger.venues.gate.trades import CLOSES, DUAL_TRADES, TRADE_STREAM, TRADES
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="Gate",
    rules=RULES,
    kinds=(
        *BOOKS,
        TRADES.kind,
        DUAL_TRADES.kind,
        TRADE_STREAM.kind,
        CLOSES.kind,
        CONTRACTS.kind,
        TIERS,
        POSITIONS.kind,
        POSITION_STREAM.kind,
        ACCOUNT.kind,
        BILLING.kind,
        *REFUSED,
    ),
    unseen=(
        "whether a trade's position stands alone: all are told as of the one pool",
        "margin of an isolated position, which is a lock: no record moves it",
        "dual mode: no trade says that both sides may be held; ask for `my-trades-dual`",
        "the currency of a book without contracts: ask for its kind",
        "the profit of a trade: it is that of the average entry, and the book's `pnl` its check",
    ),
)
"""All that isoledger knows about Gate."""

__all__ = ["CROSS_BOOK", "NAME", "RULES", "VENUE", "stated", "with_tiers"]
