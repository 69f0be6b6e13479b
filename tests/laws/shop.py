"""A small statement that declares one of everything, and rows for it; pytest collects nothing."""

import json
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import ALL, pool_book
from isoledger.core.identity import PositionId
from isoledger.venues.heads import Header
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running
from isoledger.venues.trading import Trades, joined

HOME = pool_book("cross")
COIN = coin("coin", 8)
MONEY = Columns(amount="change", coin=COIN, fee="fee", book=HOME)


def lots(row: Row) -> int:
    return int(row.amount("size"))


TRADES = Trades(
    position=lambda row: PositionId(row.record.text("symbol"), pool="cross"),
    size=lots,
    price="price",
    coin=COIN,
    fee="fee",
    realised="profit",
)

TYPES = {
    "in": MONEY.transfer("deposit"),
    "gift": MONEY.bonus("gift"),
    "trade": TRADES.fill(),
    "charge": MONEY.charge("service"),
    "half": joined(
        Columns(amount="part", coin=COIN, book=HOME).bonus("one half"),
        joined(
            Columns(amount="part", coin=COIN, book=HOME).bonus("half of a half"),
            Columns(amount="part", coin=COIN, book=HOME).bonus("the other"),
        ),
        Columns(amount="-part", coin=COIN, book=HOME).bonus("taken back"),
    ),
    "note": no_history("it is only a note"),
    "blank": Meaning(becomes=("Bonus",), tell=lambda _: ()),
}

BOOK = Statement(
    venue="shop",
    name="book",
    title="The book of the shop",
    endpoints=("/book",),
    under="data.rows",
    headers=(Header(columns=("ts", "id", "type", "coin", "change", "fee", "balance")),),
    fields=("ts", "change"),
    without=("ticker",),
    clock=stamped("ts"),
    nulls=frozenset({"", "--"}),
    order=Order.EITHER,
    key=("id",),
    identities=(Identity(total="change", ways=(("cash", "-fee"),), within=Fraction(1, 10**8)),),
    running=(Running(balance="balance", change="change", by=("coin",)),),
    asserts=(MONEY.states("balance", ALL),),
    home=HOME,
    types=TYPES,
    money="book",
)
"""What everything is tried on."""

PLAIN = evolve(BOOK, identities=())
"""The same, whose rows promise no sum."""


def row(at: int, change: object = "1", **more: object) -> dict[str, object]:
    """A row *at* so many milliseconds."""
    told = {"ts": str(at), "id": f"r{at}", "type": "gift", "coin": "USD", "change": change}
    return {**told, **more}


def running(*rows: dict[str, object], begin: int = 0) -> list[dict[str, object]]:
    """*rows* with the balance after each."""
    balance, told = Fraction(begin), []
    for one in rows:
        balance += Fraction(str(one["change"]))
        told.append({**one, "balance": str(float(balance)) if balance % 1 else str(balance)})
    return told


def read(*rows: object, its: Statement = PLAIN, file: str = "f.json") -> list[Record]:
    """*rows* as *its* records, from a file of their own."""
    return its.records(json.dumps({"data": {"rows": rows}}).encode(), file)
