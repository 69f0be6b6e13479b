from fractions import Fraction

import pytest

from isoledger.conformance.cases import CaseError, Inputs, exact
from tests.conformance.kit import case

INPUTS = Inputs(
    "c",
    {
        "n": "0.5",
        "whole": 7,
        "side": "Buy",
        "none": None,
        "true": True,
        "inner": {"a": "1"},
        "rows": [{"a": "1"}, ["2", "3"], "4"],
    },
)


def test_what_is_there_is_read():
    assert (INPUTS.exact("n"), INPUTS.exact("whole")) == (Fraction(1, 2), 7)
    assert INPUTS.text("side") == "Buy"
    assert INPUTS.inner("inner").exact("a") == 1
    rows = INPUTS.rows("rows")
    assert [list(row) for row in rows] == [["a"], ["0", "1"], ["0"]]
    assert (rows[1].exact("1"), rows[2].exact("0")) == (3, 4)
    assert rows[1].place == "c, rows.1"


def test_a_number_goes_by_several_names():
    assert INPUTS.maybe("else", "none", "whole", "n") == 7
    assert INPUTS.maybe("else", "none") is None
    assert INPUTS.first("else", "n", otherwise=Fraction(5)) == Fraction(1, 2)
    assert INPUTS.first("else", otherwise=Fraction(5)) == 5
    assert Inputs("c", {"n": "0"}).first("n", otherwise=Fraction(5)) == 0
    with pytest.raises(CaseError, match="c, side"):
        INPUTS.maybe("side")


def test_nothing_counts_as_not_there():
    assert "n" in INPUTS
    assert "none" not in INPUTS
    assert "else" not in INPUTS
    assert INPUTS.exact("none", "2") == 2
    assert INPUTS.text("else", "x") == "x"
    assert set(INPUTS) >= {"none"}


@pytest.mark.parametrize(("side", "long"), [("long", 1), ("BUY", 1), ("Short", 0), ("sell", 0)])
def test_a_side_is_read(side, long):
    assert Inputs("c", {"side": side}).is_long is bool(long)


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda i: i.exact("else"), "c, else: nothing is no number"),
        (lambda i: i.exact("true"), "c, true: true is no number"),
        (lambda i: i.exact("rows"), "c, rows: a list is no number"),
        (lambda i: i.exact("side"), "c, side: .*Buy"),
        (lambda i: i.text("whole"), "c, whole: 7 is no text"),
        (lambda i: i.text("else"), "c, else: nothing is no text"),
        (lambda i: i.inner("n"), "c, n: '0.5' has no fields"),
        (lambda i: i.rows("inner"), "c, inner: an object is no list"),
        (lambda _: Inputs("c", {"side": "up"}).is_long, "'up' is neither long nor short"),
    ],
    ids=range(9),
)
def test_an_error_says_the_place(ask, why):
    with pytest.raises(CaseError, match=why):
        ask(INPUTS)


def test_a_number_out_of_bounds_says_its_place():
    with pytest.raises(CaseError, match=r"here: .*longer than"):
        exact("9" * 99, "here")


def test_a_doubt_is_about_names_or_about_all():
    assert not case().is_doubtful("twice")
    assert case(doubt="wrong").is_doubtful("twice")
    assert case(doubt="wrong", doubtful=("twice",)).is_doubtful("twice")
    assert not case(doubt="wrong", doubtful=("other",)).is_doubtful("twice")
