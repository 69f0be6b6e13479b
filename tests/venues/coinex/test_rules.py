"""The rules of CoinEx: two interfaces, two formulas."""

from fractions import Fraction

from isoledger.core.rules import Basis
from isoledger.venues.coinex import rules, rules as coinex
from tests.venues.ordered import due, due_beside, order


def test_the_first_interface_measures_at_entry_and_the_second_at_the_price():
    assert rules.VERSION_1.at(0).basis is Basis.ENTRY
    assert rules.RULES.at(0).basis is Basis.VALUE


def test_an_order_locks_its_margin_and_a_fee_at_the_preset_price():
    found = due(coinex.ORDERS.at(0), order(1, 1000, "10"))
    assert (found.initial, found.fees) == (100, Fraction("0.5"))
    book = [order(1, 1000, "10"), order(-1, 1000, "10")]
    assert due_beside(coinex.ORDERS.at(0), 0, 0, book) == Fraction("100.5")
