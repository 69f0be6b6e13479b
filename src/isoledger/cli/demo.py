"""A made-up account whose history comes with the package: everything at once, offline."""

from importlib.resources import files

from isoledger.cli.accounts import Books
from isoledger.cli.showing import Moment, Shown
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.ledger import Ledger
from isoledger.core.numbers import Exact
from isoledger.core.rules import PLAIN_RULES
from isoledger.journal import decode
from isoledger.reports import Marks

MARKS = Marks(
    prices=FrozenMap(
        {
            symbol: Exact.of(price).value
            for symbol, price in {
                "BTCUSDT": "68250.4",
                "XBTUSD": "68240",
                "ETHUSD": "2315.5",
                "SOLUSDT": "142.35",
                "ETHUSDT": "2316.8",
            }.items()
        }
    ),
    worths=FrozenMap({"USDT": Exact.of(1).value, "XBT": Exact.of(64800).value}),
)
"""The prices the demo is seen at; bitcoin counts for 95 % as collateral."""

NOTE = (
    "The finding is there on purpose: the venue paid a bonus of 1.25 USDT into the balance it "
    "states and left it out of its records. What is recorded is booked, and the difference stands "
    "until a record explains it.\n"
    "DOGEUSDT was liquidated for more than it had: insurance paid the rest, and neither the "
    "wallet nor any other position lost a unit."
)
"""What a reader should know of two things in it."""


def demo_ledger() -> Ledger:
    """The history of the demo, replayed."""
    lines = files("isoledger.cli").joinpath("demo.jsonl").read_bytes().splitlines()
    return Ledger.replay(map(decode, lines), rules=PLAIN_RULES)


def demo() -> Shown:
    """The made-up account, seen at `MARKS`."""
    ledger = demo_ledger()
    stamp = ledger.log[0].stamp
    books = Books(
        name=(stamp.venue, stamp.account),
        ledger=ledger,
        files=FrozenMap({"demo": "demo.jsonl"}),
    )
    moment = Moment(marks=MARKS)
    found = books.agreement()
    return Shown(books=books, moment=moment, agreement=found, command="demo", note=NOTE)
