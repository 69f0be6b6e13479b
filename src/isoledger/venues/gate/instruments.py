"""The terms of Gate's contracts; and the tiers of their risk limits, which another answer has.

Sizes are counted in `terms.LOT` of a contract, so that trades in tenths of one can be read.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.gate.rules import NAME, tier_tables
from isoledger.venues.gate.terms import DECIMALS, LOT, settle
from isoledger.venues.instants import SECOND_NS
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.refusal import refused
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given

_INVERSE = "inverse"


def terms(record: Record) -> Instrument:
    """The contract in *record*.

    An inverse one is a face of 1 USD. Others are worth ``quanto_multiplier`` of the base (or of
    bitcoin a dollar of price, where they settle in it).

    Raises:
        FieldError: A field is missing or unreadable.
        TermsError: Its terms contradict one another.
    """
    name = record.text("name")
    base, quote = name.split("_")[:2] if "_" in name else (name, "")
    inverse = record.text("type") == _INVERSE
    face = Fraction(1) if inverse else record.number("quanto_multiplier").value
    ends = record.optional("expire_time")
    return Instrument(
        symbol=name,
        base=base,
        quote=quote,
        settle=Asset(settle(record, "name"), DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=face * LOT,
        lot=LOT,
        tick=record.number("order_price_round").value,
        expiry_ns=None if ends is None else record.whole("expire_time") * SECOND_NS,
    )


def with_tiers(instrument: Instrument, rows: Iterable[Mapping[str, object]]) -> Instrument:
    """*instrument* with the tiers of its contract, as ``risk_limit_tiers`` has them.

    Args:
        instrument: A contract.
        rows: The rows of its tiers, in any order.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rows fall, or a deduction does not keep the requirement whole.
    """
    return evolve(instrument, tiers=tier_tables(rows))


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    return (Listing(stamp=row.stamp(), instrument=terms(row.record)),)


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


_CONTRACT = Meaning(becomes=("Listing",), tell=_listed)

CONTRACTS = Statement(
    venue=NAME,
    name="contracts",
    title="Contracts of futures and delivery, from the API",
    endpoints=(
        "/api/v4/futures/usdt/contracts",
        "/api/v4/futures/btc/contracts",
        "/api/v4/delivery/usdt/contracts",
    ),
    fields=("name", "quanto_multiplier", "order_price_round"),
    clock=_at_once,
    key=("name", "config_change_time"),
    unique=True,
    keyed="contract",
    types={_INVERSE: _CONTRACT, "direct": _CONTRACT},
    money="",
)
"""Terms of contracts."""

TIERS = refused(
    NAME,
    "risk-limit-tiers",
    "rates of a contract without its terms: `with_tiers` joins them",
    endpoints=("/api/v4/futures/usdt/risk_limit_tiers",),
    fields=("tier", "risk_limit", "initial_rate", "maintenance_rate"),
    under="result",
)
"""Tiers of risk limits."""
