from decimal import Decimal
from fractions import Fraction

import pytest

from isoledger.venues.errors import FieldError
from isoledger.venues.raw import maybe, printed, raw_record, within

RAW = {
    "size": 2,
    "price": Decimal("1.50"),
    "mark": "1.25",
    "open": True,
    "empty": "",
    "none": None,
    "inner": {"rates": [1, "0.1"]},
}


def test_numbers_become_the_text_they_were_written_in():
    record = raw_record(RAW, "position")
    assert record.fields["size"] == "2"
    assert record.fields["price"] == "1.50"
    assert record.fields["open"] is True
    assert within(record, "inner").fields == {"rates": ["1", "0.1"]}
    assert within(record, "mark") is None


def test_a_float_is_refused_where_it_stands():
    with pytest.raises(FieldError, match="position, row 1: field 'rate': is a float"):
        raw_record({"leverage": {"rate": 0.1}}, "position")


def test_what_is_absent_null_or_empty_is_no_number():
    record = raw_record(RAW, "position")
    assert [maybe(record, name) for name in ("absent", "none", "empty")] == [None] * 3
    assert maybe(record, "mark") == Fraction(5, 4)
    assert [printed(record, name) for name in ("absent", "none", "mark")] == ["", "", "1.25"]
