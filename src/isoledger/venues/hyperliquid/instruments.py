"""Terms of contracts as ``meta`` states them."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.core.errors import TierTableError
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.fields import Fields, Json
from isoledger.venues.hyperliquid.rules import PERP_DECIMALS, USDC, perpetual
from isoledger.venues.records import Record, json_records

Steps = tuple[tuple[Fraction, int], ...]
"""Margin steps: (value from which, highest leverage), lowest first."""


def instruments(data: bytes, file: str, *, settle: Asset = USDC) -> dict[str, Instrument]:
    """The contracts of a ``meta`` answer, by coin.

    Args:
        data: The answer's body.
        file: Its name, for messages.
        settle: The collateral of the exchange it describes. Other exchanges than the venue's own
            have tokens of their own, and ``meta`` gives only their index.

    Raises:
        UnreadableFileError: It is no JSON.
        FieldError: A field is missing or does not hold what it must.
    """
    (top,) = json_records(data, file)[:1] or (_empty(file),)
    tables = {number: _steps(table) for number, table in _tables(top)}
    found: dict[str, Instrument] = {}
    for coin in _objects(top, "universe"):
        decimals = coin.whole("szDecimals")
        if not 0 <= decimals <= PERP_DECIMALS:
            raise coin.fault("szDecimals", f"{decimals} is not in 0..{PERP_DECIMALS}")
        steps = _steps_of(coin, tables)
        name = coin.text("name")
        found[name] = perpetual(
            name, settle, size_decimals=decimals, tiers=_tier_table(coin, steps)
        )
    return found


def _empty(file: str) -> Record:
    return Record(raw=b"", source="", file=file, row=1, fields={})


def tier_table(steps: Steps) -> TierTable:
    """The tiers of margin *steps*: initial 1/leverage, maintenance half of that.

    The deduction keeps the requirement whole where the rate rises (hyperliquid-docs,
    trading/margin-tiers).

    Raises:
        TierTableError: The steps do not begin at zero, or leverage does not fall.

    >>> tier_table(((Fraction(0), 40), (Fraction(10000), 25))).tiers[1].deduction
    Fraction(75, 1)
    """
    tiers: list[MarginTier] = []
    caps = [floor for floor, _ in steps[1:]]
    deduction = previous = Fraction(0)
    for at, (floor, leverage) in enumerate(steps):
        rate = Fraction(1, 2 * leverage)
        deduction += floor * (rate - previous) if at else 0
        previous = rate
        tiers.append(
            MarginTier(
                floor=floor,
                cap=caps[at] if at < len(caps) else None,
                initial=2 * rate,
                maintenance=rate,
                deduction=deduction,
            )
        )
    return TierTable(tiers=tuple(tiers))


def _tier_table(record: Record, steps: Steps) -> TierTable:
    try:
        return tier_table(steps)
    except TierTableError as error:
        raise record.fault("marginTiers", str(error)) from error


def _steps_of(coin: Record, tables: Mapping[int, Steps]) -> Steps:
    """Its margin table; without one, or with a number that names none, one step for all sizes."""
    number = coin.fields.get("marginTableId")
    if number is not None and coin.whole("marginTableId") in tables:
        return tables[coin.whole("marginTableId")]
    return ((Fraction(0), leverage_of(coin)),)


def leverage_of(record: Fields) -> int:
    """The highest leverage a record states.

    Raises:
        FieldError: It is missing or not at least 1.
    """
    leverage = record.whole("maxLeverage")
    if leverage < 1:
        raise record.fault("maxLeverage", f"{leverage} is below 1")
    return leverage


def _tables(top: Record) -> list[tuple[int, Record]]:
    """Margin tables by number. They come as pairs of number and table."""
    found: list[tuple[int, Record]] = []
    for pair in _list(top, "marginTables") if top.fields.get("marginTables") else []:
        match pair:
            case [str(number), dict(table)] if number.isascii() and number.isdigit():
                found.append((int(number), evolve(top, fields=table)))
            case _:
                raise top.fault("marginTables", "an element is no pair of number and table")
    return found


def _steps(table: Record) -> Steps:
    return tuple(
        (tier.number("lowerBound").value, leverage_of(tier))
        for tier in _objects(table, "marginTiers")
    )


def _objects(record: Record, name: str) -> list[Record]:
    """The objects of the array in *name*, as records of the same place."""
    found: list[Record] = []
    for element in _list(record, name):
        if not isinstance(element, dict):
            raise record.fault(name, "an element is not an object")
        found.append(evolve(record, fields=element))
    return found


def _list(record: Record, name: str) -> list[Json]:
    value = record.fields.get(name)
    if not isinstance(value, list):
        raise record.fault(name, "is missing" if value is None else "is not an array")
    return value
