from fractions import Fraction

import pytest

from isoledger.conformance import Verdict, run
from isoledger.conformance.cases import Inputs
from isoledger.conformance.strength import Strength
from isoledger.conformance.summary import scientific, table, total
from tests.conformance.kit import RUNNERS, case

RESULTS = [
    run(one, RUNNERS)
    for one in (
        case(id="exact", strength=Strength.RECORDED),
        case(id="near", expected={"twice": "42.10"}, tolerance={"*": Fraction(1)}),
        case(id="wrong", expected={"twice": "4"}, doubt="a slip"),
        case(
            id="third",
            kind="inverse",
            inputs=Inputs("x", {"n": "3"}),
            expected={"inverse": "0.3333"},
        ),
        case(id="none", kind="treble", strength=Strength.OFFICIAL),
        case(id="out", venue="elsewhere"),
    )
]


def test_there_is_a_row_for_each_venue_and_kind_in_order():
    rows = table(RESULTS)
    assert [(row.venue, row.kind, row.count()) for row in rows] == [
        ("elsewhere", "double", 1),
        ("nowhere", "double", 3),
        ("nowhere", "inverse", 1),
        ("nowhere", "treble", 1),
    ]
    double = rows[1]
    assert [double.count(verdict) for verdict in Verdict] == [1, 0, 1, 0, 1, 0, 0]
    assert double.weakest is Strength.UNSAID
    assert double.is_clean
    assert not rows[3].is_clean
    assert rows[3].weakest is Strength.OFFICIAL


def test_the_largest_deviation_leaves_out_what_is_known_to_be_wrong():
    double, inverse, none = table(RESULTS)[1:]
    assert double.largest == Fraction("0.1") / Fraction("42.1")
    assert inverse.largest == (Fraction(1, 3) - Fraction("0.3333")) / Fraction("0.3333")
    assert none.largest is None


def test_the_total_counts_everything():
    assert total(RESULTS).count() == 6
    assert total(RESULTS).count(Verdict.FAILED, Verdict.DOUBTFUL) == 3
    assert total(()).weakest is Strength.UNSAID


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("1", "1.0e0"),
        ("9.91", "1.0e1"),
        ("0.0999", "1.0e-1"),
        ("0.00012", "1.2e-4"),
        ("0.000121", "1.3e-4"),
        ("-31", "-3.1e1"),
    ],
)
def test_a_deviation_never_looks_smaller_than_it_is(value, text):
    assert scientific(Fraction(value)) == text
