"""The texts of values: strict one way, lossless the other."""

from fractions import Fraction
from typing import get_type_hints

import attrs
import pytest
from hypothesis import given

from isoledger.core.instrument import Instrument
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.journal.shapes import (
    DIGITS_MAX,
    ShapeError,
    assets,
    fields_of,
    made,
    positions,
    read_fields,
    record_of,
    shape_of,
    texts,
    write_fields,
)
from isoledger.testing import strategies


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Instrument, strategies.instruments()),
        (TierTable, strategies.tier_tables()),
        (Fraction, strategies.fractions()),
    ],
)
def test_a_value_comes_back(kind, values):
    @given(values)
    def law(value):
        shape = shape_of(kind)
        assert shape.read(shape.write(value)) == value

    law()


def test_a_table_is_an_array_of_arrays():
    table = TierTable.flat(initial=Fraction(1, 10), maintenance=Fraction(1, 20))
    plain = [False, False, False, [[[0, 1], None, [1, 10], [1, 20], [0, 1]]]]
    assert shape_of(TierTable).write(table) == plain


def read(kind, plain):
    try:
        return shape_of(kind).read(plain)
    except ShapeError as fault:
        return f"{'.'.join(reversed(fault.path))}: {fault.why}"


@pytest.mark.parametrize(
    ("kind", "plain", "says"),
    [
        (bool, 1, ": 1 is not bool"),
        (int, True, ": True is not int"),
        (int, 10**DIGITS_MAX, ": a whole number of more than 120 digits"),
        (int, -(10**DIGITS_MAX), ": a whole number of more than 120 digits"),
        (Fraction, [1, 0], ": the denominator 0 is not above zero"),
        (Fraction, [1, -2], ": the denominator -2 is not above zero"),
        (Fraction, [1], ": 1 elements, expected 2"),
        (Fraction, 1, ": 1 is not an array"),
        (bytes, ["?"], ": not base64: Only base64 data is allowed"),
        (TierTable, [False, False, False, []], ": margin tier 0: there is no tier"),
        (TierTable, [False, False, False, [7]], "tiers.0: 7 is not an array"),
        (
            TierTable,
            [False, False, False, [[[0, 1], None, [1, 10], "x", [0, 1]]]],
            "tiers.0.maintenance: 'x' is not an array",
        ),
        (MarginTier, [[0, 1]], ": 1 elements, expected 5"),
    ],
)
def test_what_does_not_fit_is_a_fault_with_its_path(kind, plain, says):
    assert read(kind, plain) == says


def test_dates_out_of_order_are_a_fault():
    shape = fields_of(Instrument)["cost_rule"]
    with pytest.raises(ShapeError, match="not rising"):
        shape.read([[5, ["floor", None]], [4, ["floor", None]]])
    with pytest.raises(ShapeError, match="1 elements, expected 2"):
        shape.read([[5]])


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, 1.0), (Fraction, 0.5), (Fraction, True), (bytes, "x"), (Instrument, "x")],
)
def test_what_is_of_another_type_is_not_written(kind, value):
    with pytest.raises(ShapeError, match="is not"):
        shape_of(kind).write(value)


def test_a_choice_has_only_its_names():
    shape = fields_of(Instrument)["payoff"]
    with pytest.raises(ShapeError, match=r"not one of linear\|inverse"):
        shape.write("linear")
    with pytest.raises(ShapeError, match=r"not one of linear\|inverse"):
        shape.read("quanto")
    with pytest.raises(ShapeError, match=r"not one of linear\|inverse"):
        shape.read(["linear"])


def test_what_was_never_written_has_no_shape():
    for hint in (float, list[int], "int"):
        with pytest.raises(TypeError, match="has no shape"):
            shape_of(hint)


def test_the_fields_of_a_class_stand_in_their_order():
    names = [field.name for field in attrs.fields(Instrument)]
    assert list(fields_of(Instrument)) == names
    assert record_of(MarginTier).name.startswith("(floor fraction, cap fraction?, ")
    assert set(get_type_hints(MarginTier)) == set(fields_of(MarginTier))


def test_fields_by_name():
    fields = fields_of(MarginTier)
    tier = TierTable.flat(initial=Fraction(1), maintenance=Fraction(1)).tiers[0]
    assert made(MarginTier, **read_fields(fields, list(write_fields(fields, tier)))) == tier


def test_names_are_kept_once():
    assert assets["XBt/8"] is assets["XBt/8"]
    assert assets["a/b/0"].code == "a/b"
    assert positions["X", "long", "p"] is positions["X", "long", "p"]
    assert texts[str(b"okx", "ascii")] is texts["okx"]
