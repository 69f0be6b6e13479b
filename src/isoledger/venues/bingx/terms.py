"""What a symbol of BingX says of its contract, and whose position a row is about."""

from fractions import Fraction

from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.bingx.rules import CROSS
from isoledger.venues.meaning import Row
from isoledger.venues.sums import number

DECIMALS = 20
"""How fine the books are kept here. Recorded: a position's funding was printed to 20 decimals;
balances are printed to 4."""

LOT = Fraction(1, 10**8)
"""One size unit of a linear contract, in coins: finer than any order. Coin-M counts contracts."""

FACES = {"BTC": 100}
"""Face of a coin-M contract in USD where it is not 10. Recorded for SOL (20.00000000 for two);
BTC is assumed. Trades state the value, so that another face is refused."""

_LEGS: dict[str, Leg] = {"BOTH": "net", "LONG": "long", "SHORT": "short"}
SIDES = {"BUY": 1, "SELL": -1}
"""The sign of a trade, by its type."""


def contract(symbol: str) -> Instrument | None:
    """The contract called *symbol*, as far as its name tells; ``None``: it tells nothing.

    >>> contract("SOL-USD").multiplier
    Fraction(10, 1)
    """
    base, dash, quote = symbol.partition("-")
    if not (base and dash and quote) or "-" in quote:
        return None
    inverse = quote == "USD"
    return Instrument(
        symbol=symbol,
        base=base,
        quote=quote,
        settle=Asset(base if inverse else quote, DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(FACES.get(base, 10)) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=LOT,
    )


def terms(row: Row) -> Instrument | None:
    """The contract *row* is about, as far as its name tells."""
    return contract(row.record.optional("symbol") or "")


def known(row: Row) -> Instrument:
    """The contract of *row*.

    Raises:
        FieldError: It names none.
    """
    symbol = row.record.text("symbol")
    found = contract(symbol)
    if found is None:
        raise row.record.fault("symbol", f"{symbol[:40]!r} is no name like BTC-USDT")
    return found


def settle(row: Row) -> Asset:
    """What the contract of *row* settles in; errors as `known`."""
    return known(row).settle


def position(row: Row) -> PositionId:
    """Whose position *row* is about: alone only where it or the user says so.

    Raises:
        FieldError: It names no contract, or no such side.
    """
    symbol = known(row).symbol
    side = row.record.optional("positionSide") or "BOTH"
    if side not in _LEGS:
        raise row.record.fault("positionSide", f"{side[:20]!r} is none of {', '.join(_LEGS)}")
    its = row.record
    says = "isolated" in its.fields
    alone = its.flag("isolated") if says else symbol in row.given.isolated
    return PositionId(symbol, _LEGS[side], "" if alone else CROSS)


def lots(row: Row, name: str) -> int:
    """The quantity in field *name*, in lots of the contract of *row*.

    Raises:
        FieldError: It is no whole number of lots, or no contract is named.
    """
    count = number(row.record, name) / known(row).lot
    if count.denominator != 1:
        raise row.record.fault(name, f"{row.record.text(name)} is no whole number of lots")
    return count.numerator


def traded(row: Row, name: str) -> int:
    """Signed lots traded, by what the row was and the quantity in *name*; errors as `lots`."""
    return SIDES[row.type] * abs(lots(row, name))
