"""The recorded positions of a venue, what we solve for them, and how far that is off."""

from fractions import Fraction
from typing import Any

from isoledger.conformance import positions
from isoledger.conformance.cases import parsed
from isoledger.core.certificate import Liquidated, LiquidationPrice
from isoledger.core.numbers import Exact, plain
from isoledger.venues.stated import Besides, Stated
from tests.real import real


def recorded(*venues: str) -> dict[int, dict[str, Any]]:
    """The recorded positions of *venues*, each by its place in the file."""
    rows: Any = parsed(real("positions.json").read_bytes(), "positions.json")
    return {n: row for n, row in enumerate(rows) if row["venue"] in venues}


def records(venue: str) -> list[dict[str, Any]]:
    """Every raw record of *venue*, in the order of the file."""
    return [row["raw"] for row in recorded(venue).values()]


def number(text: object) -> Fraction | None:
    """The number in *text*, if there is one."""
    return None if text is None else Exact.of(str(text)).value


def besides(row: dict[str, Any], **more: object) -> Besides:
    """What the file knows of a position beyond its record: the tier."""
    known = {
        "maintenance": number(row["mmr"]),
        "deduction": number(row["maintenance_amount_if_known"]),
    }
    return Besides(**(known | more))


def solved(stated: Stated) -> Liquidated:
    """What the core solves for it: alone, or as a leg of its pool."""
    found = positions.solved(stated)
    assert found is not None, stated.missing
    return found


def exact(stated: Stated) -> Fraction:
    """The exact price of a position that has one."""
    found = solved(stated)
    assert isinstance(found, LiquidationPrice), found
    return found.exact


def shown(stated: Stated) -> Fraction | None:
    """The price as the venue would print it; ``None``: there is none."""
    found = solved(stated)
    return found.shown if isinstance(found, LiquidationPrice) else None


def deviation(stated: Stated) -> Fraction:
    """How far what we would print is from what was printed."""
    return abs(solved(stated).shown - stated.reported)


def ticks_off(stated: Stated) -> Fraction:
    """`deviation`, in ticks of the contract."""
    return deviation(stated) / positions.tick_of(stated)


def to_the_digits(price: Fraction | None, printed: object) -> str | None:
    """*price* in as many decimals as *printed* has, to the nearest."""
    if price is None:
        return None
    digits = len(str(printed).partition(".")[2])
    return plain(round(price * 10**digits), digits)
