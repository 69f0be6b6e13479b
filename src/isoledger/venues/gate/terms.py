"""What the name of a Gate contract says, and whose position a row is about."""

from fractions import Fraction

from isoledger.core.identity import Leg, PositionId
from isoledger.core.money import Asset
from isoledger.venues.gate.rules import CROSS
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record

DECIMALS = 12
"""How fine the books are. Recorded: balances and fees of 12 decimals."""

LOT = Fraction(1, 10_000)
"""One size unit, in contracts: some contracts trade in tenths, and finer is not ruled out."""

_SETTLES = {"USDT": "USDT", "USD": "BTC"}


def settle(record: Record, name: str = "contract") -> str:
    """The currency that the contract in field *name* settles in.

    Raises:
        FieldError: Its name begins with neither ``<base>_USDT`` nor ``<base>_USD``.
    """
    code = record.text(name)
    quote = code.partition("_")[2].replace("-", "_").partition("_")[0]
    if quote not in _SETTLES:
        raise record.fault(name, f"{code[:40]!r} is neither of <base>_USDT nor of <base>_USD")
    return _SETTLES[quote]


def coin(row: Row) -> Asset:
    """The asset that the contract of *row* settles in; errors as `settle`."""
    return Asset(settle(row.record), DECIMALS)


def lots(record: Record, name: str) -> int:
    """The contracts in field *name*, signed, in lots.

    Raises:
        FieldError: It is no number, or finer than a lot.
    """
    count = record.number(name).value / LOT
    if count.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is finer than {LOT} of a contract")
    return count.numerator


def position(row: Row, leg: Leg = "net") -> PositionId:
    """The position of the contract of *row*: no trade says whether it stands alone."""
    return PositionId(row.record.text("contract"), leg, CROSS)
