"""The terms of CoinEx's contracts, and their margin levels."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.rules import Evidence
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.coinex.rules import NAME
from isoledger.venues.coinex.terms import known, trimmed
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import Given

BEFORE_ALL = -(1 << 56)
"""The place of terms in an instant: before whatever was traded under them."""


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    terms, said = known(row), row.record.text("contract_type")
    if said != terms.payoff.value:
        raise row.record.fault("contract_type", f"{said[:20]!r}, and its name says otherwise")
    terms = evolve(terms, tick=row.record.price("tick_size").value)
    return (Listing(stamp=evolve(row.stamp(), sequence=BEFORE_ALL), instrument=terms),)


INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts (API version 2)",
    endpoints=("/v2/futures/market",),
    under="data",
    reads=trimmed,
    fields=("market", "contract_type", "tick_size"),
    clock=_at_once,
    order=Order.EITHER,
    key=("market", "tick_size"),
    keyed="listing",
    typed_by=(),
    types={"": Meaning(becomes=("Listing",), tell=_listed)},
    money="",
)
"""The step of prices; all else a name tells."""


def _levelled(row: Row) -> tuple[MarginEvent, ...]:
    terms = row.given.listed.get(row.record.text("market")) or known(row)
    tiers = tuple(_tiers(row.record, terms.lot))
    table = TierTable(stepped=True, by_size=True, tiers=tiers)
    listed = evolve(terms, tiers=Dated[TierTable].always(table))
    return (Listing(stamp=evolve(row.stamp(), sequence=BEFORE_ALL + 1), instrument=listed),)


def _tiers(record: Record, lot: Fraction) -> Iterator[MarginTier]:
    floor = Fraction(0)
    for level in record.rows("level"):
        cap = level.exact("amount") / lot
        yield MarginTier(
            floor=floor,
            cap=cap,
            initial=level.exact("min_initial_margin_rate"),
            maintenance=level.exact("maintenance_margin_rate"),
        )
        floor = cap


TIERS = Statement(
    venue=NAME,
    name="tiers",
    title="Margin levels by size (API version 2)",
    endpoints=("/v2/futures/position-level",),
    under="data",
    reads=trimmed,
    fields=("market", "level", "min_initial_margin_rate"),
    clock=_at_once,
    order=Order.EITHER,
    key=("market",),
    keyed="tiers",
    typed_by=(),
    types={
        "": Meaning(
            becomes=("Listing",),
            tell=_levelled,
            why="the answer has no date; taken to have held from the beginning",
            evidence=Evidence.ASSUMED,
        )
    },
    money="",
)
"""How much margin a size needs."""
