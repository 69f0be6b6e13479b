"""What cannot be put into columns.

* IsoledgerError
  x ColumnError   a column that holds what no isolated position can have
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


@frozen(kw_only=True)
class ColumnError(IsoledgerError):
    """A column that holds what no isolated position can have.

    Attributes:
        column: Its name.
        row: The first row where it does; ``None``: the column as a whole.
        why: What is wrong there, and what would be right.
    """

    column: str
    row: int | None
    why: str

    def __str__(self) -> str:
        place = "" if self.row is None else f", row {self.row}"
        return f"column {self.column}{place}: {self.why}"
