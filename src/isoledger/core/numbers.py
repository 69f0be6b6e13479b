"""Exact numbers: read strictly, kept as integers, rounded at one door."""

import enum
import re
from decimal import Decimal
from fractions import Fraction
from typing import Self, TypeAlias, assert_never

from attrs import Attribute, field, frozen

from isoledger.core.errors import MalformedNumberError, OffGridError

Number: TypeAlias = str | int | Decimal
"""How a number may be written at the border. Never a float."""

DIGITS_MAX = 60
"""No number of any venue has more digits; a longer text is refused unread."""

_TEXT_MAX = 72
_EXPONENT_MAX = 40
_PLAIN = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?", re.ASCII)


def decimal_parts(number: Number) -> tuple[int, int]:
    """The integer *units* and the *scale* with ``number == units / 10**scale``.

    The pair is canonical: the scale is the smallest that holds the number.

    Args:
        number: A plain ASCII decimal (an exponent of at most 40 is understood), an ``int``, or
            a finite ``Decimal``.

    Raises:
        MalformedNumberError: The number is anything else: NaN, infinite, padded, grouped,
            a float, a bool, or longer than 60 digits.

    >>> decimal_parts("23.6330")
    (23633, 3)
    >>> decimal_parts("1e-8")
    (1, 8)
    """
    text = number if isinstance(number, str) else _plain_text(number)
    if len(text) > _TEXT_MAX:
        raise MalformedNumberError(text=text[:40], why=f"it is longer than {_TEXT_MAX} characters")
    match = _PLAIN.fullmatch(text)
    if match is None:
        raise MalformedNumberError(text=text[:40], why="it is not a plain decimal")
    sign, whole, fraction, exponent = match.groups()
    scale = len(fraction or "") - int(exponent or 0)
    if abs(int(exponent or 0)) > _EXPONENT_MAX or len(whole + (fraction or "")) > DIGITS_MAX:
        raise MalformedNumberError(text=text[:40], why="it is longer than any real number")
    units = int(whole + (fraction or ""))
    return _canonical(-units if sign else units, scale)


def _plain_text(number: int | Decimal) -> str:
    """Only exact kinds of number have a text; a float never was one."""
    if isinstance(number, Decimal) or type(number) is int:
        if isinstance(number, int) and number.bit_length() > 256:  # noqa: PLR2004 - 77 digits
            raise MalformedNumberError(text="(huge int)", why="it is longer than any real number")
        return str(number)
    raise MalformedNumberError(text=repr(number)[:40], why=f"it is a {type(number).__name__}")


def _canonical(units: int, scale: int) -> tuple[int, int]:
    if scale < 0:
        return units * 10**-scale, 0
    while scale and not units % 10:
        units, scale = units // 10, scale - 1
    return units, scale


def _is_canonical(instance: "Exact", _: "Attribute[int]", scale: int) -> None:
    if type(instance.units) is not int or type(scale) is not int:
        text = f"{instance.units!r}, {scale!r}"[:40]
        raise MalformedNumberError(text=text, why="digits and scale are whole numbers")
    if scale < 0 or (scale and not instance.units % 10):
        why = f"{instance.units} at scale {scale} has a shorter form"
        raise MalformedNumberError(text=f"{instance.units}e-{scale}", why=why)


@frozen(order=False, repr=False)
class Exact:
    """An exact decimal number, ``units / 10**scale``; equal numbers are equal objects.

    Attributes:
        units: All digits, as one signed integer.
        scale: How many of them stand behind the point, at least 0.
    """

    units: int
    scale: int = field(default=0, validator=_is_canonical)

    @classmethod
    def of(cls, number: "Number | Exact") -> Self:
        """The number that *number* names, exactly.

        Raises:
            MalformedNumberError: *number* is not a plain finite decimal.

        >>> Exact.of("0.0100")
        Exact('0.01')
        """
        if isinstance(number, Exact):
            return cls(number.units, number.scale)
        return cls(*decimal_parts(number))

    @property
    def value(self) -> Fraction:
        """This number as a rational."""
        return Fraction(self.units, 10**self.scale)

    def __str__(self) -> str:
        return plain(self.units, self.scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{self}')"


@frozen(order=False, repr=False)
class Price(Exact):
    """What one unit of the underlying costs, in the quote asset. Above zero.

    >>> Price.of("23.6330")
    Price('23.633')
    """

    def __attrs_post_init__(self) -> None:
        if self.units <= 0:
            text = plain(self.units, self.scale)
            raise MalformedNumberError(text=text, why="a price is above zero")


def plain(units: int, scale: int) -> str:
    """The number *units*, its last *scale* digits behind the point.

    >>> plain(-1250, 3)
    '-1.250'
    """
    if not scale:
        return str(units)
    digits = f"{abs(units):0{scale + 1}d}"
    return f"{'-' if units < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"


class Rounding(enum.Enum):
    """How a venue turns an exact value into a bookable one."""

    FLOOR = "floor"
    CEILING = "ceiling"
    TOWARD_ZERO = "toward-zero"
    AWAY_FROM_ZERO = "away-from-zero"
    HALF_EVEN = "half-even"
    HALF_AWAY = "half-away"

    def divide(self, numerator: int, denominator: int) -> int:
        """*numerator* / *denominator* as a whole number. The denominator is above zero.

        >>> Rounding.HALF_EVEN.divide(5, 2), Rounding.HALF_AWAY.divide(5, 2)
        (2, 3)
        """
        whole, rest = divmod(numerator, denominator)
        if not rest:
            return whole
        match self:
            case Rounding.HALF_EVEN:
                return whole + (2 * rest + (whole & 1) > denominator)
            case Rounding.TOWARD_ZERO:
                return whole + (numerator < 0)
            case Rounding.HALF_AWAY:
                return whole + (2 * rest + (numerator > 0) > denominator)
            case Rounding.FLOOR:
                return whole
            case Rounding.CEILING:
                return whole + 1
            case Rounding.AWAY_FROM_ZERO:
                return whole + (numerator > 0)
            case _:
                assert_never(self)

    def __call__(self, value: Fraction) -> int:
        """*value* as a whole number."""
        return self.divide(value.numerator, value.denominator)


def on_grid(value: Fraction, grid: Fraction, rounding: Rounding) -> Fraction:
    """*value* on the nearest multiple of *grid* that *rounding* allows.

    >>> on_grid(Fraction(7, 3), Fraction(1, 2), Rounding.FLOOR)
    Fraction(2, 1)
    """
    return rounding(value / grid) * grid


def whole_steps(number: "Number | Exact", step: Fraction, what: str) -> int:
    """How many *step* there are in *number*.

    Args:
        number: The quantity as the venue writes it.
        step: The smallest quantity that exists.
        what: Whose step it is; the error says it.

    Raises:
        OffGridError: *number* is finer than *step*.
    """
    exact = Exact.of(number)
    count = exact.value / step
    if count.denominator != 1:
        raise OffGridError(amount=str(exact), grid=step, what=what)
    return count.numerator
