"""The terms of BingX's contracts, and their margin tiers.

Sizes are counted in the lots of `terms.LOT`, whatever the venue's step, so that trades read before
the terms mean the same after them.
"""

from collections.abc import Sequence
from itertools import groupby

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.bingx.rules import NAME
from isoledger.venues.bingx.terms import contract, known
from isoledger.venues.heads import looks_like
from isoledger.venues.keys import Key
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record, json_records
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Kind,
    Translation,
    Untranslated,
)

BEFORE_ALL = -(1 << 56)
"""The place of terms in an instant: before whatever was traded under them."""


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning: nobody says since when."""
    return 0


def _contract(row: Row) -> tuple[MarginEvent, ...]:
    tick = row.record.step("pricePrecision")
    terms = evolve(known(row), tick=tick, tiers=_tiers_of(known(row), row.given))
    return (Listing(stamp=evolve(row.stamp(), sequence=BEFORE_ALL), instrument=terms),)


def _tiers_of(terms: Instrument, given: Given) -> Dated[TierTable] | None:
    """The tiers of a contract that are known already, so that its terms do not lose them."""
    return given.listed.get(terms.symbol, terms).tiers


INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts (API, USDT and USDC)",
    endpoints=("/openApi/swap/v2/quote/contracts",),
    under="data",
    fields=("contractId", "symbol", "pricePrecision", "quantityPrecision"),
    clock=_at_once,
    order=Order.EITHER,
    key=("symbol", "pricePrecision"),
    keyed="listing",
    typed_by=(),
    types={"": Meaning(becomes=("Listing",), tell=_contract)},
    money="",
)
"""The step of prices; all else a name tells."""


def tier_listings(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """One listing a contract, with all of its tiers; a contract with a row amiss is parked whole.

    The answer states no initial rate: that of maintenance is taken, assumed, and no day.

    Args:
        records: Rows, each one tier, those of a contract together.
        account: The name we gave the account.
        given: Contracts that are known already.
    """
    events = list[Listing]()
    parked = list[Untranslated]()
    for _, found in groupby(records, key=lambda row: row.fields.get("symbol")):
        rows = list(found)
        try:
            events.append(_tiered(rows, account, given))
        except IsoledgerError as error:
            parked += (Untranslated(record=row, reason=str(error)) for row in rows)
    return Translation(
        events=tuple(events),
        untranslated=tuple(parked),
        records=len(records),
        translated=len(records) - len(parked),
    )


def _tiered(rows: Sequence[Record], account: str, given: Given) -> Listing:
    first = rows[0]
    symbol = first.text("symbol")
    terms = given.listed.get(symbol) or contract(symbol)
    if terms is None:
        raise first.fault("symbol", f"{symbol[:40]!r} is no name like BTC-USDT")
    table = TierTable(tiers=tuple(_tier(row) for row in rows))
    stamp = Stamp(
        time_ns=0,
        sequence=BEFORE_ALL + 1,
        venue=NAME,
        account=account,
        id=str(Key("tiers", (symbol,))),
        source=first.source,
    )
    return Listing(stamp=stamp, instrument=evolve(terms, tiers=Dated[TierTable].always(table)))


def _tier(row: Record) -> MarginTier:
    rate = row.exact("maintMarginRatio")
    return MarginTier(
        floor=row.exact("minPositionVal"),
        cap=row.exact("maxPositionVal"),
        initial=rate,
        maintenance=rate,
        deduction=row.exact("maintAmount"),
    )


def _rows(data: bytes, file: str) -> list[Record]:
    return json_records(data, file, under="data")


TIERS = Kind(
    name="tiers",
    title="Maintenance margin tiers (API)",
    recognises=looks_like("symbol", "minPositionVal", "maxPositionVal", "maintMarginRatio"),
    records=_rows,
    translate=tier_listings,
    money="",
    given=tier_listings,
    endpoints=("/openApi/swap/v1/maintMarginRatio",),
    types=FrozenMap({"": "Listing (assumed)"}),
)
"""All tiers of a contract."""
