"""The rules of MEXC."""

from fractions import Fraction

from isoledger.core.rules import Basis
from isoledger.venues.mexc import rules, rules as mexc
from tests.venues.ordered import due, due_beside, order


def test_the_recorded_margin_is_a_hundredth_and_the_taker_fee():
    value = Fraction("1217.3") * rules.CONTRACTS["ETH_USDT"]
    assert value * (Fraction(1, 100) + rules.TAKER) == Fraction("0.1290338")


def test_maintenance_stands_at_entry_and_the_reserve_counts_on_both_sides():
    in_force = rules.RULES.at(0)
    assert (in_force.basis, in_force.reserve_required) == (Basis.ENTRY, True)


def test_an_order_costs_its_margin_and_a_fee():
    found = due(mexc.ORDERS.at(0), order(1, 1000, "100"))
    assert (found.initial, found.fees) == (10, Fraction("0.6"))
    book = [order(1, 1000, "100"), order(-1, 1000, "100")]
    assert due_beside(mexc.ORDERS.at(0), 0, 0, book) == 2 * Fraction("10.6")
