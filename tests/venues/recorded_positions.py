"""Positions of the recorded file, solved by the shared engine."""

import json
from fractions import Fraction

from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.venues.stated import Besides, PoolLeg, Stated
from tests.real import real


def recorded(venue: str) -> dict[int, dict[str, object]]:
    """The recorded positions of *venue* by their place in the file, numbers as text."""
    rows = json.loads(real("positions.json").read_bytes(), parse_float=str)
    return {n: row for n, row in enumerate(rows) if row["venue"].startswith(venue)}


def besides_of(row: dict[str, object]) -> Besides:
    """What the compiler of the file knew of a record: the maintenance rate."""
    rate = row["mmr"]
    return Besides() if rate is None else Besides(maintenance=Fraction(rate))


def solve(stated: Stated) -> LiquidationPrice | NoLiquidationPrice:
    """The answer of the engine to a position that is ready to be solved."""
    subject, when = stated.subject, stated.time_ns
    if isinstance(subject, PoolLeg):
        rates = None if stated.funding is None else {stated.symbol: stated.funding}
        return pool_liquidation_price(
            subject.pool, subject.leg, subject.marks, stated.rules, time_ns=when, funding=rates
        )
    return liquidation_price(
        subject, stated.rules, time_ns=when, mark=stated.mark, funding=stated.funding
    )
