"""Running a case: what we answer, beside what the venue printed."""

import enum
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from isoledger.conformance.cases import Case, Inputs, Plain
from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact

Answer: TypeAlias = Fraction | int | str | bool | list[Fraction] | None
"""One answer: a number, a word, or ``None`` where a venue prints nothing."""

Runner: TypeAlias = Callable[[Inputs, int | None], Mapping[str, Answer]]
"""From the inputs of a case, and its time in ns UTC if it has one, to the answers by name."""

Runners: TypeAlias = Mapping[tuple[str, str], Runner]
"""Runners by (venue, kind)."""


class Verdict(enum.Enum):
    """How an answer compares, best first."""

    EXACT = "exact"
    WITHIN = "within tolerance"
    DOUBTFUL = "outside, and the case is known to be wrong"
    OUTSIDE = "outside"
    FAILED = "not computed"


@frozen(kw_only=True)
class Compared:
    """One expected value, and our answer to it.

    Attributes:
        name: Which.
        expected: What the venue printed.
        answer: What we say.
        deviation: Absolute difference, where both are numbers.
        verdict: What that means.
    """

    name: str
    expected: Plain
    answer: Answer
    deviation: Fraction | None
    verdict: Verdict


@frozen(kw_only=True)
class Result:
    """A case that was run.

    Attributes:
        case: The case.
        compared: Each of its expected values; empty: it was not computed.
        why: Why it was not computed.
    """

    case: Case
    compared: tuple[Compared, ...]
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst of its values."""
        order = list(Verdict)
        verdicts = [one.verdict for one in self.compared] or [Verdict.FAILED]
        return max(verdicts, key=order.index)


def run(case: Case, runners: Runners) -> Result:
    """*case*, answered by the runner of its venue and kind."""
    runner = runners.get((case.venue, case.kind))
    if runner is None:
        return Result(case=case, compared=(), why=f"no runner for {case.venue} {case.kind}")
    try:
        answers = runner(case.inputs, case.time_ns)
    except IsoledgerError as error:
        return Result(case=case, compared=(), why=str(error))
    missing = [name for name in case.expected if name not in answers]
    if missing:
        return Result(case=case, compared=(), why=f"no answer for {', '.join(missing)}")
    compared = [_compared(case, name, answers[name]) for name in case.expected]
    return Result(case=case, compared=tuple(compared))


def _compared(case: Case, name: str, answer: Answer) -> Compared:
    expected = case.expected[name]
    deviation = _deviation(expected, answer)
    allowed = case.tolerance.get(name, case.tolerance.get("*", Fraction(0)))
    if deviation == 0 or (deviation is None and expected == answer):
        verdict = Verdict.EXACT
    elif deviation is not None and deviation <= allowed:
        verdict = Verdict.WITHIN
    else:
        verdict = Verdict.DOUBTFUL if case.doubt else Verdict.OUTSIDE
    return Compared(
        name=name, expected=expected, answer=answer, deviation=deviation, verdict=verdict
    )


def _deviation(expected: Plain, answer: Answer) -> Fraction | None:
    """How far apart two numbers, or two lists of numbers, are; ``None``: they are not numbers."""
    if isinstance(expected, list) and isinstance(answer, list):
        parts = [_deviation(a, b) for a, b in zip(expected, answer, strict=False)]
        known = [part for part in parts if part is not None]
        return max(known) if len(expected) == len(answer) == len(known) and known else None
    if isinstance(expected, bool | list) or not isinstance(expected, int | str):
        return None
    if isinstance(answer, bool) or not isinstance(answer, Fraction | int):
        return None
    try:
        return abs(Exact.of(expected).value - answer)
    except IsoledgerError:
        return None
