"""The rules of CoinEx: two interfaces, two formulas."""

from isoledger.core.rules import Basis
from isoledger.venues.coinex import rules


def test_the_first_interface_measures_at_entry_and_the_second_at_the_price():
    assert rules.VERSION_1.at(0).basis is Basis.ENTRY
    assert rules.RULES.at(0).basis is Basis.VALUE
