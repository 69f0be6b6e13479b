"""OKX's instruments: the terms of its swaps and futures; and the tiers of their families.

A size unit is `contracts.LOT` of a contract, finer than any order, so that a bill can be read
without ``lotSz``.
"""

from collections.abc import Iterable, Mapping

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.tiers import TierTable
from isoledger.venues.instants import MILLISECOND_NS, stamped
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.okx.contracts import DECIMALS, LOT
from isoledger.venues.okx.rules import NAME, tier_table
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given

_PAYOFFS = {"linear": Payoff.LINEAR, "inverse": Payoff.INVERSE}


def terms(row: Row) -> Instrument:
    """The contract in one row.

    Raises:
        FieldError: A field is missing or unreadable, or its payoff is neither of the two.
        TermsError: Its terms contradict one another.
    """
    record = row.record
    kind = record.text("ctType")
    if kind not in _PAYOFFS:
        raise record.fault("ctType", f"{kind[:20]!r} is neither linear nor inverse")
    base, _, rest = record.text("instId").partition("-")
    expiry = record.optional("expTime")
    multiplier = record.number("ctMult").value if record.optional("ctMult") else 1
    return Instrument(
        symbol=record.text("instId"),
        base=base,
        quote=rest.partition("-")[0],
        settle=Asset(record.text("settleCcy"), DECIMALS),
        payoff=_PAYOFFS[kind],
        multiplier=record.number("ctVal").value * multiplier * LOT,
        lot=LOT,
        tick=record.number("tickSz").value,
        expiry_ns=None if expiry is None else record.whole("expTime") * MILLISECOND_NS,
    )


def with_tiers(instrument: Instrument, rows: Iterable[Mapping[str, object]]) -> Instrument:
    """*instrument* with the tiers of its family, as ``GET /api/v5/public/position-tiers`` has them.

    Args:
        instrument: A contract.
        rows: The rows of its family, in any order.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rows leave a gap in their rates, or fall.
    """
    return evolve(instrument, tiers=Dated[TierTable].always(tier_table(rows, instrument.lot)))


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    return (Listing(stamp=row.stamp(), instrument=terms(row)),)


def _clock(record: Record, given: Given) -> int:
    """When the contract was listed; one that does not say was there from the beginning."""
    return 0 if record.optional("listTime") is None else _LISTED(record, given)


_LISTED = stamped("listTime")
_CONTRACT = Meaning(becomes=("Listing",), tell=_listed)

INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Instruments, as the API answers",
    endpoints=("/api/v5/public/instruments",),
    under="data",
    fields=("instId", "ctVal", "tickSz", "lotSz"),
    clock=_clock,
    key=("instId",),
    unique=True,
    keyed="instrument",
    typed_by=("instType",),
    types={
        "SWAP": _CONTRACT,
        "FUTURES": _CONTRACT,
        "SPOT": no_history("a pair of coins: no contract"),
        "MARGIN": no_history("borrowed coins: no contract"),
        "OPTION": no_history("an option: no position here"),
    },
    money="",
)
"""Terms of contracts."""

TIERS = Statement(
    venue=NAME,
    name="position-tiers",
    title="Position tiers, as the API answers",
    endpoints=("/api/v5/public/position-tiers",),
    under="data",
    fields=("maxSz", "minSz", "mmr", "tier"),
    clock=stamped("ts"),
    key=("instFamily", "instId", "tier"),
    unique=True,
    typed_by=("tier",),
    types={"/*": no_history("rates of a family, not of a contract: `with_tiers` joins them")},
    money="",
)
"""Tiers of a family of contracts, or of a pair of coins."""
