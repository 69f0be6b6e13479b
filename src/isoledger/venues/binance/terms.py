"""What a symbol of Binance futures says of its contract, and whose position a row is about."""

import re
from datetime import UTC, datetime
from fractions import Fraction

from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.binance.rules import CROSS
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record
from isoledger.venues.sums import number

DECIMALS = 8
"""How fine the books are. Recorded: balances, income and fees have 8 decimals."""

LOT = Fraction(1, 10**8)
"""One size unit of a USD-M contract, in coins: finer than any order. COIN-M counts contracts."""

FACES = {"BTC": 100}
"""Face of a COIN-M contract in USD where it is not 10. Official (contract specifications)."""

_LINEAR = re.compile(
    r"([A-Z0-9]+?)(USDT|USDC|BUSD|FDUSD|USD1|BNFCR|BTC|USD)(?:_(\d{6}))?", re.ASCII
)
_INVERSE = re.compile(r"([A-Z0-9]+)USD_(?:PERP|(\d{6}))", re.ASCII)
_LEGS: dict[str, Leg] = {"BOTH": "net", "LONG": "long", "SHORT": "short"}
_SIDES = {"BUY": 1, "SELL": -1}
_DELIVERY_HOUR = 8


def contract(symbol: str) -> Instrument | None:
    """The contract called *symbol*, as far as its name tells; ``None``: it tells nothing.

    A tick is finer than any here: ``exchangeInfo`` has the venue's own.

    >>> contract("BTCUSD_PERP").multiplier
    Fraction(100, 1)
    """
    inverse = _INVERSE.fullmatch(symbol)
    if inverse is not None:
        base, day = inverse.groups()
        face = Fraction(FACES.get(base, 10))
        return _terms(symbol, base, "USD", Asset(base, DECIMALS), day, face=face)
    linear = _LINEAR.fullmatch(symbol)
    if linear is None:
        return None
    base, quote, day = linear.groups()
    return _terms(symbol, base, quote, Asset(quote, DECIMALS), day)


def _terms(
    symbol: str,
    base: str,
    quote: str,
    settle: Asset,
    day: str | None,
    *,
    face: Fraction | None = None,
) -> Instrument:
    return Instrument(
        symbol=symbol,
        base=base,
        quote=quote,
        settle=settle,
        payoff=Payoff.LINEAR if face is None else Payoff.INVERSE,
        multiplier=face or LOT,
        lot=LOT if face is None else Fraction(1),
        tick=LOT,
        expiry_ns=None if day is None else _delivered_ns(day),
    )


def _delivered_ns(day: str) -> int | None:
    """When a contract whose name ends so is delivered: at 08:00 UTC; ``None``: on no such day."""
    try:
        when = datetime.strptime(day, "%y%m%d").replace(tzinfo=UTC, hour=_DELIVERY_HOUR)
    except ValueError:
        return None
    return int(when.timestamp()) * 10**9


def terms(row: Row) -> Instrument | None:
    """The contract *row* is about, as far as its name tells."""
    return contract(row.record.optional("symbol") or "")


def known(row: Row) -> Instrument:
    """The contract of *row*: as it is known already, or as its name tells.

    Raises:
        FieldError: Neither.
    """
    symbol = row.record.text("symbol")
    found = row.given.listed.get(symbol) or contract(symbol)
    if found is None:
        why = f"{symbol[:40]!r} does not tell its contract; import exchangeInfo first"
        raise row.record.fault("symbol", why)
    return found


def position(row: Row) -> PositionId:
    """Whose position *row* is about: alone only where the user says so.

    Raises:
        FieldError: There is no symbol, or no such side.
    """
    symbol = row.record.text("symbol")
    pool = "" if symbol in row.given.isolated else CROSS
    return PositionId(symbol, leg(row.record), pool)


def alone(row: Row) -> PositionId:
    """The isolated position *row* is about; errors as `position`."""
    return PositionId(row.record.text("symbol"), leg(row.record))


def leg(record: Record) -> Leg:
    """Which side of hedge mode *record* is about; ``net`` where it does not say.

    Raises:
        FieldError: It is no side.
    """
    side = record.optional("positionSide") or "BOTH"
    if side not in _LEGS:
        raise record.fault("positionSide", f"{side[:20]!r} is none of {', '.join(_LEGS)}")
    return _LEGS[side]


def signed(row: Row) -> int:
    """Signed lots traded, by ``side`` and ``qty``; errors as `lots`.

    Raises:
        FieldError: It was neither bought nor sold.
    """
    side = row.record.text("side")
    if side not in _SIDES:
        raise row.record.fault("side", f"{side[:20]!r} is neither BUY nor SELL")
    return _SIDES[side] * lots(row, "qty")


def lots(row: Row, name: str) -> int:
    """The quantity in field *name*, in lots of the contract of *row*.

    Raises:
        FieldError: It is no whole number of lots, or nobody knows the contract.
    """
    count = number(row.record, name) / known(row).lot
    if count.denominator != 1:
        raise row.record.fault(name, f"{row.record.text(name)} is no whole number of lots")
    return count.numerator
