"""The recorded cases of a venue, run by its runners."""

from fractions import Fraction
from typing import Any

from isoledger.conformance import Case, Inputs, Result, Runners, run
from isoledger.conformance.cases import parsed
from isoledger.core.numbers import Exact
from tests.real import real


def cases(venue: str) -> dict[str, Case]:
    """The cases of *venue* by name."""
    rows: Any = parsed(real("vectors.json").read_bytes(), "vectors.json")
    return {row["id"]: case_of(row) for row in rows if row["venue"] == venue}


def case_of(row: Any, **inputs: str) -> Case:
    """The case in a row of the file, with more *inputs* than it states."""
    return Case(
        id=row["id"],
        venue=row["venue"],
        kind=row["kind"],
        inputs=Inputs(row["id"], row["inputs"] | inputs),
        expected=row["expected"],
        tolerance={name: Exact.of(text).value for name, text in row["tolerance"].items()},
    )


def run_with(runners: Runners, case: Case, **inputs: str) -> Result:
    """*case* with more *inputs* than it states."""
    told = Inputs(case.id, {**case.inputs.plain, **inputs})
    changed = Case(
        id=case.id,
        venue=case.venue,
        kind=case.kind,
        inputs=told,
        expected=case.expected,
        tolerance=case.tolerance,
    )
    return run(changed, runners)


def misses(result: Result) -> dict[str, Fraction | None]:
    """What is neither within its tolerance nor printed alike, and by how much."""
    found: dict[str, Fraction | None] = {}
    for one in result.compared:
        allowed = result.case.tolerance.get(one.name, result.case.tolerance.get("*", Fraction(0)))
        digits = len(str(one.expected).partition(".")[2])
        alike = Fraction(1, 2 * 10**digits)
        if one.deviation is None or one.deviation > max(allowed, alike):
            found[one.name] = one.deviation
    assert result.compared, result.why
    return found


def answers(runners: Runners, venue: str, kind: str, time_ns: int | None = None, **inputs: Any):
    """What the runner of a kind answers to *inputs* nobody recorded."""
    return runners[venue, kind](Inputs("unseen", inputs), time_ns)
