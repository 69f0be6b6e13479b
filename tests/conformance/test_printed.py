from fractions import Fraction

import pytest

from isoledger.conformance.printed import last_digit, number, prints_as


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.50", Fraction(1, 2)),
        (7, Fraction(7)),
        ("-1e-8", Fraction(-1, 10**8)),
        ("49999/100", Fraction(49999, 100)),
        ("1/0", None),
        ("none", None),
        ("", None),
        (True, None),
        (None, None),
        ([], None),
        ("9" * 100, None),
    ],
    ids=str,
)
def test_a_number_is_read_or_is_none(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("1814.60", "0.01"),
        ("26000", "1"),
        ("1.5e-8", "1e-9"),
        ("2E+3", "1000"),
        ("-0.000065", "0.000001"),
        ("12608.959083877446", "1e-10"),
        ("24144.1124161206977798", "1e-10"),
        ("0.0000000000000000000012", "1e-22"),
        ("123456789012345678", "1000"),
        ("none", "0"),
    ],
)
def test_the_last_digit_is_that_of_a_double_at_most(text, step):
    assert last_digit(text) == Fraction(step)


def test_half_a_digit_is_forgiven_and_no_more():
    assert prints_as(Fraction("1.005"), "1.01")
    assert prints_as(Fraction("1.005"), "1.00")
    assert not prints_as(Fraction("1.00501"), "1.00")
    assert not prints_as(Fraction(2, 110), "0.01819"), "rounded up is not printed alike"
    assert not prints_as(Fraction(1), "none")
