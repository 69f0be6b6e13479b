"""Running a case: what we answer, beside what the venue printed."""

import enum
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias, TypeGuard

from attrs import frozen

from isoledger.conformance.cases import Case, Inputs
from isoledger.conformance.plain import Written
from isoledger.conformance.printed import number, prints_as
from isoledger.core.errors import IsoledgerError


@frozen
class Echo:
    """An input handed back where the venue prints it again: it is no answer of ours.

    Attributes:
        value: As it was put in.
    """

    value: Fraction


Answer: TypeAlias = Fraction | int | str | bool | list[Fraction] | Echo | None
"""One answer: a number, a word, or ``None``.

``None`` where nothing was printed agrees with it; where something was, it is no answer: a runner
says so of what the inputs of a case do not determine.
"""

Answers: TypeAlias = Mapping[str, Answer]
"""What a runner says, by the names of `Case.expected`."""

Runner: TypeAlias = Callable[[Inputs, int | None], Answers]
"""From the inputs of a case, and its time in ns UTC if it has one, to the answers by name."""

Runners: TypeAlias = Mapping[tuple[str, str], Runner]
"""Runners by (venue, kind)."""

SPOILT = (
    IsoledgerError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What nonsense in a file may come to in the sums of a runner or reader: nothing is computed."""


class Verdict(enum.Enum):
    """How an answer compares, best first."""

    EXACT = "exact"
    PRINTED = "to the printed digits"
    WITHIN = "within tolerance"
    STATED = "stated by the record, and not computed"
    DOUBTFUL = "outside, and the case is known to be wrong"
    OUTSIDE = "outside"
    FAILED = "not computed"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Verdict).index(self)


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
    expected: Written
    answer: Answer
    deviation: Fraction | None
    verdict: Verdict

    @property
    def relative(self) -> Fraction | None:
        """The deviation as a share of what was printed; of nothing, as it is."""
        if self.deviation is None:
            return None
        printed = self.expected if isinstance(self.expected, list) else [self.expected]
        base = max((abs(value) for value in map(number, printed) if value is not None), default=0)
        return self.deviation / base if base else self.deviation


@frozen(kw_only=True)
class Result:
    """A case that was run.

    Attributes:
        case: The case.
        compared: Each of its expected values; empty: nothing was computed.
        why: Why it was not computed, or not all of it; empty: it was.
    """

    case: Case
    compared: tuple[Compared, ...]
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst of its values; not computed, if one of them was not."""
        if self.why or not self.compared:
            return Verdict.FAILED
        return max((one.verdict for one in self.compared), key=lambda verdict: verdict.rank)


def run(case: Case, runners: Runners) -> Result:
    """*case*, answered by the runner of its venue and kind."""
    runner = runners.get((case.venue, case.kind))
    if runner is None:
        return Result(case=case, compared=(), why=f"no runner for {case.venue} {case.kind}")
    try:
        answers = runner(case.inputs, case.time_ns)
    except SPOILT as error:
        return Result(case=case, compared=(), why=reason(error))
    missing = [name for name in case.expected if _is_unanswered(case, answers, name)]
    why = f"no answer for {', '.join(missing)}" if missing else ""
    compared = [
        _unanswered(case, name) if name in missing else _compared(case, name, answers.get(name))
        for name in case.expected
    ]
    return Result(case=case, compared=tuple(compared), why=why)


def _unanswered(case: Case, name: str) -> Compared:
    expected = case.expected[name]
    return Compared(
        name=name, expected=expected, answer=None, deviation=None, verdict=Verdict.FAILED
    )


def _is_unanswered(case: Case, answers: Mapping[str, Answer], name: str) -> bool:
    """Whether nothing is said where something was printed, and no doubt excuses that."""
    silent = answers.get(name) is None
    due = case.expected[name] is not None or name not in answers
    return silent and due and not case.is_doubtful(name)


def reason(error: Exception) -> str:
    """Why *error* stopped a computation, in one line; ours say it, others are named."""
    if isinstance(error, IsoledgerError):
        return str(error)
    return f"{type(error).__name__}: {str(error)[:120]}"


def _compared(case: Case, name: str, answer: Answer) -> Compared:
    expected = case.expected[name]
    if isinstance(answer, Echo) and number(expected) == answer.value:
        return Compared(
            name=name, expected=expected, answer=answer, deviation=None, verdict=Verdict.STATED
        )
    deviation = _deviation(expected, answer)
    allowed = case.tolerance.get(name, case.tolerance.get("*", Fraction(0)))
    if deviation == 0 or (deviation is None and _same(expected, answer)):
        verdict = Verdict.EXACT
    elif _printed_alike(expected, answer):
        verdict = Verdict.PRINTED
    elif deviation is not None and deviation <= allowed:
        verdict = Verdict.WITHIN
    else:
        verdict = Verdict.DOUBTFUL if case.is_doubtful(name) else Verdict.OUTSIDE
    return Compared(
        name=name, expected=expected, answer=answer, deviation=deviation, verdict=verdict
    )


def _same(expected: Written, answer: Answer) -> bool:
    """Whether two words, or two yes or no, are the same; some write a yes as a word."""
    if {type(expected), type(answer)} == {bool, str}:
        return str(expected).lower() == str(answer).lower()
    return type(expected) is type(answer) and expected == answer


def _printed_alike(expected: Written, answer: Answer) -> bool:
    if isinstance(expected, list) and isinstance(answer, list):
        pairs = zip(expected, answer, strict=False)
        return len(expected) == len(answer) and all(_printed_alike(a, b) for a, b in pairs)
    if isinstance(expected, bool) or not isinstance(expected, int | str):
        return False
    return _is_number(answer) and prints_as(Fraction(answer), str(expected))


def _is_number(answer: Answer) -> TypeGuard[Fraction | int]:
    return isinstance(answer, Fraction | int) and not isinstance(answer, bool)


def _deviation(expected: Written, answer: Answer) -> Fraction | None:
    """How far apart two numbers, or two lists of numbers, are; ``None``: they are not numbers."""
    if isinstance(expected, list) and isinstance(answer, list):
        parts = [_deviation(a, b) for a, b in zip(expected, answer, strict=False)]
        known = [part for part in parts if part is not None]
        return max(known) if len(expected) == len(answer) == len(known) and known else None
    written = number(expected)
    return abs(written - answer) if written is not None and _is_number(answer) else None
