"""What OKX's records share: its books, how contracts are counted, which leg a row is about."""

from fractions import Fraction

from isoledger.core.identity import Leg, PositionId
from isoledger.core.money import Asset
from isoledger.venues.meaning import Row
from isoledger.venues.okx.rules import CROSS
from isoledger.venues.records import Record

DECIMALS = 18
"""How fine the books are: saved tables print so many decimals (``0E-18``), bills 16. Recorded."""

LOT = Fraction(1, 10**8)
"""One size unit, in contracts: finer than any order, so that rows need no ``lotSz`` to be read."""

CONTRACTS = frozenset({"SWAP", "FUTURES"})
"""Kinds of instruments that are positions here."""

LEGS: dict[str, Leg] = {"net": "net", "long": "long", "short": "short"}
"""Sides of positions as the venue calls them."""

_OPEN_AND_CLOSE: tuple[tuple[int, Leg], ...] = (
    (1, "net"),
    (-1, "net"),
    (1, "long"),
    (-1, "short"),
    (-1, "long"),
    (1, "short"),
)
_TAKEN: tuple[tuple[int, Leg], ...] = ((-1, "long"), (1, "short"), (1, "net"), (-1, "net"))

SIDES: dict[str, tuple[int, Leg]] = {
    **{str(first + n): s for first in (1, 204, 270, 324) for n, s in enumerate(_OPEN_AND_CLOSE)},
    **{str(first + n): side for first in (100, 104, 125) for n, side in enumerate(_TAKEN)},
    "131": (1, "net"),
    "132": (-1, "net"),
}
"""What a ``subType`` traded: bought above zero, and of which leg.

Official: buy, sell, open long, open short, close long, close short (from 1; block trades from 204,
spreads from 270, moved positions from 324); partial liquidations (from 100), liquidations (from
104) and deleveraging (from 125) of a long, a short, bought, sold; 131 and 132 hedge options."""


def is_contract(row: Row) -> bool:
    """Whether *row* is about a swap or a future."""
    return row.record.optional("instType") in CONTRACTS


def is_isolated(row: Row) -> bool:
    """Whether *row* is about an isolated swap or future."""
    return is_contract(row) and row.record.optional("mgnMode") == "isolated"


def position(row: Row) -> PositionId:
    """The position *row* is about.

    Raises:
        FieldError: It does not say which leg of two.
    """
    record = row.record
    leg = LEGS.get(record.optional("posSide") or "")
    if leg is None:
        raise record.fault("posSide", "long and short are held, and nothing says which it is about")
    return PositionId(record.text("instId"), leg, "" if is_isolated(row) else CROSS)


def lots(record: Record, quantity: Fraction, name: str) -> int:
    """*quantity* of contracts, read from *name*, in lots.

    Raises:
        FieldError: It is no whole number of them.
    """
    count = quantity / LOT
    if count.denominator != 1:
        raise record.fault(name, f"{quantity} is no whole number of lots of {LOT}")
    return count.numerator


def settle_of(row: Row) -> Asset:
    """The coin in which the contract of *row* settles, by its name.

    Raises:
        FieldError: The name does not tell.

    ``BTC-USDT-SWAP`` settles in USDT, ``BTC-USD-SWAP`` in BTC.
    """
    base, _, rest = row.record.text("instId").partition("-")
    quote = rest.partition("-")[0]
    if not quote or "_" in quote:
        raise row.record.fault("instId", f"{base}-{rest} does not say in what it settles")
    return Asset(base if quote == "USD" else quote, DECIMALS)
