"""On GMX the larger side pays the smaller, and no money is made on the way."""

from fractions import Fraction

from isoledger.venues.others.gmx import funding_rates

FACTOR = Fraction(1, 50000)


def test_what_one_side_pays_the_other_receives():
    for longs, shorts in ((150_000, 50_000), (50_000, 150_000), (7, 7)):
        long, short = funding_rates(FACTOR, Fraction(longs), Fraction(shorts))
        assert long * longs + short * shorts == 0
        assert (long >= 0) == (longs >= shorts)


def test_the_larger_side_pays_its_share_of_the_imbalance():
    assert funding_rates(FACTOR, Fraction(150_000), Fraction(50_000))[0] == Fraction(1, 100_000)
    assert funding_rates(FACTOR, Fraction(50_000), Fraction(150_000))[1] == Fraction(1, 100_000)


def test_nobody_pays_where_one_side_is_empty():
    assert funding_rates(FACTOR, Fraction(5), Fraction(0)) == (0, 0)
    assert funding_rates(FACTOR, Fraction(0), Fraction(5)) == (0, 0)
