"""The terms of Bybit's contracts, and their risk limits as margin tiers.

Sizes are counted in the lots of `terms.LOT`, whatever the venue's step, so that trades read
before the terms mean the same after them.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.errors import IsoledgerError, TierTableError
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import Stamp
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.bybit.rules import NAME
from isoledger.venues.bybit.terms import DECIMALS, LOT, contract
from isoledger.venues.heads import looks_like
from isoledger.venues.instants import MILLISECOND_NS
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.records import Record, json_records
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import NOTHING_GIVEN, Given, Kind, Translation, Untranslated

BEFORE_ALL = -(1 << 56)
"""The place of terms in an instant: before whatever was traded under them."""

_NEVER = "0"
_PERCENT_FROM = 10
"""An initial rate times its leverage is 1; an answer in percent has 100."""


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    its = row.record
    kind, base = its.text("contractType"), its.text("baseCoin")
    inverse = kind.startswith("Inverse")
    ends = its.optional("deliveryTime") or _NEVER
    terms = Instrument(
        symbol=its.text("symbol"),
        base=base,
        quote=its.text("quoteCoin"),
        settle=Asset(base if inverse else its.text("settleCoin"), DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(1) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=_tick(its),
        expiry_ns=None
        if kind.endswith("Perpetual") or ends == _NEVER
        else its.whole("deliveryTime") * MILLISECOND_NS,
    )
    return (Listing(stamp=evolve(row.stamp(), sequence=BEFORE_ALL), instrument=terms),)


def _tick(record: Record) -> Fraction:
    prices = record.fields.get("priceFilter")
    if not isinstance(prices, dict):
        raise record.fault("priceFilter", "is missing")
    return evolve(record, fields=prices).number("tickSize").value


_LISTED = Meaning(becomes=("Listing",), tell=_listed)

INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts: instruments info (API)",
    endpoints=("/v5/market/instruments-info",),
    under="result.list",
    around=("time",),
    fields=("symbol", "baseCoin", "quoteCoin", "priceFilter"),
    clock=_at_once,
    order=Order.EITHER,
    key=("symbol", "time"),
    unique=True,
    keyed="listing",
    typed_by=("contractType", "optionsType"),
    types={
        **{
            f"{kind}/": _LISTED
            for kind in (
                "LinearPerpetual",
                "LinearFutures",
                "InversePerpetual",
                "InverseFutures",
            )
        },
        "/": no_history("a spot pair, not a contract on margin"),
        "/*": no_history("an option: told as money alone"),
    },
    money="",
)
"""The answer of the API."""

_FIELDS = ("symbol", "initialMargin", "isLowestRisk", "maxLeverage")
_OLDER = {"limit": "riskLimitValue", "maintainMargin": "maintenanceMargin"}


def risk_records(data: bytes, file: str) -> list[Record]:
    """The rows of a risk-limit answer, each with the instant of the answer.

    Raises:
        UnreadableFileError: It is no JSON, or an element is no object.
    """
    found = json_records(data, file, under="result.list", around=("time",))
    return [
        evolve(record, fields={_OLDER.get(n, n): v for n, v in record.fields.items()})
        for record in found
    ]


def risk_limits(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The margin tiers in rows of risk limits: one listing a contract, from the answer's day on.

    All rows of a contract are one table. They are in force from the answer's instant, before
    which they are unknown; an answer without one is taken to have held always.

    Args:
        records: All rows, each a tier.
        account: The name we gave the account.
        given: Contracts that are known already keep their other terms.
    """
    by_symbol: dict[str, list[Record]] = defaultdict(list)
    parked: list[Untranslated] = []
    events: list[MarginEvent] = []
    for record in records:
        by_symbol[str(record.fields.get("symbol"))].append(record)
    for rows in by_symbol.values():
        try:
            events.append(_tiered(rows, account, given))
        except IsoledgerError as error:
            parked += [Untranslated(record=row, reason=str(error)) for row in rows]
    return Translation(
        events=tuple(sorted(events, key=lambda event: event.stamp.order)),
        untranslated=tuple(parked),
        records=len(records),
        translated=len(records) - len(parked),
    )


def _tiered(rows: Sequence[Record], account: str, given: Given) -> Listing:
    symbol = rows[0].text("symbol")
    terms = given.listed.get(symbol) or contract(symbol)
    if terms is None:
        raise rows[0].fault("symbol", f"{symbol[:40]!r} does not tell its contract")
    first = rows[0]
    since = None if first.optional("time") is None else first.whole("time") * MILLISECOND_NS
    table = Dated(((BEGINNING_NS if since is None else since, _table(rows)),))
    stamp = Stamp(
        time_ns=since or 0,
        sequence=BEFORE_ALL + 1,
        venue=NAME,
        account=account,
        id=f"tiers:{symbol}:{since or 0}",
        source=first.source,
    )
    return Listing(stamp=stamp, instrument=evolve(terms, tiers=table))


def _table(rows: Sequence[Record]) -> TierTable:
    """The tiers in *rows*. Where none states a deduction, the requirement jumps at each floor.

    Raises:
        FieldError: They are no table.
    """
    ordered = sorted(rows, key=lambda row: row.number("riskLimitValue").value)
    deducted = any(row.optional("mmDeduction") for row in ordered)
    floor, tiers = Fraction(0), list[MarginTier]()
    for row in ordered:
        tiers.append(_tier(row, floor))
        floor = row.number("riskLimitValue").value
    try:
        return TierTable(tiers=tuple(tiers), stepped=not deducted)
    except TierTableError as error:
        raise ordered[0].fault("riskLimitValue", str(error)) from error


def _tier(row: Record, floor: Fraction) -> MarginTier:
    initial, leverage = row.number("initialMargin").value, row.number("maxLeverage").value
    unit = 100 if initial * leverage > _PERCENT_FROM else 1
    deduction = row.number("mmDeduction").value if row.optional("mmDeduction") else Fraction(0)
    return MarginTier(
        floor=floor,
        cap=row.number("riskLimitValue").value,
        initial=initial / unit,
        maintenance=row.number("maintenanceMargin").value / unit,
        deduction=deduction,
    )


RISK_LIMITS = Kind(
    name="risk-limits",
    title="Margin tiers: risk limits (API)",
    recognises=looks_like(*_FIELDS),
    records=risk_records,
    translate=risk_limits,
    money="",
    given=risk_limits,
    endpoints=("/v5/market/risk-limit",),
    types=FrozenMap({"": "Listing, all tiers of a contract together"}),
)
"""The answer of the API."""
