"""Bitget: the rules of its contracts, and positions as it states them (Coincatch's too)."""

from isoledger.venues.bitget.positions import stated
from isoledger.venues.bitget.rules import CROSS_RULES, NAME, RULES, UNIFIED_RULES

__all__ = ["CROSS_RULES", "NAME", "RULES", "UNIFIED_RULES", "stated"]
