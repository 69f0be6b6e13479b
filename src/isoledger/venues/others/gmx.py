"""What longs and shorts of a GMX v2 market pay one another."""

from fractions import Fraction


def funding_rates(factor: Fraction, longs: Fraction, shorts: Fraction) -> tuple[Fraction, Fraction]:
    """Rates a second that longs and shorts pay; below zero they receive.

    The larger side pays its share of the imbalance, the smaller receives the same money.
    Official: gmx-synthetics README, funding fees, whose example loses the sign of the shorts.

    Args:
        factor: The market's funding factor.
        longs: Open interest of the longs.
        shorts: Of the shorts.

    >>> funding_rates(Fraction(1, 50000), Fraction(150000), Fraction(50000))
    (Fraction(1, 100000), Fraction(-3, 100000))
    """
    if not longs or not shorts:
        return Fraction(0), Fraction(0)
    paid = factor * abs(longs - shorts) / (longs + shorts)
    if longs >= shorts:
        return paid, -paid * longs / shorts
    return -paid * shorts / longs, paid
