"""Whose side the venue's own balances are on: what a row left out or added shows as a gap.

Every break is some of our rows against some of the venue's. Where the venue's balances are not
joined by its rows, and are joined by ours, its rows are at fault; where they are joined by its
rows, ours are. What neither joins stays a gap.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from attrs import evolve, frozen

from isoledger.core.books import ALL, Book
from isoledger.core.money import Asset
from isoledger.reconcile.breaks import Break, BreakKind, Right
from isoledger.reconcile.movements import MovedOf, Movement
from isoledger.reconcile.stated import Gap, Stated

Order: TypeAlias = tuple[int, int, str]

SUBSETS_MAX = 10
"""Of more breaks between two balances than these, only all together or one alone are tried."""


@frozen
class _Point:
    """What a break puts in, or leaves out, at one place of a chain."""

    order: Order
    owner: int
    units: int


def borne_out(
    breaks: Sequence[Break],
    followed: Iterable[Stated],
    moved_of: MovedOf,
    aside: frozenset[int] = frozenset(),
) -> tuple[list[Break], list[Gap]]:
    """*breaks* with the side that the stated balances bear out, and the gaps that none explains.

    A break is ours to be right about where our rows join balances that the venue's do not.

    Args:
        breaks: The breaks between rows.
        followed: The balances that the venue states.
        moved_of: What an event moved.
        aside: Times at which a row of the venue stands with a balance that is not of that time.
    """
    points = _points(breaks, moved_of)
    seen, open_gaps = set[int](), list[Gap]()
    timing = ((at, one) for at, one in enumerate(breaks) if one.kind is BreakKind.TIMING)
    borne = {at for at, one in timing if one.time_ns in aside}
    for one in followed:
        its = points.get((one.book, one.closing.asset), [])
        found, left = _explained(its, one.gaps)
        seen |= {point.owner for point in its}
        borne |= found
        open_gaps += left
    sides = {at: Right.OURS if at in borne else Right.VENUE for at in seen | borne}
    judged = [evolve(one, right=sides.get(at, one.right)) for at, one in enumerate(breaks)]
    return judged, open_gaps


def _explained(points: list[_Point], gaps: Sequence[Gap]) -> tuple[set[int], list[Gap]]:
    """The owners of what fills *gaps*, and the gaps that nothing fills."""
    found, left = set[int](), list[Gap]()
    for gap in gaps:
        owners = _covering(points, gap)
        found |= owners
        if not owners:
            left.append(gap)
    return found, left


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


def _covering(points: list[_Point], gap: Gap) -> set[int]:
    """The owners of points within *gap* that fill it exactly; none, if nothing does.

    All of them before some, and few before many. A balance may be the one of an instant before
    that instant is over, where the row that ended it is missing: then what else happened in the
    instant may be after it.
    """
    missing = gap.missing.units
    orders = [point.order for point in points]
    last = bisect_right(orders, (gap.later.stamp.time_ns, _LAST_PLACE, ""))
    for first in (
        bisect_right(orders, gap.earlier.stamp.order),
        bisect_left(orders, (gap.earlier.stamp.time_ns,)),
    ):
        chosen = _adding_up(points[first:last], missing)
        if chosen:
            return {point.owner for point in chosen}
    return set()


def _adding_up(inside: Sequence[_Point], missing: int) -> Sequence[_Point]:
    """Those of *inside* that are *missing* together; none, if nothing is."""
    if sum(point.units for point in inside) == missing:
        return inside
    most = len(inside) if len(inside) <= SUBSETS_MAX else 3
    for size in range(1, most):
        for chosen in combinations(inside, size):
            if sum(point.units for point in chosen) == missing:
                return chosen
    return ()


_LAST_PLACE = 1 << 62
