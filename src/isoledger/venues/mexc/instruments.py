"""The terms of MEXC's contracts, with their risk tiers."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.mexc.rules import NAME
from isoledger.venues.mexc.terms import contract
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import Given

BEFORE_ALL = -(1 << 56)
"""The place of terms in an instant: before whatever was traded under them."""

_LEVELS_MAX = 1000


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    terms = evolve(contract(row), tiers=_tiers(row))
    return (Listing(stamp=evolve(row.stamp(), sequence=BEFORE_ALL), instrument=terms),)


def _tiers(row: Row) -> Dated[TierTable]:
    """The steps the row speaks of: each so many contracts wide, each so much dearer.

    Raises:
        FieldError: A number is missing, or there are more levels than any venue has.
        TierTableError: They do not make tiers.
    """
    count = row.record.whole("riskLevelLimit")
    if not 0 < count <= _LEVELS_MAX:
        raise row.record.fault("riskLevelLimit", f"{count} is not in 1..{_LEVELS_MAX}")
    tiers = tuple(_tier(row, level) for level in range(count))
    return Dated[TierTable].always(TierTable(stepped=True, by_size=True, tiers=tiers))


def _tier(row: Row, level: int) -> MarginTier:
    base, step = row.amount("riskBaseVol"), row.amount("riskIncrVol")
    return MarginTier(
        floor=base + (level - 1) * step if level else Fraction(0),
        cap=base + level * step,
        initial=row.amount("initialMarginRate") + level * row.amount("riskIncrImr"),
        maintenance=row.amount("maintenanceMarginRate") + level * row.amount("riskIncrMmr"),
    )


INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts, with their risk tiers (API)",
    endpoints=("/api/v1/contract/detail",),
    under="data",
    fields=("symbol", "contractSize", "priceUnit", "maintenanceMarginRate", "riskBaseVol"),
    clock=_at_once,
    order=Order.EITHER,
    key=("symbol", "contractSize", "priceUnit", "riskBaseVol", "riskIncrVol", "riskLevelLimit"),
    keyed="listing",
    typed_by=(),
    types={"": Meaning(becomes=("Listing",), tell=_listed)},
    money="",
)
"""What a contract is worth, and how much margin so many of them need."""
