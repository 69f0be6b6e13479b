"""Isolated positions as columns, one row each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.risk.errors import ColumnError

Whole: TypeAlias = NDArray[np.int64]
"""Counts: of lots, of smallest units, of ticks, of rows."""

Floats: TypeAlias = NDArray[np.float64]
"""Values, ratios, and what bounds their errors."""

UNITS_MAX = 2**60
"""No size, cost, margin or reserve in a column is larger, so that no sum of them overflows."""

BLOCK = 8192
"""Rows worked on at a time: what is computed on the way stays in the cache."""


@frozen(kw_only=True)
class Block:
    """Some rows of one instrument and one side.

    Attributes:
        instrument: Their instrument.
        long: Their side.
        rows: Where they stand in the columns.
        size: Their lots, without sign.
        cost: Their signed cost, in smallest units.
        behind: What stands behind them, margin and reserve, in smallest units.
        reserve: The reserve in it.
    """

    instrument: Instrument
    long: bool
    rows: Whole
    size: Whole
    cost: Whole
    behind: Whole
    reserve: Whole

    @property
    def lots(self) -> Floats:
        """The size, as floats."""
        return self.size.astype(np.float64)


@frozen(kw_only=True, eq=False)
class Positions:
    """Many isolated positions, one row each; made by `of` or `from_columns`, which check them.

    Attributes:
        instruments: Every instrument held.
        instrument: Which of them, a row.
        size: Signed lots, long above zero.
        cost: Signed value at entry, in smallest units of the settle asset.
        margin: Its margin, in smallest units.
        reserve: Its reserve for the fee to close, in smallest units.
    """

    instruments: tuple[Instrument, ...]
    instrument: Whole
    size: Whole
    cost: Whole
    margin: Whole
    reserve: Whole
    _order: Whole = field(init=False)
    _ends: Whole = field(init=False)

    def __attrs_post_init__(self) -> None:
        for name in ("instrument", "size", "cost", "margin", "reserve"):
            _checked(name, getattr(self, name), len(self.size))
        _possible(self)
        order, ends = _grouped(self)
        object.__setattr__(self, "_order", order)
        object.__setattr__(self, "_ends", ends)

    @classmethod
    def from_columns(
        cls,
        instruments: Sequence[Instrument],
        *,
        size: ArrayLike,
        cost: ArrayLike,
        margin: ArrayLike,
        reserve: ArrayLike | None = None,
        instrument: ArrayLike | None = None,
    ) -> "Positions":
        """Positions from whole numbers, one array a column.

        Args:
            instruments: Every instrument held.
            size: Signed lots.
            cost: Signed value at entry, in smallest units of the settle asset.
            margin: Margin, in smallest units.
            reserve: Reserve for the fee to close; ``None``: none.
            instrument: Which of *instruments*, a row; ``None``: the first, in every row.

        Raises:
            ColumnError: A column is not whole numbers, or holds what no position can have.
        """
        sizes = _whole("size", size)
        none = np.zeros_like(sizes)
        return cls(
            instruments=tuple(instruments),
            instrument=none if instrument is None else _whole("instrument", instrument),
            size=sizes,
            cost=_whole("cost", cost),
            margin=_whole("margin", margin),
            reserve=none if reserve is None else _whole("reserve", reserve),
        )

    @classmethod
    def of(cls, positions: Iterable[IsolatedPosition]) -> "Positions":
        """The columns of *positions*, in their order.

        Raises:
            ColumnError: An amount is larger than a column holds.
        """
        held = list(positions)
        known = {id(p.holding.instrument): p.holding.instrument for p in held}
        places = {identity: place for place, identity in enumerate(known)}
        return cls.from_columns(
            tuple(known.values()),
            instrument=[places[id(p.holding.instrument)] for p in held],
            size=[p.holding.size for p in held],
            cost=[p.holding.cost.units for p in held],
            margin=[p.margin.units for p in held],
            reserve=[p.reserve.units for p in held],
        )

    def __len__(self) -> int:
        return len(self.size)

    def row(self, row: int) -> IsolatedPosition:
        """The position that stands in *row*, as the core knows it."""
        instrument = self.instruments[int(self.instrument[row])]
        settle = instrument.settle
        cost = Money(int(self.cost[row]), settle)
        return IsolatedPosition(
            id=PositionId(instrument.symbol),
            holding=Holding(instrument, int(self.size[row]), cost),
            margin=Money(int(self.margin[row]), settle),
            reserve=Money(int(self.reserve[row]), settle),
        )

    def blocks(self) -> Iterator[Block]:
        """All rows that are not flat, a block of one instrument and one side at a time."""
        start = 0
        for key, end in enumerate(self._ends.tolist()):
            for at in range(start, end, BLOCK):
                rows = self._order[at : min(at + BLOCK, end)]
                yield self._block(rows, self.instruments[key // 2], long=bool(key % 2))
            start = end

    def _block(self, rows: Whole, instrument: Instrument, *, long: bool) -> Block:
        reserve = self.reserve[rows]
        return Block(
            instrument=instrument,
            long=long,
            rows=rows,
            size=np.abs(self.size[rows]),
            cost=self.cost[rows],
            behind=self.margin[rows] + reserve,
            reserve=reserve,
        )


def _whole(name: str, column: ArrayLike) -> Whole:
    """*column* as whole numbers; a float never was one."""
    try:
        found = np.asarray(column)
    except (OverflowError, ValueError) as error:
        raise ColumnError(column=name, row=None, why=f"no row of numbers: {error}") from None
    if found.size and found.dtype.kind != "i":
        why = f"it holds {found.dtype}; whole numbers below 2**60 are counted here"
        raise ColumnError(column=name, row=None, why=why)
    return found.astype(np.int64)


def _checked(name: str, column: Whole, rows: int) -> None:
    if column.shape != (rows,):
        why = f"its shape is {column.shape}, and that of size is ({rows},)"
        raise ColumnError(column=name, row=None, why=why)
    _refuse(name, (column > UNITS_MAX) | (column < -UNITS_MAX), "it is larger than 2**60")


def _possible(positions: Positions) -> None:
    """What core refuses of one position is refused of a million."""
    _refuse("margin", positions.margin < 0, "an isolated margin is never below zero")
    _refuse("reserve", positions.reserve < 0, "a reserve is never below zero")
    unpaid = (positions.size == 0) & (positions.cost != 0)
    _refuse("cost", unpaid, "nothing held cannot cost anything")
    there = len(positions.instruments)
    beyond = (positions.instrument < 0) | (positions.instrument >= there)
    _refuse("instrument", beyond, f"there are {there} instruments, counted from 0")


def _refuse(name: str, wrong: NDArray[np.bool_], why: str) -> None:
    if wrong.any():
        raise ColumnError(column=name, row=int(wrong.argmax()), why=why)


def _grouped(positions: Positions) -> tuple[Whole, Whole]:
    """Rows by instrument and side, flat ones last, and where each group ends."""
    flat = 2 * len(positions.instruments)
    key = np.where(positions.size == 0, flat, 2 * positions.instrument + (positions.size > 0))
    narrow = key.astype(np.uint16) if flat < 2**16 else key  # sorted by radix, in a tenth of time
    order = np.argsort(narrow, kind="stable")
    ends = np.cumsum(np.bincount(key, minlength=flat)[:flat])
    return order, ends
