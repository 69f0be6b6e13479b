import locale
import threading
import time
from decimal import Context, Decimal, localcontext, setcontext
from fractions import Fraction

import pytest

from isoledger.core.errors import MalformedNumberError, NumberError, OffGridError
from isoledger.core.numbers import (
    DIGITS_MAX,
    Exact,
    Price,
    Rounding,
    decimal_parts,
    on_grid,
    plain,
    whole_steps,
)

HOSTILE = {
    "an exponent that would fill the memory": "1e999999999",
    "a small exponent that is still too large": "1e41",
    "a negative one": "1e-41",
    "not a number": "NaN",
    "a signalling one": "sNaN",
    "infinity": "Infinity",
    "minus infinity": "-Infinity",
    "grouped digits": "1_000",
    "a thousands comma": "1,000",
    "spaces around": " 1 ",
    "a newline behind": "1\n",
    "full-width digits": "\uff11\uff12",
    "Arabic digits": "\u0661\u0662",
    "an Arabic digit behind the point": "1.\u0661",
    "a bool": True,
    "another bool": False,
    "a float": 0.1,
    "a whole float": 1.0,
    "none": None,
    "bytes": b"1",
    "a list": [1],
    "a complex": 1j,
    "a fraction": Fraction(1, 2),
    "five thousand digits": "9" * 5000,
    "five thousand digits behind the point": "0." + "1" * 5000,
    "sixty-one digits": "1" * (DIGITS_MAX + 1),
    "a huge int": 10**5000,
    "an int of 78 digits": 1 << 257,
    "a huge decimal": Decimal("1e999999999"),
    "a tiny decimal": Decimal("1e-999999"),
    "a decimal NaN": Decimal("NaN"),
    "a decimal sNaN": Decimal("sNaN"),
    "a decimal infinity": Decimal("-Infinity"),
    "a long decimal": Decimal("1" * 5000),
    "a plus": "+1",
    "no digit before the point": ".5",
    "no digit behind the point": "1.",
    "only a point": ".",
    "only a sign": "-",
    "two signs": "--1",
    "leading zeros": "007",
    "hexadecimal": "0x10",
    "a dangling exponent": "1e",
    "a fractional exponent": "1e1.5",
    "nothing": "",
}


@pytest.mark.parametrize("number", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_plain_number_is_refused_typed_and_at_once(number):
    started = time.perf_counter()
    with pytest.raises(MalformedNumberError) as caught:
        decimal_parts(number)
    assert time.perf_counter() - started < 0.5
    assert isinstance(caught.value, NumberError)
    assert isinstance(caught.value, ValueError)
    assert len(str(caught.value)) < 160
    assert "is not a number we can keep: it is " in str(caught.value)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("1_000", "'1_000' is not a number we can keep: it is not a plain decimal"),
        (0.1, "'0.1' is not a number we can keep: it is a float"),
        (True, "'True' is not a number we can keep: it is a bool"),
        (10**90, "'(huge int)' is not a number we can keep: it is longer than any real number"),
        ("1e50", "'1e50' is not a number we can keep: it is longer than any real number"),
        (
            "7" * 80,
            f"'{'7' * 40}' is not a number we can keep: it is longer than 72 characters",
        ),
    ],
)
def test_the_error_says_what_was_read_and_why_it_will_not_do(number, why):
    with pytest.raises(MalformedNumberError) as caught:
        decimal_parts(number)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("0", (0, 0)),
        ("-0", (0, 0)),
        ("-0.000", (0, 0)),
        ("0e40", (0, 0)),
        (Decimal("-0"), (0, 0)),
        ("1.50", (15, 1)),
        ("-1.50", (-15, 1)),
        ("100", (100, 0)),
        ("1e2", (100, 0)),
        ("1E+2", (100, 0)),
        (Decimal("1E+2"), (100, 0)),
        ("1.5e1", (15, 0)),
        ("15e-1", (15, 1)),
        ("150e-1", (15, 0)),
        ("1e-40", (1, 40)),
        ("1e40", (10**40, 0)),
        (-12, (-12, 0)),
        ("9" * DIGITS_MAX, (int("9" * DIGITS_MAX), 0)),
        ("0." + "1" * (DIGITS_MAX - 1), (int("1" * (DIGITS_MAX - 1)), DIGITS_MAX - 1)),
        (Decimal("1.23456789012345678901234567890123"), (123456789012345678901234567890123, 32)),
    ],
)
def test_a_plain_number_is_read_digit_by_digit_into_its_shortest_form(number, parts):
    assert decimal_parts(number) == parts


def test_the_decimal_context_of_the_caller_is_neither_used_nor_changed():
    with localcontext(Context(prec=2, Emax=9, Emin=-9)) as context:
        before = context.copy()
        assert Exact.of(Decimal("1.23456789012")).units == 123456789012
        assert Exact.of("123456.789").value == Fraction(123456789, 1000)
        assert (context.prec, context.flags, context.traps) == (2, before.flags, before.traps)


def test_threads_with_strange_contexts_read_the_same_number():
    read = []

    def reader(prec):
        setcontext(Context(prec=prec))
        read.append(Exact.of(Decimal("30347543.69000001")))

    threads = [threading.Thread(target=reader, args=(prec,)) for prec in (1, 9, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [Exact(3034754369000001, 8)] * 3


def test_a_locale_with_a_decimal_comma_changes_nothing():
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("de_DE.UTF-8", "C.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert str(Exact.of("1234.5")) == "1234.5"
            with pytest.raises(MalformedNumberError):
                Exact.of("1234,5")
    finally:
        locale.setlocale(locale.LC_ALL, before)


def test_equal_numbers_are_equal_objects_with_equal_hashes():
    assert Exact.of("1.0") == Exact.of("1.00") == Exact.of("1e0") == Exact.of(1) == Exact(1)
    assert hash(Exact.of("1.0")) == hash(Exact.of(Decimal("1.000")))
    assert Exact.of("1") != Exact.of("-1")
    assert Exact.of("1") != Price.of("1")
    assert Exact.of("1") != 1


@pytest.mark.parametrize(("units", "scale"), [(10, 1), (0, 1), (1, -1)])
def test_a_longer_form_of_a_number_cannot_be_made_by_hand(units, scale):
    with pytest.raises(MalformedNumberError, match="has a shorter form"):
        Exact(units, scale)


@pytest.mark.parametrize(("units", "scale"), [(1.5, 0), (True, 0), ("1", 0), (1, 1.0), (1, True)])
def test_a_number_made_by_hand_is_made_of_whole_numbers(units, scale):
    with pytest.raises(MalformedNumberError, match="digits and scale are whole numbers"):
        Exact(units, scale)


def test_a_number_shows_itself_as_it_would_be_written():
    assert repr(Exact.of("-0.0500")) == "Exact('-0.05')"
    assert str(Price.of(Exact.of("7e2"))) == "700"
    assert Exact.of("-0.05").value == Fraction(-1, 20)


@pytest.mark.parametrize("number", ["0", "-1", "-0.01", 0], ids=repr)
def test_a_price_is_above_zero(number):
    with pytest.raises(MalformedNumberError, match="a price is above zero"):
        Price.of(number)


def test_no_attribute_of_a_number_can_be_set():
    price = Price.of("1.5")
    for name in ("units", "scale", "new"):
        with pytest.raises(AttributeError):
            setattr(price, name, 1)
    assert price == Price.of("1.5")


@pytest.mark.parametrize(
    ("units", "scale", "text"),
    [(0, 0, "0"), (0, 2, "0.00"), (5, 3, "0.005"), (-5, 3, "-0.005"), (-1250, 3, "-1.250")],
)
def test_units_are_written_with_every_digit_of_their_scale(units, scale, text):
    assert plain(units, scale) == text


ROUNDED = {
    # exact value in tenths: floor, ceiling, toward zero, away from zero, half even, half away
    -25: (-3, -2, -2, -3, -2, -3),
    -24: (-3, -2, -2, -3, -2, -2),
    -16: (-2, -1, -1, -2, -2, -2),
    -15: (-2, -1, -1, -2, -2, -2),
    -14: (-2, -1, -1, -2, -1, -1),
    -10: (-1, -1, -1, -1, -1, -1),
    -5: (-1, 0, 0, -1, 0, -1),
    -1: (-1, 0, 0, -1, 0, 0),
    0: (0, 0, 0, 0, 0, 0),
    1: (0, 1, 0, 1, 0, 0),
    5: (0, 1, 0, 1, 0, 1),
    10: (1, 1, 1, 1, 1, 1),
    14: (1, 2, 1, 2, 1, 1),
    15: (1, 2, 1, 2, 2, 2),
    16: (1, 2, 1, 2, 2, 2),
    24: (2, 3, 2, 3, 2, 2),
    25: (2, 3, 2, 3, 2, 3),
}
MODES = (
    Rounding.FLOOR,
    Rounding.CEILING,
    Rounding.TOWARD_ZERO,
    Rounding.AWAY_FROM_ZERO,
    Rounding.HALF_EVEN,
    Rounding.HALF_AWAY,
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("tenths", ROUNDED)
def test_every_rounding_does_what_its_name_says(mode, tenths):
    wanted = ROUNDED[tenths][MODES.index(mode)]
    assert mode(Fraction(tenths, 10)) == wanted
    assert mode.divide(tenths, 10) == wanted
    assert mode.divide(tenths * 7, 70) == wanted


def test_every_rounding_there_is_stands_in_the_table():
    assert set(MODES) == set(Rounding)


@pytest.mark.parametrize(("numerator", "up"), [(1, 0), (2, 1), (4, 1), (5, 2), (-1, 0), (-2, -1)])
def test_an_odd_denominator_has_no_ties(numerator, up):
    assert Rounding.HALF_EVEN.divide(numerator, 3) == up
    assert Rounding.HALF_AWAY.divide(numerator, 3) == up


def test_a_value_is_brought_to_the_grid_the_named_way():
    third = Fraction(1, 3)
    assert on_grid(Fraction(7, 3), third, Rounding.CEILING) == Fraction(7, 3)
    assert on_grid(Fraction(-7, 3), Fraction(1, 2), Rounding.FLOOR) == Fraction(-5, 2)
    assert on_grid(Fraction(-7, 3), Fraction(1, 2), Rounding.CEILING) == -2


def test_a_quantity_is_a_whole_number_of_steps_or_refused_with_both_numbers():
    assert whole_steps("0.025", Fraction(1, 1000), "size of X") == 25
    assert whole_steps(Exact.of("-3"), Fraction(3), "size of X") == -1
    with pytest.raises(OffGridError) as caught:
        whole_steps("0.0250001", Fraction(1, 1000), "size of X")
    assert str(caught.value) == "0.0250001 is finer than the 1/1000 that size of X can hold"
    assert (caught.value.amount, caught.value.grid) == ("0.0250001", Fraction(1, 1000))
