"""The books as an hledger journal, with every balance the venue stated as an assertion.

A posting of nothing carries each statement (``= 1.5 USDT``; ``=*`` where it is about all books of
the account together), behind what had moved by then: hledger checks assertions of a day in the
order they are written. So all of them are there, whatever the time of day, and they are exact.
A statement the records do not bear out makes hledger stop and name it; ``hledger -I`` reads on.
"""

from collections.abc import Iterator

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import plain
from isoledger.reports.chart import Chart
from isoledger.reports.daybook import Moved, Stated, day_of, daybook
from isoledger.reports.texts import amount, instant, shown


class _Writer:
    """An export under way."""

    def __init__(self, venue: str, account: str) -> None:
        self._chart = Chart(venue, account)
        self._known: set[Asset] = set()

    def lines(self, ledger: Ledger) -> Iterator[str]:
        """All lines, in the order of time."""
        for item in daybook(ledger):
            match item:
                case Moved():
                    yield from self._moved(item)
                case Stated(event=event):
                    yield from self._stated(event)

    def _moved(self, item: Moved) -> Iterator[str]:
        for posting in item.entry:
            yield from self._introduced(posting.amount.asset)
        yield f"{day_of(item.stamp)} * {_text(item.title)}"
        yield from _place(item)
        for posting in item.entry:
            yield f"    {self._chart.account(posting.book)}  {self._number(posting.amount)}"
        yield ""

    def _stated(self, event: BalanceAssertion) -> Iterator[str]:
        asset = event.amount.asset
        yield from self._introduced(asset)
        yield f"{day_of(event.stamp)} * balance stated by the venue"
        yield from _place(Stated(event=event))
        every = event.book == ALL
        account = self._chart.root if every else self._chart.account(event.book)
        sign = "=*" if every else "="
        nothing = self._number(asset.zero)
        yield f"    {account}  {nothing} {sign} {self._number(event.amount)}"
        yield ""

    def _introduced(self, asset: Asset) -> Iterator[str]:
        if asset not in self._known:
            self._known.add(asset)
            unit = plain(1000 * 10**asset.decimals, asset.decimals)
            point = "" if asset.decimals else "."
            yield f"; {self._name(asset)} is {_text(asset.code)}"
            yield f"commodity {unit}{point} {self._name(asset)}"
            yield ""

    def _name(self, asset: Asset) -> str:
        name = self._chart.commodity(asset)
        return name if name.isalpha() else f'"{name}"'

    def _number(self, money: Money) -> str:
        return f"{amount(money)} {self._name(money.asset)}"


def hledger_lines(ledger: Ledger) -> Iterator[str]:
    """The lines of an hledger journal of *ledger*.

    Args:
        ledger: The ledger; corrections are applied, so that only what counts is written.

    Raises:
        UnshowableTimeError: An event has no date.
    """
    if not ledger.log:
        yield "; an empty ledger"
        return
    stamp = ledger.log[0].stamp
    yield f"; {_text(stamp.venue)}, account {_text(stamp.account)}; written by isoledger"
    yield "decimal-mark ."
    yield ""
    yield from _Writer(stamp.venue, stamp.account).lines(ledger)


def _place(item: Moved | Stated) -> Iterator[str]:
    """What hledger keeps as tags; a comma would end one."""
    stamp = item.stamp
    yield f"    ; id:{_tag(stamp.id)}"
    yield f"    ; time:{instant(stamp.time_ns)}"
    if stamp.source:
        yield f"    ; source:{_tag(stamp.source)}"


def _text(text: str) -> str:
    """*text* in a description: neither the start of a comment nor a division of its own."""
    return shown(text).replace(";", "\\x3b").replace("|", "\\x7c")


def _tag(text: str) -> str:
    """*text* as the value of a tag; colons and brackets would make tags and dates of their own."""
    return _text(text).replace(",", "\\x2c")
