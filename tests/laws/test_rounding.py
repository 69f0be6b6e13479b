"""Rounding: it happens at one place, and what it leaves stays where it was."""

from fractions import Fraction

from hypothesis import given, strategies as st

from isoledger.core.holding import traded_units
from isoledger.testing import laws
from isoledger.testing.journals import journals

SIZES = st.integers(-(10**6), 10**6)
COSTS = st.integers(-(10**15), 10**15)


@given(journals())
def test_nothing_is_lost_to_rounding(journal):
    laws.nothing_is_lost_to_rounding(journal.events, journal.rules)


@given(journals())
def test_a_flat_position_has_no_cost(journal):
    laws.a_flat_position_has_no_cost(journal.events, journal.rules)


@given(st.integers(-(10**6), 10**6).filter(bool), COSTS, st.lists(st.integers(1, 10**5)))
def test_closing_in_any_number_of_pieces_releases_the_whole_cost_and_no_more(size, cost, pieces):
    held, left, booked, paid_all = size, cost, 0, 0
    for piece in pieces:
        step = min(piece, abs(held)) * (-1 if held > 0 else 1)
        held, left, profit = traded_units(held, left, step, 7, None)
        booked, paid_all = booked + profit, paid_all + 7
        if not held:
            break
        assert abs(Fraction(left) - Fraction(cost * held, size)) <= len(pieces), "half a unit each"
    if held:
        held, left, profit = traded_units(held, left, -held, 0, None)
        booked += profit
    assert (held, left) == (0, 0)
    assert booked == -cost - paid_all


@given(SIZES, COSTS, SIZES, COSTS, st.none() | COSTS)
def test_cash_less_cost_moves_by_what_was_paid_whatever_the_trade(held, cost, size, paid, told):
    cost = cost if held else 0
    after, left, profit = traded_units(held, cost, size, paid, told)
    assert after == held + size
    assert after or not left
    whole_close = after * held <= 0 and held != 0
    if told is None or not whole_close:
        if after or told is None:
            assert profit - (left - cost) == -paid
    else:
        assert profit == told
