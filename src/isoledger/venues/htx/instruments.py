"""The terms of HTX's contracts, and their adjustment factors as margin tiers."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.htx.rules import NAME, maintenance_rate, payoff_of
from isoledger.venues.htx.terms import DECIMALS, lots, settle
from isoledger.venues.instants import MILLISECOND_NS
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.refusal import refused
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def terms(record: Record) -> Instrument:
    """The contract in *record*: so many coins (linear) or dollars (inverse).

    Raises:
        FieldError: A field is missing or unreadable.
        TermsError: Its terms contradict one another.
    """
    code = record.text("contract_code")
    base, _, rest = code.partition("-")
    ends = record.optional("delivery_time")
    return Instrument(
        symbol=code,
        base=base,
        quote=rest.partition("-")[0] or "USD",
        settle=Asset(settle(code), DECIMALS),
        payoff=payoff_of(code),
        multiplier=record.number("contract_size").value,
        tick=record.number("price_tick").value,
        expiry_ns=None if ends is None else lots(record, "delivery_time") * MILLISECOND_NS,
    )


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    return (Listing(stamp=row.stamp(), instrument=terms(row.record)),)


CONTRACTS = Statement(
    venue=NAME,
    name="contracts",
    title="Contracts, from the API",
    endpoints=("/linear-swap-api/v1/swap_contract_info", "/swap-api/v1/swap_contract_info"),
    under="data",
    fields=("contract_code", "contract_size", "price_tick"),
    clock=_at_once,
    key=("contract_code",),
    unique=True,
    keyed="contract",
    typed_by=(),
    types={"": Meaning(becomes=("Listing",), tell=_listed)},
    money="",
)
"""Terms of contracts."""

FACTORS = refused(
    NAME,
    "adjust-factors",
    "rates of a contract and a leverage without its terms: `with_tiers` joins them",
    endpoints=(
        "/linear-swap-api/v1/swap_adjustfactor",
        "/linear-swap-api/v1/swap_cross_adjustfactor",
        "/swap-api/v1/swap_adjustfactor",
    ),
    fields=("ladders", "min_size", "max_size", "adjust_factor"),
)
"""Adjustment factors."""


def with_tiers(
    instrument: Instrument, ladders: Iterable[Mapping[str, object]], leverage: int
) -> Instrument:
    """*instrument* with the tiers of one leverage: they count contracts.

    Args:
        instrument: A contract.
        ladders: The steps under that leverage, in any order.
        leverage: Which one; the adjustment factor is a share of the margin it makes.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The steps leave a gap, or fall.
    """
    records = [Fields.of(ladder, "adjust factor") for ladder in ladders]
    tiers, floor = list[MarginTier](), Fraction(0)
    for record in sorted(records, key=lambda one: one.number("min_size").value):
        tier = _tier(record, floor, leverage)
        tiers.append(tier)
        floor = floor if tier.cap is None else tier.cap
    table = TierTable(tiers=tuple(tiers), stepped=True, by_size=True)
    return evolve(instrument, tiers=Dated[TierTable].always(table))


def _tier(record: Fields, floor: Fraction, leverage: int) -> MarginTier:
    last = record.optional("max_size") is None
    factor = record.number("adjust_factor").value
    return MarginTier(
        floor=floor,
        cap=None if last else record.number("max_size").value,
        initial=Fraction(1, leverage),
        maintenance=maintenance_rate(factor, Fraction(leverage)),
    )
