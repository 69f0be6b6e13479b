from isoledger.core.errors import IsoledgerError
from isoledger.risk import ColumnError


def test_a_column_error_names_the_column_the_row_and_the_cure():
    error = ColumnError(column="margin", row=3, why="an isolated margin is never below zero")
    assert str(error) == "column margin, row 3: an isolated margin is never below zero"
    assert str(ColumnError(column="size", row=None, why="no")) == "column size: no"
    assert isinstance(error, IsoledgerError)
