"""Hyperliquid: fills, funding and ledger updates of an account, and its states."""

from isoledger.venues.hyperliquid.rules import NAME, RULES
from isoledger.venues.hyperliquid.statements import KINDS
from isoledger.venues.translation import Venue

VENUE = Venue(name=NAME, title="Hyperliquid", rules=RULES, kinds=KINDS)
"""All that isoledger knows about Hyperliquid."""

__all__ = ["VENUE"]
