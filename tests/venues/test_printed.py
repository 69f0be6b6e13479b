"""What is printed is a price, or says why it is none."""

from fractions import Fraction

import pytest

from isoledger.core.rules import Rules
from isoledger.venues.errors import FieldError
from isoledger.venues.fields import Fields
from isoledger.venues.printed import Printed, last_digit

FLOOR, CAP = Fraction(1, 100), Fraction(99_999_999)


def told(**raw: object) -> Printed:
    return Printed.of(Fields.of(raw, "record"), "p", "q", floor=FLOOR, cap=CAP)


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        (None, "nothing is printed"),
        ("", "nothing is printed"),
        ("--", "nothing is printed"),
        ("null", "nothing is printed"),
        ("0", "0 stands for none"),
        ("0.00", "0 stands for none"),
        ("-3433.3", "-3433.3 is below zero"),
        ("0.01", "0.01 is the lowest price"),
        ("99999999", "99999999 is at or above the venue's cap"),
        ("100000000", "cap"),
    ],
)
def test_a_word_for_none_says_why(printed, why):
    found = told(p=printed)
    assert (found.price, found.text) == (None, printed or "")
    assert why in found.sentinel


@pytest.mark.parametrize("printed", ["0.011", "99999998.99"])
def test_a_price_is_a_price_under_any_of_its_names(printed):
    assert told(q=printed) == Printed(text=printed, price=Fraction(printed))


def test_without_ends_any_price_is_one():
    record = Fields.of({"p": "0.01", "q": "100000000"}, "record")
    assert [Printed.of(record, name).sentinel for name in "pq"] == ["", ""]


def test_what_is_no_number_is_refused_with_its_place():
    with pytest.raises(FieldError, match="record: field 'p'"):
        told(p="soon")


def test_a_stated_position_starts_from_its_price_alone():
    rules = Rules()
    found = told(p="7").stated("X", rules, 5)
    assert (found.symbol, found.rules, found.time_ns) == ("X", rules, 5)
    assert (found.reported, found.printed, found.sentinel) == (7, "7", "")
    assert (found.subject, found.missing) == (None, ())
    assert told(p="0").stated("X", rules, 5).sentinel == "0 stands for none"


def test_a_price_may_turn_out_to_be_none():
    assert told(p="7").none("closed") == Printed(text="7", sentinel="closed")


@pytest.mark.parametrize(("text", "digit"), [("7", "1"), ("7.0", "0.1"), ("665.69", "0.01")])
def test_the_last_digit_counts_what_stands_there(text, digit):
    assert last_digit(text) == Fraction(digit)
