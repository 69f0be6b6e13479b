"""Amounts of 20 decimals: every tick, reason and standing is still the core's."""

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

import isoledger as il
from isoledger.core.numbers import Rounding
from isoledger.risk import ColumnError, Positions, bankruptcy_ticks, standings
from isoledger.risk.lines import Lines
from isoledger.testing.markets import tier_table
from tests.risk.kit import FUNDING, MARKS, RULES, portfolios, terms
from tests.risk.test_batch import SLOW, differing, said

FINE = il.Asset("USD", 20)
FINER = 10**14
"""As many of its units are one of the kit's."""


def finer(positions, dust):
    """The same portfolio with amounts of 20 decimals, each a little beside what it was."""
    parts = iter(dust)
    columns = {
        name: [int(n) * FINER + (next(parts, 0) if n else 0) for n in getattr(positions, name)]
        for name in ("cost", "margin", "reserve")
    }
    return Positions.from_columns(
        [evolve(one, settle=FINE) for one in positions.instruments],
        size=positions.size,
        instrument=positions.instrument,
        **columns,
    )


DUST = st.lists(
    st.integers(-(10**14) + 1, 10**14 - 1) | st.sampled_from([0, 1, -1, 10**9, 5 * 10**13]),
    max_size=36,
)


@SLOW
@given(portfolios(), DUST, RULES, st.booleans())
def test_every_tick_and_reason_of_fine_positions_is_the_exact_engines(drawn, dust, rules, marked):
    positions = finer(drawn, dust)
    marks = MARKS if marked or rules.basis is il.Basis.MARK else None
    assert differing(positions, rules, marks=marks, funding=FUNDING) == []


@SLOW
@given(portfolios(), DUST)
def test_every_bankruptcy_of_fine_positions_is_the_exact_engines(drawn, dust):
    positions = finer(drawn, dust)
    for row, (ticks, reason) in enumerate(said(bankruptcy_ticks(positions))):
        held = positions.row(row)
        price, terms_ = il.bankruptcy_price(held), held.holding.instrument
        if price is None:
            assert reason in {il.NoPrice.COVERED, il.NoPrice.FLAT}
            continue
        way = Rounding.FLOOR if held.holding.size > 0 else Rounding.CEILING
        assert ticks == way(price / terms_.tick)


@SLOW
@given(portfolios(), DUST, RULES)
def test_every_standing_of_fine_positions_is_the_exact_engines(drawn, dust, rules):
    positions = finer(drawn, dust)
    found = standings(positions, MARKS, rules, time_ns=0, funding=FUNDING)
    for row in range(len(positions)):
        held = positions.row(row)
        symbol = held.holding.instrument.symbol
        risk = il.position_risk(held, MARKS[symbol], rules, time_ns=0, funding=FUNDING[symbol])
        assert found.is_liquidatable[row] == risk.is_liquidatable
        assert found.maintenance[row] == pytest.approx(float(risk.maintenance), rel=1e-9, abs=1e-9)
        terms_ = abs(held.holding.cost.value) + held.collateral.value + abs(risk.equity)
        assert abs(float(risk.equity) - found.equity[row]) <= 1e-11 * float(terms_)


@settings(max_examples=50)
@given(portfolios(), DUST)
def test_fine_rows_put_into_columns_come_out_as_they_were(drawn, dust):
    positions = finer(drawn, dust)
    rows = [positions.row(row) for row in range(len(positions))]
    again = Positions.of(rows)
    assert [again.row(row) for row in range(len(again))] == rows


def test_what_the_coarser_unit_divides_is_exact_and_the_rest_stands_aside():
    fine = terms(settle=FINE)
    positions = Positions.from_columns(
        [fine, terms("Q")],
        instrument=[0, 0, 1],
        size=[1, 1, 1],
        cost=[2**70, 2 * 2**70, 7],
        margin=[10**5, 10**5 + 1, 7],
    )
    assert positions.dropped == (4, 0)
    assert dict(positions.aside) == {
        0: (2**70, 10**5, 0),
        1: (2**71, 10**5 + 1, 0),
    }
    assert positions.margin.tolist() == [10, 10, 7]
    even = Positions.from_columns([fine], size=[1], cost=[10**24], margin=[10**23])
    assert (dict(even.aside), even.dropped) == ({}, (6,))
    assert next(even.blocks()).rough is None
    assert even.row(0).margin.units == 10**23


def test_what_no_coarser_unit_holds_is_refused_with_its_place():
    with pytest.raises(ColumnError, match="USD") as error:
        Positions.from_columns([terms()], size=[1, 1], cost=[1, -(10**25)], margin=[1, 1])
    assert (error.value.column, error.value.row) == ("cost", 1)
    unsigned = np.array([2**63], dtype=np.uint64)
    taken = Positions.from_columns([terms()], size=[1], cost=unsigned, margin=[1])
    assert taken.row(0).holding.cost.units == 2**63


def on_a_tick(beside):
    """A long whose exact price is a tick, but for so many of the finest units."""
    table = tier_table((0, "0.02", "0.01"))
    fine = terms(settle=FINE, table=table)
    return Positions.from_columns(
        [fine],
        size=[10],
        cost=[100_000 * 10**20],
        margin=[100_000 * 10**20 - 9 * 9_900 * 10**20 - 900 * 10**20 + beside],
    )


@pytest.mark.parametrize("beside", [-1, 0, 1, 10**9])
def test_one_unit_in_the_twentieth_decimal_says_which_tick(beside):
    assert differing(on_a_tick(beside), il.Rules()) == []


def test_without_the_bound_on_what_is_rounded_a_tick_would_be_wrong(monkeypatch):
    """The defect planted: rounded rows are taken for exact ones. One large row coarsens all."""
    fine = terms(settle=FINE, tick=Fraction(1, 10**17))
    cost = [10**24, *(10**9 + n * 10**4 + 1234 for n in range(20))]
    positions = Positions.from_columns(
        [fine], size=[1] * 21, cost=cost, margin=[n // 10 for n in cost]
    )
    assert (positions.dropped, len(positions.aside)) == ((6,), 20)
    assert differing(positions, il.Rules()) == []
    assert [pair for pair in said(bankruptcy_ticks(positions)) if pair[0]]
    monkeypatch.setattr(Lines, "grain", 0.0)
    assert differing(positions, il.Rules())


def test_a_row_so_small_that_nothing_of_it_is_left_in_the_columns_is_still_exact():
    """A large row coarsens all; of the small ones not even the sign of what is lost is left."""
    fine = terms(settle=FINE, tick=Fraction(1, 10**17))
    positions = Positions.from_columns(
        [fine], size=[1, 1, 1], cost=[10**24, 7, 7], margin=[10**23, 6, 9]
    )
    assert said(bankruptcy_ticks(positions))[1:] == [
        (0, il.NoPrice.BELOW_TICK),
        (0, il.NoPrice.COVERED),
    ]
