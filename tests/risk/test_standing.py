from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import isoledger as il
from isoledger.risk import Positions, liquidatable_on, standing, standings
from tests.risk.kit import FUNDING, MARKS, RULES, portfolios, terms

SLOW = settings(suppress_health_check=list(HealthCheck), deadline=None)


def exact(positions, row, rules, marks=MARKS):
    position = positions.row(row)
    symbol = position.holding.instrument.symbol
    return il.position_risk(position, marks[symbol], rules, time_ns=0, funding=FUNDING[symbol])


@SLOW
@given(portfolios(), RULES)
def test_every_row_stands_as_the_core_says(positions, rules):
    found = standings(positions, MARKS, rules, time_ns=0, funding=FUNDING)
    for row in range(len(positions)):
        risk = exact(positions, row, rules)
        assert found.is_liquidatable[row] == risk.is_liquidatable
        terms_of_it = (
            abs(risk.equity) + risk.maintenance + abs(positions.row(row).holding.cost.value)
        )
        near = pytest.approx(float(risk.equity), abs=float(terms_of_it) * 1e-12)
        assert found.equity[row] == near
        assert found.maintenance[row] == pytest.approx(float(risk.maintenance), rel=1e-9, abs=1e-9)
        ratio = np.inf if risk.margin_ratio is None else float(risk.margin_ratio)
        assert found.margin_ratio[row] == pytest.approx(ratio, rel=1e-9)


def on_the_edge(count=100):
    """Longs that are safe by one unit, exactly at it, or past it by one, at a mark of 100.5."""
    size = np.arange(99_991, 99_991 + count) * 1000
    due = [Fraction(int(lots) * 201, 200) * 10**6 for lots in size]
    margin = [round(each) + n % 3 - 1 for n, each in enumerate(due)]
    cost = [int(lots) * 201 // 2 * 10**6 for lots in size]
    return Positions.from_columns([terms()], size=size, cost=cost, margin=margin)


def verdicts(positions):
    found = standings(positions, MARKS, il.Rules(), time_ns=0)
    return found.is_liquidatable.tolist()


def by_the_core(positions):
    return [exact(positions, row, il.Rules()).is_liquidatable for row in range(len(positions))]


def test_a_row_on_the_edge_is_judged_exactly():
    found = verdicts(on_the_edge())
    assert found == by_the_core(on_the_edge())
    assert {True, False} == set(found)


def test_without_the_second_judging_the_edge_would_be_blurred(monkeypatch):
    judged = standing._judged

    def believed(*given):
        found, doubt = judged(*given)
        found.is_liquidatable[doubt] = False
        return found, np.zeros_like(doubt)

    monkeypatch.setattr(standing, "_judged", believed)
    assert verdicts(on_the_edge()) != by_the_core(on_the_edge())


def test_a_grid_is_a_row_a_mark():
    positions = Positions.from_columns(
        [terms()], size=[10, -10, 0], cost=[10**9, -(10**9), 0], margin=[10**8, 10**8, 5]
    )
    grid = [{"P": Fraction(price)} for price in (90, 100, 110)]
    found = liquidatable_on(positions, grid, il.Rules(), time_ns=0)
    assert found.tolist() == [[True, False, False], [False, False, False], [False, True, False]]


def test_what_is_flat_must_keep_nothing():
    positions = Positions.from_columns([terms()], size=[0, 0], cost=[0, 0], margin=[5 * 10**6, 0])
    found = standings(positions, {}, il.Rules(), time_ns=0)
    assert found.equity.tolist() == [5.0, 0.0]
    assert found.margin_ratio.tolist() == [0.0, np.inf]
    assert not found.is_liquidatable.any()


def test_a_mark_that_is_missing_is_asked_for():
    positions = Positions.from_columns([terms()], size=[1], cost=[5], margin=[5])
    with pytest.raises(il.MissingMarkError, match="P"):
        standings(positions, {}, il.Rules(), time_ns=0)
