"""What the names of Kraken's futures and margin accounts say, and which pool a row is about.

``PI_``/``FI_`` are inverse and settle in their coin, in an account of the pair (``f-xbt:usd``);
``PF_``/``FF_`` are linear, settle in dollars, and share the multi-collateral account (``flex``).
"""

import re
from fractions import Fraction

from isoledger.core.books import WALLET, Book, pool_book
from isoledger.core.dated import Dated
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.tiers import TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.records import Record

DECIMALS = 20
"""How fine the books are. Recorded: eleven decimals of bitcoin; finer is not ruled out."""

LOT = Fraction(1, 10**8)
"""One size unit of a linear contract, in coins: finer than any order. An inverse one's is 1 USD."""

FLEX = "flex"
"""The multi-collateral account."""

CASH = "cash"
"""The cash account: no position can reach it."""

_NAME = re.compile(
    r"(?P<kind>PI|FI|PF|FF|PV|FV)_(?P<base>[A-Z0-9]+?)(?P<quote>USD|XBT|EUR)(?:_(?P<day>\d{6}))?",
    re.ASCII | re.IGNORECASE,
)
_INVERSE, _FLEXIBLE = ("PI", "FI"), ("PF", "FF")
_NAMES = {"BTC": "XBT"}


def is_contract(name: str) -> bool:
    """Whether *name* is a contract's, and no currency's."""
    return bool(_NAME.fullmatch(name))


def asset(code: str) -> Asset:
    """The asset *code*, by one name: bitcoin is XBT in the log and BTC in a fill."""
    upper = code.upper()
    return Asset(_NAMES.get(upper, upper), DECIMALS)


def symbol_of(record: Fields, name: str) -> str:
    """The contract in *name*, in capitals as the instruments have it."""
    return record.text(name).upper()


def terms_of(
    record: Fields, name: str, *, tick: Fraction = LOT, tiers: Dated[TierTable] | None = None
) -> Instrument:
    """The contract that field *name* names.

    Raises:
        FieldError: Its name is of no kind that is known.
    """
    symbol = symbol_of(record, name)
    found = _NAME.fullmatch(symbol)
    if found is None:
        raise record.fault(name, f"{symbol[:40]!r} is no contract of a kind that is known")
    kind, base, quote = found["kind"], found["base"], found["quote"]
    inverse = kind in _INVERSE
    return Instrument(
        symbol=symbol,
        base=base,
        quote=quote,
        settle=asset(base if inverse else quote),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(1) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=tick,
        tiers=tiers,
    )


def account_of(record: Fields, name: str) -> str:
    """The margin account that a contract is held in; errors as `terms_of`."""
    found = _NAME.fullmatch(terms_of(record, name).symbol)
    if found is None or found["kind"] in _FLEXIBLE:
        return FLEX
    return f"f-{found['base']}:{found['quote']}".lower()


def book_of(account: str) -> Book:
    """The book of a margin account: its pool, or the wallet for cash."""
    return WALLET if account == CASH else pool_book(account)


def position(record: Fields, name: str, account: str) -> PositionId:
    """The position of the contract in *name*, in the pool of *account*."""
    return PositionId(symbol_of(record, name), pool=account)


def lots(record: Record, name: str, contract: str) -> int:
    """The quantity in *name*, signed, in lots of the contract in field *contract*.

    Raises:
        FieldError: It is no whole number of lots, or the contract is of no known kind.
    """
    count = record.number(name).value / terms_of(record, contract).lot
    if count.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is no whole number of lots")
    return count.numerator
