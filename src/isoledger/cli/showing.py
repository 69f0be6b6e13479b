"""An account at one moment: balances, positions, findings, and the end of its journal."""

from pathlib import Path

from attrs import evolve, frozen

from isoledger.cli.accounts import Books, books_of, opened
from isoledger.cli.importing import verdict
from isoledger.cli.output import Screen
from isoledger.core.ledger import Ledger
from isoledger.reports import (
    Agreement,
    JournalRow,
    Marks,
    Plain,
    PositionRow,
    balance_rows,
    balance_table,
    certificate_table,
    finding_lines,
    flow_rows,
    flow_table,
    journal_rows,
    journal_table,
    parked_lines,
    plain_balances,
    plain_findings,
    plain_flows,
    plain_journal,
    plain_parked,
    plain_positions,
    position_rows,
    position_table,
)
from isoledger.reports.texts import instant, shown

TAIL = 8
"""How many events of the end of a journal are shown."""


@frozen(kw_only=True)
class Moment:
    """Which moment of an account is asked for.

    Attributes:
        as_of_ns: Events up to and including this instant; ``None``: all.
        known_at_ns: Only what was known at this instant; ``None``: all.
        marks: The prices it is seen at.
        tail: How many events of the end of its journal.
    """

    as_of_ns: int | None = None
    known_at_ns: int | None = None
    marks: Marks
    tail: int = TAIL


@frozen(kw_only=True)
class Shown:
    """An account at one moment.

    Attributes:
        books: The account.
        moment: Which moment.
        agreement: The venue against its own records.
        command: Which command asked.
        note: What else there is to say.
    """

    books: Books
    moment: Moment
    agreement: Agreement
    command: str = "show"
    note: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing disagrees and nothing is parked."""
        return not self.agreement.rows and not self.books.parked

    @property
    def positions(self) -> tuple[PositionRow, ...]:
        """What is held, and where it ends."""
        ledger, asked = self.books.ledger, self.moment
        last = ledger.log[-1].stamp.time_ns if ledger.log else 0
        at = last if asked.as_of_ns is None else asked.as_of_ns
        return position_rows(ledger.account, ledger.rules.at(at), time_ns=at, marks=asked.marks)

    @property
    def tail(self) -> tuple[JournalRow, ...]:
        """The last events, oldest first."""
        log, terms = self.books.ledger.log, self.books.ledger.account.instruments
        last = log[max(0, len(log) - self.moment.tail) :]
        return journal_rows(last, self.books.files, terms)

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        asked, ledger = self.moment, self.books.ledger
        return {
            "command": self.command,
            "account": self.books.title,
            "as_of": _instant(asked.as_of_ns),
            "known_at": _instant(asked.known_at_ns),
            "events": len(ledger.log),
            "balances": plain_balances(balance_rows(ledger.account)),
            "flows": plain_flows(flow_rows(ledger)),
            "positions": plain_positions(self.positions),
            "balances_stated": self.agreement.stated,
            "balances_agreed": self.agreement.agreed,
            "findings": plain_findings(self.agreement.rows),
            "parked": plain_parked(self.books.parked),
            "journal": plain_journal(self.tail),
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        ledger, positions = self.books.ledger, self.positions
        last = f", the last of {instant(ledger.log[-1].stamp.time_ns)}" if ledger.log else ""
        screen.line(f"{shown(self.books.title)}: {len(ledger.log):,} events{last}", "bold")
        screen.table(balance_table(balance_rows(ledger.account)))
        screen.table(flow_table(flow_rows(ledger)))
        screen.table(position_table(positions))
        screen.table(certificate_table(positions))
        screen.lines("Parked: nobody could translate", parked_lines(self.books.parked), "yellow")
        screen.lines("Findings", finding_lines(self.agreement.rows), "red")
        screen.table(journal_table(self.tail, f"Journal, the last {len(self.tail)}"))
        screen.line()
        screen.line(verdict(self.agreement, len(self.books.parked)))
        if self.note:
            screen.line()
            screen.line(self.note, "dim")


def _instant(time_ns: int | None) -> str | None:
    return None if time_ns is None else instant(time_ns)


def shown_account(path: Path, account: str | None, moment: Moment) -> Shown:
    """The account of the journal at *path* at *moment*.

    Raises:
        UsageError: There is no such journal or account.
        StoreError: The journal cannot be read.
        ReplayError: Its events do not follow one another.
    """
    with opened(path, "read") as store:
        books = books_of(store, account)
    return shown_books(books, moment)


def shown_books(books: Books, moment: Moment) -> Shown:
    """*books* at *moment*."""
    then = evolve(books, ledger=_at(books.ledger, moment))
    return Shown(books=then, moment=moment, agreement=then.agreement())


def _at(ledger: Ledger, moment: Moment) -> Ledger:
    if moment.known_at_ns is not None:
        ledger = ledger.known_at(moment.known_at_ns)
    return ledger if moment.as_of_ns is None else ledger.until(moment.as_of_ns)
