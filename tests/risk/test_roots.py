"""Roots in floats: what is not in doubt is the exact root, within its bound."""

from fractions import Fraction

from hypothesis import HealthCheck, given, settings, strategies as st

import isoledger as il
from isoledger.core.liquidation import _first, isolated_leg
from isoledger.risk import Positions, liquidation_ticks
from isoledger.risk.lines import lines_of
from isoledger.risk.roots import roots
from isoledger.testing.markets import tier_table
from tests.risk.kit import FUNDING, MARKS, RULES, portfolios, terms

SLOW = settings(suppress_health_check=list(HealthCheck), deadline=None)


def solved(positions, rules, *, marked=True):
    """Each row's float root and bound, if not in doubt, beside the leg that the core solves."""
    for block in positions.blocks():
        symbol = block.instrument.symbol
        needed = marked or rules.basis is il.Basis.MARK
        mark, rate = MARKS[symbol] if needed else None, FUNDING[symbol]
        lines = lines_of(block, rules, 0, mark=mark, funding=rate)
        if not lines.is_tame:
            continue
        found = roots(lines, block, lines.level(block))
        for at, row in enumerate(block.rows.tolist()):
            leg = isolated_leg(positions.row(row), rules, time_ns=0, mark=mark, funding=rate)
            if not found.doubt[at]:
                said = Fraction(found.value[at]), Fraction(found.error[at])
                yield said if found.there[at] else None, bool(found.sunk[at]), leg, lines


@SLOW
@given(portfolios(), RULES, st.booleans())
def test_a_root_that_is_not_in_doubt_is_the_exact_one_within_its_bound(positions, rules, marked):
    for said, sunk, leg, lines in solved(positions, rules, marked=marked):
        crossings = leg.crossings()
        assert (said is None) is (not crossings)
        if said is None:
            assert sunk is leg.is_dead_at_ruin()
        else:
            value, error = said
            assert abs(value - _first(leg, crossings)[0] * lines.unit) <= error


def test_where_steps_give_two_prices_the_mark_says_which_comes_first():
    """As in the laws: long 10 at 150 with 600; the steps give 150 and, behind 100, 90.9."""
    table = tier_table((0, "0.02", "0.01"), (1000, "0.8", "0.4"), stepped=True)
    positions = Positions.from_columns(
        [terms("Z", table=table)], size=[10], cost=[1500 * 10**6], margin=[600 * 10**6]
    )
    block = next(positions.blocks())
    for mark, price in ((None, 150), (200, 150), (95, Fraction(9000, 99))):
        given_mark = None if mark is None else Fraction(mark)
        lines = lines_of(block, il.Rules(), 0, mark=given_mark, funding=None)
        found = roots(lines, block, lines.level(block))
        assert not found.doubt[0]
        assert abs(Fraction(found.value[0]) / 10**7 - price) < Fraction(1, 10**9)


def test_a_jump_that_ruins_a_short_is_a_root_at_its_floor():
    table = tier_table((0, "0.02", "0.01"), (1000, "0.4", "0.2"), stepped=True)
    positions = Positions.from_columns(
        [terms("Z", table=table)], size=[-10], cost=[-(10**9)], margin=[10**8]
    )
    block = next(positions.blocks())
    lines = lines_of(block, il.Rules(), 0, mark=None, funding=None)
    found = roots(lines, block, lines.level(block))
    assert (found.value[0], found.there[0], found.doubt[0]) == (10**9, True, False)


def test_a_row_that_is_dead_at_its_mark_is_left_to_the_core():
    table = tier_table((0, "0.02", "0.01"), (100, "0.4", "0.2"), stepped=True)
    contract = terms(table=table)
    columns = Positions.from_columns([contract], size=[1], cost=[110_000_000], margin=[20_000_000])
    found = liquidation_ticks(columns, il.Rules(), time_ns=0, marks={"P": Fraction(105)})
    assert found.ticks.tolist() == [225]
    assert found.solved_again == 1
