"""The names of accounts and commodities in plain-text books: legal, and one for one."""

import re
from collections.abc import Iterable

from isoledger.core.books import (
    ADJUSTMENT,
    BONUS,
    CONVERSION,
    DEBT,
    FEES,
    FUNDING,
    INSURANCE,
    INTEREST,
    OUTSIDE,
    PNL,
    WALLET,
    Book,
    pool_of,
)
from isoledger.core.money import Asset

_ROOTS = {
    WALLET: ("Assets", "Wallet"),
    DEBT: ("Assets", "Debt"),
    OUTSIDE: ("Equity", "Outside"),
    CONVERSION: ("Equity", "Conversion"),
    ADJUSTMENT: ("Equity", "Adjustment"),
    PNL: ("Income", "Profit"),
    FUNDING: ("Income", "Funding"),
    INSURANCE: ("Income", "Insurance"),
    INTEREST: ("Income", "Interest"),
    BONUS: ("Income", "Bonus"),
    FEES: ("Expenses", "Fees"),
}
_ISOLATED = "isolated:"
_NAME_MAX = 20
_RESERVED = frozenset({"TRUE", "FALSE", "NULL"})
"""Words that beancount reads as values."""


class Chart:
    """Which account a book is, and which commodity an asset.

    A name is made when it is first asked for and kept. Where two would be spelled alike, the later
    gets a number; so what a growing journal exports keeps its names.

    Attributes:
        root: The account below which the account's own books lie: their sum is `ALL`.
    """

    def __init__(self, venue: str, account: str) -> None:
        """The chart of one account of one venue."""
        self._place = f"{component(venue)}:{component(account)}"
        self.root = f"Assets:{self._place}"
        self._accounts: dict[Book, str] = {}
        self._commodities: dict[Asset, str] = {}

    def account(self, book: Book) -> str:
        """The account that *book* is."""
        known = self._accounts.get(book)
        if known is None:
            known = _free(self._spelled(book), self._accounts.values())
            self._accounts[book] = known
        return known

    def commodity(self, asset: Asset) -> str:
        """The commodity that *asset* is."""
        known = self._commodities.get(asset)
        if known is None:
            known = _free(commodity(asset.code), self._commodities.values())
            self._commodities[asset] = known
        return known

    @property
    def commodities(self) -> tuple[tuple[Asset, str], ...]:
        """Every asset asked for so far, and its commodity."""
        return tuple(self._commodities.items())

    def _spelled(self, book: Book) -> str:
        if book in _ROOTS:
            root, name = _ROOTS[book]
            return f"{root}:{self._place}:{name}"
        pool = pool_of(book)
        if pool is not None:
            return f"{self.root}:Pool:{component(pool)}"
        if book.startswith(_ISOLATED):
            return f"{self.root}:Isolated:{component(book.removeprefix(_ISOLATED))}"
        return f"Equity:{self._place}:Other:{component(book)}"


def _free(wanted: str, taken: Iterable[str]) -> str:
    """*wanted*, or *wanted* with the first number that makes it new."""
    names, name, count = set(taken), wanted, 1
    while name in names:
        count += 1
        name = f"{wanted}-{count}"
    return name


def component(text: str) -> str:
    """*text* as one part of an account name: letters, digits and dashes, a capital in front.

    >>> component("bitmex"), component("BTC/USDT:long"), component("…")
    ('Bitmex', 'BTC-USDT-long', 'X')
    """
    name = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    return name[:1].upper() + name[1:] or "X"


def commodity(code: str) -> str:
    """*code* as a commodity: capitals, digits and dashes, a letter in front.

    >>> commodity("XBt"), commodity("1INCH"), commodity("TRUE")
    ('XBT', 'X-1INCH', 'X-TRUE')
    """
    name = re.sub(r"[^A-Z0-9]+", "-", code.upper()).strip("-")[:_NAME_MAX].strip("-")
    plain = bool(re.fullmatch(r"[A-Z][A-Z0-9-]*[A-Z0-9]", name)) and name not in _RESERVED
    return name if plain else f"X-{name}".strip("-")
