"""The rules of Delta Exchange."""

from fractions import Fraction

from isoledger.core.rules import Basis
from isoledger.venues.delta import rules


def test_maintenance_is_half_a_percent_at_entry():
    assert rules.RULES.at(0).basis is Basis.ENTRY
    assert rules.RATES["BTCUSDT"] == Fraction("0.005")
