"""dYdX v4: its margin rules, and positions as its indexer states them."""

from isoledger.venues.dydx.positions import stated
from isoledger.venues.dydx.rules import NAME, RULES

__all__ = ["NAME", "RULES", "stated"]
