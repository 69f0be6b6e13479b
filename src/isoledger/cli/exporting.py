"""One account as text for another program: all of it, or nothing."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal, TypeAlias, assert_never

from attrs import frozen

from isoledger.cli.accounts import books_of, opened
from isoledger.cli.errors import OptionError
from isoledger.cli.output import Screen
from isoledger.core.ledger import Ledger
from isoledger.journal import encode
from isoledger.reports import Plain, beancount_lines, hledger_lines

Format: TypeAlias = Literal["jsonl", "beancount", "hledger"]
"""What can be written."""


@frozen(kw_only=True)
class Exported:
    """What was written to a file.

    Attributes:
        account: The account, as ``venue/account``.
        form: In which format.
        output: Where.
        events: How many events there are.
        lines: How many lines were written.
    """

    account: str
    form: Format
    output: Path
    events: int
    lines: int

    @property
    def is_clean(self) -> bool:
        """Always: an export tells, and does not judge."""
        return True

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        return {
            "command": "export",
            "account": self.account,
            "format": self.form,
            "output": str(self.output),
            "events": self.events,
            "lines": self.lines,
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        screen.line(f"{self.output}: {self.events:,} events in {self.lines:,} lines of {self.form}")


def exported(form: Format, path: Path, account: str | None, output: Path | None) -> Exported | None:
    """The account of the journal at *path* as *form*, to *output*.

    Args:
        form: In which format.
        path: The journal.
        account: Which account; ``None``: the only one.
        output: The file to write; ``None``: standard output, and there is nothing to report.

    Raises:
        OptionError: *output* is the journal itself.
        ReportError: The account has no sound form in this format.
    """
    if output is not None and output.exists() and output.samefile(path):
        why = "that is the journal itself; write somewhere else"
        raise OptionError(option="--output", text=str(output), why=why)
    with opened(path, "read") as store:
        books = books_of(store, account)
    lines = list(_lines(form, books.ledger))
    text = "".join(f"{line}\n" for line in lines)
    if output is None:
        sys.stdout.write(text)
        return None
    _write(output, text)
    count = len(books.ledger.log)
    return Exported(account=books.title, form=form, output=output, events=count, lines=len(lines))


def _lines(form: Format, ledger: Ledger) -> Iterator[str]:
    match form:
        case "jsonl":
            return (encode(event).decode() for event in ledger.log)
        case "beancount":
            return beancount_lines(ledger)
        case "hledger":
            return hledger_lines(ledger)
        case _:
            assert_never(form)


def _write(output: Path, text: str) -> None:
    """Put *text* in the place of whatever was there, in one step."""
    with NamedTemporaryFile(
        "w",
        dir=output.parent,
        prefix=f".{output.name}.",
        encoding="utf-8",
        newline="",
        delete=False,
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(output)
