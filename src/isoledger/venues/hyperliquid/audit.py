"""Do the fills agree with themselves: the chain of holdings, and the profits stated on the way.

The venue's ``closedPnl`` is ``size x (price - entry)``, where the entry is the exact average cost
of what is held, cut (not rounded) to the coin's price step of ``6 - szDecimals`` decimals. That
holds to the last digit on 730 of 735 closings recorded from 2024-09 to 2025-04, and the audit
names the cause of the rest. In 2023 the venue averaged closings into the entry, which is not
followed here: such a profit is unexplained.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from isoledger.core.numbers import Rounding, on_grid
from isoledger.venues.hyperliquid.chains import by_coin, gaps, second_sides
from isoledger.venues.hyperliquid.records import CSV_DIGITS, FillRow
from isoledger.venues.hyperliquid.rules import PERP_DECIMALS, is_spot, price_step


class Cause(enum.Enum):
    """Why a stated profit is not the computed one."""

    FILE_ROUNDED = "the file keeps 10 significant digits"
    STEP_CUT = "the entry lies on the price step, and the venue's binary one fell a step below"
    UNEXPLAINED = "unexplained"


@frozen(kw_only=True)
class Deviation:
    """A stated profit that is not the computed one.

    Attributes:
        row: The fill that states it.
        computed: What size, price and the cut entry make.
        entry: The exact average cost.
        cause: Why they differ.
    """

    row: FillRow
    computed: Fraction
    entry: Fraction
    cause: Cause


@frozen(kw_only=True)
class Audit:
    """What the fills of an account say about one another. Spot trades are left out.

    Attributes:
        links: Pairs of fills of one coin that follow one another.
        gaps: Where the second does not start from what the first left: (left, the second).
        own_trades: Trades of the account with itself, each of them two fills.
        opened_before: Coins held before their first fill.
        closings: Fills that close something.
        exact: Of these, whose stated profit is the computed one to the last digit.
        unknown: Of these, which close what was bought before the first fill, in a gap, or in a
            trade with oneself: their entry is not known.
        deviations: All others.
    """

    links: int
    gaps: tuple[tuple[Fraction, FillRow], ...]
    own_trades: int
    opened_before: tuple[str, ...]
    closings: int
    exact: int
    unknown: int
    deviations: tuple[Deviation, ...]

    def of(self, cause: Cause) -> tuple[Deviation, ...]:
        """The deviations of one *cause*."""
        return tuple(d for d in self.deviations if d.cause is cause)


def finest_steps(rows: Iterable[FillRow]) -> dict[str, int]:
    """Size decimals by coin, as far as sizes and starts show them.

    The venue's ``szDecimals`` is at least that; ``meta`` states it.
    """
    seen: dict[str, int] = {}
    for row in rows:
        finest = max(_decimals(row.quantity), _decimals(row.start))
        seen[row.coin] = max(seen.get(row.coin, 0), finest)
    return seen


def _decimals(amount: Fraction) -> int:
    return next(d for d in range(PERP_DECIMALS + 1) if not (amount * 10**d).denominator > 1)


def audit(rows: Sequence[FillRow], size_decimals: Mapping[str, int]) -> Audit:
    """What *rows* say about one another.

    Args:
        rows: Fills of perpetuals of one account, in order of execution.
        size_decimals: ``szDecimals`` by coin, from ``meta`` or `finest_steps`.
    """
    chains = [c for coin, c in by_coin(rows).items() if not is_spot(coin)]
    verdicts = [v for chain in chains for v in _verdicts(chain, size_decimals[chain[0].coin])]
    own = sum(len(second_sides(chain)) for chain in chains)
    return Audit(
        links=sum(map(len, chains)) - len(chains) - own,
        gaps=tuple(gap for chain in chains for gap in gaps(chain)),
        own_trades=own,
        opened_before=tuple(chain[0].coin for chain in chains if chain[0].start),
        closings=len(verdicts),
        exact=verdicts.count(None),
        unknown=verdicts.count(False),
        deviations=tuple(v for v in verdicts if isinstance(v, Deviation)),
    )


def _verdicts(chain: Sequence[FillRow], size_decimals: int) -> list["Deviation | bool | None"]:
    """A verdict a closing: a deviation, None where there is none, False where nobody can tell."""
    verdicts: list[Deviation | bool | None] = []
    broken = {id(row) for _, row in gaps(chain)}
    seconds = second_sides(chain)
    cost = None if chain[0].start else Fraction(0)
    for at, row in enumerate(chain):
        mine = at in seconds or at + 1 in seconds
        if id(row) in broken or mine:
            cost = None
        if row.start * row.quantity < 0:
            verdicts.append(False if cost is None else _verdict(row, cost, size_decimals))
        cost = Fraction(0) if not mine and row.end == 0 else _cost_after(row, cost)
    return verdicts


def _cost_after(row: FillRow, cost: Fraction | None) -> Fraction | None:
    """Signed cost of what *row* leaves, if *cost* was that of what it found."""
    if row.start * row.end < 0:
        return row.end * row.price.value
    if cost is None:
        return None
    if row.start * row.quantity >= 0:
        return cost + row.quantity * row.price.value
    return cost * row.end / row.start


def _verdict(row: FillRow, cost: Fraction, size_decimals: int) -> Deviation | None:
    step, entry = price_step(size_decimals), cost / row.start
    cut = on_grid(entry, step, Rounding.FLOOR)
    computed = stated_profit(row, cut)
    if computed == row.closed.value:
        return None
    cause = Cause.UNEXPLAINED
    if abs(computed - row.closed.value) <= _half_digit(computed):
        cause = Cause.FILE_ROUNDED
    elif cut == entry and stated_profit(row, cut - step) == row.closed.value:
        cause = Cause.STEP_CUT
    return Deviation(row=row, computed=computed, entry=entry, cause=cause)


def stated_profit(row: FillRow, entry: Fraction) -> Fraction:
    """The profit the venue states for closing with *row* what was bought at *entry*."""
    closed = min(abs(row.quantity), abs(row.start))
    gain = row.price.value - entry
    return closed * gain if row.start > 0 else -closed * gain


def _half_digit(value: Fraction) -> Fraction:
    """Half of the last digit that a spreadsheet keeps of *value*."""
    whole = len(str(int(abs(value))))
    return Fraction(10**whole, 2 * 10**CSV_DIGITS)
