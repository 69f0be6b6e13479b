"""The fields of a raw record are read strictly, and every refusal says where and why."""

from decimal import Decimal
from fractions import Fraction

import pytest

from isoledger.core.numbers import Exact, Price
from isoledger.venues.errors import FieldError
from isoledger.venues.fields import SECOND_NS, Fields

RAW = {
    "text": "1.50",
    "whole": 7,
    "decimal": Decimal("1.50"),
    "yes": True,
    "empty": "",
    "none": None,
    "inner": {"rates": [1, "0.1"]},
    "rows": [{"a": "1"}, {"a": 2}],
}
RECORD = Fields.of(RAW, "record")
ABSENT = ["empty", "none", "nowhere"]


def fields(**raw: object) -> Fields:
    return Fields.of(raw, "record")


def test_numbers_become_the_text_they_were_written_in():
    assert [RECORD.fields[name] for name in ("whole", "decimal", "yes")] == ["7", "1.50", True]
    assert RECORD.inner("inner").fields == {"rates": ["1", "0.1"]}


@pytest.mark.parametrize("value", [0.1, Fraction(1, 2), b"1"])
def test_a_float_and_its_like_are_refused_where_they_stand_with_the_cure(value):
    with pytest.raises(FieldError, match=r"record: field 'rate': is a .*; read JSON"):
        fields(leverage=[{"rate": value}])


@pytest.mark.parametrize("name", ABSENT)
def test_what_is_absent_null_or_empty_is_not_there(name):
    assert name not in RECORD
    assert (RECORD.optional(name), RECORD.maybe(name), RECORD.printed(name)) == (None, None, "")
    assert (RECORD.within(name), RECORD.time_ns(name)) == (None, None)
    for read in (RECORD.text, RECORD.number, RECORD.exact, RECORD.rows, RECORD.inner):
        with pytest.raises(FieldError, match=f"record: field '{name}': is "):
            read(name)


def test_a_field_that_must_be_there_is_missing_or_empty():
    for name, why in [("none", "is missing"), ("nowhere", "is missing"), ("empty", "is empty")]:
        with pytest.raises(FieldError, match=why):
            RECORD.text(name)


def test_a_text_is_as_it_was_written_and_nothing_else_is_one():
    assert [RECORD.text("text"), RECORD.optional("whole"), RECORD.printed("decimal")] == [
        "1.50",
        "7",
        "1.50",
    ]
    for name in ("yes", "rows", "inner"):
        assert name in RECORD
        with pytest.raises(FieldError, match="not text"):
            RECORD.optional(name)


def test_the_first_name_that_is_there_counts():
    assert RECORD.exact("empty", "whole", "text") == 7
    assert RECORD.maybe("nowhere", "text") == Fraction(3, 2)
    assert RECORD.printed("none", "text", "whole") == "1.50"
    assert RECORD.time_ns("none", "whole", "text", unit_ns=SECOND_NS) == 7 * SECOND_NS
    assert RECORD.time_ns("whole") == 7_000_000
    with pytest.raises(FieldError, match="'nowhere': is missing"):
        RECORD.exact("empty", "nowhere")


@pytest.mark.parametrize("text", ["nan", "1e999999", "one", "1/2", "1,5"])
def test_a_text_that_is_no_number_is_refused(text):
    for read in (fields(a=text).maybe, fields(a=text).exact, fields(a=text).number):
        with pytest.raises(FieldError, match="record: field 'a'"):
            read("a")


def test_a_number_is_exact_whole_or_a_price():
    record = fields(a="12.0", b="0", c="-0.5", d="TRUE", e=False)
    assert (record.number("c"), record.whole("a"), record.price("a")) == (
        Exact.of("-0.5"),
        12,
        Price.of(12),
    )
    assert (record.flag("d"), record.flag("e")) == (True, False)
    for read, name in [(record.whole, "c"), (record.price, "b"), (record.flag, "a")]:
        with pytest.raises(FieldError, match=f"'{name}'"):
            read(name)
    with pytest.raises(FieldError, match="is missing"):
        record.flag("nowhere")


def test_nothing_is_divided_by_zero():
    record = fields(a="0.0", b="5")
    assert record.divisor("b") == 5
    with pytest.raises(FieldError, match="is 0, and something is divided by it"):
        record.divisor("a")


def test_records_inside_are_read_alike_and_know_their_place():
    first, second = RECORD.rows("rows")
    assert (first.exact("a"), second.exact("a")) == (1, 2)
    assert [row.place for row in RECORD.rows("inner")] == ["record, inner"]
    with pytest.raises(FieldError, match="record, rows 2: field 'b': is missing"):
        second.exact("b")
    assert RECORD.within("inner").place == "record, inner"
    assert RECORD.within("text") is None


@pytest.mark.parametrize("value", ["a", ["a"], [{}, 1], True])
def test_what_is_no_record_is_refused(value):
    with pytest.raises(FieldError, match="'a': is no record"):
        fields(a=value).rows("a")


@pytest.mark.parametrize(("text", "step"), [("0", 1), ("2", Fraction(1, 100)), ("36", None)])
def test_a_count_of_decimals_is_a_step(text, step):
    assert fields(places=text).step("places") == (step or Fraction(1, 10**36))


@pytest.mark.parametrize("text", ["-1", "37", "1e40", "-1e40", "0.5"])
def test_a_count_of_decimals_that_no_book_has_is_refused(text):
    with pytest.raises(FieldError, match="record: field 'places'"):
        fields(places=text).step("places")
