import re
from fractions import Fraction

import pytest

from isoledger.conformance import Compared, Result, Verdict, run
from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Echo
from tests.conformance.kit import RUNNERS, case


def answered(expected, answer, **changes):
    """The verdict on *answer*, where *expected* was printed."""
    runners = {("nowhere", "double"): lambda _inputs, _time: {"twice": answer}}
    return run(case(expected={"twice": expected}, **changes), runners)


@pytest.mark.parametrize(
    ("expected", "answer", "verdict"),
    [
        ("42", Fraction(42), Verdict.EXACT),
        (42, 42, Verdict.EXACT),
        ("42.00", 42, Verdict.EXACT),
        ("49999/100", Fraction("499.99"), Verdict.EXACT),
        ("0.67", Fraction(2, 3), Verdict.PRINTED),
        (1, Fraction(2, 3), Verdict.PRINTED),
        ("0.66", Fraction(2, 3), Verdict.OUTSIDE),
        ("none", "none", Verdict.EXACT),
        ("none", "some", Verdict.OUTSIDE),
        ("None", None, Verdict.FAILED),
        (None, None, Verdict.EXACT),
        (None, Fraction(1), Verdict.OUTSIDE),
        ("42", None, Verdict.FAILED),
        (False, "False", Verdict.EXACT),
        (False, "none", Verdict.OUTSIDE),
        (True, True, Verdict.EXACT),
        ("False", False, Verdict.EXACT),
        ("True", False, Verdict.OUTSIDE),
        ("1", True, Verdict.OUTSIDE),
        (1, True, Verdict.OUTSIDE),
        (True, 1, Verdict.OUTSIDE),
        (True, Fraction(1), Verdict.OUTSIDE),
        (["1", "2"], [Fraction(1), Fraction(2)], Verdict.EXACT),
        (["0.3", "2"], [Fraction(1, 3), Fraction(2)], Verdict.PRINTED),
        (["1", "2"], [Fraction(1), Fraction(3)], Verdict.OUTSIDE),
        (["1", "2"], [Fraction(1)], Verdict.OUTSIDE),
        (["1", "x"], [Fraction(1), Fraction(2)], Verdict.OUTSIDE),
        ([], [], Verdict.EXACT),
        ({"a": "1"}, Fraction(1), Verdict.OUTSIDE),
    ],
    ids=range(29),
)
def test_an_answer_is_compared(expected, answer, verdict):
    assert answered(expected, answer).verdict is verdict


def test_a_tolerance_is_for_its_name_or_for_all():
    near = Fraction("42.5")
    assert answered("42.00", near).verdict is Verdict.OUTSIDE
    for name in ("twice", "*"):
        half = {name: Fraction(1, 2)}
        assert answered("42.00", near, tolerance=half).verdict is Verdict.WITHIN
        less = {name: Fraction(1, 3)}
        assert answered("42.00", near, tolerance=less).verdict is Verdict.OUTSIDE
    mine_first = {"twice": Fraction(0), "*": Fraction(1)}
    assert answered("42.00", near, tolerance=mine_first).verdict is Verdict.OUTSIDE


def test_a_case_known_to_be_wrong_is_told_apart_and_may_still_agree():
    assert answered("43", 42, doubt="wrong").verdict is Verdict.DOUBTFUL
    assert answered("42", 42, doubt="wrong").verdict is Verdict.EXACT
    assert answered("43", 42, doubt="wrong", doubtful=("other",)).verdict is Verdict.OUTSIDE


def test_deviations_are_absolute_and_relative():
    (one,) = answered("-40", Fraction(-42)).compared
    assert (one.deviation, one.relative) == (2, Fraction(1, 20))
    (none,) = answered("0", Fraction(2)).compared
    assert (none.deviation, none.relative) == (2, 2)
    (word,) = answered("x", "y").compared
    assert (word.deviation, word.relative) == (None, None)
    (row,) = answered(["1", "4"], [Fraction(1), Fraction(3)]).compared
    assert (row.deviation, row.relative) == (1, Fraction(1, 4))


def test_without_a_runner_nothing_is_computed():
    found = run(case(kind="treble"), RUNNERS)
    assert (found.verdict, found.why) == (Verdict.FAILED, "no runner for nowhere treble")


@pytest.mark.parametrize(
    ("kind", "number", "why"),
    [
        ("double", "x", "one, n: .*'x'"),
        ("inverse", "0", "ZeroDivisionError: "),
    ],
)
def test_nonsense_is_not_computed_and_says_why(kind, number, why):
    found = run(case(kind=kind, inputs=Inputs("one", {"n": number})), RUNNERS)
    assert found.verdict is Verdict.FAILED
    assert found.compared == ()

    assert re.search(why, found.why)


def test_a_missing_answer_fails_the_case_and_leaves_the_rest():
    found = run(case(expected={"twice": "42", "thrice": "63"}), RUNNERS)
    assert (found.verdict, found.why) == (Verdict.FAILED, "no answer for thrice")
    assert [(one.name, one.verdict) for one in found.compared] == [
        ("twice", Verdict.EXACT),
        ("thrice", Verdict.FAILED),
    ]


def test_what_is_known_to_be_wrong_need_not_be_answered():
    assert answered("43", None, doubt="wrong").verdict is Verdict.DOUBTFUL
    assert answered("43", None, doubt="wrong", doubtful=("else",)).verdict is Verdict.FAILED
    found = run(case(expected={"twice": "42", "thrice": "63"}, doubt="wrong"), RUNNERS)
    assert [one.verdict for one in found.compared] == [Verdict.EXACT, Verdict.DOUBTFUL]
    assert run(case(expected={"thrice": None}), RUNNERS).verdict is Verdict.FAILED


def test_a_case_is_as_good_as_its_worst_value():
    values = [
        Compared(name="a", expected="1", answer=1, deviation=Fraction(0), verdict=verdict)
        for verdict in (Verdict.EXACT, Verdict.WITHIN, Verdict.PRINTED)
    ]
    assert Result(case=case(), compared=tuple(values)).verdict is Verdict.WITHIN
    assert Result(case=case(), compared=()).verdict is Verdict.FAILED


def test_a_fault_of_our_own_is_not_hidden():
    def broken(_inputs, _time):
        raise AssertionError

    with pytest.raises(AssertionError):
        run(case(), {("nowhere", "double"): broken})


def test_what_a_record_only_states_is_not_counted_as_exact():
    """An input handed back is no answer of ours; one that differs is wrong all the same."""
    runner = {("v", "k"): lambda inputs, _: {"fee": Echo(inputs.exact("fee"))}}
    for printed, verdict in (("1.50", Verdict.STATED), ("1.6", Verdict.OUTSIDE)):
        one = case(
            venue="v", kind="k", inputs=Inputs("one", {"fee": "1.5"}), expected={"fee": printed}
        )
        assert run(one, runner).verdict is verdict
