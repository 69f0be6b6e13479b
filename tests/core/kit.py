"""What the tests of this room are made of: three contracts, stamps, one way to replay."""

from collections.abc import Sequence
from fractions import Fraction

import isoledger as il
from isoledger.core.events import MarginEvent

USDT = il.Asset("USDT", 2)
USDC = il.Asset("USDC", 2)
XBT = il.Asset("XBt", 8)

ONE_TIER = il.TierTable.flat(initial=Fraction(1, 10), maintenance=Fraction(1, 20))


def terms(symbol: str = "BTCUSDT", **changes: object) -> il.Instrument:
    """A linear contract: one lot is one coin, prices move by a tenth."""
    values: dict[str, object] = {
        "symbol": symbol,
        "base": "BTC",
        "quote": "USDT",
        "settle": USDT,
        "payoff": il.Payoff.LINEAR,
        "multiplier": Fraction(1),
        "tick": Fraction(1, 10),
        "tiers": il.Dated.always(ONE_TIER),
    }
    return il.Instrument(**(values | changes))  # type: ignore[arg-type]


LINEAR = terms()
INVERSE = terms(
    "XBTUSD",
    base="XBT",
    quote="USD",
    settle=XBT,
    payoff=il.Payoff.INVERSE,
    tick=Fraction(1, 2),
)
QUANTO = terms(
    "ETHUSD",
    base="ETH",
    quote="USD",
    settle=XBT,
    multiplier=Fraction(100, 10**8),
    tick=Fraction(1, 20),
)

BTC = il.PositionId("BTCUSDT")
POOLED = il.PositionId("BTCUSDT", pool="cross")
COIN = il.PositionId("XBTUSD")
CROSS = il.Book("pool:cross")


def usdt(amount: str) -> il.Money:
    """*amount* of USDT."""
    return USDT.exactly(amount)


def stamp(time_ns: int = 0, event_id: str = "", **changes: object) -> il.Stamp:
    """A stamp of the one account of these tests; its id is its time where none is given."""
    values: dict[str, object] = {
        "time_ns": time_ns,
        "venue": "venue",
        "account": "main",
        "id": event_id or f"e{time_ns}",
    }
    return il.Stamp(**(values | changes))  # type: ignore[arg-type]


def listing(time_ns: int, instrument: il.Instrument = LINEAR) -> il.Listing:
    """*instrument* is listed."""
    return il.Listing(stamp=stamp(time_ns), instrument=instrument)


def fill(time_ns: int, size: int, price: str, **changes: object) -> il.Fill:
    """A fill of the linear contract."""
    values: dict[str, object] = {
        "stamp": stamp(time_ns),
        "position": BTC,
        "size": size,
        "price": il.Price.of(price),
    }
    return il.Fill(**(values | changes))  # type: ignore[arg-type]


def deposit(time_ns: int, amount: str = "1000", **changes: object) -> il.Transfer:
    """Money comes in."""
    values: dict[str, object] = {
        "stamp": stamp(time_ns),
        "amount": usdt(amount),
        "kind": "deposit",
    }
    return il.Transfer(**(values | changes))  # type: ignore[arg-type]


def margin(time_ns: int, amount: str, **changes: object) -> il.MarginTransfer:
    """Margin goes to the linear position."""
    values: dict[str, object] = {
        "stamp": stamp(time_ns),
        "position": BTC,
        "amount": usdt(amount),
    }
    return il.MarginTransfer(**(values | changes))  # type: ignore[arg-type]


OPENED = (listing(1), deposit(2), margin(3, "200"), fill(4, 2, "1000"))
"""A thousand in, two hundred behind two coins that cost two thousand."""


def account(
    events: Sequence[MarginEvent],
    *,
    rules: il.RuleBook = il.PLAIN_RULES,
    opening: il.Account | None = None,
) -> il.Account:
    """The account after *events*; the pure rules and the integer replay must say the same."""
    pure = il.Account() if opening is None else opening
    for event in events:
        pure = pure.apply(event, rules).state
    assert il.Ledger.replay(events, rules=rules, opening=opening).account == pure
    return pure


def last_entry(
    events: Sequence[MarginEvent], *, rules: il.RuleBook = il.PLAIN_RULES
) -> dict[str, str]:
    """What the last of *events* moved: book to amount, as text; replayed both ways."""
    before = account(events[:-1], rules=rules)
    account(events, rules=rules)
    moved: dict[str, str] = {}
    for posting in before.apply(events[-1], rules).entry:
        assert posting.book not in moved, "one book twice"
        moved[posting.book] = str(posting.amount)
    return moved
