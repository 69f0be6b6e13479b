"""Binance's rules: what is printed how since when, and what moves at an opening."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, Pot, Surplus
from isoledger.venues.binance.rules import (
    COIN_ORDERS,
    CROSS_BOOK,
    CUT_NS,
    ORDERS,
    RULES,
    break_even,
    closing_price,
    derived,
    implied_mark,
    open_loss,
    opening_margin,
)
from tests.venues.ordered import contract, due, due_beside, order


def test_the_day_is_the_one_that_is_written():
    assert int(datetime(2022, 1, 1, tzinfo=UTC).timestamp()) * 10**9 == CUT_NS


def test_the_equation_never_changed_and_the_print_did():
    early, now = RULES.at(CUT_NS - 1), RULES.at(CUT_NS)
    assert (early.shown.long, now.shown.long) == (Rounding.HALF_AWAY, Rounding.FLOOR)
    assert (early.shown.short, now.shown.short) == (Rounding.HALF_AWAY, Rounding.FLOOR)
    for rules in (early, now):
        assert (rules.basis, rules.closing_fee, rules.home) == (Basis.VALUE, 0, CROSS_BOOK)
        assert (rules.fee_pot, rules.funding_pot) == (Pot.POSITION, Pot.POSITION)
        assert rules.surplus is Surplus.INSURANCE
        assert rules.shown.grid == Fraction(1, 10**8)
        assert "assumed" in rules.source


@pytest.mark.parametrize(
    ("value", "cut"), [("-0.0000654814", "-0.00006548"), ("1.999999999", "1.99999999")]
)
def test_a_derived_figure_is_cut_toward_zero(value, cut):
    assert derived(Fraction(value)) == Fraction(cut)


def test_a_portfolio_margin_figure_is_rounded():
    assert derived(Fraction("0.00000359719"), Rounding.HALF_AWAY) == Fraction("0.0000036")


@pytest.mark.parametrize(
    ("quantity", "mark", "loss"), [(2, 99, 2), (2, 101, 0), (-2, 99, 0), (-2, 101, 2)]
)
def test_only_a_price_worse_than_the_mark_is_an_open_loss(quantity, mark, loss):
    assert open_loss(Fraction(quantity), Fraction(100), Fraction(mark)) == loss
    needed = opening_margin(Fraction(quantity), Fraction(100), Fraction(mark), Fraction(10))
    assert needed == 20 + loss


@pytest.mark.parametrize(
    ("size", "initial", "loss"), [(1, "462.665", "0"), (-1, "463.64392425", "6.54")]
)
def test_an_order_reserves_its_margin_and_what_it_would_lose_at_once(size, initial, loss):
    """The FAQ's example: a limit of 9253.30 at 20x, the mark at 9259.84, the last at 9258.99."""
    one = order(size, "9253.30", "20")
    found = due(ORDERS.at(0), one, mark="9259.84", last="9258.99")
    assert (found.initial, found.open_loss, found.fees) == (Fraction(initial), Fraction(loss), 0)


def test_the_larger_side_counts_with_the_position():
    """The FAQ's example: long 10,000 at the mark, bid 1,900, offer 2,200, 2x: 5,950 in all."""
    book = [order(1, 19000, "2"), order(-1, 22000, "2")]
    known = {"leverage": "2", "mark": "20000", "last": "20000"}
    assert due_beside(ORDERS.at(0), 5, 20000, book, **known) == 59500 - 50000


def test_a_coin_margined_order_is_measured_at_its_limit():
    """The FAQ's example: 10 contracts of 100 USD at 9,800, 20x."""
    terms = contract(inverse=True, multiplier="100")
    found = due(COIN_ORDERS.at(0), order(-10, 9800, "20"), terms, mark="9800")
    assert (found.initial, found.open_loss) == (Fraction(1000, 9800) / 20, 0)


@pytest.mark.parametrize("quantity", [2, -2])
def test_the_implied_mark_is_the_open_loss_turned_round(quantity):
    mark = implied_mark(Fraction(quantity), Fraction(100), Fraction(3))
    assert open_loss(Fraction(quantity), Fraction(100), mark) == 3


@pytest.mark.parametrize(("quantity", "even"), [(5, "101"), (-5, "99")])
def test_the_break_even_is_worse_than_the_entry_by_one_fee(quantity, even):
    assert break_even(Fraction(quantity), Fraction(100), Fraction(1, 100)) == Fraction(even)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_break_even_of_a_rest_tells_the_closing_price(sign):
    fee, entry, close = Fraction(1, 1000), Fraction(100), Fraction(107)
    # What 3 cost with the fee, less what 1 brought with it, is what 2 must bring.
    even = (3 * entry * (1 + sign * fee) - close * (1 - sign * fee)) / 2
    assert closing_price(Fraction(2 * sign), Fraction(1), entry, even, fee) == close
