"""What HTX's rows say of contracts, currencies, margin accounts and sides.

A margin account is a purse of its own: ``USDT`` for all cross positions, ``BTC-USDT`` for both
legs of one isolated contract. Each is a pool here, so that nothing reaches from one into another
but a transfer.
"""

from isoledger.core.books import Book, pool_book
from isoledger.core.identity import Leg, PositionId
from isoledger.core.money import Asset
from isoledger.venues.meaning import Row, text_of
from isoledger.venues.records import Record

DECIMALS = 18
"""How fine the books are: amounts are printed with 18 decimals. Recorded."""

_SIGNS = {"buy": 1, "sell": -1}
_OFFSETS = frozenset({"open", "close", "both"})
_SINGLE = "single_side"
_COINS = ("asset", "margin_asset", "currency")
_CODES = ("contract_code", "symbol")


def settle(code: str) -> str:
    """The currency that a contract or a margin account called *code* settles in.

    >>> settle("BTC-USDT-211210"), settle("BTC-USD"), settle("BTC")
    ('USDT', 'BTC', 'BTC')
    """
    base, _, rest = code.partition("-")
    quote = rest.partition("-")[0]
    return base if quote in {"", "USD"} else quote


def asset(row: Row) -> Asset:
    """The currency of *row*: as it says, or as its contract does.

    Raises:
        FieldError: Neither does.
    """
    said = _first(row.record, *_COINS)
    return Asset(said or settle(_required(row.record, *_CODES)), DECIMALS)


def pool(record: Record) -> str:
    """The margin account that *record* is about.

    Where it names none: of a cross row its currency, else its contract, which has its own.

    Raises:
        FieldError: It names nothing.
    """
    named = record.optional("margin_account")
    if named is None and record.optional("margin_mode") == "cross":
        named = _first(record, "currency", "margin_currency")
    return named or _required(record, *_CODES)


def book(record: Record) -> Book:
    """The book of the margin account that *record* is about; errors as `pool`."""
    return pool_book(pool(record))


def _first(record: Record, *names: str) -> str | None:
    return next((found for name in names if (found := record.optional(name))), None)


def _required(record: Record, *names: str) -> str:
    found = _first(record, *names)
    if found is None:
        raise record.fault(", ".join(names), "are missing: nothing says what it is about")
    return found


def sign(record: Record) -> int:
    """1 where *record* buys or is long, -1 where it sells or is short.

    Raises:
        FieldError: It says neither.
    """
    return _SIGNS[text_of(record, "direction", frozenset(_SIGNS))]


def lots(record: Record, name: str) -> int:
    """The contracts in field *name*, also written ``1.000``.

    Raises:
        FieldError: It is missing, no number, or not whole.
    """
    value = record.number(name).value
    if value.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is no whole number of contracts")
    return value.numerator


def traded(row: Row) -> PositionId:
    """The position that a trade changes: ``offset`` says what it does to a leg.

    Raises:
        FieldError: Contract, account, direction or offset are missing or unknown.
    """
    record = row.record
    offset, bought = text_of(record, "offset", _OFFSETS), sign(record) > 0
    leg: Leg = "long" if bought == (offset == "open") else "short"
    code = record.text("contract_code")
    return PositionId(code, "net" if offset == "both" else leg, pool(record))


def held(record: Record) -> PositionId:
    """The position that *record* states; rows without a mode are of before there was another.

    Raises:
        FieldError: Contract, account or direction are missing or unknown.
    """
    single = record.optional("position_mode") == _SINGLE or (
        record.optional("position_side") == "both"
    )
    leg: Leg = "long" if sign(record) > 0 else "short"
    return PositionId(record.text("contract_code"), "net" if single else leg, pool(record))
