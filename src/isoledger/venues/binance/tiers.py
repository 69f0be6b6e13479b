"""Margin tiers of Binance: the ``leverageBracket`` answer, and ccxt's copy of it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from isoledger.core.errors import MalformedNumberError, TierTableError
from isoledger.core.numbers import Exact
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.errors import FieldError, UnreadableFileError
from isoledger.venues.fields import Json
from isoledger.venues.records import json_value

UNCAPPED = 2**63 - 1
"""What the venue prints where a tier never ends. Recorded: BTCSTUSDT, last bracket."""


def tier_tables(data: bytes, file: str) -> dict[str, TierTable]:
    """The tier tables in *data*, by the symbol that stands there.

    Args:
        data: The answer of ``leverageBracket`` (USD-M, or COIN-M ``dapi/v2``), a JSON array; or
            what ccxt makes of it, a JSON object of symbols with the answer under ``info``.
        file: Its name, for messages.

    Raises:
        UnreadableFileError: It is neither.
        FieldError: A field of a bracket is missing or does not hold what it must; brackets leave
            a gap, overlap, or let the requirement jump.
    """
    top = json_value(data, file)
    found: dict[str, list[Mapping[str, Json]]] = {}
    for symbol, brackets in _by_symbol(top, file):
        if symbol in found:
            raise FieldError(source=file, field="symbol", why=f"{symbol} is there twice")
        found[symbol] = [_bracket(row, f"{file}, {symbol}") for row in brackets]
    return {symbol: _table(rows, f"{file}, {symbol}") for symbol, rows in found.items()}


def table_of(brackets: Sequence[Json], place: str) -> TierTable:
    """The tier table of one contract.

    Args:
        brackets: The ``brackets`` of the answer, numbers still text.
        place: Where they stand, for messages.

    Raises:
        FieldError: As `tier_tables`.
    """
    return _table([_bracket(row, place) for row in brackets], place)


def deduction(previous: MarginTier, floor: Fraction, maintenance: Fraction) -> Fraction:
    """The maintenance amount ``cum`` of the tier after *previous*, that keeps the sum whole.

    FAQ b3c689c1f50a44cabb3a84e663b81d93; exact in all 2,456 recorded steps.

    Args:
        previous: The tier below.
        floor: Where the tier begins.
        maintenance: Its rate.
    """
    return previous.deduction + floor * (maintenance - previous.maintenance)


def _by_symbol(top: Json, file: str) -> list[tuple[str, list[Json]]]:
    match top:
        case dict():
            pairs = list(top.items())
        case list():
            pairs = [_pair(row, file) for row in top]
        case _:
            raise UnreadableFileError(file=file, row=0, why="it is neither array nor object")
    found: list[tuple[str, list[Json]]] = []
    for symbol, brackets in pairs:
        if not isinstance(brackets, list):
            raise FieldError(source=file, field=symbol, why="is no list of brackets")
        found.append((symbol, brackets))
    return found


def _pair(row: Json, file: str) -> tuple[str, Json]:
    match row:
        case {"symbol": str(symbol), "brackets": brackets}:
            return symbol, brackets
        case _:
            raise FieldError(source=file, field="symbol", why="an element lacks symbol or brackets")


def _bracket(row: Json, place: str) -> Mapping[str, Json]:
    """The bracket as the venue wrote it: ccxt keeps it under ``info``, beside its own floats."""
    match row:
        case {"info": dict(info)}:
            return info
        case dict():
            return row
        case _:
            raise FieldError(source=place, field="brackets", why=f"{row!r} is no bracket")


def _table(rows: list[Mapping[str, Json]], place: str) -> TierTable:
    ordered = sorted(rows, key=lambda row: _number(row, place, "bracket"))
    try:
        tiers = tuple(_tier(row, place) for row in ordered)
        return TierTable(tiers=tiers)
    except TierTableError as error:
        raise FieldError(source=place, field="brackets", why=str(error)) from error


def _tier(row: Mapping[str, Json], place: str) -> MarginTier:
    cap = _number(row, place, "notionalCap", "qtyCap")
    leverage = _number(row, place, "initialLeverage")
    if leverage < 1:
        raise FieldError(source=place, field="initialLeverage", why=f"{leverage} is below 1")
    return MarginTier(
        # The venue's own COIN-M answer spells it both ways.
        floor=_number(row, place, "notionalFloor", "qtyFloor", "qtylFloor"),
        cap=None if cap == UNCAPPED else cap,
        initial=1 / leverage,
        maintenance=_number(row, place, "maintMarginRatio"),
        deduction=_number(row, place, "cum"),
    )


def _number(row: Mapping[str, Json], place: str, *names: str) -> Fraction:
    """The number in the first of *names* that is there."""
    name = next((name for name in names if name in row), names[0])
    found = row.get(name)
    if not isinstance(found, str):
        raise FieldError(source=place, field=name, why="is missing" if found is None else "no text")
    try:
        return Exact.of(found).value
    except MalformedNumberError as error:
        raise FieldError(source=place, field=name, why=str(error)) from error
