"""What KuCoin's symbols, sides and sizes say."""

from isoledger.core.identity import Leg, PositionId
from isoledger.core.money import Asset
from isoledger.venues.kucoin.rules import CROSS
from isoledger.venues.meaning import Row, text_of
from isoledger.venues.records import Record

DECIMALS = 20
"""How fine the books are: finer than any amount recorded (16 decimals, of a liquidation)."""

_SIGNS = {"BUY": 1, "SELL": -1}
_LEGS: dict[str, Leg] = {"BOTH": "net", "LONG": "long", "SHORT": "short"}
_ENDS = ("USDTM", "USDCM")


def settle(record: Record, name: str) -> str:
    """The currency that the contract in field *name* settles in, as its name tells.

    Raises:
        FieldError: It tells of none.
    """
    symbol = record.text(name)
    if symbol.endswith(_ENDS):
        return symbol[-5:-1]
    if symbol.endswith("USDM"):
        return symbol[:-4]
    if symbol.startswith("XBTM"):
        return "XBT"
    raise record.fault(name, f"{symbol[:40]!r} does not tell what it settles in")


def is_spot(symbol: str) -> bool:
    """Whether *symbol* is that of a pair of coins.

    >>> is_spot("BTC-USDT"), is_spot("XBTUSDTM")
    (True, False)
    """
    return "-" in symbol


def is_inverse(symbol: str) -> bool:
    """Whether the contract *symbol* settles in the coin it is the price of.

    >>> is_inverse("XBTUSDM"), is_inverse("XBTUSDTM")
    (True, False)
    """
    return not symbol.endswith(_ENDS)


def sign(record: Record, name: str = "side") -> int:
    """1 for a purchase, -1 for a sale, as field *name* says.

    Raises:
        FieldError: It says neither.
    """
    word = record.text(name).upper()
    if word not in _SIGNS:
        raise record.fault(name, f"{word[:20]!r} is neither buy nor sell")
    return _SIGNS[word]


def position(row: Row, name: str = "symbol") -> PositionId:
    """Whose position *row* is about: of the one pool, one leg unless it says a side.

    Raises:
        FieldError: There is no symbol, or no such side.
    """
    record = row.record
    side = record.optional("positionSide")
    leg = "BOTH" if side is None else text_of(record, "positionSide", frozenset(_LEGS))
    return PositionId(record.text(name), _LEGS[leg], CROSS)


def asset(record: Record, name: str) -> Asset:
    """The currency in field *name*, as fine as the books are.

    Raises:
        FieldError: It is missing.
    """
    return Asset(record.text(name), DECIMALS)
