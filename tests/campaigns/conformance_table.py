"""Writes the table of conformance in the docs: `python -m tests.campaigns.conformance_table`."""

from collections.abc import Iterable
from pathlib import Path

from isoledger.conformance import Result, Verdict, run
from isoledger.conformance.kit import kit
from isoledger.conformance.registry import BOOKS, RUNNERS
from isoledger.conformance.summary import Row, scientific, table, total
from isoledger.core.dated import BEGINNING_NS
from isoledger.core.rules import RuleBook
from isoledger.reports.texts import decimal, instant

HERE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "conformance-table.md"

HEAD = """# Conformance, measured

Written by `python -m tests.campaigns.conformance_table`; a test fails when it is not what the
command makes now. The columns are those of [conformance](conformance.md#verdicts). *rule since* is
the first day of the version of the venue's rules that the cases are of; a case that says no date is
undated, and its runner knows of which days its kind is. The versions stand below.

"""
COLUMNS = (
    "venue", "kind", "cases", "exact", "printed", "within", "stated", "outside",
    "doubtful", "not computed", "largest", "evidence", "rule since",
)  # fmt: skip


def day(time_ns: int) -> str:
    """The day of an instant; the beginning of all time is always."""
    return "always" if time_ns == BEGINNING_NS else instant(time_ns)[:10]


def since(row: Row) -> str:
    """From which days the rules held that the cases of *row* are of."""
    book = BOOKS.get(row.venue)
    if "cross" in row.kind:
        book = BOOKS.get(f"{row.venue} cross", book)
    if book is None:
        return ""
    return ", ".join(sorted({_start(book, result.case.time_ns) for result in row.results}))


def _start(book: RuleBook, time_ns: int | None) -> str:
    if time_ns is None:
        return "undated"
    return day(max((at for at, _ in book if at <= time_ns), default=book.versions[0][0]))


def cells(row: Row) -> tuple[str, ...]:
    """A row of the table."""
    order = (
        Verdict.EXACT, Verdict.PRINTED, Verdict.WITHIN, Verdict.STATED,
        Verdict.OUTSIDE, Verdict.DOUBTFUL,        Verdict.FAILED,
    )  # fmt: skip
    return (
        row.venue or "all",
        row.kind,
        str(row.count()),
        *(str(row.count(verdict)) for verdict in order),
        "" if row.largest is None else scientific(row.largest),
        row.weakest.value,
        since(row),
    )


def lines(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table of Markdown."""
    names = list(head)
    made = [names, ["---"] * len(names), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in made]


def rules() -> list[str]:
    """Every version of every rule book, with where it is from."""
    head = ("venue", "since", "maintenance on", "closing fee", "evidence", "source")
    rows = [
        (
            name,
            day(start),
            rule.basis.value,
            decimal(rule.closing_fee),
            rule.evidence.value,
            rule.source,
        )
        for name, book in sorted(BOOKS.items())
        for start, rule in book
    ]
    return lines(head, rows)


def doubts(results: Iterable[Result]) -> list[str]:
    """The cases that their sources get wrong, with the sum."""
    cases = [result.case for result in results if result.case.doubt]
    return [f"- {case.venue} `{case.id}`: {case.doubt}" for case in cases]


def text() -> str:
    """The whole page."""
    results = [run(case, RUNNERS) for case in kit()]
    rows = [*table(results), total(results)]
    parts = [
        *lines(COLUMNS, map(cells, rows)),
        "",
        "## Cases that their sources get wrong",
        "",
        *doubts(results),
        "",
        "## Rules by date",
        "",
        *rules(),
    ]
    return HEAD + "\n".join(parts) + "\n"


if __name__ == "__main__":
    HERE.write_text(text(), encoding="utf-8")
