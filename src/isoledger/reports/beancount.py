"""The books as a beancount journal, with the venue's own balances as assertions.

Beancount asserts a balance at the *start* of a day and knows no time of day. So of each book and
asset, the last balance the venue stated on a day is asserted at the start of the next day; what
the records moved between that statement and midnight is added to it, and said beside it. That is
the same assertion: the books hold at midnight what they held then, and what came after. Balances
stated earlier on the same day are left to the hledger export, which can place them.

All assertions are exact (``~ 0``): beancount would let a difference of one unit pass.
"""

from collections.abc import Iterator

from attrs import evolve, frozen

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import plain
from isoledger.reports.chart import Chart
from isoledger.reports.daybook import Cell, Moved, Stated, cells_of, day_of, daybook
from isoledger.reports.errors import TooFineError, UnshowableTimeError
from isoledger.reports.texts import amount, date_of, instant, shown

DIGITS_MAX = 28
"""Beancount computes in the default decimal context."""

_DAY_NS = 86_400 * 10**9


@frozen
class _Pending:
    """A statement on its way to midnight, and what moved since."""

    event: BalanceAssertion
    moved: int = 0


class _Writer:
    """An export under way."""

    def __init__(self, venue: str, account: str) -> None:
        self._chart = Chart(venue, account)
        self._open: set[str] = set()
        self._known: set[Asset] = set()
        self._units: dict[Cell, int] = {}
        self._day = ""
        self._pending: dict[Cell, _Pending] = {}

    def lines(self, ledger: Ledger) -> Iterator[str]:
        """All lines, in the order of time."""
        for item in daybook(ledger):
            day = day_of(item.stamp)
            if day != self._day:
                yield from self._midnight()
                self._day = day
            match item:
                case Moved():
                    yield from self._moved(item)
                case Stated(event=event):
                    yield from self._opened(self._account(event))
                    yield from self._introduced(event.amount.asset)
                    self._pending[event.book, event.amount.asset] = _Pending(event)
        yield from self._midnight()

    def _moved(self, item: Moved) -> Iterator[str]:
        for cell, units in cells_of(item.entry):
            self._count(cell, units)
        for posting in item.entry:
            yield from self._opened(self._chart.account(posting.book))
            yield from self._introduced(posting.amount.asset)
        yield f'{self._day} * "{_text(item.title)}"'
        yield f'  id: "{_text(item.stamp.id)}"'
        yield f'  time: "{instant(item.stamp.time_ns)}"'
        if item.stamp.source:
            yield f'  source: "{_text(item.stamp.source)}"'
        for posting in item.entry:
            account = self._chart.account(posting.book)
            yield f"  {account}  {self._number(posting.amount)}"
        yield ""

    def _count(self, cell: Cell, units: int) -> None:
        total = self._units[cell] = self._units.get(cell, 0) + units
        digits = max(len(str(abs(total))), len(str(abs(units))))
        if digits > DIGITS_MAX:
            raise TooFineError(asset=cell[1].code, digits=digits, limit=DIGITS_MAX)
        pending = self._pending.get(cell)
        if pending is not None:
            self._pending[cell] = evolve(pending, moved=pending.moved + units)

    def _midnight(self) -> Iterator[str]:
        """The statements of the day that ends, at the start of the next."""
        for pending in self._pending.values():
            event = pending.event
            asset = event.amount.asset
            due = Money(event.amount.units + pending.moved, asset)
            if len(str(abs(due.units))) > DIGITS_MAX:
                raise TooFineError(
                    asset=asset.code, digits=len(str(abs(due.units))), limit=DIGITS_MAX
                )
            name = self._chart.commodity(asset)
            yield f"{_next_day(event)} balance {self._account(event)}  {amount(due)} ~ 0 {name}"
            yield f'  id: "{_text(event.stamp.id)}"'
            yield f'  stated: "{self._number(event.amount)} at {instant(event.stamp.time_ns)}"'
            if pending.moved:
                since = self._number(Money(pending.moved, asset))
                yield f'  moved-since: "{since}"'
            if event.stamp.source:
                yield f'  source: "{_text(event.stamp.source)}"'
            yield ""
        self._pending = {}

    def _account(self, event: BalanceAssertion) -> str:
        """Of all own books together: the account above them, whose balance includes theirs."""
        return self._chart.root if event.book == ALL else self._chart.account(event.book)

    def _opened(self, account: str) -> Iterator[str]:
        if account not in self._open:
            self._open.add(account)
            yield f"{self._day} open {account}"

    def _introduced(self, asset: Asset) -> Iterator[str]:
        if asset not in self._known:
            self._known.add(asset)
            yield f"{self._day} commodity {self._chart.commodity(asset)}"
            yield f'  venue-code: "{_text(asset.code)}"'
            unit = plain(1, asset.decimals)
            yield f'  smallest-unit: "{unit}"'

    def _number(self, money: Money) -> str:
        return f"{amount(money)} {self._chart.commodity(money.asset)}"


def beancount_lines(ledger: Ledger) -> Iterator[str]:
    """The lines of a beancount journal of *ledger*.

    Args:
        ledger: The ledger; corrections are applied, so that only what counts is written.

    Raises:
        TooFineError: A balance needs more digits than beancount counts with.
        UnshowableTimeError: An event has no date.
    """
    if not ledger.log:
        yield "; an empty ledger"
        return
    stamp = ledger.log[0].stamp
    yield f"; {shown(stamp.venue)}, account {shown(stamp.account)}; written by isoledger"
    yield "; A balance stated by the venue is asserted at the start of the next day."
    yield 'option "render_commas" "FALSE"'
    yield ""
    yield from _Writer(stamp.venue, stamp.account).lines(ledger)


def _next_day(event: BalanceAssertion) -> str:
    try:
        return date_of(event.stamp.time_ns + _DAY_NS).date().isoformat()
    except UnshowableTimeError:
        raise UnshowableTimeError(time_ns=event.stamp.time_ns) from None


def _text(text: str) -> str:
    """*text* inside the quotes of a string."""
    return shown(text).replace("\\", "\\\\").replace('"', '\\"')
