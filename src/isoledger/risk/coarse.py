"""Amounts too fine for a column: counted in coarser units, with the rows that this rounds aside.

A column holds 60 bits, and a venue may keep 20 decimals. Where an instrument has a larger amount,
all its amounts are counted in the least power of ten of smallest units that fits. A row that this
divides is exact as before. Of any other the nearest counts stand in the columns, each off by half
at most, and the exact amounts are kept beside.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from isoledger.core.instrument import Instrument
from isoledger.core.numbers import Rounding
from isoledger.risk.errors import ColumnError

Whole: TypeAlias = NDArray[np.int64]
"""Counts: of lots, of smallest units, of ticks, of rows."""

UNITS_MAX = 2**60
"""No count in a column is larger, so that no sum of them overflows."""


class Amounts(NamedTuple):
    """What a row has exactly, in smallest units."""

    cost: int
    margin: int
    reserve: int


@frozen(kw_only=True, eq=False)
class Coarse:
    """Columns of amounts, in the units that each instrument is counted in.

    Attributes:
        columns: By name: cost, margin and reserve.
        dropped: By instrument, how many decimals are not counted.
        aside: By row, what is exact where the columns are not.
    """

    columns: Mapping[str, Whole]
    dropped: tuple[int, ...]
    aside: Mapping[int, Amounts]


Fine: TypeAlias = NDArray[np.int64] | NDArray[np.object_]
"""Whole numbers of any size."""


def whole(name: str, column: ArrayLike) -> Fine:
    """*column* as whole numbers, of any size; a float never was one.

    Raises:
        ColumnError: It is not whole numbers in a row.
    """
    try:
        found = np.asarray(column)
        if found.dtype.kind != "i" and not isinstance(column, np.ndarray):
            found = np.asarray(column, dtype=object)
    except (OverflowError, ValueError) as error:
        raise ColumnError(column=name, row=None, why=f"no row of numbers: {error}") from None
    if not found.size or found.dtype.kind == "i":
        return found.astype(np.int64)
    fine = found.astype(object)
    if found.dtype.kind not in "uO" or any(type(n) is not int for n in fine.ravel()):
        kind = next((type(n).__name__ for n in fine.ravel() if type(n) is not int), "")
        why = f"it holds {found.dtype if found.dtype.kind not in 'uO' else kind}"
        raise ColumnError(column=name, row=None, why=f"{why}; whole numbers are counted here")
    return fine


def counts(name: str, column: ArrayLike) -> Whole:
    """*column* as whole numbers that fit.

    Raises:
        ColumnError: It is not whole numbers, or one is too large.
    """
    found = whole(name, column)
    beyond = (found > UNITS_MAX) | (found < -UNITS_MAX)
    if beyond.any():
        why = "it is larger than 2**60"
        raise ColumnError(column=name, row=int(beyond.ravel().argmax()), why=why)
    return found.astype(np.int64)


def coarsened(
    instruments: Sequence[Instrument], instrument: Whole, given: Mapping[str, ArrayLike]
) -> Coarse:
    """The columns of *given*, in units that fit.

    Args:
        instruments: Every instrument held.
        instrument: Which of them, a row.
        given: Cost, margin and reserve.

    Raises:
        ColumnError: A column is not whole numbers, or has more coins than fit.
    """
    found = {name: whole(name, column) for name, column in given.items()}
    fine = {name: column for name, column in found.items() if _largest(column) > UNITS_MAX}
    if not fine or any(column.shape != instrument.shape for column in found.values()):
        as_given = {name: counts(name, column) for name, column in found.items()}
        return Coarse(columns=as_given, dropped=(0,) * len(instruments), aside={})
    dropped = tuple(_dropped(terms, instrument == at, fine) for at, terms in enumerate(instruments))
    scales = np.array([10**digits for digits in dropped], dtype=object)[instrument]
    columns: dict[str, Whole] = {}
    aside = set[int]()
    for name, column in found.items():
        amounts = column.astype(object)
        rests = amounts % scales
        aside.update(np.flatnonzero(rests != 0).tolist())
        near = [Rounding.HALF_EVEN.divide(n, by) for n, by in zip(amounts, scales, strict=True)]
        columns[name] = np.array(near, dtype=np.int64)
    exact = {
        row: Amounts(**{name: int(column[row]) for name, column in found.items()})
        for row in sorted(aside)
    }
    return Coarse(columns=columns, dropped=dropped, aside=exact)


def _largest(column: Fine) -> int:
    return max(int(column.max()), -int(column.min())) if column.size else 0


def _dropped(
    terms: Instrument,
    mine: NDArray[np.bool_],
    fine: Mapping[str, NDArray[np.int64] | NDArray[np.object_]],
) -> int:
    """How many decimals of an instrument do not fit."""
    coins = terms.settle.decimals
    for digits in range(coins + 1):
        if all(_largest(column[mine]) <= UNITS_MAX * 10**digits for column in fine.values()):
            return digits
    most = UNITS_MAX * 10**coins
    name, column = next((n, c) for n, c in fine.items() if _largest(c[mine]) > most)
    row = int(np.argmax(mine & (np.abs(column) > most)))
    raise ColumnError(column=name, row=row, why=f"it is more than 2**60 {terms.settle.code}")
