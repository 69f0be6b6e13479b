"""Rows that sum up a period and do not: what is left over, against what was traded in it."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from isoledger.core.events import Fill, Settlement
from isoledger.core.money import Asset
from isoledger.reconcile.breaks import Break, BreakKind, Nature, effects
from isoledger.reconcile.matching import Line, are_of_one_telling, periods
from isoledger.reconcile.policy import Policy

_BASIS_POINTS = 10_000


@frozen
class Residues:
    """What is left over of periods, and the lines that are of none.

    Attributes:
        breaks: One for each period whose sum is another.
        ours: Our lines that are of none of them.
        venue: The venue's.
    """

    breaks: tuple[Break, ...]
    ours: tuple[Line, ...]
    venue: tuple[Line, ...]


def residues(
    ours: Sequence[Line], venue: Sequence[Line], told: Iterable[Line], policy: Policy
) -> Residues:
    """The periods that the *venue* states one sum of, and we tell in other sums.

    Args:
        ours: What is matched with nothing, in order of time.
        venue: What is matched with nothing, in order of time.
        told: All that we tell, to say what was traded.
        policy: How long a period is.
    """
    found = [
        (total, taken)
        for total, taken in periods(venue, ours, policy)
        if len(taken) > 1 and not are_of_one_telling([total, *taken])
    ]
    traded = list(_traded(told)) if found else []
    used = {id(line) for total, taken in found for line in (total, *taken)}
    return Residues(
        tuple(_break(total, taken, traded, policy) for total, taken in found),
        tuple(line for line in ours if id(line) not in used),
        tuple(line for line in venue if id(line) not in used),
    )


def _traded(lines: Iterable[Line]) -> Iterator[tuple[int, str, Asset, int]]:
    for line in lines:
        event = line.event
        if isinstance(event, Fill | Settlement) and event.cost is not None:
            cost = event.cost
            yield line.time_ns, event.position.symbol, cost.asset, abs(cost.units)


def _break(
    total: Line, taken: list[Line], traded: list[tuple[int, str, Asset, int]], policy: Policy
) -> Break:
    its = total.moved[0]
    off = effects(tuple(m for line in taken for m in line.moved), total.moved)
    left = sum(m.counts for line in taken for m in line.moved) - sum(m.counts for m in total.moved)
    volume = sum(
        units
        for time_ns, symbol, asset, units in traded
        if (symbol, asset) == (its.symbol, its.asset)
        and total.time_ns - policy.period_ns < time_ns <= total.time_ns
    )
    points = f", {basis_points(left, volume)} basis points of what was traded" if volume else ""
    return Break(
        kind=BreakKind.AMOUNT_MISMATCH,
        nature=Nature.SUM,
        ours=tuple(line.event for line in taken),
        venue=(total.event,),
        effects=off,
        time_ns=total.time_ns,
        source=total.event.stamp.source,
        text=f"{len(taken)} events and the row that sums them up{points}",
    )


def basis_points(part: int, whole: int) -> str:
    """*part* in basis points of *whole*, to two places, halves to even.

    >>> basis_points(-3, 4000)
    '-7.50'
    """
    hundredths = round(Fraction(part * _BASIS_POINTS * 100, whole))
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"
