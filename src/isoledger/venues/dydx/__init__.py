"""dYdX v4: what its indexer tells; its margin rules, and positions as it states them."""

from isoledger.venues.dydx.indexer import FILLS, FUNDING, TRANSFERS
from isoledger.venues.dydx.positions import stated
from isoledger.venues.dydx.refusals import REFUSED
from isoledger.venues.dydx.rules import NAME, RULES
from isoledger.venues.dydx.snapshots import MARKETS, ON_CHAIN, SUBACCOUNT
from isoledger.venues.translation import Venue

VENUE = Venue(
    name=NAME,
    title="dYdX v4",
    rules=RULES,
    kinds=(
        FILLS.kind,
        TRANSFERS.kind,
        FUNDING.kind,
        SUBACCOUNT.kind,
        ON_CHAIN.kind,
        MARKETS.kind,
        *REFUSED,
    ),
    unseen=(
        (
            "what the insurance fund takes of a liquidation: no answer of the indexer states it, so"
            " that the purse is off by as much after one"
        ),
        "what the chain cuts of funding when it settles it: less than a quantum a touch",
        "balances after each row: only a snapshot closes the proof",
    ),
)
"""All that isoledger knows about dYdX v4."""

__all__ = ["NAME", "RULES", "VENUE", "stated"]
