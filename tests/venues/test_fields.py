"""A raw record is read strictly, and what is no price is told apart."""

from fractions import Fraction

import pytest

from isoledger.venues.errors import FieldError
from isoledger.venues.fields import (
    MILLISECOND_NS,
    Figures,
    last_digit,
    no_price,
    printed_price,
)

RECORD = Figures("record", {"a": "1.50", "b": 7, "c": "", "d": None, "e": {"x": "1"}, "f": [{}]})


def test_a_number_is_read_from_text_and_from_a_whole_number():
    assert RECORD.exact("a") == Fraction(3, 2)
    assert RECORD.exact("b") == 7
    assert RECORD.exact("c", "d", "a") == Fraction(3, 2)


def test_the_first_name_that_is_there_wins():
    assert RECORD.first("c", "b", "a") == "b"
    assert RECORD.first("c", "d") == "d"


@pytest.mark.parametrize("name", ["c", "d", "nowhere"])
def test_nothing_is_no_number(name):
    assert name not in RECORD
    assert RECORD.optional(name) is None
    with pytest.raises(FieldError, match=f"'{name}': is missing"):
        RECORD.exact(name)


def test_a_text_is_as_it_was_written():
    assert RECORD.text("a") == "1.50"
    assert RECORD.text("b") == "7"
    assert RECORD.text("d", "x") == "x"
    assert RECORD.text("c", "x") == ""


@pytest.mark.parametrize("value", [1.5, True, {}, []])
def test_a_float_and_its_like_are_refused_with_the_cure(value):
    with pytest.raises(FieldError, match="read numbers as text"):
        Figures("record", {"a": value}).exact("a")


@pytest.mark.parametrize("value", ["nan", "1e999999", "one", "1/2"])
def test_a_text_that_is_no_number_is_refused(value):
    with pytest.raises(FieldError, match="'a'"):
        Figures("record", {"a": value}).optional("a")


def test_records_inside_are_read_alike():
    assert RECORD.inner("e").exact("x") == 1
    assert [row.raw for row in RECORD.rows("f")] == [{}]


def test_what_is_no_record_is_refused():
    with pytest.raises(FieldError, match="'a': is no record"):
        RECORD.inner("a")
    with pytest.raises(FieldError, match="'a': is no list"):
        list(RECORD.rows("a"))
    with pytest.raises(FieldError, match="'a 2': is no record"):
        list(Figures("record", {"a": [{}, "x"]}).rows("a"))


def test_an_instant_is_counted_in_its_unit():
    assert RECORD.time_ns(MILLISECOND_NS, "c", "b") == 7_000_000
    assert RECORD.time_ns(1, "nowhere") is None


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("", "nothing is printed"),
        ("--", "nothing is printed"),
        ("0.000", "0 stands for none"),
        ("-3433.328491", "below zero"),
        ("99999999", "cap"),
        ("100000000", "cap"),
    ],
)
def test_a_word_for_none_says_why(printed, why):
    found = no_price(printed, cap=Fraction(99_999_999))
    assert why in found
    assert printed_price(printed, found) is None


@pytest.mark.parametrize("printed", ["0.01", "99999998.99"])
def test_a_price_is_a_price(printed):
    assert no_price(printed, cap=Fraction(99_999_999)) == ""
    assert printed_price(printed, "") == Fraction(printed)


def test_without_a_cap_any_price_is_one():
    assert no_price("100000000") == ""


@pytest.mark.parametrize(("text", "digit"), [("7", "1"), ("7.0", "0.1"), ("665.69", "0.01")])
def test_the_last_digit_counts_what_stands_there(text, digit):
    assert last_digit(text) == Fraction(digit)
