"""Isolated positions as columns, one row each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import ArrayLike, NDArray

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.risk.coarse import UNITS_MAX, Amounts, Whole, coarsened, counts
from isoledger.risk.errors import ColumnError

Floats: TypeAlias = NDArray[np.float64]
"""Values, ratios, and what bounds their errors."""

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
        cost: Their signed cost, in units of the columns.
        behind: What stands behind them, margin and reserve, in units of the columns.
        reserve: The reserve in it.
        dropped: How many decimals of the settle asset such a unit leaves out.
        rough: Which rows are rounded to it; ``None``: none is.
    """

    instrument: Instrument
    long: bool
    rows: Whole
    size: Whole
    cost: Whole
    behind: Whole
    reserve: Whole
    dropped: int = 0
    rough: NDArray[np.bool_] | None = None

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
        cost: Signed value at entry, in smallest units of the settle asset, or in coarser ones.
        margin: Its margin, in the same.
        reserve: Its reserve for the fee to close, in the same.
        dropped: By instrument, how many decimals of the settle asset such a unit leaves out.
        aside: By row, its exact amounts where the columns hold the nearest unit.
    """

    instruments: tuple[Instrument, ...]
    instrument: Whole
    size: Whole
    cost: Whole
    margin: Whole
    reserve: Whole
    dropped: tuple[int, ...]
    aside: FrozenMap[int, Amounts] = FrozenMap()
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

        Amounts of more than 60 bits are counted in coarser units, and stay exact in `row`.

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
        sizes = counts("size", size)
        none = np.zeros_like(sizes)
        which = none if instrument is None else counts("instrument", instrument)
        _placed(which, len(instruments))
        amounts = {"cost": cost, "margin": margin, "reserve": none if reserve is None else reserve}
        coarse = coarsened(instruments, which, amounts)
        return cls(
            instruments=tuple(instruments),
            instrument=which,
            size=sizes,
            cost=coarse.columns["cost"],
            margin=coarse.columns["margin"],
            reserve=coarse.columns["reserve"],
            dropped=coarse.dropped,
            aside=FrozenMap(coarse.aside),
        )

    @classmethod
    def of(cls, positions: Iterable[IsolatedPosition]) -> "Positions":
        """The columns of *positions*, in their order.

        Raises:
            ColumnError: A size, or an amount in coins, is larger than 60 bits.
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
        instrument, has = self.instruments[int(self.instrument[row])], self.amounts(row)
        settle = instrument.settle
        return IsolatedPosition(
            id=PositionId(instrument.symbol),
            holding=Holding(instrument, int(self.size[row]), Money(has.cost, settle)),
            margin=Money(has.margin, settle),
            reserve=Money(has.reserve, settle),
        )

    def amounts(self, row: int) -> Amounts:
        """What *row* has, in smallest units of its settle asset."""
        exact = self.aside.get(row) if self.aside else None
        if exact is not None:
            return exact
        scale = 10 ** self.dropped[int(self.instrument[row])]
        columns = (self.cost, self.margin, self.reserve)
        return Amounts(*(int(column[row]) * scale for column in columns))

    def blocks(self) -> Iterator[Block]:
        """All rows that are not flat, a block of one instrument and one side at a time."""
        start, rough = 0, self._rough()
        for key, end in enumerate(self._ends.tolist()):
            for at in range(start, end, BLOCK):
                rows = self._order[at : min(at + BLOCK, end)]
                found = self._block(rows, key // 2, long=bool(key % 2))
                rounded = None if rough is None else rough[rows]
                none = rounded is None or not rounded.any()
                yield found if none else evolve(found, rough=rounded)
            start = end

    def _rough(self) -> NDArray[np.bool_] | None:
        if not self.aside:
            return None
        rough = np.zeros(len(self), dtype=np.bool_)
        rough[list(self.aside)] = True
        return rough

    def _block(self, rows: Whole, which: int, *, long: bool) -> Block:
        reserve = self.reserve[rows]
        return Block(
            instrument=self.instruments[which],
            long=long,
            rows=rows,
            size=np.abs(self.size[rows]),
            cost=self.cost[rows],
            behind=self.margin[rows] + reserve,
            reserve=reserve,
            dropped=self.dropped[which],
        )


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
    _placed(positions.instrument, len(positions.instruments))


def _placed(which: Whole, there: int) -> None:
    beyond = (which < 0) | (which >= there)
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
