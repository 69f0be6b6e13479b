"""The recorded figures of a venue as cases, and how ours compare."""

from fractions import Fraction

from isoledger.conformance.cases import Case, Inputs, parsed
from isoledger.conformance.running import Result, Runners, run
from tests.real import real

GOOD = frozenset({"exact", "to the printed digits", "within tolerance"})


def figures(venue: str) -> list[Case]:
    """Every case of *venue*."""
    rows = parsed(real("vectors.json").read_bytes(), "vectors.json")
    return [_case(row) for row in rows if row["venue"] == venue]


def _case(row: dict) -> Case:
    return Case(
        id=row["id"],
        venue=row["venue"],
        kind=row["kind"],
        inputs=Inputs(row["id"], row["inputs"]),
        expected=row["expected"],
        tolerance={name: Fraction(value) for name, value in row["tolerance"].items()},
    )


def asked(venue: str, kind: str, runners: Runners, **inputs: object) -> dict:
    """Our answers to a case that no file holds."""
    return dict(runners[venue, kind](Inputs("unseen", inputs), None))


def outside(venue: str, runners: Runners) -> dict[str, list[str]]:
    """Names of the values that are off, by case; a case that was not computed says why."""
    results = [run(case, runners) for case in figures(venue)]
    return {r.case.id: _off(r) for r in results if r.verdict.value not in GOOD}


def _off(result: Result) -> list[str]:
    off = [one.name for one in result.compared if one.verdict.value not in GOOD]
    return [result.why] if result.why else off
