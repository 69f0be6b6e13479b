"""The terms of KuCoin's contracts, and their risk limits as margin tiers."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.instants import MILLISECOND_NS
from isoledger.venues.kucoin.rules import NAME
from isoledger.venues.kucoin.terms import asset, is_spot
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.refusal import refused
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def terms(record: Record) -> Instrument:
    """The contract in *record*: of the classic list, or of the unified one.

    ``multiplier`` is below zero for an inverse contract, whose face it is.

    Raises:
        FieldError: A field is missing or unreadable.
        TermsError: Its terms contradict one another.
    """
    classic = "multiplier" in record.fields
    ends = "expireDate" if classic else "expiryTime"
    worth = record.number("multiplier" if classic else "unitSize").value
    return Instrument(
        symbol=record.text("symbol"),
        base=record.text("baseCurrency"),
        quote=record.text("quoteCurrency"),
        settle=asset(record, "settleCurrency" if classic else "settlementCurrency"),
        payoff=Payoff.INVERSE if record.flag("isInverse") else Payoff.LINEAR,
        multiplier=abs(worth),
        tick=record.number("tickSize").value,
        expiry_ns=None if record.optional(ends) is None else record.whole(ends) * MILLISECOND_NS,
    )


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    if is_spot(row.record.text("symbol")):
        return ()
    return (Listing(stamp=row.stamp(), instrument=terms(row.record)),)


CONTRACTS = Statement(
    venue=NAME,
    name="contracts",
    title="Contracts, from the API",
    endpoints=("/api/v1/contracts/active", "/api/v1/contracts/{symbol}"),
    under="data",
    fields=("symbol", "multiplier", "tickSize", "isInverse", "settleCurrency"),
    clock=_at_once,
    key=("symbol",),
    unique=True,
    keyed="contract",
    typed_by=(),
    types={"": Meaning(becomes=("Listing",), tell=_listed)},
    money="",
)
"""Terms of contracts."""

UNIFIED_CONTRACTS = evolve(
    CONTRACTS,
    name="unified-contracts",
    title="Contracts of the unified account, from the API",
    endpoints=("/api/ua/v1/market/instrument",),
    under="data.list",
    fields=("symbol", "unitSize", "tickSize", "isInverse", "settlementCurrency"),
)
"""The same, by the unified interface."""

TIERS = refused(
    NAME,
    "risk-limits",
    "rates of a contract without its terms: `with_tiers` joins them",
    endpoints=("/api/v1/contracts/risk-limit/{symbol}", "/api/ua/v1/unified/position/tiers"),
    fields=("symbol", "maxLeverage"),
    without=("tickSize", "realLeverage", "riskLimit", "symbolCode", "alertRiskRatio"),
)
"""Tiers of risk limits."""


def with_tiers(instrument: Instrument, rows: Iterable[Mapping[str, object]]) -> Instrument:
    """*instrument* with the tiers of its contract, as the risk limits have them.

    The limits count value in settle coins; the rate of a tier holds for all of it. Assumed: both.

    Args:
        instrument: A contract.
        rows: The rows of its tiers, in any order.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rows leave a gap, or fall.
    """
    records = [Fields.of(row, "risk limit") for row in rows]
    tiers = sorted(map(_tier, records), key=lambda tier: tier.floor)
    table = TierTable(tiers=tuple(tiers), stepped=True)
    return evolve(instrument, tiers=Dated[TierTable].always(table))


def _tier(record: Fields) -> MarginTier:
    return MarginTier(
        floor=_first(record, "minRiskLimit", "minSize"),
        cap=_first(record, "maxRiskLimit", "maxSize"),
        initial=_first(record, "initialMargin", "initialMarginRate"),
        maintenance=_first(record, "maintainMargin", "maintainMarginRate"),
    )


def _first(record: Fields, classic: str, unified: str) -> Fraction:
    return record.number(classic if classic in record.fields else unified).value
