"""KuCoin Futures: its margin rules, and positions as it states them."""

from isoledger.venues.kucoin.positions import stated
from isoledger.venues.kucoin.rules import CROSS_RULES, NAME, RULES

__all__ = ["CROSS_RULES", "NAME", "RULES", "stated"]
