"""The venue's records read strictly: text in, exact values and an identity out.

Every fault is a `FieldError` with the file, the row and the field.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Price, Rounding, on_grid, plain
from isoledger.venues.hyperliquid.rules import COIN_DECIMALS, FIRST_NS, LOT, NAME, PERP_DECIMALS
from isoledger.venues.keys import Key
from isoledger.venues.records import Record

CSV_HEADER = (
    "Account",
    "Coin",
    "Execution Price",
    "Size Tokens",
    "Size USD",
    "Side",
    "Timestamp IST",
    "Start Position",
    "Direction",
    "Closed PnL",
    "Transaction Hash",
    "Order ID",
    "Crossed",
    "Fee",
    "Trade ID",
    "Timestamp",
)
"""The header of the fills table as spreadsheets carry it."""

CSV_DIGITS = 10
"""A spreadsheet has cut longer numbers to so many significant digits."""

MS = 10**6
"""A millisecond, the finest the venue's times are, in ns."""

_LAST_NS = 2**63 - 1
_NOISE = Fraction(1, 2**52)
_ADDRESS = re.compile(r"0x[0-9a-f]{40}", re.ASCII | re.IGNORECASE)
_MINUTE = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d?\d):(\d\d)", re.ASCII)
_INDIA = timezone(timedelta(hours=5, minutes=30))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class FillRow:
    """One fill as the venue wrote it.

    Attributes:
        record: The record.
        address: Whose fill it is, lower case; empty: the record does not say.
        coin: The perpetual or spot pair.
        time_ns: When, ns UTC; a table from a spreadsheet knows the minute only.
        quantity: Signed amount of the coin traded, bought above zero.
        start: Signed amount held before.
        price: The price.
        direction: The venue's own word for what the fill did.
        crossed: Whether it took from the book.
        closed: Profit the venue says it realised, gross of the fee.
        fee: What was paid, rebates below zero; ``None``: not stated.
        fee_token: In what; empty: not stated.
        liquidated: Whom the trade liquidated, lower case; empty: nobody, or not stated.
        method: ``market`` or ``backstop``; empty: it was no liquidation.
        key: The venue's identity of the fill.
        id: That identity with its occurrence counted, once the row stands among others.
        sequence: Its place among the rows of its instant, two apart; 0: not placed yet.
    """

    record: Record
    address: str
    coin: str
    time_ns: int
    quantity: Fraction
    start: Fraction
    price: Price
    direction: str
    crossed: bool
    closed: Exact
    fee: Exact | None
    fee_token: str
    liquidated: str
    method: str
    key: Key
    id: str = ""
    sequence: int = 0

    @property
    def end(self) -> Fraction:
        """Signed amount held after it."""
        return self.start + self.quantity

    @property
    def size(self) -> int:
        """Signed lots traded, of a perpetual."""
        return (self.quantity / LOT).numerator

    @property
    def held(self) -> int:
        """Signed lots held before, of a perpetual."""
        return (self.start / LOT).numerator

    @property
    def is_on_lots(self) -> bool:
        """Whether size and start are whole lots, as those of every perpetual are."""
        return (self.quantity / LOT).denominator == (self.start / LOT).denominator == 1


def stamp(record: Record, account: str, name: str, instant_ns: int, sequence: int = 0) -> Stamp:
    """The stamp of an event made from *record*, under the identity *name*."""
    return Stamp(
        time_ns=instant_ns,
        sequence=sequence,
        venue=NAME,
        account=account,
        id=name,
        source=record.source,
    )


def address_of(text: str) -> str:
    """*text* as an address in lower case; empty if it is none."""
    return text.lower() if _ADDRESS.fullmatch(text) else ""


def api_fill(record: Record) -> FillRow:
    """One element of ``userFills`` or ``userFillsByTime``.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    side = _side(record, "side", {"B": 1, "A": -1})
    taken = nested(record, "liquidation") if record.fields.get("liquidation") else None
    return FillRow(
        record=record,
        address="",
        coin=record.text("coin"),
        time_ns=time_ns(record),
        quantity=side * _positive(record, "sz"),
        start=record.number("startPosition").value,
        price=_price(record, "px"),
        direction=record.text("dir"),
        crossed=record.flag("crossed"),
        closed=_noiseless(record, "closedPnl", COIN_DECIMALS),
        fee=_noiseless(record, "fee", COIN_DECIMALS) if _there(record, "fee") else None,
        fee_token=record.optional("feeToken") or "",
        liquidated=address_of(taken.optional("liquidatedUser") or "") if taken else "",
        method=taken.text("method") if taken else "",
        key=_api_key(record),
    )


def _api_key(record: Record) -> Key:
    """A trade id is a hash of two orders: unique only with time, coin and side."""
    parts = tuple(record.text(name) for name in ("coin", "time", "side"))
    trade = record.whole("tid") if _there(record, "tid") else 0
    if trade:
        return Key("fill", (*parts, str(trade)))
    return Key("fill", (*parts, *_told(record, "oid", "px", "sz", "startPosition")))


def _told(record: Record, *names: str) -> tuple[str, ...]:
    """Numbers as one canonical text each: 1.0 and 1 are one number."""
    return tuple(str(record.number(name)) for name in names)


def csv_fill(record: Record) -> FillRow:
    """One row of the fills table.

    Its trade ids and millisecond times are cut to three digits and not read; its times are
    India's, to the minute.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    side = _side(record, "Side", {"BUY": 1, "SELL": -1})
    minute = _minute_ns(record, "Timestamp IST")
    address = address_of(record.text("Account"))
    if not address:
        raise record.fault("Account", f"{record.text('Account')[:50]!r} is not a 0x address")
    told = _told(record, "Order ID", "Execution Price", "Size Tokens", "Start Position")
    return FillRow(
        record=record,
        address=address,
        coin=record.text("Coin"),
        time_ns=minute,
        quantity=side * _positive(record, "Size Tokens"),
        start=record.number("Start Position").value,
        price=_price(record, "Execution Price"),
        direction=record.text("Direction"),
        crossed=record.flag("Crossed"),
        closed=_noiseless(record, "Closed PnL", COIN_DECIMALS),
        fee=_noiseless(record, "Fee", COIN_DECIMALS),
        fee_token="",
        liquidated="",
        method="",
        key=Key("fill", (record.text("Coin"), str(minute // MS), record.text("Side"), *told)),
    )


def nested(record: Record, name: str) -> Record:
    """The object in *name*, as a record of the same place.

    Raises:
        FieldError: It is missing or no object.
    """
    inner = record.fields.get(name)
    if not isinstance(inner, dict):
        raise record.fault(name, "is missing" if inner is None else "is not an object")
    return evolve(record, fields=inner)


def time_ns(record: Record, name: str = "time") -> int:
    """The instant in *name*, which is written in ms.

    Raises:
        FieldError: It is missing, not whole, or before the venue began.
    """
    instant = record.whole(name) * MS
    if not FIRST_NS <= instant <= _LAST_NS:
        raise record.fault(name, f"{record.text(name)} ms is outside the venue's life")
    return instant


def money(record: Record, name: str, asset: Asset, decimals: int = PERP_DECIMALS) -> Money:
    """The amount in *name*, at most *decimals* fine once binary noise is taken off.

    Raises:
        FieldError: It is missing, no number, or finer than that.
    """
    return asset.exactly(_noiseless(record, name, decimals))


def _noiseless(record: Record, name: str, decimals: int) -> Exact:
    """The number in *name*, or the one on the grid whose binary neighbour was printed.

    The venue prints some numbers from binary floats: 2703997.4500000002 is 2703997.45. What is
    further off the grid than one such float can be is refused.
    """
    number, grid = record.number(name), Fraction(1, 10**decimals)
    if number.scale <= decimals:
        return number
    near = on_grid(number.value, grid, Rounding.HALF_EVEN)
    if abs(near - number.value) > abs(number.value) * _NOISE:
        raise record.fault(name, f"{number} is finer than the venue's books, {decimals} decimals")
    return exact(near, decimals)


def exact(value: Fraction, decimals: int) -> Exact:
    """*value*, which has at most *decimals* decimals, as a number."""
    units = value * 10**decimals
    return Exact.of(f"{units.numerator}e-{decimals}")


def digits(amount: Fraction) -> str:
    """An *amount* that is whole in lots, in plain digits.

    >>> digits(Fraction(-8674, 5))
    '-1734.8'
    """
    text = plain((amount / LOT).numerator, PERP_DECIMALS)
    return text.rstrip("0").rstrip(".")


def lots(record: Record, name: str) -> int:
    """The amount of a perpetual in *name*, in lots.

    Raises:
        FieldError: It is missing, no number, or finer than a lot.
    """
    count = record.number(name).value / LOT
    if count.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is finer than {LOT}, the finest size")
    return count.numerator


def _positive(record: Record, name: str) -> Fraction:
    number = record.number(name)
    if number.units <= 0:
        raise record.fault(name, f"{number} is not above zero")
    return number.value


def _price(record: Record, name: str) -> Price:
    _positive(record, name)
    return Price.of(record.number(name))


def _side(record: Record, name: str, sides: dict[str, int]) -> int:
    text = record.text(name)
    if text not in sides:
        raise record.fault(name, f"is {text[:20]!r}, expected {' or '.join(sides)}")
    return sides[text]


def _there(record: Record, name: str) -> bool:
    return record.fields.get(name) is not None


def _minute_ns(record: Record, name: str) -> int:
    text = record.text(name)
    match = _MINUTE.fullmatch(text)
    if match is None:
        raise record.fault(name, f"is {text[:30]!r}, expected DD-MM-YYYY HH:MM")
    day, month, year, hour, minute = map(int, match.groups())
    try:
        moment = datetime(year, month, day, hour, minute, tzinfo=_INDIA)
        instant = (moment - _EPOCH) // timedelta(minutes=1) * 60 * 10**9
    except ValueError as error:
        raise record.fault(name, f"{text} is no date: {error}") from None
    if not FIRST_NS <= instant <= _LAST_NS:
        raise record.fault(name, f"{text} is outside the venue's life")
    return instant
