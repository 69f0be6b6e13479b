"""A few events, files and rows, and the three stores, for the tests of this room."""

import hashlib
import shutil
from fractions import Fraction

from isoledger.core.events import BalanceAssertion, Fill, Funding, Interest, Listing
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Price
from isoledger.journal import (
    Batch,
    JsonLinesStore,
    MemoryStore,
    Outcome,
    RawRow,
    SourceFile,
    SqliteStore,
)

USDT = Asset("USDT", 6)
BTC = PositionId("BTCUSDT")
NOW_NS = 1_700_000_000_000_000_000
FILE = "sha256:" + hashlib.sha256(b"a file").hexdigest()


def stamp(id_="e-1", time_ns=5, **fields):
    given = {"venue": "okx", "account": "main", "source": f"{FILE}#1"} | fields
    return Stamp(time_ns=time_ns, id=id_, **given)


def fill(id_="e-1", size=3, **fields):
    return Fill(stamp=stamp(id_, **fields), position=BTC, size=size, price=Price.of("23.633"))


def interest(id_="e-1", units=5, **fields):
    return Interest(stamp=stamp(id_, **fields), amount=Money(units, USDT))


def listing():
    terms = Instrument(
        symbol="BTCUSDT",
        base="BTC",
        quote="USDT",
        settle=USDT,
        payoff=Payoff.LINEAR,
        multiplier=Fraction(1, 1000),
        tick=Fraction(1, 10),
    )
    return Listing(stamp=stamp("listing", time_ns=0), instrument=terms)


def mixed(count, first=0):
    """*count* events of several kinds."""
    makers = (
        fill,
        interest,
        lambda id_: Funding(stamp=stamp(id_), position=BTC, amount=Money(-7, USDT)),
        lambda id_: BalanceAssertion(stamp=stamp(id_, account="other"), amount=Money(1, USDT)),
    )
    return tuple(makers[n % 4](f"e-{n}") for n in range(first, first + count))


def source_file(**fields):
    given = {
        "hash": FILE,
        "name": "fills.csv",
        "size": 6,
        "kind": "fills",
        "venue": "okx",
        "account": "main",
        "imported_ns": NOW_NS,
    } | fields
    return SourceFile(**given)


def row(number=1, raw=b'1,"a"\r\n', outcome=Outcome.EVENT, reason="", **fields):
    return RawRow(file=FILE, row=number, raw=raw, outcome=outcome, reason=reason, **fields)


def batch(events=(), rows=(), files=None):
    if files is None:
        files = (source_file(),) if rows else ()
    return Batch(events=tuple(events), files=tuple(files), rows=tuple(rows))


class Shop:
    """One kind of store: opened, closed and opened again, where its bytes lie."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.path = folder / f"journal.{kind}"
        self._memory = MemoryStore()

    def open(self, mode="append", path=None):
        match self.kind:
            case "memory":
                return self._memory
            case "sqlite":
                return SqliteStore(path or self.path, mode=mode, patience_ms=0)
            case _:
                return JsonLinesStore(path or self.path, mode=mode)

    def copy(self, target):
        """The bytes as they lie, without what a running store keeps beside them."""
        shutil.copyfile(self.path, target)
        return target


KINDS = ("memory", "sqlite", "jsonl")
ON_DISK = ("sqlite", "jsonl")
