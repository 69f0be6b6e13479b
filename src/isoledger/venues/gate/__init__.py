"""Gate: the rules of its contracts, and positions as it states them."""

from isoledger.venues.gate.positions import stated
from isoledger.venues.gate.rules import NAME, RULES

__all__ = ["NAME", "RULES", "stated"]
