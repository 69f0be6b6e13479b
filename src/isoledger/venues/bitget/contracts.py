"""Bitget's contracts: their terms, how they are counted, and in what they settle.

Only contracts settled in the coin they are quoted in are read: of coin-margined ones no record
shows how profit comes about.
"""

from fractions import Fraction

from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.bitget.bills import DECIMALS
from isoledger.venues.bitget.rules import NAME
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given

LOT = Fraction(1, 10**8)
"""One size unit, in coins: finer than any order."""

_SETTLES = {"USDT": "USDT", "PERP": "USDC", "USDC": "USDC"}
"""What a symbol ends in, and the coin it settles in."""


def symbol_of(record: Record) -> str:
    """The contract, in capitals; a sample has it small, and old ones with their market behind.

    Raises:
        FieldError: It is missing.
    """
    name = "symbol" if record.optional("symbol") is not None else "instId"
    return record.text(name).upper().partition("_")[0]


def settle_of(row: Row) -> Asset:
    """The coin in which the contract of *row* settles, by its name.

    Raises:
        FieldError: It is margined in the coin it is the price of, which is not read here.
    """
    symbol = symbol_of(row.record)
    for end, settle in _SETTLES.items():
        if symbol.endswith(end):
            return Asset(settle, DECIMALS)
    raise row.record.fault("symbol", f"{symbol[:20]} is margined in coins: its payoff is not known")


def lots(record: Record, quantity: Fraction, name: str) -> int:
    """*quantity* of coins, read from *name*, in lots.

    Raises:
        FieldError: It is no whole number of them.
    """
    count = quantity / LOT
    if count.denominator != 1:
        raise record.fault(name, f"{quantity} is no whole number of lots of {LOT}")
    return count.numerator


def terms(row: Row) -> Instrument:
    """The contract in one row, of either API.

    Raises:
        FieldError: A field is missing or unreadable, or it is margined in coins.
        TermsError: Its terms contradict one another.
    """
    record = row.record
    if record.optional("priceMultiplier") is not None:
        tick = record.number("priceMultiplier").value
    else:
        tick = record.number("priceEndStep").value * record.step("pricePlace")
    return Instrument(
        symbol=symbol_of(record),
        base=record.text("baseCoin"),
        quote=record.text("quoteCoin"),
        settle=settle_of(row),
        payoff=Payoff.LINEAR,
        multiplier=LOT,
        lot=LOT,
        tick=tick,
    )


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    return (Listing(stamp=row.stamp(), instrument=terms(row)),)


def _always(_: Record, __: Given) -> int:
    """Nobody says since when terms hold."""
    return 0


_CONTRACT = Meaning(becomes=("Listing",), tell=_listed)

CONTRACTS = Statement(
    venue=NAME,
    name="contracts",
    title="Contracts, as the API of the classic account answers",
    endpoints=("/api/v2/mix/market/contracts",),
    under="data",
    fields=("symbol", "sizeMultiplier", "pricePlace", "priceEndStep"),
    clock=_always,
    key=("symbol",),
    unique=True,
    keyed="contract",
    typed_by=(),
    types={"": _CONTRACT},
    money="",
)
"""Terms of contracts."""

INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Instruments, as the API of the unified account answers",
    endpoints=("/api/v3/market/instruments",),
    under="data",
    fields=("symbol", "quantityMultiplier", "priceMultiplier", "category"),
    clock=_always,
    key=("symbol",),
    unique=True,
    keyed="contract",
    typed_by=("category",),
    types={
        **dict.fromkeys(("USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES"), _CONTRACT),
        **dict.fromkeys(("SPOT", "MARGIN"), no_history("a pair of coins: no contract")),
    },
    money="",
)
"""The same of the unified account."""
