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
    rows = len(level.amount)
    now = None if lines.mark is None else block.lots * float(lines.worth(lines.mark))
    found = _Best(
        value=np.ones(rows),
        error=np.zeros(rows),
        there=np.zeros(rows, dtype=np.bool_),
        ahead=np.zeros(rows, dtype=np.bool_),
    )
    certain = lines.is_counted
    doubt, before = np.zeros(rows, dtype=np.bool_), np.full(rows, -np.inf)
    for floor, end, rise, deduction in lines.steps():
        pull, slack = level.amount - deduction, (level.weight + abs(deduction)) * SLOP
        here, hair = rise * floor - pull, slack + 2 * floor * SLOP
        if lines.sign < 0:
            doubt |= (np.abs(before) <= hair) | (np.abs(here) <= hair)
            at = np.full(rows, floor)
            doubt |= found.take(at, (before > 0) & (here <= 0), hair, now, lines.sign)
        if rise * lines.sign > 0:
            root, room = pull / rise, slack / abs(rise)
            doubt |= np.abs(root - end) <= room + root * SLOP
            if floor or not certain:
                doubt |= np.abs(root - floor) <= room + floor * SLOP
            doubt |= found.take(root, (floor < root) & (root <= end), room, now, lines.sign)
        if now is not None:  # what does not live at its mark was ended by a root behind it
            dead = rise * now - pull <= slack + 2 * now * SLOP
            doubt |= (floor < now) & (now <= end) & dead
        before = rise * end - pull
    _, _, _, deduction = next(lines.steps())
    safest = level.amount - deduction
    if not certain:
        doubt |= np.abs(safest) <= (level.weight + abs(deduction)) * SLOP
    return Roots(
        value=found.value,
        there=found.there,
        error=found.error,
        doubt=doubt,
        sunk=(safest > 0) | (lines.sign < 0),
    )


@frozen(kw_only=True, eq=False)
class _Best:
    """The crossing met first, of those seen so far, a row; changed in place."""

    value: Floats
    error: Floats
    there: Flags
    ahead: Flags

    def take(
        self, value: Floats, valid: Flags, room: Floats, now: Floats | None, sign: int
    ) -> Flags:
        """Keep *value* where it is *valid* and met before what is kept; where that is in doubt.

        Values come in rising order. One ahead of *now* is met before one behind; where equity
        falls with the value (*sign* above zero) the largest is met first, else the smallest.
        """
        better, doubt = valid if sign > 0 else valid & ~self.there, np.zeros_like(valid)
        if now is not None:
            ahead, best = (now - value) * sign >= 0, valid & ~self.there
            better = best | (valid & ahead & ~self.ahead)
            if sign > 0:
                better = valid & (ahead | ~self.ahead)
            doubt = valid & (np.abs(now - value) <= room + now * SLOP)
            self.ahead[better] = ahead[better]
        self.value[better], self.error[better] = value[better], room[better]
        self.there[better] = True
        return doubt
