"""Phemex writes numbers as integers of a scale: values, prices and ratios, or as they are.

``Ev`` is in the smallest unit of a currency, ``Ep`` in ten-thousandths of a price, ``Er`` in
hundred-millionths; ``Rv``, ``Rp``, ``Rq`` and ``Rr`` are plain. A row is read without the endings.
"""

from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.errors import MalformedNumberError
from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import CostRule, Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, plain as as_text
from isoledger.venues.meaning import Row
from isoledger.venues.phemex.rules import CROSS, VALUE_ROUNDING
from isoledger.venues.records import Record

VALUE_SCALES = {"USD": 4}
"""Decimals of a smallest unit, where they are not 8. Official: ``currencies.valueScale``."""

_VALUE_SCALE, _PRICE_SCALE, _RATIO_SCALE = 8, 4, 8
_PLAIN = ("Rv", "Rp", "Rq", "Rr")

DECIMALS = 18
"""How fine the books of dollars-T are: balances of twelve decimals are recorded."""

LOT = Fraction(1, 10**8)
"""One size unit of a dollar-T contract, in coins: finer than any order. Others count contracts."""

TETHER = "USDT"
_SIDES = {"Buy": 1, "Sell": -1, "1": 1, "2": -1, "None": 0}
_LEGS: dict[str, Leg] = {"Long": "long", "Short": "short", "1": "long", "2": "short"}
CUT = Dated[CostRule].always(CostRule(rounding=VALUE_ROUNDING))
"""The value of a fill is cut as a whole."""


def plain(record: Record) -> Record:
    """*record* with each scaled number as it is, by its name without the ending."""
    told = dict(record.fields)
    code = record.fields.get("currency")
    value_scale = VALUE_SCALES.get(code, _VALUE_SCALE) if isinstance(code, str) else _VALUE_SCALE
    scales = {"Ev": value_scale, "Ep": _PRICE_SCALE, "Er": _RATIO_SCALE}
    for name, value in record.fields.items():
        base, ending = name[:-2], name[-2:]
        if ending in _PLAIN:
            told[base] = value
        elif ending in scales and isinstance(value, str):
            told[base] = _scaled(value, scales[ending])
    return evolve(record, fields=told)


def _scaled(text: str, scale: int) -> str:
    try:
        found = Exact.of(text)
    except MalformedNumberError:
        return text  # the row is refused where it is read
    return as_text(found.units, found.scale + scale)


def moved(record: Record) -> Record:
    """*record* in plain numbers, with what it moved of the balance: profit less fee."""
    told = plain(record)
    profit, fee = told.fields.get("closedPnl"), told.fields.get("execFee")
    if not isinstance(profit, str) or not isinstance(fee, str):
        return told
    try:
        gain, paid = Exact.of(profit), Exact.of(fee)
    except MalformedNumberError:
        return told  # the row is refused where it is read
    scale = max(gain.scale, paid.scale)
    units = gain.units * 10 ** (scale - gain.scale) - paid.units * 10 ** (scale - paid.scale)
    return evolve(told, fields={**told.fields, "moved": as_text(units, scale)})


def asset(code: str) -> Asset:
    """The currency *code*, as finely as its books are kept."""
    return Asset(code, DECIMALS if code == TETHER else VALUE_SCALES.get(code, _VALUE_SCALE))


def coin(row: Row) -> Asset:
    """The currency of *row*."""
    return asset(row.record.text("currency"))


def terms(row: Row) -> Instrument | None:
    """The contract of *row*; ``None`` where its name does not tell its size: ask ``products``."""
    symbol, code = row.record.optional("symbol"), row.record.text("currency")
    if symbol is None:
        return None
    if code == TETHER and symbol.endswith(TETHER):
        return contract(symbol, symbol.removesuffix(TETHER), code, LOT, LOT)
    if symbol == f"{code}USD":
        return contract(symbol, code, code, Fraction(1), LOT)
    return None


def contract(
    symbol: str, base: str, settle: str, multiplier: Fraction, tick: Fraction
) -> Instrument:
    """A contract by what tells it apart: inverse, if it settles in what it is the price of."""
    inverse = base == settle
    return Instrument(
        symbol=symbol,
        base=base,
        quote="USD" if inverse else settle,
        settle=asset(settle),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=multiplier,
        lot=LOT if settle == TETHER else Fraction(1),
        tick=tick,
        cost_rule=CUT,
    )


def position(row: Row) -> PositionId:
    """The position of *row*: no row tells isolated margin, so that all share the one pool."""
    leg = _LEGS.get(row.record.printed("posSide"), "net")
    return PositionId(row.record.text("symbol"), leg, CROSS)


def signed(row: Row, name: str) -> int:
    """The quantity in *name*, in lots, signed by its side.

    Raises:
        FieldError: It is no whole number of lots, or the side is neither Buy nor Sell.
    """
    record = row.record
    side = record.text("side")
    if side not in _SIDES:
        raise record.fault("side", f"{side[:20]!r} is neither Buy nor Sell")
    lot = LOT if record.text("currency") == TETHER else Fraction(1)
    count = abs(record.number(name).value) / lot
    if count.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is no whole number of lots")
    return _SIDES[side] * count.numerator
