from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact
from isoledger.reports.errors import UnshowableTimeError
from isoledger.reports.texts import (
    PLACES,
    PLACES_MAX,
    amount,
    decimal,
    grouped,
    instant,
    rounded,
    shown,
    trimmed,
)


@given(st.text())
def test_what_is_shown_is_plainly_visible_and_loses_nothing(text):
    visible = shown(text)
    assert visible.isprintable()
    plain = visible.encode("raw_unicode_escape", "backslashreplace").replace(b"\\\\", b"\\x5c")
    assert plain.decode("unicode_escape") == text


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "\u202e", "\udc80", "\x9b", "\u2028"])
def test_what_could_move_a_cursor_or_end_a_line_is_written_out(text):
    assert shown(text).isascii()


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=12, min_value=-(10**9), max_value=10**9
    )
)
def test_a_decimal_is_written_to_its_end(number):
    assert Exact.of(decimal(Fraction(number))).value == Fraction(number)


def test_a_decimal_without_an_end_is_rounded_half_to_even():
    assert decimal(Fraction(1, 3)) == "0." + "3" * PLACES
    assert decimal(Fraction(2, 3), 2) == "0.67"
    assert rounded(Fraction(1, 8), 2) == "0.12"
    assert rounded(Fraction(3, 8), 2) == "0.38"
    assert decimal(Fraction(1, 2**PLACES_MAX)) == "0.000000000014551915228366851806640625"
    assert decimal(Fraction(1, 2 ** (PLACES_MAX + 1))) == "0.000000000007275958"
    assert decimal(Fraction(-1, 10**40)) == "0"
    assert decimal(7) == "7"


@pytest.mark.parametrize(
    ("time_ns", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (1_500_000_000, "1970-01-01T00:00:01.500Z"),
    ],
)
def test_an_instant_has_as_many_decimals_as_it_needs(time_ns, text):
    assert instant(time_ns) == text


@pytest.mark.parametrize("time_ns", [10**30, -(10**30), -62_135_596_801 * 10**9])
def test_an_instant_of_no_calendar_is_refused(time_ns):
    with pytest.raises(UnshowableTimeError, match="years 1 to 9999"):
        instant(time_ns)


def test_amounts_keep_the_decimals_of_their_books():
    assert amount(Money(-5, Asset("X", 3))) == "-0.005"
    assert grouped("-1234567.1234567") == "-1,234,567.1234567"
    assert grouped("-0.5") == "-0.5"
    assert grouped("0") == "0"
    assert trimmed("0.000") == "0"
