"""Where equity meets the requirement, in floats, and of which rows that is in doubt."""

import numpy as np
from attrs import frozen

from isoledger.risk.columns import Block, Floats
from isoledger.risk.lines import SLOP, Flags, Level, Lines


@frozen(kw_only=True, eq=False)
class Roots:
    """The absolute value at which each row is liquidated.

    Attributes:
        value: In smallest units; of no meaning where there is none.
        there: Whether there is one.
        error: Bound on what is wrong with the value.
        doubt: Whether even `there` may be wrong, or the tier.
        sunk: Whether, where there is none, that is because the requirement exceeds equity always.
    """

    value: Floats
    there: Flags
    error: Floats
    doubt: Flags
    sunk: Flags


def roots(lines: Lines, block: Block, level: Level) -> Roots:
    """The root of each row of *block*."""
    if not lines.is_plain():
        return _first_of_many(lines, block, level)
    found = _only(lines, block, level)
    if lines.table.part and lines.moves and lines.table.tiers[0].deduction > 0:
        found.doubt[_deducted(lines, found)] = True
    return found


def _deducted(lines: Lines, found: Roots) -> Flags:
    """Where the deduction may exceed what the rate asks, so that the requirement is nothing."""
    tier = lines.table.tiers[0]
    asked = found.value * float(tier.maintenance)
    return ~found.there | (asked <= float(lines.deduction(tier)) * (1 + 2.0**-20))


def _only(lines: Lines, block: Block, level: Level) -> Roots:
    """The root of each row where there is one at most."""
    if lines.moves and lines.table.by_size:
        rises = np.array([float(lines.rise(tier)) for tier in lines.table.tiers])
        index = lines.index(block, None)
        return _one(lines, level, rises[index], np.zeros(len(index)))
    _, _, rises, deductions = (np.array(column) for column in zip(*lines.steps(), strict=True))
    if len(rises) == 1:
        return _one(lines, level, rises, deductions)
    gates = _gates(lines)
    index = np.searchsorted(gates, level.amount * lines.sign, side="left")
    return _one(lines, level, rises[index], deductions[index])


def _gates(lines: Lines) -> Floats:
    """The level at which the root passes from each tier to the next, times the sign: rising."""
    exact = [
        (lines.rise(tier) * tier.floor * lines.unit + lines.deduction(tier)) * lines.sign
        for tier in lines.tiers[1:]
    ]
    return np.array([float(gate) for gate in exact])


def _one(lines: Lines, level: Level, rise: Floats, deduction: Floats) -> Roots:
    """The root of one straight line a row."""
    pull, weight = level.amount - deduction, level.weight + np.abs(deduction)
    signed = pull * lines.sign
    error = weight * (SLOP / lines.flattest)
    certain = lines.is_counted
    doubt = np.zeros(len(pull), dtype=np.bool_) if certain else np.abs(pull) <= weight * SLOP
    there = signed > 0
    value = np.where(there, pull / rise, 1.0)
    sunk = np.full(len(pull), lines.sign < 0)
    return Roots(value=value, there=there, error=error, doubt=doubt, sunk=sunk)


def _first_of_many(lines: Lines, block: Block, level: Level) -> Roots:
    """The root met first where requirements jump: from the mark, or from where all is safe."""
    best, before = _Best.of(lines, block, level), np.full(len(level.amount), -np.inf)
    for step in lines.steps():
        floor, end, rise, deduction = step
        if lines.sign < 0:
            best.jump(floor, rise * floor - (level.amount - deduction), before, deduction)
        if rise * lines.sign > 0:
            best.cross(step)
        if best.now is not None:
            best.judge(best.now, step)
        before = rise * end - (level.amount - deduction)
    _, _, _, deduction = next(lines.steps())
    safest = level.amount - deduction
    if not lines.is_counted:
        best.doubt[np.abs(safest) <= best.slack(deduction)] = True
    if any(rise * lines.sign <= 0 for _, _, rise, _ in lines.steps()):
        best.doubt[~best.there] = True  # it may be dead now and not where it loses more
    return Roots(
        value=best.value,
        there=best.there,
        error=best.error,
        doubt=best.doubt,
        sunk=(safest > 0) | (lines.sign < 0),
    )


@frozen(kw_only=True, eq=False)
class _Best:
    """The crossing met first, of those seen so far, a row; changed in place.

    Tiers are seen lowest first, so that values come in rising order.
    """

    lines: Lines
    level: Level
    now: Floats | None
    value: Floats
    error: Floats
    there: Flags
    ahead: Flags
    doubt: Flags

    @classmethod
    def of(cls, lines: Lines, block: Block, level: Level) -> "_Best":
        """None seen yet."""
        rows = len(level.amount)
        return cls(
            lines=lines,
            level=level,
            now=None if lines.mark is None else block.lots * float(lines.worth(lines.mark)),
            value=np.ones(rows),
            error=np.zeros(rows),
            there=np.zeros(rows, dtype=np.bool_),
            ahead=np.zeros(rows, dtype=np.bool_),
            doubt=np.zeros(rows, dtype=np.bool_),
        )

    def slack(self, deduction: float) -> Floats:
        """The bound on what is wrong with the level less *deduction*."""
        bound: Floats = (self.level.weight + abs(deduction)) * SLOP
        return bound

    def jump(self, floor: float, here: Floats, before: Floats, deduction: float) -> None:
        """See whether equity that was above the requirement *before* is not *here*."""
        hair = self.slack(deduction) + 2 * floor * SLOP
        self.doubt[(np.abs(before) <= hair) | (np.abs(here) <= hair)] = True
        self._take(np.full(len(here), floor), (before > 0) & (here <= 0), hair)

    def cross(self, step: tuple[float, float, float, float]) -> None:
        """See whether the line of a tier meets nought within it."""
        floor, end, rise, deduction = step
        root = (self.level.amount - deduction) / rise
        room = self.slack(deduction) / abs(rise)
        self.doubt[np.abs(root - end) <= room + root * SLOP] = True
        if floor or not self.lines.is_counted:
            self.doubt[np.abs(root - floor) <= room + floor * SLOP] = True
        self._take(root, (floor < root) & (root <= end), room)

    def judge(self, now: Floats, step: tuple[float, float, float, float]) -> None:
        """Leave to the core what does not live at its mark: it was ended by a root behind it."""
        floor, end, rise, deduction = step
        left = rise * now - (self.level.amount - deduction)
        dead = left <= self.slack(deduction) + 2 * now * SLOP
        self.doubt[(floor < now) & (now <= end) & dead] = True

    def _take(self, value: Floats, valid: Flags, room: Floats) -> None:
        """Keep *value* where it is *valid* and met before what is kept.

        One ahead of the mark is met before one behind; where equity falls with the value the
        largest is met first, else the smallest.
        """
        sign, better = self.lines.sign, valid
        if sign < 0:
            better = valid & ~self.there
        if self.now is not None:
            ahead = (self.now - value) * sign >= 0
            better = (
                valid & (ahead | ~self.ahead)
                if sign > 0
                else better | (valid & ahead & ~self.ahead)
            )
            self.doubt[valid & (np.abs(self.now - value) <= room + self.now * SLOP)] = True
            self.ahead[better] = ahead[better]
        self.value[better], self.error[better] = value[better], room[better]
        self.there[better] = True
