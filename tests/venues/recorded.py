"""Recorded positions of one venue, stated and solved."""

import json
from fractions import Fraction

import isoledger as il
from isoledger.core.numbers import Exact, plain
from isoledger.venues.stated import Besides, PoolLeg, Stated
from tests.real import real


def recorded(*venues: str) -> dict[int, dict[str, object]]:
    """The recorded positions of *venues*, by their place in the file."""
    rows = json.loads(real("positions.json").read_bytes(), parse_float=str)
    return {n: row for n, row in enumerate(rows) if row["venue"] in venues}


def number(text: object) -> Fraction | None:
    """The number in *text*, if there is one."""
    return None if text is None else Exact.of(str(text)).value


def besides(row: dict[str, object], **more: object) -> Besides:
    """What the file knows of a position beyond its record: the tier."""
    known = {
        "maintenance": number(row["mmr"]),
        "deduction": number(row["maintenance_amount_if_known"]),
    }
    return Besides(**(known | more))


def solved(position: Stated) -> Fraction | None:
    """The price as the venue would print it; ``None``: there is none."""
    subject, when = position.subject, position.time_ns
    assert subject is not None, position.missing
    if isinstance(subject, PoolLeg):
        found = il.pool_liquidation_price(
            subject.pool, subject.leg, subject.marks, position.rules, time_ns=when
        )
    else:
        found = il.liquidation_price(subject, position.rules, time_ns=when)
    return found.shown if isinstance(found, il.LiquidationPrice) else None


def to_the_digits(price: Fraction | None, printed: object) -> str | None:
    """*price* in as many decimals as *printed* has, to the nearest."""
    if price is None:
        return None
    digits = len(str(printed).partition(".")[2])
    return plain(round(price * 10**digits), digits)
