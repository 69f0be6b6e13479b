import numpy as np
import pytest
from hypothesis import given

import isoledger as il
from isoledger.risk import ColumnError, Positions, columns
from tests.risk.kit import portfolios, terms


def columns_of(**changes):
    given = {"size": [1, -2, 0], "cost": [5, -6, 0], "margin": [7, 8, 9]} | changes
    return Positions.from_columns([terms()], **given)


@given(portfolios())
def test_rows_put_into_columns_come_out_as_they_were(positions):
    rows = [positions.row(row) for row in range(len(positions))]
    again = Positions.of(rows)
    assert [again.row(row) for row in range(len(again))] == rows


def test_a_row_is_a_position_of_the_core():
    row = columns_of(reserve=[1, 0, 0]).row(0)
    assert row.holding == il.Holding(terms(), 1, il.Money(5, terms().settle))
    assert (row.margin.units, row.reserve.units) == (7, 1)


@pytest.mark.parametrize(
    ("changes", "column", "row"),
    [
        ({"size": [1.0, 2.0, 3.0]}, "size", None),
        ({"size": [10**30, 1, 1]}, "size", 0),
        ({"size": [2**61, 1, 1]}, "size", 0),
        ({"cost": [5, -(10**25), 0]}, "cost", 1),
        ({"margin": [5, 10**25, 1.5]}, "margin", None),
        ({"reserve": np.array([5.0, 1, 1])}, "reserve", None),
        ({"cost": [[5], [6, 7]]}, "cost", None),
        ({"cost": [1, 2]}, "cost", None),
        ({"cost": [5, -6, 1]}, "cost", 2),
        ({"margin": [1, -1, 1]}, "margin", 1),
        ({"reserve": [1, 1, -1]}, "reserve", 2),
        ({"instrument": [0, 1, 0]}, "instrument", 1),
    ],
)
def test_what_no_position_can_have_is_refused_with_its_place(changes, column, row):
    with pytest.raises(ColumnError, match=f"column {column}") as error:
        columns_of(**changes)
    assert (error.value.column, error.value.row) == (column, row)


def test_blocks_are_of_one_instrument_and_one_side_and_hold_each_row_once(monkeypatch):
    monkeypatch.setattr(columns, "BLOCK", 2)
    two = [terms(), terms("Q")]
    size = [1, -2, 0, 3, 4, 5, -6]
    positions = Positions.from_columns(
        two,
        instrument=[0, 0, 0, 1, 1, 1, 0],
        size=size,
        cost=np.sign(size),
        margin=[1] * 7,
        reserve=[2] * 7,
    )
    found = [
        (block.instrument.symbol, block.long, block.rows.tolist(), block.size.tolist())
        for block in positions.blocks()
    ]
    assert found == [
        ("P", False, [1, 6], [2, 6]),
        ("P", True, [0], [1]),
        ("Q", True, [3, 4], [3, 4]),
        ("Q", True, [5], [5]),
    ]
    block = next(positions.blocks())
    assert (block.behind.tolist(), block.reserve.tolist()) == ([3, 3], [2, 2])
    assert block.lots.dtype == np.float64


def test_so_many_instruments_that_their_names_do_not_fit_sixteen_bits_are_told_apart(monkeypatch):
    many = [terms()] * 2**15
    positions = Positions.from_columns(
        many, instrument=[2**15 - 1, 0], size=[1, 1], cost=[1, 1], margin=[1, 1]
    )
    assert [block.rows.tolist() for block in positions.blocks()] == [[1], [0]]
