"""What a market of CoinEx says of its contract, and whose position a row is about."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.coinex.rules import CROSS
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record
from isoledger.venues.sums import number

DECIMALS = 20
"""How fine the books are. Recorded: streams print 20 decimals."""

LOT = Fraction(1, 10**8)
"""One size unit of a linear contract, in coins: the finest amount of any market."""

SIGNS = {"long": 1, "short": -1}
"""The sign of what a side holds."""

_QUOTES = ("USDT", "USDC")
_MODES = frozenset({"cross", "isolated"})


def contract(market: str) -> Instrument | None:
    """The contract called *market*, as far as its name tells; ``None``: it tells nothing.

    A market in USD is inverse, a contract worth 1 USD; assumed, since none is recorded.
    """
    quote = next((quote for quote in (*_QUOTES, "USD") if market.endswith(quote)), "")
    base = market.removesuffix(quote)
    if not quote or not base:
        return None
    inverse = quote == "USD"
    return Instrument(
        symbol=market,
        base=base,
        quote=quote,
        settle=Asset(base if inverse else quote, DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(1) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=LOT,
    )


def trimmed(record: Record) -> Record:
    """*record* with its market without the space that answers put before it."""
    market = record.fields.get("market")
    if not isinstance(market, str):
        return record
    return evolve(record, fields={**record.fields, "market": market.strip()})


def terms(row: Row) -> Instrument | None:
    """The contract *row* is about, as far as its name tells."""
    return contract(row.record.optional("market") or "")


def known(row: Row) -> Instrument:
    """The contract of *row*.

    Raises:
        FieldError: It names none.
    """
    market = row.record.text("market")
    found = contract(market)
    if found is None:
        raise row.record.fault("market", f"{market[:40]!r} is no name like BTCUSDT")
    return found


def settle(row: Row) -> Asset:
    """What the contract of *row* settles in; errors as `known`."""
    return known(row).settle


def position(row: Row) -> PositionId:
    """Whose position *row* is about; where it does not say, alone only if the user says so.

    Raises:
        FieldError: It names no contract, or no such mode.
    """
    symbol, mode = known(row).symbol, row.record.optional("margin_mode")
    if mode is not None and mode not in _MODES:
        raise row.record.fault("margin_mode", f"{mode[:20]!r} is neither cross nor isolated")
    alone = symbol in row.given.isolated if mode is None else mode == "isolated"
    return PositionId(symbol, "net", "" if alone else CROSS)


def lots(row: Row, name: str) -> int:
    """The quantity in field *name*, in lots of the contract of *row*.

    Raises:
        FieldError: It is no whole number of lots, or no contract is named.
    """
    count = number(row.record, name) / known(row).lot
    if count.denominator != 1:
        raise row.record.fault(name, f"{row.record.text(name)} is no whole number of lots")
    return count.numerator


def sign(row: Row) -> int:
    """1 for a long position, -1 for a short one.

    Raises:
        FieldError: It is neither.
    """
    side = row.record.text("side")
    if side not in SIGNS:
        raise row.record.fault("side", f"{side[:20]!r} is neither long nor short")
    return SIGNS[side]
