"""Two wallet rows that are one exchange: which leg belongs to which."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from isoledger.core.events import Conversion, MarginEvent
from isoledger.venues.bitmex.rows import Movement, Row, event_of

APART_NS = {Movement.SPOT: 0, Movement.CONVERSION: 1_000_000_000}
"""How far apart in time two legs may be.

Recorded: the legs of 160 spot trades carry one time; those of 12 conversions were 1 or 2 ms apart,
and conversions 10 s. One second is our choice.
"""


def events_of(rows: Sequence[Row], account: str) -> Iterator[MarginEvent]:
    """One event a row, but one for both legs of an exchange.

    Two legs are one exchange when they are of one type, pair and order, in two currencies, one
    sold and one bought, and when no third leg is as near. Otherwise each is an adjustment.

    Args:
        rows: In order of time.
        account: Whose they are.
    """
    for row in rows:
        if row.movement not in APART_NS:
            yield event_of(row, account)
    for near in _clusters([row for row in rows if row.movement in APART_NS]):
        if _is_exchange(near):
            yield _conversion(near, account)
        else:
            yield from (event_of(row, account) for row in near)


def _clusters(legs: list[Row]) -> Iterator[list[Row]]:
    """Legs of one type, pair and order, each near the one before it."""
    legs.sort(key=lambda leg: (leg.movement.value, leg.address, leg.order, leg.time_ns))
    near: list[Row] = []
    for leg in legs:
        if near and not _is_near(near[-1], leg):
            yield near
            near = []
        near.append(leg)
    if near:
        yield near


def _is_near(before: Row, leg: Row) -> bool:
    alike = (before.movement, before.address, before.order) == (
        leg.movement,
        leg.address,
        leg.order,
    )
    return alike and leg.time_ns - before.time_ns <= APART_NS[leg.movement]


def _is_exchange(near: list[Row]) -> bool:
    if len(near) != 2:  # noqa: PLR2004 - an exchange has two legs
        return False
    one, two = near
    differ = one.amount.asset != two.amount.asset
    return differ and one.amount.units * two.amount.units < 0


def _conversion(near: list[Row], account: str) -> Conversion:
    """Both legs, when the first of them was booked and under the id of the one that was sold."""
    first = min(near, key=lambda leg: (leg.time_ns, leg.sequence))
    sold, bought = sorted(near, key=lambda leg: leg.amount.units)
    at = sold.stamp(account)
    at = evolve(at, time_ns=first.time_ns, sequence=first.sequence)
    return Conversion(stamp=at, sold=-sold.amount, bought=bought.amount)
