"""What a symbol of Bybit says of its contract."""

import re
from datetime import UTC, datetime
from fractions import Fraction

from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.bybit.rules import CROSS
from isoledger.venues.meaning import Row
from isoledger.venues.sums import number

DECIMALS = 20
"""How fine the books are: the table prints so many decimals. Recorded."""

LOT = Fraction(1, 10**8)
"""One size unit of a linear contract, in coins: finer than any order. An inverse one's is 1 USD."""

_DAY = r"(?:-(\d{1,2}[A-Z]{3}\d{2}))"
_TETHER = re.compile(rf"([A-Z0-9]+)USDT{_DAY}?", re.ASCII)
_USDC = re.compile(rf"([A-Z0-9]+?)(?:PERP|{_DAY})", re.ASCII)
_INVERSE = re.compile(r"([A-Z0-9]+)USD(?:[HMUZ]\d{2})?", re.ASCII)
_OPTION = re.compile(rf"[A-Z0-9]+{_DAY}-[0-9.]+-[CP](?:-USDT)?", re.ASCII)
_SIGNS = {"BUY": 1, "SELL": -1}
_LEGS: dict[str, Leg] = {"0": "net", "1": "long", "2": "short"}
_DELIVERY_HOUR = 8


def is_option(symbol: str) -> bool:
    """Whether *symbol* is that of an option.

    >>> is_option("ETH-28FEB25-2800-C")
    True
    """
    return _OPTION.fullmatch(symbol) is not None


def contract(symbol: str) -> Instrument | None:
    """The contract called *symbol*, as far as its name tells; ``None``: it tells of none.

    A tick is finer than any here: ``instruments-info`` has the venue's own. A spot pair may be
    called the same as a contract: ask what a row is about first.

    >>> contract("BTCPERP").settle.code, contract("BTCUSDH23").settle.code
    ('USDC', 'BTC')
    """
    tether, usdc = _TETHER.fullmatch(symbol), _USDC.fullmatch(symbol)
    if tether is not None:
        return _terms(symbol, tether[1], "USDT", day=tether[2])
    if usdc is not None:
        return _terms(symbol, usdc[1], "USDC", day=usdc[2])
    inverse = _INVERSE.fullmatch(symbol)
    return None if inverse is None else _terms(symbol, inverse[1], "USD", inverse=True)


def _terms(
    symbol: str, base: str, quote: str, *, day: str | None = None, inverse: bool = False
) -> Instrument:
    return Instrument(
        symbol=symbol,
        base=base,
        quote=quote,
        settle=Asset(base if inverse else quote, DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(1) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=LOT,
        expiry_ns=None if day is None else _delivered_ns(day),
    )


def _delivered_ns(day: str) -> int | None:
    """When a contract whose name ends so is delivered: at 08:00 UTC; ``None``: on no such day."""
    try:
        when = datetime.strptime(day, "%d%b%y").replace(tzinfo=UTC, hour=_DELIVERY_HOUR)
    except ValueError:
        return None
    return int(when.timestamp()) * 10**9


def known(row: Row) -> Instrument:
    """The contract of *row*: as it is known already, or as its name tells.

    Raises:
        FieldError: Neither.
    """
    symbol = row.record.text("symbol")
    found = row.given.listed.get(symbol) or contract(symbol)
    if found is None:
        why = f"{symbol[:40]!r} does not tell its contract; import instruments-info first"
        raise row.record.fault("symbol", why)
    return found


def position(row: Row) -> PositionId:
    """Whose position *row* is about. All share the wallet; hedge mode is told by ``positionIdx``.

    Raises:
        FieldError: There is no symbol, or no such index.
    """
    index = row.record.optional("positionIdx") or "0"
    if index not in _LEGS:
        raise row.record.fault("positionIdx", f"{index[:20]!r} is none of 0, 1 and 2")
    return PositionId(row.record.text("symbol"), _LEGS[index], CROSS)


def lots(row: Row, quantity: Fraction, name: str) -> int:
    """*quantity*, from field *name*, in lots of the contract of *row*.

    Raises:
        FieldError: It is no whole number of lots, or nobody knows the contract.
    """
    count = quantity / known(row).lot
    if count.denominator != 1:
        raise row.record.fault(name, f"{quantity} is no whole number of lots")
    return count.numerator


def signed(row: Row, name: str) -> int:
    """Signed lots in field *name*, by ``side``; errors as `lots`.

    Raises:
        FieldError: ``side`` is neither Buy nor Sell.
    """
    side = row.record.text("side").upper()
    if side not in _SIGNS:
        raise row.record.fault("side", f"{side[:20]!r} is neither Buy nor Sell")
    return _SIGNS[side] * lots(row, abs(number(row.record, name)), name)
