"""Where rows stand: their instant, and their place among the rows of that instant."""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from isoledger.venues.records import Record
from isoledger.venues.telling import file_of

Spot: TypeAlias = tuple[int, int]
"""When a row happened, ns UTC, and how many rows of its file happened before it in that instant."""

Places: TypeAlias = Mapping[str, Spot]
"""The spot of every row whose time can be read, by its `Record.source`."""


class Order(enum.Enum):
    """How the rows of a statement are listed."""

    OLDEST = "oldest first"
    NEWEST = "newest first"
    EITHER = "oldest or newest first, as the two ends of a file tell"


def placed(
    records: Iterable[Record], order: Order, when: Callable[[Record], int | None]
) -> dict[str, Spot]:
    """The spot of each of *records*, counted in each file apart.

    Equals in time keep the order in which their file lists them, so that a file gives the same
    spots however many rows stand before an instant, and whichever of its ends comes first.

    Args:
        records: Rows of one file or of several.
        order: How each file lists them.
        when: The instant of a row; ``None``: it cannot be read, and the row has no spot.
    """
    files = defaultdict[str, list[tuple[int, Record]]](list)
    for record in records:
        time_ns = when(record)
        if time_ns is not None:
            files[file_of(record)].append((time_ns, record))
    spots: dict[str, Spot] = {}
    for rows in files.values():
        spots |= _of_file(sorted(rows, key=lambda row: row[1].row), order)
    return spots


def _of_file(rows: list[tuple[int, Record]], order: Order) -> dict[str, Spot]:
    newest_first = order is Order.NEWEST
    if order is Order.EITHER:
        newest_first = rows[0][0] > rows[-1][0]
    counts, spots = defaultdict[int, int](int), dict[str, Spot]()
    for time_ns, record in reversed(rows) if newest_first else rows:
        if record.source not in spots:
            spots[record.source] = time_ns, counts[time_ns]
            counts[time_ns] += 1
    return spots
