"""OKX: the rules of its swaps, futures and borrowed coins, and positions as it states them."""

from isoledger.venues.okx.positions import stated
from isoledger.venues.okx.rules import CROSS_RULES, NAME, RULES

__all__ = ["CROSS_RULES", "NAME", "RULES", "stated"]
