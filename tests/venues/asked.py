"""The recorded positions of a venue, and what we solve for them."""

from fractions import Fraction
from typing import Any

from isoledger.conformance.cases import parsed
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.venues.stated import PoolLeg, Stated
from tests.real import real


def records(*venues: str) -> dict[int, dict[str, Any]]:
    """The records of *venues* by their place in the file."""
    rows: Any = parsed(real("positions.json").read_bytes(), "positions.json")
    return {n: row for n, row in enumerate(rows) if row["venue"] in venues}


def solved(stated: Stated):
    """What the core solves for it, as the file asks: alone, or as a leg of its pool."""
    match stated.subject:
        case IsolatedPosition() as position:
            return liquidation_price(
                position, stated.rules, time_ns=stated.time_ns, mark=stated.mark
            )
        case PoolLeg(pool=pool, leg=leg, marks=marks):
            return pool_liquidation_price(pool, leg, marks, stated.rules, time_ns=stated.time_ns)
        case _:
            raise AssertionError(f"{stated.symbol}: missing {stated.missing}")


def deviation(stated: Stated) -> Fraction:
    """How far what we would print is from what was printed."""
    assert stated.reported is not None
    return abs(solved(stated).shown - stated.reported)
