"""The cases of one venue, run, and judged to the digits in which their numbers are printed."""

import json
from fractions import Fraction

from isoledger.conformance import Case, Compared, Inputs, Plain, Result, Runners, run
from isoledger.core.numbers import Exact
from tests.real import real


def cases(venues: set[str]) -> list[Case]:
    """The worked numbers of *venues*; one that its author found wrong is in doubt."""
    rows = json.loads(real("vectors.json").read_bytes(), parse_float=str)
    return [_case(row) for row in rows if row["venue"] in venues]


def _case(row: dict[str, Plain]) -> Case:
    return Case(
        id=row["id"],
        venue=row["venue"],
        kind=row["kind"],
        inputs=Inputs(row["id"], row["inputs"]),
        expected=row["expected"],
        tolerance={k: Exact.of(v).value for k, v in row["tolerance"].items()},
        doubt="" if row["agrees"] is True else row["agrees"],
    )


def half_a_digit(printed: Plain) -> Fraction:
    """Half of the last digit in which *printed* is written: nobody can print closer."""
    digits = str(printed).partition(".")[2]
    return Fraction(1, 2 * 10 ** len(digits))


def allowed(result: Result, name: str) -> Fraction:
    """The tolerance that the case itself states for *name*."""
    return result.case.tolerance.get(name, result.case.tolerance.get("*", Fraction(0)))


def is_exact(one: Compared) -> bool:
    """Whether the answer is the very number, or the very word."""
    return one.deviation == 0 if one.deviation is not None else one.expected == one.answer


def is_within(result: Result, one: Compared) -> bool:
    """Whether the answer is within the tolerance that the case states."""
    return one.deviation is not None and one.deviation <= allowed(result, one.name)


def agrees(result: Result, one: Compared) -> bool:
    """Whether the answer is exact, within the tolerance, or within half of the last digit."""
    short = one.deviation is not None and one.deviation <= half_a_digit(one.expected)
    return is_exact(one) or is_within(result, one) or short


def sorted_out(found: dict[str, Result]) -> tuple[int, int, list[str]]:
    """How many cases are exact, how many more within their tolerance, and which are neither."""
    exact = {n for n, r in found.items() if r.compared and all(map(is_exact, r.compared))}
    within = {
        n
        for n, r in found.items()
        if r.compared and all(is_exact(one) or is_within(r, one) for one in r.compared)
    }
    return len(exact), len(within - exact), sorted(set(found) - within)


def results(venues: set[str], runners: Runners) -> dict[str, Result]:
    """What became of each case, by its id."""
    return {case.id: run(case, runners) for case in cases(venues)}


def outside(found: dict[str, Result]) -> dict[str, list[str]]:
    """What does not agree, by case: the names, or why it was not computed at all."""
    return {
        name: [one.name for one in result.compared if not agrees(result, one)] or [result.why]
        for name, result in found.items()
        if not result.compared or not all(agrees(result, one) for one in result.compared)
    }


def answer(result: Result, name: str) -> Fraction:
    """What we say under *name*."""
    found = next(one.answer for one in result.compared if one.name == name)
    assert isinstance(found, Fraction)
    return found


def ask(runners: Runners, venue: str, kind: str, inputs: dict[str, Plain], **expected: Plain):
    """The result of a case made up here."""
    case = Case(id="mine", venue=venue, kind=kind, inputs=Inputs("mine", inputs), expected=expected)
    return run(case, runners)
