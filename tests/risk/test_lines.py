"""The floats of an equation, beside the same in fractions: never further apart than the bound."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import isoledger as il
import isoledger.core.risk
import isoledger.risk
from isoledger.core.liquidation import isolated_leg
from isoledger.core.rules import FeeOn
from isoledger.risk.lines import SLOP, Lines, lines_of
from tests.risk.kit import FUNDING, MARKS, RULES, portfolios, terms

SLOW = settings(suppress_health_check=list(HealthCheck), deadline=None)


def blocks_and_lines(positions, rules):
    for block in positions.blocks():
        symbol = block.instrument.symbol
        rate = FUNDING[symbol]
        yield block, lines_of(block, rules, 0, mark=MARKS[symbol], funding=rate)


@SLOW
@given(portfolios(), RULES)
def test_the_level_is_the_cores_within_the_bound(positions, rules):
    for block, lines in blocks_and_lines(positions, rules):
        if not lines.is_tame:
            continue
        level, index = lines.level(block), 0
        for at, row in enumerate(block.rows.tolist()):
            position, symbol = positions.row(row), block.instrument.symbol
            leg = isolated_leg(
                position, rules, time_ns=0, mark=MARKS[symbol], funding=FUNDING[symbol]
            )
            piece = leg.pieces()[-1 if lines.table.part else 0]  # where a deduction is taken off
            index = 0 if lines.table.by_size or not lines.moves else piece.tier
            exact = piece.due * lines.unit + lines.deduction(lines.table.tiers[index])
            assert abs(Fraction(level.amount[at]) - exact) <= Fraction(level.weight[at]) * Fraction(
                SLOP
            )
            if len(lines.tiers) > 1:
                assert lines.rise(lines.table.tiers[index]) == piece.rise
            assert lines.sign == leg.sign


@SLOW
@given(portfolios(), RULES)
def test_the_tier_of_a_size_or_a_cost_or_a_mark_is_found_without_rounding(positions, rules):
    for block, lines in blocks_and_lines(positions, rules):
        mark = MARKS[block.instrument.symbol]
        needs = il.core.risk.Requirement.of(positions.row(int(block.rows[0])).holding, rules, 0)
        for at, index in enumerate(lines.index(block, mark).tolist()):
            held = positions.row(int(block.rows[at])).holding
            value = abs(held.instrument.value(held.size, mark))
            assert needs.tier(held, value) == lines.table.tiers[index]


def one(instrument, rules, **changes):
    given = {"long": True, "funding": Fraction(0), "mark": None} | changes
    return Lines(instrument=instrument, table=instrument.tiers.at(0), rules=rules, **given)


def test_the_sign_of_the_value_is_that_of_a_linear_long_and_of_an_inverse_short():
    inverse = terms(payoff=il.Payoff.INVERSE)
    assert one(terms(), il.Rules()).sign == one(inverse, il.Rules(), long=False).sign == 1
    assert one(inverse, il.Rules()).sign == one(terms(), il.Rules(), long=False).sign == -1


def test_what_floats_are_not_trusted_with():
    rounded = il.Rules(basis=il.Basis.MARK, requirement_step=Fraction(1))
    rebate = il.Rules(closing_fee=Fraction(-1, 1000))
    level = il.Rules(closing_fee=Fraction(99, 100) - Fraction(1, 10**9))
    assert [one(terms(), rules).is_tame for rules in (rounded, rebate, level)] == [False] * 3
    assert one(terms(), il.Rules()).is_tame


def test_a_sign_is_certain_only_where_counts_are_taken_from_counts():
    assert one(terms(), il.Rules()).is_counted
    assert not one(terms(), il.Rules(basis=il.Basis.ENTRY)).is_counted
    fee = il.Rules(closing_fee=Fraction(1, 100), fee_on=FeeOn.ENTRY)
    assert not one(terms(), fee).is_counted


def test_an_inverse_value_smaller_than_its_error_says_nothing_of_the_price():
    positions = il.risk.Positions.from_columns(
        [terms(payoff=il.Payoff.INVERSE)], size=[5], cost=[-5], margin=[1]
    )
    block = next(positions.blocks())
    lines = Lines.bare(block)
    price, slack = lines.ticks(block, np.array([1e-3]), np.array([1e-3]))
    assert price[0] == pytest.approx(5 * 10**6 * 2 / 1e-3)
    assert slack[0] == np.inf
