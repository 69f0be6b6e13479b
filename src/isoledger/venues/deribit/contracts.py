"""What the name of a Deribit instrument says: futures, perpetuals, options, spot pairs, combos.

An option is held as a linear contract in its settle coin, whose entry is moved to nothing when its
premium is paid: its worth is then the option's whole price, and what closing brings is profit.
"""

import re
from datetime import UTC, datetime
from fractions import Fraction

from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.deribit.rules import CROSS
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record

DECIMALS = 12
"""How fine the books are. Recorded: eight decimals for bitcoin, six for ether and dollars."""

LOT = Fraction(1, 10**8)
"""One size unit, in coins: finer than any order. An inverse future's is 1 USD."""

_NAME = re.compile(
    r"(?P<base>[A-Z0-9]+)(?:_(?P<quote>[A-Z]+))?"
    r"-(?:PERPETUAL|(?P<day>\d{1,2})(?P<month>[A-Z]{3})(?P<year>\d{2}))"
    r"(?P<option>-\d+(?:d\d+)?-[CP])?",
    re.ASCII,
)
_SPOT = re.compile(r"[A-Z0-9]+_[A-Z]+", re.ASCII)
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_EXPIRY_HOUR = 8
_SIGNS = {"buy": 1, "sell": -1}


def is_spot(row: Row) -> bool:
    """Whether *row* is about a pair of coins."""
    return bool(_SPOT.fullmatch(row.record.text("instrument_name")))


def is_option(symbol: str) -> bool:
    """Whether *symbol* is a put or a call."""
    found = _NAME.fullmatch(symbol)
    return bool(found and found["option"])


def terms_of(record: Record, tick: Fraction = LOT) -> Instrument:
    """The contract in ``instrument_name``.

    ``BTC-…`` is worth coins for each dollar (inverse) or, as an option, is priced in coins;
    ``BTC_USDC-…`` is linear in its quote coin.

    Raises:
        FieldError: It is the name of no single contract.
    """
    symbol = record.text("instrument_name")
    found = _NAME.fullmatch(symbol)
    if found is None:
        raise record.fault("instrument_name", f"{symbol[:60]!r} is no single contract")
    base, quote = found["base"], found["quote"]
    inverse = quote is None and not found["option"]
    settle = quote or base
    return Instrument(
        symbol=symbol,
        base=symbol if found["option"] else base,
        quote="USD" if inverse else settle,
        settle=Asset(settle, DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(1) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=tick,
        expiry_ns=_expiry(record, found) if found["day"] else None,
    )


def _expiry(record: Record, found: re.Match[str]) -> int:
    """08:00 UTC of the day in a name (official: settlement page)."""
    try:
        month = _MONTHS.index(found["month"]) + 1
        day = datetime(2000 + int(found["year"]), month, int(found["day"]), tzinfo=UTC)
    except ValueError:
        raise record.fault("instrument_name", f"{found[0]!r} names no day") from None
    return (int(day.timestamp()) + _EXPIRY_HOUR * 3600) * 10**9


def terms(row: Row) -> Instrument | None:
    """The contract of *row*; ``None``: it is about none, or a spot pair."""
    if row.record.optional("instrument_name") is None or is_spot(row):
        return None
    return terms_of(row.record)


def position(row: Row) -> PositionId:
    """The position of the contract of *row*: all of a currency share its pool."""
    return PositionId(row.record.text("instrument_name"), pool=CROSS)


def lots(record: Record, name: str) -> int:
    """The amount in *name*, in lots of the contract; errors as `terms_of`.

    Raises:
        FieldError: It is no whole number of lots.
    """
    count = record.number(name).value / terms_of(record).lot
    if count.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is no whole number of lots")
    return count.numerator


def size(row: Row, side: str = "side") -> int:
    """Signed lots traded; the last word of *side* says which way.

    Raises:
        FieldError: Neither ``buy`` nor ``sell`` is said, or the amount is no number of lots.
    """
    way = row.record.text(side).rpartition(" ")[2]
    if way not in _SIGNS:
        raise row.record.fault(side, f"{way[:20]!r} is neither buy nor sell")
    return _SIGNS[way] * abs(lots(row.record, "amount"))
