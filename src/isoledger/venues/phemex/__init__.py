"""Phemex: trades, streams, contracts and snapshots; its dated rules, and positions stated."""

from isoledger.venues.phemex.refusals import REFUSED
from isoledger.venues.phemex.rules import CROSS_BOOK, NAME, RULES
from isoledger.venues.phemex.snapshots import ACCOUNT, POSITION, PRODUCTS, with_tiers
from isoledger.venues.phemex.trades import STREAM, TETHER_STREAM, TETHER_TRADES, TRADES
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="Phemex",
    rules=RULES,
    kinds=(
        TRADES.kind,
        TETHER_TRADES.kind,
        STREAM.kind,
        TETHER_STREAM.kind,
        ACCOUNT.kind,
        POSITION.kind,
        PRODUCTS.kind,
        *REFUSED,
    ),
    unseen=(
        (
            "deposits, withdrawals and transfers: their type codes are documented nowhere, so that"
            " an account begins with what its first balance implies"
        ),
        "margin of an isolated position, which is a lock: all positions are of the one pool",
        "the size of a contract that settles in dollars: import products first",
        "a fee paid in the venue's own token: the trade states none then",
    ),
)
"""All that isoledger knows about Phemex."""

__all__ = ["CROSS_BOOK", "NAME", "RULES", "VENUE", "with_tiers"]
