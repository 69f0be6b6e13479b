"""What Kraken says its margin accounts are at one moment, and the terms of its contracts."""

from collections.abc import Iterator

from isoledger.core.dated import Dated
from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.tiers import TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.instants import iso
from isoledger.venues.kraken.contracts import (
    CASH,
    FLEX,
    account_of,
    asset,
    book_of,
    is_contract,
    lots,
    position,
    symbol_of,
    terms_of,
)
from isoledger.venues.kraken.rules import NAME, levels
from isoledger.venues.meaning import Meaning, Row, no_history, text_of
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given

_SIDES = frozenset({"long", "short"})


def _held(row: Row) -> tuple[MarginEvent, ...]:
    """A position; one with a leverage of its own stands alone (official: leverage preferences)."""
    record = row.record
    short = text_of(record, "side", _SIDES) == "short"
    count = abs(lots(record, "size", "symbol"))
    stands_alone = record.optional("maxFixedLeverage") is not None
    pool = "" if stands_alone else account_of(record, "symbol")
    held = PositionId(symbol_of(record, "symbol"), pool=pool)
    return (PositionAssertion(stamp=row.stamp(), position=held, size=-count if short else count),)


def _terms(row: Row) -> Instrument:
    return terms_of(row.record, "symbol")


POSITIONS = Statement(
    venue=NAME,
    name="open-positions",
    title="Open positions, from the API",
    endpoints=("/derivatives/api/v3/openpositions",),
    under="openPositions",
    around=("serverTime",),
    fields=("openPositions", "side", "symbol", "fillTime", "size"),
    clock=iso("serverTime"),
    key=("symbol", "side", "serverTime"),
    keyed="position",
    typed_by=(),
    types={"": Meaning(becomes=("PositionAssertion",), tell=_held)},
    terms=_terms,
    money="",
)
"""What is held, as of the answer."""


def _accounts(row: Row) -> tuple[MarginEvent, ...]:
    """All margin accounts of an answer: each balance in its own book, and contracts in some."""
    told: list[MarginEvent] = []
    for name in row.record.fields:
        inner = row.record.within(name)
        if inner is not None:
            told += _account(row.part(len(told)), name, inner)
    return tuple(told)


def _account(row: Row, name: str, found: Fields) -> Iterator[MarginEvent]:
    if found.optional("type") == "multiCollateralMarginAccount":
        inner = found.inner("currencies")
        quantities = {code: inner.inner(code).exact("quantity") for code in inner.fields}
    else:
        inner = found.inner("balances")
        quantities = {code: inner.exact(code) for code in inner.fields}
    account = name if name in {CASH, FLEX} else f"f-{found.text('currency')}:usd"
    for part, (code, quantity) in enumerate(quantities.items()):
        stamp = row.stamp(part)
        if is_contract(code):
            record = Record(
                raw=b"",
                source="",
                file=inner.place,
                row=row.record.row,
                fields={"symbol": code, "size": str(quantity)},
            )
            held = position(record, "symbol", account)
            size = lots(record, "size", "symbol")
            yield PositionAssertion(stamp=stamp, position=held, size=size)
        else:
            amount = asset(code).exactly(quantity)
            yield BalanceAssertion(stamp=stamp, amount=amount, book=book_of(account))


ACCOUNTS = Statement(
    venue=NAME,
    name="accounts",
    title="Balances of all margin accounts, from the API",
    endpoints=("/derivatives/api/v3/accounts",),
    under="accounts",
    around=("serverTime",),
    fields=("accounts", "balances", "auxiliary"),
    clock=iso("serverTime"),
    key=("serverTime",),
    keyed="accounts",
    typed_by=(),
    types={
        "": Meaning(becomes=("BalanceAssertion", "PositionAssertion"), tell=_accounts),
    },
    money="",
)
"""How much there is in each."""


def tiers_of(record: Fields) -> Dated[TierTable] | None:
    """The margin levels of a contract; ``None``: it lists none.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The levels fall.
    """
    listed = record.fields.get("marginLevels")
    if not listed:
        return None
    rows = record.rows("marginLevels")
    by_size = "contracts" in rows[0]
    floor = "contracts" if by_size else "numNonContractUnits"
    found = [
        (row.exact(floor), row.exact("initialMargin"), row.exact("maintenanceMargin"))
        for row in rows
    ]
    return Dated[TierTable].always(levels(found, by_size=by_size))


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    record = row.record
    tick = record.number("tickSize").value
    told = terms_of(record, "symbol", tick=tick, tiers=tiers_of(record))
    return (Listing(stamp=row.stamp(), instrument=told),)


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning; these are told after what the names in rows tell of them."""
    return 1


_CONTRACT = Meaning(becomes=("Listing",), tell=_listed)
_INDEX = no_history("an index: nobody holds it")

INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts with their margin levels, from the API",
    endpoints=("/derivatives/api/v3/instruments",),
    under="instruments",
    fields=("symbol", "type", "tickSize", "contractSize", "marginLevels"),
    clock=_at_once,
    key=("symbol",),
    unique=True,
    keyed="instrument",
    types={
        "futures_inverse": _CONTRACT,
        "flexible_futures": _CONTRACT,
        "futures_vanilla": _CONTRACT,
        "spot index": _INDEX,
    },
    money="",
)
"""Terms of contracts. Levels are of the whole position: assumed."""
