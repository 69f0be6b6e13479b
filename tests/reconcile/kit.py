"""What the tests of this room are made of: events of one account in cents, and one way to ask."""

from collections.abc import Iterable

from attrs import evolve

import isoledger as il
from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, RealisedProfit, Transfer
from isoledger.reconcile.breaks import Break
from isoledger.reconcile.matching import Line
from isoledger.reconcile.movements import told
from isoledger.reconcile.policy import DAY_NS
from isoledger.reconcile.reconciliation import Reconciliation, reconcile
from tests.core.kit import USDT, stamp

DAY = DAY_NS
HOUR = DAY // 24


def at(time_ns: int, name: str) -> il.Stamp:
    """A stamp with an id that its venue gave."""
    return stamp(time_ns, f"row:{name}")


def paid(time_ns: int, cents: int, name: str = "") -> Transfer:
    """Money that came from elsewhere."""
    return Transfer(stamp=at(time_ns, name or f"paid{time_ns}"), amount=il.Money(cents, USDT))


def won(
    time_ns: int, cents: int, name: str = "", *, symbol: str = "BTCUSDT", fee: int = 0
) -> RealisedProfit:
    """Profit of a contract, its fee inside."""
    return RealisedProfit(
        stamp=at(time_ns, name or f"won-{time_ns}"),
        symbol=symbol,
        amount=il.Money(cents, USDT),
        fee=il.Money(fee, USDT) if fee else None,
    )


def says(time_ns: int, cents: int) -> BalanceAssertion:
    """The venue states the balance of all books."""
    its = evolve(stamp(time_ns, f"balance:{time_ns}"), sequence=1 << 40)
    return BalanceAssertion(stamp=its, amount=il.Money(cents, USDT), book=ALL)


def line(event: MarginEvent) -> Line:
    """*event* and what it says it moved."""
    return Line(event, told(event))


def ledger(*events: MarginEvent) -> il.Ledger:
    """Our ledger of *events*."""
    return il.Ledger.replay(events)


def asked(
    ours: Iterable[MarginEvent], venue: Iterable[MarginEvent], **said: object
) -> Reconciliation:
    """What reconcile says of both."""
    return reconcile(ledger(*ours), venue, **said)  # type: ignore[arg-type]


def chain(*events: MarginEvent, opening: int = 0) -> list[MarginEvent]:
    """*events*, and after each instant the balance that they add up to, from *opening* on."""
    rows, balance = list[MarginEvent](), opening
    for event, later in zip(events, (*events[1:], None), strict=True):
        balance += sum(moved.counts for moved in told(event))
        rows.append(event)
        if later is None or later.stamp.time_ns != event.stamp.time_ns:
            rows.append(says(event.stamp.time_ns, balance))
    return rows


def kinds(found: Iterable[Break]) -> list[str]:
    """Of what kind breaks are."""
    return sorted(one.kind.value for one in found)


DAYS: tuple[MarginEvent, ...] = (
    paid(1 * DAY, 100_000),
    won(2 * DAY, 1_234, fee=34),
    won(3 * DAY, -567, fee=7),
    won(4 * DAY, 89),
    paid(5 * DAY, -40_000),
    won(6 * DAY, 4_321, fee=21),
    won(7 * DAY, -5),
    paid(8 * DAY, 77),
)
"""A week of an account."""


def margin_says(time_ns: int, cents: int) -> BalanceAssertion:
    """The venue states the balance of the wallet alone."""
    return evolve(says(time_ns, cents), book=il.Book("wallet"))
