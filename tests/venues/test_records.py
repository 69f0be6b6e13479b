import hashlib
import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.numbers import Exact, Price
from isoledger.venues import records as room
from isoledger.venues.errors import FieldError, RecordError, UnreadableFileError
from isoledger.venues.records import csv_records, digest, json_records, json_value


def made(**fields):
    return json_records(json.dumps(fields).encode(), "made.json")[0]


def test_a_csv_row_keeps_its_bytes_its_place_and_its_fields_as_text():
    data = b'a,b\r\n1,"x\r\ny"\r\n\r\n"2",z'
    first, second = csv_records(data, "f.csv")
    assert first.raw == b'1,"x\r\ny"\r\n'
    assert dict(first.fields) == {"a": "1", "b": "x\r\ny"}
    assert (second.file, second.row, dict(second.fields)) == ("f.csv", 2, {"a": "2", "b": "z"})
    assert second.source == f"sha256:{hashlib.sha256(data).hexdigest()}#2"
    assert digest(data) == second.source.partition("#")[0]
    assert second.raw.endswith(b'"2",z')


def test_a_byte_order_mark_and_a_stray_quote_are_survived():
    (row,) = csv_records(b'\xef\xbb\xbf"a","b"\n""x,"y"\n', "f.csv")
    assert dict(row.fields) == {"a": "x", "b": "y"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "f.csv: it is empty; expected a header line"),
        (b"a,a\n", "f.csv: a column name is repeated"),
        (b"b\n", "f.csv: header is ['b'], expected ('a',)"),
        (b"a\n1\n2,3\n", "f.csv, row 2: 2 cells under 1 columns"),
        (b"a\n\xff", "f.csv: byte 2 is not UTF-8"),
        (b"a\n\0", "f.csv: it holds NUL bytes"),
        (b'a\n"' + b"x" * 140_000 + b'"', "f.csv, row 1: field larger than field limit"),
    ],
)
def test_a_csv_that_is_none_is_refused(data, said):
    with pytest.raises(UnreadableFileError) as refused:
        csv_records(data, "f.csv", header=("a",))
    assert str(refused.value).startswith(said)


def test_columns_may_be_required_among_others():
    assert len(csv_records(b"a,b\n1,2\n", "f", required=("b",))) == 1
    with pytest.raises(UnreadableFileError, match="no column c, d; the header is"):
        csv_records(b"a,b\n1,2\n", "f", required=("a", "c", "d"))


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(room, "BYTES_MAX", 3)
    with pytest.raises(UnreadableFileError, match="larger than 1 GiB"):
        csv_records(b"a\n1\n", "f.csv")


def test_json_records_keep_their_own_bytes_and_numbers_as_text():
    data = b' [ {"a": 1.10} ,\n {"a": [1e400, true, null]} ] '
    first, second = json_records(data, "f.json")
    assert (first.raw, second.raw) == (b'{"a": 1.10}', b'{"a": [1e400, true, null]}')
    assert first.fields["a"] == "1.10"
    assert second.fields["a"] == ["1e400", True, None]
    assert second.source.endswith("#2")


@pytest.mark.parametrize("data", [b"[]", b" [ ] "])
def test_an_empty_array_holds_no_records(data):
    assert json_records(data, "f.json") == []


def test_a_lone_object_is_one_record():
    assert [dict(r.fields) for r in json_records(b'{"a": 1}', "f.json")] == [{"a": "1"}]


def test_records_may_lie_under_a_key():
    data = b'{"t": {"data": 0}, "x" : [1, "data"] , "data": [{"a": 1}, {"b": 2}], "y": 3}'
    found = json_records(data, "f.json", under="data")
    assert [r.raw for r in found] == [b'{"a": 1}', b'{"b": 2}']
    (lone,) = json_records(data, "f.json")
    assert set(lone.fields) == {"t", "x", "data", "y"}
    assert json_records(b'{"data": 5}', "f.json", under="data")[0].fields["data"] == "5"


def test_one_record_may_lie_under_a_key_without_a_list():
    (only,) = json_records(b'{"n": 1, "data": {"row": {"a": 1} }}', "f", under="data.row")
    assert (only.raw, only.fields, only.row) == (b'{"a": 1}', {"a": "1"}, 1)


def test_a_key_that_is_repeated_among_many_is_found_at_once():
    keys = b",".join(b'"k%d": 1' % count for count in range(100_000))
    with pytest.raises(UnreadableFileError, match="the key 'k99999' is repeated"):
        json_records(b"{" + keys + b', "k99999": 2}', "f")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "f.json: not JSON"),
        (b"[1]", "f.json, row 1: the element is not an object"),
        (b"5", "f.json, row 1: the element is not an object"),
        (b'[{"a": 1} {"a": 2}]', "f.json, row 1: not JSON: the array does not end"),
        (b'[{"a": 1}', "f.json, row 1: not JSON: the array does not end"),
        (b'[{"a": 1},]', "f.json, row 2: not JSON"),
        (b'[{"a": 1}] x', "f.json: something follows at character 10"),
        (b'{"a": 1} x', "f.json: something follows at character 8"),
        (b'{"a": 1, "a": 2}', "f.json: not JSON: the key 'a' is repeated"),
        (b'[{"a": Infinity}]', "f.json, row 1: not JSON: Infinity is not a number"),
        (b"[" * 100_000, "f.json, row 1: not JSON: "),
    ],
)
def test_json_that_is_none_is_refused(data, said):
    with pytest.raises(UnreadableFileError) as refused:
        json_records(data, "f.json")
    assert str(refused.value).startswith(said)


def test_one_json_value():
    assert json_value(b' {"a": [0.10]} ', "f") == {"a": ["0.10"]}
    with pytest.raises(UnreadableFileError, match="something follows at character 1"):
        json_value(b"1 2", "f")


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.none()), max_size=4))
def test_what_was_written_is_read(rows):
    data = json.dumps(rows, indent=1).encode()
    found = json_records(data, "f.json")
    texts = [{k: str(v) if isinstance(v, int) else v for k, v in row.items()} for row in rows]
    assert [dict(record.fields) for record in found] == texts
    assert [json.loads(record.raw) for record in found] == rows
    wrapped = json.dumps({"x": {}, "data": rows, "z": 1}).encode()
    assert [dict(r.fields) for r in json_records(wrapped, "f", under="data")] == texts


@given(st.binary(max_size=40))
def test_no_bytes_raise_anything_but_a_typed_error(data):
    for read in (csv_records, json_records, json_value):
        try:
            read(data, "f")
        except RecordError:
            continue


def test_fields_are_read_as_what_they_are():
    record = made(text="x", number=-1.50, whole=7, yes=True, no="false", none=None, empty="")
    assert record.text("text") == "x"
    assert record.number("number") == Exact.of("-1.5")
    assert record.whole("whole") == 7
    assert (record.flag("yes"), record.flag("no")) == (True, False)
    assert made(a="true").flag("a")
    assert made(a=False).flag("a") is False
    assert record.price("whole") == Price.of(7)
    assert [record.optional(name) for name in ("text", "none", "empty", "gone")] == [
        "x",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("ask", "value", "why"),
    [
        ("text", None, "is missing"),
        ("text", [1], "is ['1'], not text"),
        ("text", True, "is True, not text"),
        ("optional", {}, "is {}, not text"),
        ("number", "1_0", "'1_0' is not a number we can keep: it is not a plain decimal"),
        ("number", "nan", "'nan' is not a number we can keep: it is not a plain decimal"),
        ("whole", 1.5, "1.5 is not whole"),
        ("price", 0, "'0' is not a number we can keep: a price is above zero"),
        ("flag", None, "is missing"),
        ("flag", "yes", "'yes' is no true or false"),
        ("flag", [], "[] is no true or false"),
    ],
)
def test_a_field_that_is_something_else_is_refused_with_its_place(ask, value, why):
    with pytest.raises(FieldError) as refused:
        getattr(made(a=value), ask)("a")
    assert str(refused.value) == f"made.json, row 1: field 'a': {why}"
