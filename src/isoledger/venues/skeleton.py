"""What a new venue begins as: a package that can be read, checked and tested before it is true.

Everything in it is made up, and marked as assumed; docs/how-to/add-a-venue.md says what to do next.
"""

import re
from string import Template

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.errors import DeclarationError

_NAME = re.compile(r"[a-z][a-z0-9]*", re.ASCII)
_PACKAGE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)

_INIT = '''"""$title: what it says of an account, and its rules."""

from isoledger.venues.translation import Venue
from $package.rules import NAME, RULES
from $package.statements import LEDGER

__all__ = ["LEDGER", "NAME", "RULES", "VENUE"]

VENUE = Venue(
    name=NAME,
    title="$title",
    rules=RULES,
    kinds=(LEDGER.kind,),
    unseen=("What its records never show, and what that means for what is computed from them.",),
)
"""All that is known about it."""
'''

_RULES = '''"""By which rules $title keeps margin, since when, and who says so."""

from fractions import Fraction

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.rules import Basis, Evidence, RuleBook, Rules

NAME = "$name"

CROSS = "cross"
"""The pool of all positions that share the balance of the account."""

CROSS_BOOK = pool_book(CROSS)

RULES: RuleBook = Dated[Rules].always(
    Rules(
        home=CROSS_BOOK,  # assumed
        basis=Basis.VALUE,  # assumed: maintenance on the value at the solved price
        closing_fee=Fraction(0),  # assumed: none in the requirement
        evidence=Evidence.ASSUMED,
        source="the page that says so, and when it was read",
    )
)
"""One version for all time, until a date is known: Dated(((since_ns, Rules(...)), ...))."""
'''

_STATEMENTS = '''"""What $title says of an account: the ledger that its API answers."""

from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Row, coin, no_history
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running
from isoledger.venues.trading import Trades
from $package.rules import CROSS, CROSS_BOOK, NAME

DECIMALS = 8
"""How fine its books are. Assumed."""

LOT = Fraction(1, 1000)
"""One size unit, in coins. Assumed."""

TIERS = TierTable(
    tiers=(
        MarginTier(
            floor=Fraction(0), cap=None, initial=Fraction(1, 50), maintenance=Fraction(1, 100)
        ),
    )
)
"""What a position must hold. Assumed."""

_COIN = coin("asset", DECIMALS)
_MONEY = Columns(amount="change", coin=_COIN, fee="fee", book=CROSS_BOOK)
_SIGNS = {"buy": 1, "sell": -1}


def _terms(row: Row) -> Instrument | None:
    """The contract a row trades; ``None``: it is about none."""
    symbol, settle = row.record.optional("symbol"), row.record.text("asset")
    if symbol is None:
        return None
    return Instrument(
        symbol=symbol,
        base=symbol.removesuffix(settle),
        quote=settle,
        settle=Asset(settle, DECIMALS),
        payoff=Payoff.LINEAR,
        multiplier=LOT,
        lot=LOT,
        tick=Fraction(1, 10),
        tiers=Dated[TierTable].always(TIERS),
    )


def _position(row: Row) -> PositionId:
    return PositionId(row.record.text("symbol"), pool=CROSS)


def _size(row: Row) -> int:
    """Signed lots traded, bought above zero."""
    side, lots = row.record.text("side"), row.amount("size") / LOT
    if side not in _SIGNS:
        raise row.record.fault("side", f"{side[:20]!r} is neither buy nor sell")
    if lots.denominator != 1:
        raise row.record.fault("size", "is no whole number of lots")
    return _SIGNS[side] * lots.numerator


_TRADES = Trades(
    position=_position, size=_size, price="price", coin=_COIN, fee="fee", realised="profit"
)

TYPES = {
    "deposit": _MONEY.transfer("deposit"),
    "withdrawal": _MONEY.transfer("withdrawal"),
    "trade": _TRADES.fill(),
    "funding": _TRADES.funding("change", "rate"),
    "liquidation": _TRADES.liquidation(),
    "fee": _MONEY.charge("as the row says"),
    "notice": no_history("it moves nothing"),
}
"""What each type of row means. Every type the venue documents stands here."""

LEDGER = Statement(
    venue=NAME,
    name="ledger",
    title="Ledger of the account, as the API answers",
    endpoints=("/api/ledger",),
    under="data",
    fields=("time", "change", "balance"),
    clock=stamped("time"),
    order=Order.NEWEST,
    key=("id",),
    unique=True,
    identities=(Identity(total="change", ways=(("profit", "-fee"), ("amount",))),),
    running=(Running(balance="balance", change="change", by=("asset",)),),
    asserts=(_MONEY.states("balance"),),
    home=CROSS_BOOK,
    types=TYPES,
    terms=_terms,
    money="ledger",
)
"""The ledger of the API."""
'''

_SAMPLE = """{"data": [
{"id": "4", "time": 1700003600000, "type": "funding", "asset": "USDT", "symbol": "BTCUSDT",
 "amount": "-0.4", "rate": "0.0001", "change": "-0.4", "balance": "997.6"},
{"id": "3", "time": 1700000002000, "type": "trade", "asset": "USDT", "symbol": "BTCUSDT",
 "side": "buy", "size": "0.1", "price": "40000", "profit": "0", "fee": "2",
 "change": "-2", "balance": "998"},
{"id": "2", "time": 1700000001000, "type": "notice", "asset": "USDT",
 "change": "0", "balance": "1000"},
{"id": "1", "time": 1700000000000, "type": "deposit", "asset": "USDT",
 "amount": "1000", "change": "1000", "balance": "1000"}
]}
"""

_TEST = '''"""What $title says is translated, whole, and agrees with the balances it prints."""

from fractions import Fraction
from pathlib import Path

from isoledger.core.certificate import LiquidationPrice
from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.liquidation import pool_liquidation_price
from isoledger.venues.records import Record
from $package import LEDGER, NAME, VENUE
from $package.rules import CROSS, CROSS_BOOK, RULES

SAMPLE = Path(__file__).with_name("sample.json")


def sample() -> list[Record]:
    data = SAMPLE.read_bytes()
    assert [kind.name for kind in VENUE.kinds if kind.recognises(data)] == ["ledger"]
    return LEDGER.records(data, SAMPLE.name)


def test_every_record_is_told_or_said_to_be_no_history() -> None:
    done = LEDGER.translate(sample(), "a")
    assert done.is_whole
    assert done.untranslated == ()
    assert [one.reason for one in done.skipped] == ["it moves nothing"]
    assert {event.stamp.venue for event in done.events} == {NAME}


def test_its_balances_follow_one_another() -> None:
    chain = LEDGER.chain(sample())
    assert (chain.links, chain.gaps) == (3, ())


def test_the_account_is_what_the_venue_says() -> None:
    ledger = Ledger.replay(LEDGER.translate(sample(), "a").events, rules=RULES)
    assert list(findings(ledger)) == []
    [balance] = ledger.account.pools[CROSS].balances.values()
    assert balance.value == Fraction("997.6")


def test_the_price_it_is_liquidated_at() -> None:
    account = Ledger.replay(LEDGER.translate(sample(), "a").events, rules=RULES).account
    last_ns = 1_700_003_600_000_000_000
    leg, marks = PositionId("BTCUSDT", pool=CROSS), {"BTCUSDT": Fraction(40_000)}
    price = pool_liquidation_price(
        account.pools[CROSS], leg, marks, RULES.at(last_ns), time_ns=last_ns
    )
    assert isinstance(price, LiquidationPrice)
    # 0.1 coins bought for 4000 with 997.6 beside them: 0.1 p - 4000 + 997.6 = 1 % of 0.1 p
    assert price.exact == (4000 - Fraction("997.6")) / Fraction("0.099")


def test_money_stands_in_the_pool() -> None:
    moved = {getattr(event, "book", CROSS_BOOK) for event in LEDGER.translate(sample(), "a").events}
    assert moved == {CROSS_BOOK}
'''

_FILES = {
    "__init__.py": _INIT,
    "rules.py": _RULES,
    "statements.py": _STATEMENTS,
    "sample.json": _SAMPLE,
    "test_{name}.py": _TEST,
}


def skeleton(name: str, package: str = "") -> FrozenMap[str, str]:
    """The files of a new venue, by name: a package that imports, and passes its own test.

    Args:
        name: What the venue is called in stamps and on the command line.
        package: What its package will be imported as; empty: *name*.

    Raises:
        DeclarationError: *name* is no word of lower case letters and digits, or *package* cannot
            be imported.

    >>> sorted(skeleton("shop"))
    ['__init__.py', 'rules.py', 'sample.json', 'statements.py', 'test_shop.py']
    """
    package = package or name
    if not _NAME.fullmatch(name):
        why = "a venue is called by lower case letters and digits, the first a letter"
        raise DeclarationError(what=f"venue {name[:40]!r}", why=why)
    if not _PACKAGE.fullmatch(package):
        raise DeclarationError(what=f"package {package[:40]!r}", why="nothing can be called so")
    words = {"name": name, "title": name.title(), "package": package}
    return FrozenMap(
        {file.format(name=name): Template(text).substitute(words) for file, text in _FILES.items()}
    )
