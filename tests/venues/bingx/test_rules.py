"""The rules of BingX."""

from fractions import Fraction

from isoledger.venues.bingx import rules, rules as bingx
from tests.venues.ordered import due, due_beside, order


def test_standard_futures_end_when_a_tenth_of_the_margin_is_left():
    full, tenth = (rules.standard_risk(Fraction(n), Fraction(15)) for n in (150, "1.5"))
    assert rules.margin_rate(full) == Fraction("9.9")
    assert not full.is_liquidatable
    assert rules.margin_rate(tenth) == 0
    assert tenth.is_liquidatable
    other = rules.standard_risk(Fraction(3), Fraction(15), Fraction(1, 5))
    assert rules.margin_rate(other) == 0


def test_an_order_freezes_its_margin_and_the_taker_fee():
    """The page's example: 1 at 35,000 and 5x: 7,000 and 17.5."""
    found = due(bingx.ORDERS.at(0), order(1, 35000, "5"))
    assert (found.initial, found.fees) == (7000, Fraction("17.5"))


def test_frozen_margin_is_a_sum():
    book = [order(1, 100, "10"), order(-1, 100, "10")]
    assert due_beside(bingx.ORDERS.at(0), 0, 0, book) == 2 * (10 + Fraction("0.05"))
