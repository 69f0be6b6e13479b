"""A million isolated positions at once, to the tick the exact engine finds.

Each row is solved in floats, with a bound on their error. Where the answer lies within that bound
of a tick, of a jump of the requirement, or of a change of sign, the row is solved again by the
core, or, where all that is in doubt is the side of one tick, judged by the core at that tick; so
that every tick and every reason is the core's.
"""

from fractions import Fraction
from typing import TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from isoledger.core.certificate import NoPrice
from isoledger.core.cross import Marks
from isoledger.core.errors import MissingMarkError
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.quick import quick_price
from isoledger.core.risk import Rates, position_risk
from isoledger.core.rules import Basis, Rules, Shown
from isoledger.risk.coarse import Whole
from isoledger.risk.columns import Block, Floats, Positions
from isoledger.risk.lines import SLOP, Flags, Lines, lines_of
from isoledger.risk.roots import roots

Codes: TypeAlias = NDArray[np.uint8]
"""Why there is no price, a row: a place in `REASONS`."""

REASONS: tuple[NoPrice | None, ...] = (None, *NoPrice)
"""What a code stands for; ``None``, the first, for a row that has a price."""

_CODE = {reason: code for code, reason in enumerate(REASONS)}

TICKS_MAX = 2**63 - 1
"""A price of more ticks is shown as this many: no market goes there."""

_WHOLE_FLOAT = 2.0**52
_NARROW = 0.25


@frozen(kw_only=True, eq=False)
class TickPrices:
    """A price a row, or why there is none.

    Attributes:
        ticks: The price as a count of the instrument's ticks; 0 where there is none.
        code: Why there is none, as a place in `REASONS`; 0 where there is one.
        tick: The tick of each row.
        solved_again: How many rows were in doubt, and were solved by the core.
    """

    ticks: Whole
    code: Codes
    tick: Floats
    solved_again: int

    @property
    def price(self) -> Floats:
        """The prices as floats, to be shown or drawn; 0 where there is none."""
        return self.ticks * self.tick

    def reason(self, row: int) -> NoPrice | None:
        """Why *row* has no price; ``None``: it has one."""
        return REASONS[int(self.code[row])]


def liquidation_ticks(
    positions: Positions,
    rules: Rules,
    *,
    time_ns: int,
    marks: Marks | None = None,
    funding: Rates | None = None,
) -> TickPrices:
    """The tick at which each position is liquidated, as `isoledger.liquidation_price` finds it.

    Args:
        positions: Any number of isolated positions.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        marks: The marks now by symbol; needed only where maintenance is measured on them. With
            stepped tiers they also say which of several prices comes first.
        funding: Predicted rates by symbol, above zero when longs pay.

    Raises:
        TermsError: The tiers of an instrument are not known.
        MissingMarkError: A mark is needed and missing.
    """
    work = _Work.on(positions)
    for block in positions.blocks():
        symbol = block.instrument.symbol
        mark, rate = (marks or {}).get(symbol), (funding or {}).get(symbol)
        if mark is None and rules.basis is Basis.MARK:
            raise MissingMarkError(name=symbol, why="maintenance at the mark")
        lines = lines_of(block, rules, time_ns, mark=mark, funding=rate)
        found = _solved(lines, block)
        for at in np.flatnonzero(found.doubt).tolist():
            row, near = positions.row(int(block.rows[at])), int(found.nearest[at])
            found.ticks[at], found.code[at] = (
                _beside(row, near, rules, time_ns, rate)
                if near
                else _exactly(row, rules, time_ns, mark, rate)
            )
        work.keep(block, found)
    return work.done()


def bankruptcy_ticks(positions: Positions) -> TickPrices:
    """The tick at which each position has lost all that stands behind it: `bankruptcy_price`'s.

    Rounded away from the entry, as a liquidation price: down for a long position, up for a short
    one. `NoPrice.COVERED` where no price can cost it that much.
    """
    work = _Work.on(positions)
    for block in positions.blocks():
        lines = Lines.bare(block)
        signed = (block.cost - block.behind) * lines.sign
        there = signed > 0
        value = np.where(there, signed, 1).astype(np.float64)
        found = _on_ticks(lines, block, value, value * SLOP + lines.rounded(block))
        found.ticks[~there], found.code[~there] = 0, _CODE[NoPrice.COVERED]
        found.doubt[~there] = False
        if block.rough is not None:
            found.doubt[block.rough & (np.abs(signed) <= lines.grain)] = True
        for at in np.flatnonzero(found.doubt).tolist():
            found.ticks[at], found.code[at] = _ruin(positions, lines, int(block.rows[at]))
        work.keep(block, found)
    return work.done()


def _ruin(positions: Positions, lines: Lines, row: int) -> tuple[int, int]:
    """Ticks and code of the bankruptcy of *row*, in whole numbers."""
    has, fine = positions.amounts(row), evolve(lines, dropped=0)
    value = (has.cost - has.margin - has.reserve) * lines.sign
    if value <= 0:
        return 0, _CODE[NoPrice.COVERED]
    ticks = fine.whole_ticks(abs(int(positions.size[row])), value)
    return min(ticks, TICKS_MAX), 0 if ticks else _CODE[NoPrice.BELOW_TICK]


def distances(positions: Positions, prices: TickPrices, marks: Marks) -> Floats:
    """How far, as a share of itself, each mark may move against the position to its price.

    Below zero where it is past it; infinite where there is no price to reach; zero where the
    requirement exceeds equity at every price, or does now and would not after a loss.

    Raises:
        MissingMarkError: A mark is missing.
    """
    far = np.full(len(positions), np.inf)
    for dead in (NoPrice.SUNK, NoPrice.REVIVED):
        far[prices.code == _CODE[dead]] = 0.0
    for block in positions.blocks():
        if block.instrument.symbol not in marks:
            raise MissingMarkError(name=block.instrument.symbol, why="the distance to a price")
        mark = float(marks[block.instrument.symbol])
        priced = block.rows[prices.code[block.rows] == 0]
        move = prices.price[priced] / mark - 1
        far[priced] = -move if block.long else move
    return far


# -- one block


@frozen(kw_only=True, eq=False)
class _Work:
    """Answers as they are found; changed in place."""

    ticks: Whole
    code: Codes
    tick: Floats
    again: list[int]

    @classmethod
    def on(cls, positions: Positions) -> "_Work":
        steps = np.array([float(terms.tick) for terms in positions.instruments])
        return cls(
            ticks=np.zeros(len(positions), dtype=np.int64),
            code=np.full(len(positions), _CODE[NoPrice.FLAT], dtype=np.uint8),
            tick=steps[positions.instrument],
            again=[],
        )

    def keep(self, block: Block, found: "_Found") -> None:
        self.ticks[block.rows], self.code[block.rows] = found.ticks, found.code
        self.again.append(int(np.count_nonzero(found.doubt)))

    def done(self) -> TickPrices:
        return TickPrices(
            ticks=self.ticks, code=self.code, tick=self.tick, solved_again=sum(self.again)
        )


@frozen(kw_only=True, eq=False)
class _Found:
    """What floats say of a block, changed in place where they are in doubt.

    *nearest* is the tick that the doubt is about, where it is about which side of one tick the
    price lies on and nothing else; 0 elsewhere.
    """

    ticks: Whole
    code: Codes
    doubt: Flags
    nearest: Whole


def _solved(lines: Lines, block: Block) -> _Found:
    """Ticks, codes, and which rows are in doubt."""
    if not lines.is_tame:
        none = np.zeros(len(block.rows), dtype=np.int64)
        doubt = np.ones(len(none), dtype=np.bool_)
        return _Found(ticks=none, code=none.astype(np.uint8), doubt=doubt, nearest=none)
    root = roots(lines, block, lines.level(block))
    found, absent = _on_ticks(lines, block, root.value, root.error), ~root.there
    found.ticks[absent] = 0
    found.code[absent] = np.where(root.sunk[absent], _CODE[NoPrice.SUNK], _CODE[NoPrice.COVERED])
    low, high = _band(lines.rules.shown, lines.instrument)
    unsure = root.doubt | lines.may_step(block)
    hidden = root.there & ((found.ticks < low) | (found.ticks > high))
    found.nearest[unsure | hidden | (not lines.is_even)] = 0
    return evolve(found, doubt=unsure | hidden | (root.there & found.doubt))


def _on_ticks(lines: Lines, block: Block, value: Floats, error: Floats) -> _Found:
    """*value* as ticks, in doubt where its bound of *error* reaches over one."""
    price, slack = lines.ticks(block, value, error)
    outward = np.floor if block.long else np.ceil
    ticks = outward(price)
    unsure = (outward(price - slack) != outward(price + slack)) | (price > _WHOLE_FLOAT)
    whole = np.minimum(ticks, _WHOLE_FLOAT).astype(np.int64)
    code = np.where(whole == 0, _CODE[NoPrice.BELOW_TICK], 0).astype(np.uint8)
    near = np.where(slack < _NARROW, np.minimum(np.rint(price), _WHOLE_FLOAT), 0.0)
    return _Found(ticks=whole, code=code, doubt=unsure, nearest=near.astype(np.int64))


def _beside(
    row: IsolatedPosition, tick: int, rules: Rules, time_ns: int, funding: Fraction | None
) -> tuple[int, int]:
    """The tick itself if the core finds it liquidatable, else the next one outward."""
    mark = tick * row.holding.instrument.tick
    risk = position_risk(row, mark, rules, time_ns=time_ns, funding=funding)
    outward = -1 if row.holding.size > 0 else 1
    ticks = tick if risk.is_liquidatable else tick + outward
    return ticks, 0 if ticks else _CODE[NoPrice.BELOW_TICK]


def _band(shown: Shown, instrument: Instrument) -> tuple[float, float]:
    """The ticks between which a venue surely shows what it solved; outside, the core is asked."""
    if shown == Shown():
        return 0.0, np.inf
    tick = instrument.tick
    slack = (abs(shown.shift) + 1) * tick + max(shown.grid or tick, tick)
    low = 2 * ((shown.floor or 0) + slack) / tick  # a contract's worth, rounded, moves it so far
    if shown.ceiling is None:
        return float(low), np.inf
    return float(low), -1.0 if shown.contract else float((shown.ceiling - slack) / tick)


def _exactly(
    row: IsolatedPosition,
    rules: Rules,
    time_ns: int,
    mark: Fraction | None,
    funding: Fraction | None,
) -> tuple[int, int]:
    """Ticks and code of *row* as the core has them."""
    found = quick_price(row, rules, time_ns=time_ns, mark=mark, funding=funding)
    return (0, _CODE[found]) if isinstance(found, NoPrice) else (min(found.ticks, TICKS_MAX), 0)
