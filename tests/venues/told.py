"""Recorded positions of a venue, and how far our price is from the one it printed."""

import json
from fractions import Fraction

from isoledger.core.certificate import Liquidated, LiquidationPrice
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.venues.stated import Stated
from tests.real import real


def records(venue: str) -> list[dict]:
    """Every raw record of *venue*, in the order of the file."""
    rows = json.loads(real("positions.json").read_text(encoding="utf-8"))
    return [row["raw"] for row in rows if row["venue"] == venue]


def solved(stated: Stated) -> Liquidated:
    """What the solver says of a position that can be solved."""
    if isinstance(stated.subject, IsolatedPosition):
        return liquidation_price(
            stated.subject, stated.rules, time_ns=stated.time_ns, mark=stated.mark
        )
    leg = stated.subject
    return pool_liquidation_price(
        leg.pool, leg.leg, leg.marks, stated.rules, time_ns=stated.time_ns
    )


def exact(stated: Stated) -> Fraction:
    """The exact price of a position that has one."""
    found = solved(stated)
    assert isinstance(found, LiquidationPrice), found
    return found.exact


def ticks_off(stated: Stated) -> Fraction:
    """How far the price as we would print it is from the one printed, in ticks of its contract."""
    found, subject = solved(stated), stated.subject
    assert isinstance(found, LiquidationPrice), found
    holding = (
        subject.holding
        if isinstance(subject, IsolatedPosition)
        else subject.pool.holdings[subject.leg]
    )
    return abs(found.shown - stated.reported) / holding.instrument.tick
