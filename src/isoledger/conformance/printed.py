"""How fine a printed number is, and whether ours would have been printed alike."""

import re
from fractions import Fraction

from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact

DOUBLE_DIGITS = 15
"""Digits that a binary double always keeps; venues that print more print its noise."""

_NUMBER = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?", re.ASCII)
_RATIO = re.compile(r"(-?[0-9]{1,40})/([1-9][0-9]{0,39})", re.ASCII)


def number(text: object) -> Fraction | None:
    """The number that *text* writes, as a decimal or as a ratio of whole numbers.

    Returns:
        ``None`` where it writes none.

    >>> number("0.50"), number("49999/100"), number("none")
    (Fraction(1, 2), Fraction(49999, 100), None)
    """
    if isinstance(text, bool) or not isinstance(text, int | str):
        return None
    if isinstance(text, str) and (ratio := _RATIO.fullmatch(text)):
        return Fraction(int(ratio[1]), int(ratio[2]))
    try:
        return Exact.of(text).value
    except IsoledgerError:
        return None


def last_digit(text: str) -> Fraction:
    """What the last digit of *text* counts, but no finer than a double could have kept.

    >>> last_digit("1814.60"), last_digit("26000")
    (Fraction(1, 100), Fraction(1, 1))
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Fraction(0)
    whole, fraction, exponent = match.groups()
    places, digits = len(fraction or ""), (whole + (fraction or "")).lstrip("0")
    places -= max(0, len(digits) - DOUBLE_DIGITS)
    return Fraction(10) ** (int(exponent or 0) - places)


def prints_as(value: Fraction, text: str) -> bool:
    """Whether *value*, rounded to the digits of *text*, is the number it writes.

    A tie may go either way. What a venue truncates or rounds to one side is for its rule to say,
    and is not forgiven here.

    >>> prints_as(Fraction(2, 3), "0.667"), prints_as(Fraction(2, 3), "0.66")
    (True, False)
    """
    written = number(text)
    return written is not None and 2 * abs(value - written) <= last_digit(text)
