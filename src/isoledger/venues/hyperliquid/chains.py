"""What the fills of one coin say about one another, each stating what was held before it."""

from collections.abc import Sequence
from fractions import Fraction

from isoledger.venues.hyperliquid.records import FillRow


def direction(start: Fraction, size: Fraction) -> str:
    """What the venue calls a trade of *size* on a holding of *start*.

    >>> direction(Fraction(2), Fraction(-3))
    'Long > Short'
    """
    if start * size >= 0:
        return "Open Long" if size > 0 else "Open Short"
    if start * (start + size) < 0:
        return "Long > Short" if start > 0 else "Short > Long"
    return "Close Long" if start > 0 else "Close Short"


def mirrored(first: FillRow, second: FillRow) -> bool:
    """Whether two fills that follow one another are both sides of one trade of the account.

    The venue states for both the holding before the trade, so that the second seems to break the
    chain. Nothing is held more or less after them.
    """
    return (
        first.time_ns == second.time_ns
        and first.price == second.price
        and first.start == second.start
        and first.quantity == -second.quantity
        and first.crossed != second.crossed
    )


def second_sides(rows: Sequence[FillRow]) -> frozenset[int]:
    """Which of *rows*, of one coin and in order, are the second side of a trade with oneself."""
    found: set[int] = set()
    for place in range(1, len(rows)):
        if place - 1 not in found and mirrored(rows[place - 1], rows[place]):
            found.add(place)
    return frozenset(found)


def gaps(rows: Sequence[FillRow]) -> list[tuple[Fraction, FillRow]]:
    """Where the chain of *rows*, all of one coin and in order, breaks: (left before, the next).

    A trade of the account with itself leaves what was there before it.
    """
    found: list[tuple[Fraction, FillRow]] = []
    seconds = second_sides(rows)
    left = rows[0].start
    for at, row in enumerate(rows):
        if at in seconds:
            left = row.start
            continue
        if left != row.start:
            found.append((left, row))
        left = row.end
    return found


def by_coin(rows: Sequence[FillRow]) -> dict[str, list[FillRow]]:
    """*rows* by coin, each in the order it has."""
    coins: dict[str, list[FillRow]] = {}
    for row in rows:
        coins.setdefault(row.coin, []).append(row)
    return coins


def opening_cost(rows: Sequence[FillRow]) -> Fraction:
    """What the holding before the first of *rows* had cost, as far as the rows tell. Signed.

    The first closing among them states a profit, and so the entry; the openings before it are
    taken off again. Without a closing the first price stands in for the entry.
    """
    start = held = rows[0].start
    added = Fraction(0)
    seconds = second_sides(rows)
    for place, row in enumerate(rows):
        if place in seconds or place + 1 in seconds:
            continue
        if held * row.quantity < 0:
            closing = max(-abs(held), -abs(row.quantity)) * (1 if held > 0 else -1)
            entry = row.price.value + row.closed.value / closing
            return held * entry - added
        held += row.quantity
        added += row.quantity * row.price.value
    return start * rows[0].price.value
