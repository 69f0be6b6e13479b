"""What a command says, on a screen or as JSON; both to standard output, and nothing else is."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from isoledger.reports import Plain, Table

SCHEMA_VERSION = 1
"""The version of what ``--json`` says. A field may be added; a change to one is a new version."""

LINES_MAX = 20
"""How many findings or parked records a screen shows; ``--json`` has all."""


class Screen:
    """Standard output for people: as wide as the terminal, 80 columns where there is none."""

    def __init__(self) -> None:
        """The standard output of this moment."""
        self._console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        self._wrap = self._console.is_terminal or "COLUMNS" in os.environ

    def line(self, text: str = "", style: str = "") -> None:
        """One line; a pipe gets it whole, a terminal folded."""
        if self._wrap and text.startswith("  "):
            parts = Text(text.strip(), style=style).wrap(self._console, self._console.width - 4)
            for place, part in enumerate(parts):
                part.rstrip()
                self._print(Text("    " if place else "  ").append_text(part))
        else:
            self._print(Text(text, style=style), whole=not self._wrap)

    def _print(self, what: RenderableType, *, whole: bool = False) -> None:
        """Print without blanks at the end of a line."""
        with self._console.capture() as captured:
            self._console.print(what, soft_wrap=whole)
        lines = captured.get().split("\n")
        sys.stdout.write("\n".join(line.rstrip(" ") for line in lines))

    def heading(self, text: str) -> None:
        """What the lines below are about."""
        self.line()
        self.line(text, "bold")

    def table(self, table: Table) -> None:
        """A table under its title; nothing if it has no rows."""
        if not table.rows:
            return
        self.heading(table.title)
        drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
        for column in table.columns:
            drawn.add_column(
                column.name,
                justify="right" if column.number else "left",
                no_wrap=column.number or column.whole,
                overflow="fold",
            )
        for row in table.rows:
            drawn.add_row(*(Text(cell) for cell in row))
        self._print(Padding(drawn, (0, 0, 0, 2), expand=False))

    def lines(self, title: str, lines: Sequence[str], style: str = "") -> None:
        """Lines under a title, as many as fit a screen; nothing if there are none."""
        if not lines:
            return
        self.heading(title)
        for line in lines[:LINES_MAX]:
            self.line(f"  {line}", style)
        if len(lines) > LINES_MAX:
            self.line(f"  … and {len(lines) - LINES_MAX} more; --json has all")


class Report(Protocol):
    """What a command found."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing disagrees, is parked or broken."""
        ...

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        ...

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        ...


def delivered(report: Report, *, as_json: bool) -> int:
    """Say *report*; the exit code that goes with it."""
    if as_json:
        sys.stdout.write(json_text({"schema_version": SCHEMA_VERSION, **report.plain()}))
    else:
        report.tell(Screen())
    return 0 if report.is_clean else 1


def json_text(plain: dict[str, Plain]) -> str:
    """*plain* as JSON: sorted keys, ASCII, one final newline."""
    return json.dumps(plain, sort_keys=True, indent=2, allow_nan=False) + "\n"
