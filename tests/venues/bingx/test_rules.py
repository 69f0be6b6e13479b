"""The rules of BingX."""

from fractions import Fraction

from isoledger.venues.bingx import rules


def test_standard_futures_end_when_a_tenth_of_the_margin_is_left():
    full, tenth = (rules.standard_risk(Fraction(n), Fraction(15)) for n in (150, "1.5"))
    assert rules.margin_rate(full) == Fraction("9.9")
    assert not full.is_liquidatable
    assert rules.margin_rate(tenth) == 0
    assert tenth.is_liquidatable
    other = rules.standard_risk(Fraction(3), Fraction(15), Fraction(1, 5))
    assert rules.margin_rate(other) == 0
