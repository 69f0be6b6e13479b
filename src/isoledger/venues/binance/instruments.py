"""The terms of the contracts of Binance futures, and their margin tiers.

Sizes are counted in the lots of `terms.LOT`, whatever the venue's step, so that trades read
before the terms mean the same after them.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.core.tiers import TierTable
from isoledger.venues.binance.rules import NAME
from isoledger.venues.binance.terms import DECIMALS, LOT, known
from isoledger.venues.binance.tiers import table_of
from isoledger.venues.instants import MILLISECOND_NS
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.records import Json, Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import Given

BEFORE_ALL = -(1 << 56)
"""The place of terms in an instant: before whatever was traded under them."""

_PERPETUAL = "PERPETUAL"


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def _listed(row: Row, terms: Instrument, place: int) -> tuple[MarginEvent, ...]:
    return (Listing(stamp=evolve(row.stamp(), sequence=BEFORE_ALL + place), instrument=terms),)


def _contract(row: Row) -> tuple[MarginEvent, ...]:
    its = row.record
    symbol, kind = its.text("symbol"), its.optional("contractType") or _PERPETUAL
    face = its.number("contractSize").value if "contractSize" in its.fields else None
    quote = its.text("quoteAsset")
    terms = Instrument(
        symbol=symbol,
        base=its.text("baseAsset"),
        quote=quote,
        settle=Asset(its.optional("marginAsset") or quote, DECIMALS),
        payoff=Payoff.LINEAR if face is None else Payoff.INVERSE,
        multiplier=LOT if face is None else face,
        lot=LOT if face is None else Fraction(1),
        tick=_tick(its),
        expiry_ns=None
        if kind.startswith(_PERPETUAL) or its.optional("deliveryDate") is None
        else its.whole("deliveryDate") * MILLISECOND_NS,
    )
    return _listed(row, terms, 0)


def _tick(record: Record) -> Fraction:
    for rule in _objects(record.fields.get("filters")):
        if rule.get("filterType") == "PRICE_FILTER":
            return evolve(record, fields=rule).number("tickSize").value
    raise record.fault("filters", "has no PRICE_FILTER")


def _objects(value: Json) -> Iterator[Mapping[str, Json]]:
    for element in value if isinstance(value, list) else ():
        if isinstance(element, dict):
            yield element


def _tiered(row: Row) -> tuple[MarginEvent, ...]:
    rows = row.record.fields.get("brackets")
    if not isinstance(rows, list):
        raise row.record.fault("brackets", "is no list of brackets")
    table = table_of(rows, f"{row.record.file}, {row.record.text('symbol')}")
    return _listed(row, evolve(known(row), tiers=Dated[TierTable].always(table)), 1)


def _family(record: Record) -> Record:
    """*record* with what it trades: spot pairs have permissions, contracts have none."""
    spot = "isSpotTradingAllowed" in record.fields or "permissions" in record.fields
    return evolve(record, fields={**record.fields, "family": "spot" if spot else "contract"})


INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts: exchange information (API, USD-M and COIN-M)",
    endpoints=("/fapi/v1/exchangeInfo", "/dapi/v1/exchangeInfo"),
    under="symbols",
    around=("serverTime",),
    reads=_family,
    fields=("symbol", "baseAsset", "quoteAsset", "filters"),
    clock=_at_once,
    order=Order.EITHER,
    key=("symbol", "serverTime"),
    keyed="listing",
    typed_by=("family",),
    types={
        "contract": Meaning(becomes=("Listing",), tell=_contract),
        "spot": no_history("a spot pair, not a contract on margin"),
    },
    money="",
)
"""The answer of the API."""

TIERS = Statement(
    venue=NAME,
    name="tiers",
    title="Margin tiers: leverage brackets (API, USD-M and COIN-M)",
    endpoints=(
        "/fapi/v1/leverageBracket",
        "/dapi/v1/leverageBracket",
        "/dapi/v2/leverageBracket",
    ),
    fields=("symbol", "brackets", "initialLeverage", "maintMarginRatio"),
    clock=_at_once,
    order=Order.EITHER,
    key=("symbol",),
    keyed="tiers",
    typed_by=(),
    types={
        "": Meaning(
            becomes=("Listing",),
            tell=_tiered,
            why="the answer has no date; taken to have held from the beginning",
            evidence=Evidence.ASSUMED,
        )
    },
    money="",
)
"""The answer of the API. It completes the terms that are known (`Given.listed`), or the name's."""
