import pytest

from isoledger.core.money import Money
from isoledger.venues.bitmex.records import (
    asset_of,
    money,
    native_key,
    optional_money,
    places,
    read,
    stamp,
)
from isoledger.venues.bitmex.rules import XBT
from isoledger.venues.errors import FieldError, UnreadableFileError
from isoledger.venues.heads import looks_like
from isoledger.venues.keys import Key

READ = read("a", "b")


def one(text):
    return READ(text, "made")[0]


def test_csv_and_json_are_read_by_one_reader_also_with_a_byte_order_mark():
    for data in (b"a,b\n1,2\n", b'[{"a": 1, "b": 2}]', b'\xef\xbb\xbf {"data": [{"a":1,"b":2}]}'):
        assert dict(one(data).fields) == {"a": "1", "b": "2"}


def test_a_csv_without_its_columns_is_refused():
    with pytest.raises(UnreadableFileError, match=r"made: no column b; the header is \['a'\]"):
        READ(b"a\n1\n", "made")


@pytest.mark.parametrize(
    ("head", "seen"),
    [
        (b"a,b,c\n1,2,3\n", True),
        (b'\xef\xbb\xbf"a","b"\r\n', True),
        (b"a\n", False),
        (b"a,b,x\n", False),
        (b'[{"a": 1, "b" : 2}', True),
        (b'{"columns": ["a", "b"]}', False),
        (b'{"a": 1, "b": 2, "x": 3}', False),
        (b"", False),
    ],
)
def test_a_kind_is_recognised_by_the_names_its_first_bytes_hold(head, seen):
    assert looks_like("a", "b", without=("x",))(head) is seen


def test_a_currency_is_spelled_with_case():
    assert asset_of(one(b'{"a": "XBt"}'), "a") is XBT
    with pytest.raises(FieldError, match="'XBT' is no currency whose scale is known"):
        asset_of(one(b'{"a": "XBT"}'), "a")


def test_money_is_whole_units():
    assert money(one(b'{"a": -5}'), "a", XBT) == Money(-5, XBT)
    assert optional_money(one(b'{"a": "5"}'), "a", XBT) == Money(5, XBT)
    assert optional_money(one(b'{"a": ""}'), "a", XBT) is None
    with pytest.raises(FieldError, match=r"1\.5 is not whole"):
        money(one(b'{"a": 1.5}'), "a", XBT)


def test_an_id_of_zeros_is_none():
    assert native_key(one(b'{"a": "7-7"}'), "fill", "a") == Key("fill", ("7-7",))
    zeros = b'{"a": "00000000-0000-0000-0000-000000000000"}'
    for data in (zeros, b'{"a": ""}', b"{}"):
        assert native_key(one(data), "fill", "a") is None


def test_a_stamp_says_where_the_record_lies():
    record = one(b"a,b\n1,2\n")
    found = stamp(record, "main", "fill:7", 5, 3)
    assert (found.venue, found.account, found.id, found.order) == (
        "bitmex",
        "main",
        "fill:7",
        (5, 3, "fill:7"),
    )
    assert found.source == record.source


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("1 2 2", {1: 1, 2: 2, 3: 3}),
        ("3 2 2", {1: -1, 2: -2, 3: -3}),
        ("2 2", {1: 1, 2: 2}),
        ("x 1", {1: 1, 2: 2}),
        ("9", {1: 1}),
    ],
)
def test_places_within_an_instant_follow_the_direction_of_the_list(times, expected):
    rows = ",".join(f'{{"a": "{time}"}}' for time in times.split())
    assert places(READ(f"[{rows}]".encode(), "made"), lambda record: record.whole("a")) == expected


def test_nothing_has_no_places():
    assert places([], lambda record: record.whole("a")) == {}
