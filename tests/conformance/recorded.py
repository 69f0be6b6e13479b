"""The recorded cases of a venue, run by its runners, and cases that nobody recorded."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from isoledger.conformance.cases import Case, Inputs, parsed
from isoledger.conformance.running import Answer, Result, Runners, Verdict, run
from isoledger.core.numbers import Exact
from tests.real import real

AGREES = frozenset({Verdict.EXACT, Verdict.PRINTED, Verdict.WITHIN, Verdict.STATED})


def cases(
    *venues: str, days: Mapping[str, int] = {}, added: Mapping[str, Mapping[str, str]] = {}
) -> dict[str, Case]:
    """The cases of *venues* by id, with the day and the inputs that some of them lack."""
    rows: Any = parsed(real("vectors.json").read_bytes(), "vectors.json")
    return {
        row["id"]: Case(
            id=row["id"],
            venue=row["venue"],
            kind=row["kind"],
            inputs=Inputs(row["id"], {**row["inputs"], **added.get(row["id"], {})}),
            expected=row["expected"],
            tolerance={name: Exact.of(text).value for name, text in row["tolerance"].items()},
            time_ns=days.get(row["id"]),
        )
        for row in rows
        if row["venue"] in venues
    }


def results(runners: Runners, *venues: str, **more: Any) -> dict[str, Result]:
    """What became of each case, by its id; arguments as `cases`."""
    return {name: run(case, runners) for name, case in cases(*venues, **more).items()}


def counts(found: Mapping[str, Result]) -> dict[str, int]:
    """How many cases came out how."""
    verdicts = [result.verdict.value for result in found.values()]
    return {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(sorted(verdicts))}


def outside(found: Mapping[str, Result]) -> dict[str, dict[str, Fraction | None]]:
    """Of each case that does not agree, the values that do not, and how far they are off."""
    return {
        name: dict.fromkeys(set(result.case.expected) - {one.name for one in result.compared})
        | {one.name: one.deviation for one in result.compared if one.verdict not in AGREES}
        for name, result in found.items()
        if result.verdict not in AGREES
    }


def asked(
    runners: Runners, venue: str, kind: str, time_ns: int | None = None, **inputs: Any
) -> dict[str, Answer]:
    """What the runner of a kind answers to *inputs* that nobody recorded."""
    return dict(runners[venue, kind](Inputs("unseen", inputs), time_ns))


def judged(
    runners: Runners, venue: str, kind: str, inputs: Mapping[str, Any], **expected: Any
) -> Result:
    """What became of a case that nobody recorded."""
    mine = Inputs("mine", inputs)
    return run(Case(id="mine", venue=venue, kind=kind, inputs=mine, expected=expected), runners)


def answer(result: Result, name: str) -> Fraction:
    """What we say under *name*."""
    found = next(one.answer for one in result.compared if one.name == name)
    assert isinstance(found, Fraction)
    return found
