"""How a million isolated positions stand at one mark, or at a grid of them."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen

from isoledger.core.cross import Marks
from isoledger.core.errors import MissingMarkError
from isoledger.core.risk import Rates, Risk, position_risk
from isoledger.core.rules import Basis, FeeOn, Rules
from isoledger.risk.columns import Block, Floats, Positions
from isoledger.risk.lines import SLOP, Flags, Level, Lines, lines_of

_SURE_RATIO, _SURE_TERMS = 1e-9, 1e-12


@frozen(kw_only=True, eq=False)
class Standings:
    """How each row stands at its mark.

    Attributes:
        equity: In settle coins, within 1e-12 of the sum of its terms.
        maintenance: The same of what must be kept.
        margin_ratio: Maintenance by equity, 1 at liquidation, within 1e-9 of itself; infinite
            where there is no equity.
        is_liquidatable: Exactly what the core says.
    """

    equity: Floats
    maintenance: Floats
    margin_ratio: Floats
    is_liquidatable: Flags


def standings(
    positions: Positions,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    funding: Rates | None = None,
) -> Standings:
    """Equity, requirement and ratio of each position at *marks*, and whether it is liquidatable.

    Args:
        positions: Any number of isolated positions.
        marks: The marks by symbol, of all that is held.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        funding: Predicted rates by symbol, above zero when longs pay.

    Raises:
        MissingMarkError: A mark is missing.
        TermsError: The tiers of an instrument are not known.
    """
    total = _empty(positions)
    for block in positions.blocks():
        symbol = block.instrument.symbol
        if symbol not in marks:
            raise MissingMarkError(name=symbol, why="the standing of isolated positions")
        mark, rate = marks[symbol], (funding or {}).get(symbol)
        lines = lines_of(block, rules, time_ns, mark=mark, funding=rate)
        found, doubt = _judged(lines, block, mark)
        for at in np.flatnonzero(doubt).tolist():
            row = positions.row(int(block.rows[at]))
            risk = position_risk(row, mark, rules, time_ns=time_ns, funding=rate)
            _put(found, at, risk)
        _join(total, block, found)
    return total


def liquidatable_on(
    positions: Positions,
    grid: Sequence[Marks],
    rules: Rules,
    *,
    time_ns: int,
    funding: Rates | None = None,
) -> Flags:
    """Whether each position (a column) is liquidatable at each of the marks of *grid* (a row).

    Arguments and errors as `standings`.
    """
    found = np.zeros((len(grid), len(positions)), dtype=np.bool_)
    for at, marks in enumerate(grid):
        standing = standings(positions, marks, rules, time_ns=time_ns, funding=funding)
        found[at] = standing.is_liquidatable
    return found


def _empty(positions: Positions) -> Standings:
    """All rows as if they were flat."""
    coins = zip(positions.instruments, positions.dropped, strict=True)
    rows, units = len(positions), np.array([10.0 ** (t.settle.decimals - n) for t, n in coins])
    behind = (positions.margin + positions.reserve).astype(np.float64) / units[positions.instrument]
    for row, has in positions.aside.items():
        settle = positions.instruments[int(positions.instrument[row])].settle
        behind[row] = float(Fraction(has.margin + has.reserve, 10**settle.decimals))
    return Standings(
        equity=behind,
        maintenance=np.zeros(rows),
        margin_ratio=np.where(behind > 0, 0.0, np.inf),
        is_liquidatable=np.zeros(rows, dtype=np.bool_),
    )


def _judged(lines: Lines, block: Block, mark: Fraction) -> tuple[Standings, Flags]:
    """How the rows of *block* stand, and of which that is in doubt."""
    cost, value = np.abs(block.cost).astype(np.float64), block.lots * float(lines.worth(mark))
    equity = (block.behind - block.cost) + lines.sign * value
    due = _due(lines, block, mark, value, cost)
    terms, grain = cost + block.behind + value, lines.rounded(block)
    error = (terms + due.weight) * SLOP + grain
    slack = equity - due.amount
    doubt = (np.abs(slack) <= error) | (error > np.abs(equity) * _SURE_RATIO)
    doubt |= lines.may_step(block) | (grain > terms * _SURE_TERMS)
    if lines.rules.requirement_step is not None:
        doubt[:] = True
    there = equity > 0
    found = Standings(
        equity=equity / lines.unit,
        maintenance=due.amount / lines.unit,
        margin_ratio=np.where(there, due.amount / np.where(there, equity, 1.0), np.inf),
        is_liquidatable=slack < 0,  # equality is within the error, and so the core's to judge
    )
    return found, doubt


def _due(lines: Lines, block: Block, mark: Fraction, value: Floats, cost: Floats) -> Level:
    """What the rows of *block* must keep at *mark*, in smallest units."""
    rules = lines.rules
    base = cost if rules.basis is Basis.ENTRY else value
    due = lines.required(base, lines.index(block, mark))
    if rules.closing_fee:
        on = value if rules.fee_on is FeeOn.VALUE else lines.fee_base(block, cost)
        due = due.plus(Level.of(float(rules.closing_fee) * on))
    if rules.reserve_required:
        due = due.plus(Level.of(block.reserve.astype(np.float64)))
    return due


def _put(found: Standings, row: int, risk: Risk) -> None:
    ratio = risk.margin_ratio
    found.equity[row] = float(risk.equity)
    found.maintenance[row] = float(risk.maintenance)
    found.margin_ratio[row] = np.inf if ratio is None else float(ratio)
    found.is_liquidatable[row] = risk.is_liquidatable


def _join(total: Standings, block: Block, found: Standings) -> None:
    total.equity[block.rows] = found.equity
    total.maintenance[block.rows] = found.maintenance
    total.margin_ratio[block.rows] = found.margin_ratio
    total.is_liquidatable[block.rows] = found.is_liquidatable
