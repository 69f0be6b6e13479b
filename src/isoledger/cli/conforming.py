"""Running conformance cases: what we compute, beside what venues print."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from isoledger.cli.output import Screen
from isoledger.conformance import Compared, Result, Verdict, run
from isoledger.conformance.cases import Case
from isoledger.conformance.entries import Entry
from isoledger.conformance.files import contents
from isoledger.conformance.kit import kit
from isoledger.conformance.plain import BYTES_MAX, Written
from isoledger.conformance.positions import Readers, recomputed, result_of
from isoledger.conformance.running import Answer, Echo, Runners
from isoledger.conformance.summary import Row, scientific, table, total
from isoledger.reports import Column, Plain, Table
from isoledger.reports.texts import PLACES_MAX, decimal, instant, shown

COLUMNS = (
    Column(name="venue, kind"),
    Column(name="n", number=True),
    Column(name="exact", number=True),
    Column(name="near", number=True),
    Column(name="out", number=True),
    Column(name="bad", number=True),
    Column(name="none", number=True),
    Column(name="worst", number=True),
    Column(name="evidence", whole=True),
)
LEGEND = (
    "n: cases. exact: equal, or equal when printed with as many digits. near: within the tolerance "
    "that the case gives a reason for. out: outside it. bad: outside, and the case is known to be "
    "wrong. none: not computed, or only stated by the record. worst: the largest relative "
    "deviation, the bad left out. evidence: the weakest."
)


@frozen(kw_only=True)
class Conformed:
    """Cases that were run.

    Attributes:
        name: The file, or what the cases are called.
        results: What each came to.
    """

    name: str
    results: tuple[Result, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is outside, and everything was computed."""
        return total(self.results).is_clean

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        return {
            "command": "conformance",
            "file": self.name,
            "clean": self.is_clean,
            "cases": len(self.results),
            "counts": _counts(total(self.results)),
            "table": [_plain_row(row) for row in table(self.results)],
            "results": [_plain_result(result) for result in self.results],
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        rows = [_cells(row, f"{row.venue} {row.kind}") for row in table(self.results)]
        rows.append(_cells(total(self.results), "all"))
        title = f"Conformance: {shown(self.name)}"
        screen.table(Table(title=title, columns=COLUMNS, rows=tuple(rows)))
        screen.line()
        screen.line(f"  {LEGEND}", "dim")
        screen.lines("Outside", lines(self.results, Verdict.OUTSIDE), "red")
        screen.lines("Not computed", lines(self.results, Verdict.FAILED), "red")
        screen.lines("Known to be wrong", lines(self.results, Verdict.DOUBTFUL), "yellow")


def conformed(path: Path | None, runners: Runners, readers: Readers) -> Conformed:
    """The cases in the file at *path*, run.

    Args:
        path: A file of cases or of recorded positions; ``None``: the kit that is shipped.
        runners: What runs the cases.
        readers: What reads recorded positions.

    Raises:
        CaseError: The file cannot be read as what it claims to be.
        OSError: It cannot be read at all.
    """
    if path is None:
        return Conformed(name="the kit of the package", results=_run(kit(), runners, readers))
    found = contents(read(path), path.name)
    return Conformed(name=str(path), results=_run(found, runners, readers))


def read(path: Path) -> bytes:
    """The file at *path*; of one that is too large just enough to be refused.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return file.read(BYTES_MAX + 1)


def _run(found: Iterable[Case | Entry], runners: Runners, readers: Readers) -> tuple[Result, ...]:
    return tuple(
        run(one, runners) if isinstance(one, Case) else result_of(recomputed(one, readers))
        for one in found
    )


def _cells(row: Row, name: str) -> tuple[str, ...]:
    largest = row.largest
    return (
        shown(name.replace("_", " ")),
        str(row.count()),
        str(row.count(Verdict.EXACT, Verdict.PRINTED)),
        str(row.count(Verdict.WITHIN)),
        str(row.count(Verdict.OUTSIDE)),
        str(row.count(Verdict.DOUBTFUL)),
        str(row.count(Verdict.FAILED, Verdict.STATED)),
        "" if largest is None else scientific(largest),
        row.weakest.value,
    )


def lines(results: Iterable[Result], verdict: Verdict) -> tuple[str, ...]:
    """One line for each of *results* that came to *verdict*: which values, and why."""
    return tuple(_line(result, verdict) for result in results if result.verdict is verdict)


def _line(result: Result, verdict: Verdict) -> str:
    case = result.case
    values = [_value(one) for one in result.compared if one.verdict is verdict]
    why = case.doubt if verdict is Verdict.DOUBTFUL else result.why
    return shown(
        f"{case.venue} {case.kind}, {case.id}: {'; '.join([*values, why] if why else values)}"
    )


def _value(one: Compared) -> str:
    printed, ours = _words(one.expected), _words(one.answer)
    return f"{one.name} {ours}, printed {printed}"


def _words(value: Written | Answer) -> str:
    """A value for a person."""
    match value:
        case Fraction():
            return decimal(value)
        case None:
            return "none"
        case Echo(value=put):
            return decimal(put)
        case list():
            return f"[{', '.join(_words(one) for one in value)}]"
        case _:
            return str(value)


def _counts(row: Row) -> dict[str, Plain]:
    return {verdict.name.lower(): row.count(verdict) for verdict in Verdict}


def _plain_row(row: Row) -> Plain:
    return {
        "venue": row.venue,
        "kind": row.kind,
        "cases": row.count(),
        **_counts(row),
        "largest_relative_deviation": _number(row.largest),
        "weakest_evidence": row.weakest.value,
    }


def _plain_result(result: Result) -> Plain:
    case = result.case
    return {
        "id": case.id,
        "venue": case.venue,
        "product": case.product,
        "kind": case.kind,
        "date": None if case.time_ns is None else instant(case.time_ns),
        "verdict": result.verdict.name.lower(),
        "why": result.why,
        "doubt": case.doubt,
        "reason": case.reason,
        "source": case.source,
        "evidence": case.strength.value,
        "values": [_plain_value(case, one) for one in result.compared],
    }


def _plain_value(case: Case, one: Compared) -> Plain:
    return {
        "name": one.name,
        "expected": _plain(one.expected),
        "computed": _plain(one.answer),
        "exact": str(one.answer) if isinstance(one.answer, Fraction) else None,
        "deviation": _number(one.deviation),
        "relative": _number(one.relative),
        "tolerance": _number(case.tolerance.get(one.name, case.tolerance.get("*"))),
        "verdict": one.verdict.name.lower(),
    }


def _plain(value: Written | Answer) -> Plain:
    match value:
        case Fraction():
            return decimal(value)
        case Echo(value=put):
            return decimal(put)
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case bool() | None:
            return value
        case _:
            return str(value)


def _number(value: Fraction | None) -> str | None:
    return None if value is None else decimal(value, PLACES_MAX)
