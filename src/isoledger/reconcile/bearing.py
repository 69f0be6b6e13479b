"""Whose side the venue's own balances are on: what a row left out or added shows as a gap.

Every break is some of our rows against some of the venue's. Where the venue's balances are not
joined by its rows, and are joined by ours, its rows are at fault; where they are joined by its
rows, ours are. What neither joins stays a gap.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from attrs import evolve, frozen

from isoledger.core.books import ALL, Book
from isoledger.core.events import MarginEvent
from isoledger.core.money import Asset
from isoledger.reconcile.breaks import Break, Right
from isoledger.reconcile.movements import Movement
from isoledger.reconcile.stated import Gap, Stated

Order: TypeAlias = tuple[int, int, str]
MovedOf: TypeAlias = Callable[[MarginEvent], tuple[Movement, ...]]


@frozen
class _Point:
    """What a break puts in, or leaves out, at one place of a chain."""

    order: Order
    owner: int
    units: int


def borne_out(
    breaks: Sequence[Break], followed: Iterable[Stated], moved_of: MovedOf
) -> tuple[list[Break], list[Gap]]:
    """*breaks* with the side that the stated balances bear out, and the gaps that none explains.

    Args:
        breaks: The breaks between rows.
        followed: The balances that the venue states.
        moved_of: What an event moved.
    """
    points = _points(breaks, moved_of)
    sides: dict[int, set[Right]] = defaultdict(set)
    open_gaps: list[Gap] = []
    for one in followed:
        its = points.get((one.book, one.closing.asset), [])
        covered = set[int]()
        for gap in one.gaps:
            found = _covering(its, gap)
            if found:
                covered |= {point.owner for point in found}
            else:
                open_gaps.append(gap)
        for point in its:
            right = Right.OURS if point.owner in covered else Right.VENUE
            sides[point.owner].add(right)
    judged = [
        evolve(one, right=sides[at].pop()) if len(sides.get(at, ())) == 1 else one
        for at, one in enumerate(breaks)
    ]
    return judged, open_gaps


def _points(breaks: Sequence[Break], moved_of: MovedOf) -> dict[tuple[Book, Asset], list[_Point]]:
    found: dict[tuple[Book, Asset], list[_Point]] = defaultdict(list)
    for owner, one in enumerate(breaks):
        summed: dict[tuple[Book, Asset, Order], int] = defaultdict(int)
        for sign, events in ((1, one.ours), (-1, one.venue)):
            for event in events:
                for book, asset, units in _effects(moved_of(event)):
                    summed[book, asset, event.stamp.order] += sign * units
        for (book, asset, order), units in summed.items():
            found[book, asset].append(_Point(order, owner, units))
    for points in found.values():
        points.sort(key=lambda point: point.order)
    return found


def _effects(moved: Iterable[Movement]) -> Iterator[tuple[Book, Asset, int]]:
    for one in moved:
        yield one.scope, one.asset, one.units
        if one.counts:
            yield ALL, one.asset, one.counts


def _covering(points: list[_Point], gap: Gap) -> list[_Point]:
    """The points within *gap* that fill it exactly; none, if nothing does."""
    orders = [point.order for point in points]
    begun, ended = gap.earlier.stamp.order, gap.later.stamp.order
    first = bisect_right(orders, begun)
    if begun[0] == ended[0]:  # of one instant all are in question, whatever their places
        first = bisect_left(orders, (begun[0],))
    inside = points[first : bisect_right(orders, (ended[0], _LAST_PLACE, ""))]
    if inside and sum(point.units for point in inside) == gap.missing.units:
        return inside
    single = [point for point in inside if point.units == gap.missing.units]
    return single[:1]


_LAST_PLACE = 1 << 62
