"""Cases of the recorded file, run one venue at a time."""

import json
from collections.abc import Mapping
from fractions import Fraction

from isoledger.conformance.cases import Case, Inputs
from isoledger.conformance.running import Result, Runners, Verdict, run
from isoledger.core.numbers import Exact
from tests.real import real

AGREES = frozenset({Verdict.EXACT, Verdict.PRINTED, Verdict.WITHIN})


def cases(
    venue: str, days: Mapping[str, int], added: Mapping[str, Mapping[str, str]]
) -> dict[str, Case]:
    """The recorded cases of *venue* by id, with the day and the inputs that some of them lack."""
    rows = json.loads(real("vectors.json").read_bytes(), parse_float=str)
    return {
        row["id"]: Case(
            id=row["id"],
            venue=venue,
            kind=row["kind"],
            inputs=Inputs(row["id"], row["inputs"] | dict(added.get(row["id"], {}))),
            expected=row["expected"],
            tolerance={name: Exact.of(t).value for name, t in row["tolerance"].items()},
            time_ns=days.get(row["id"]),
        )
        for row in rows
        if row["venue"] == venue
    }


def outside(results: Mapping[str, Result]) -> dict[str, dict[str, Fraction | None]]:
    """Of each case that does not agree, the values that do not, and how far they are off."""
    return {
        name: dict.fromkeys(set(result.case.expected) - {one.name for one in result.compared})
        | {one.name: one.deviation for one in result.compared if one.verdict not in AGREES}
        for name, result in results.items()
        if result.verdict not in AGREES
    }


def ran(venue: str, runners: Runners, days=(), added=()) -> dict[str, Result]:
    """All recorded cases of *venue*, run."""
    return {
        name: run(case, runners) for name, case in cases(venue, dict(days), dict(added)).items()
    }


def counts(results: Mapping[str, Result]) -> dict[str, int]:
    """How many cases came out how."""
    verdicts = [result.verdict.value for result in results.values()]
    return {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(sorted(verdicts))}
