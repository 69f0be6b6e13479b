"""Whose position a row of MEXC is about, and what its contract settles in."""

from fractions import Fraction

from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.meaning import Row
from isoledger.venues.mexc.rules import CROSS
from isoledger.venues.sums import number

DECIMALS = 18
"""How fine the books are kept here. Recorded: the venue prints up to 18 decimals."""

LEGS: dict[int, tuple[Leg, int]] = {1: ("long", 1), 2: ("short", -1)}
"""By ``positionType``: the leg, and the sign of what it holds. Long and short are two positions."""

SIDES: dict[int, tuple[Leg, int]] = {
    1: ("long", 1),
    2: ("short", 1),
    3: ("short", -1),
    4: ("long", -1),
}
"""By ``side`` of a trade: open long, close short, open short, close long (official)."""


def settle(row: Row) -> Asset:
    """What the contract of *row* settles in, by its name: ``BTC_USD`` in BTC, others in the quote.

    Raises:
        FieldError: It is no name of a contract.
    """
    symbol = row.record.text("symbol")
    base, line, quote = symbol.partition("_")
    if not (base and line and quote):
        raise row.record.fault("symbol", f"{symbol[:40]!r} is no name like BTC_USDT")
    return Asset(base if quote == "USD" else quote, DECIMALS)


def leg(row: Row, name: str, legs: dict[int, tuple[Leg, int]]) -> tuple[Leg, int]:
    """The leg and the sign that the number in field *name* stands for.

    Raises:
        FieldError: It is missing, or stands for none.
    """
    code = row.record.whole(name)
    if code not in legs:
        raise row.record.fault(name, f"{code} is none of {', '.join(map(str, legs))}")
    return legs[code]


def position(row: Row, side: Leg) -> PositionId:
    """The position of *row* on *side*: alone only where the row or the user says so.

    Raises:
        FieldError: It has no symbol, or an ``openType`` that is none.
    """
    symbol = row.record.text("symbol")
    alone = symbol in row.given.isolated
    if row.record.optional("openType") is not None:
        alone = leg(row, "openType", {1: ("net", 1), 2: ("net", 0)})[1] == 1
    return PositionId(symbol, side, "" if alone else CROSS)


def contracts(row: Row, name: str) -> int:
    """The contracts in field *name*.

    Raises:
        FieldError: It is no whole number.
    """
    count = number(row.record, name)
    if count.denominator != 1:
        raise row.record.fault(name, f"{row.record.text(name)} is no whole number of contracts")
    return count.numerator


def contract(row: Row) -> Instrument:
    """The terms that *row*, a row of ``contract/detail``, states.

    Raises:
        FieldError: A field is missing or does not hold what it must.
        TermsError: A size or step is not above zero.
    """
    its = row.record
    base, coin = its.text("baseCoin"), its.text("settleCoin")
    return Instrument(
        symbol=its.text("symbol"),
        base=base,
        quote=its.text("quoteCoin"),
        settle=Asset(coin, DECIMALS),
        payoff=Payoff.INVERSE if coin == base else Payoff.LINEAR,
        multiplier=_above(row, "contractSize"),
        tick=_above(row, "priceUnit"),
    )


def _above(row: Row, name: str) -> Fraction:
    return row.record.price(name).value
