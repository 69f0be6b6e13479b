"""Tables are known by their heads: generations, holes, lines above, and cells full of strays."""

import pytest
from hypothesis import given, strategies as st

from isoledger.venues.errors import DeclarationError, UnreadableFileError
from isoledger.venues.heads import Header, heads_like, is_json, looks_like, table_records

OLD = Header(columns=("Time(UTC{zone})", "Amount"), names=("time", "amount"))
NEW = Header(
    columns=("UID", "Time", "Amount"), names=("uid", "time", "amount"), above="Zone: {zone}"
)
BOTH = (OLD, NEW)


def fields(text, *headers):
    return [
        dict(record.fields) for record in table_records(text.encode(), "f.csv", headers or BOTH)
    ]


def test_each_generation_gives_the_same_names():
    assert fields("Time(UTC+8),Amount\n1,2\n") == [{"zone": "+8", "time": "1", "amount": "2"}]
    assert fields("Zone: UTC\nUID,Time,Amount\n7,1,2\n") == [
        {"zone": "UTC", "uid": "7", "time": "1", "amount": "2"}
    ]


def test_without_names_fields_are_called_as_the_head_declares():
    plain = Header(columns=("Time(UTC{zone})", "Amount"))
    assert fields("Time(UTC),Amount\n1,2\n", plain) == [
        {"zone": "", "Time(UTC{zone})": "1", "Amount": "2"}
    ]


def test_a_head_may_stand_below_a_few_lines_but_its_own_line_must_be_above_it():
    below = Header(columns=("a", "b"), above="as of {day}")
    assert fields("title\n\nas of May\na,b\n1,2\n", below) == [{"day": "May", "a": "1", "b": "2"}]
    with pytest.raises(UnreadableFileError, match="it begins with 'title'"):
        fields("title\na,b\n1,2\n", below)
    with pytest.raises(UnreadableFileError, match="no header that is known"):
        fields("1\n2\n3\n4\nas of May\na,b\n", below)
    with pytest.raises(UnreadableFileError, match="no header that is known"):
        fields("a line above\nTime(UTC),Amount\n1,2\n")


def test_the_line_above_may_have_commas_and_spaces_behind_them():
    below = Header(columns=("a", "b"), above="UID: {uid}, zone: {zone} ")
    assert fields("UID: 7,  zone: +8\na,b\n1,2\n", below)[0]["zone"] == "+8"
    assert heads_like(below)(b"UID: 7,zone: UTC\na,b\n")


def test_cells_are_trimmed_and_their_bytes_are_not():
    text = "\ufeffTime(UTC), Amount \r\n\ufeff 1\t, 2 \r\n"
    (record,) = table_records(text.encode(), "f.csv", BOTH)
    assert dict(record.fields) == {"zone": "", "time": "1", "amount": "2"}
    assert record.raw == "\ufeff 1\t, 2 \r\n".encode()


def test_a_quoted_cell_keeps_its_commas_and_its_lines():
    text = 'Time(UTC),"Amount"\n"1,\n1","a ""b"""\n3,4\n'
    first, second = table_records(text.encode(), "f.csv", BOTH)
    assert dict(first.fields) == {"zone": "", "time": "1,\n1", "amount": 'a "b"'}
    assert (first.row, second.row) == (1, 2)
    assert second.source.endswith("#2")


def test_lines_of_nothing_are_no_rows():
    assert len(fields("\n \nTime(UTC),Amount\n\n1,2\n\t\n3,4\n\n")) == 2


def test_a_row_of_empty_cells_is_a_row():
    assert fields("Time(UTC),Amount\n,\n") == [{"zone": "", "time": "", "amount": ""}]


@pytest.mark.parametrize("row", ["1\n", "1,2,3\n", '"1,2\n'])
def test_a_row_of_other_width_is_refused_with_its_place(row):
    with pytest.raises(UnreadableFileError, match=r"f\.csv, row 2: \d cells under 2 columns"):
        fields("Time(UTC),Amount\n1,2\n" + row)


def test_an_empty_file_says_what_was_expected():
    with pytest.raises(UnreadableFileError, match="empty; expected a,b; or UID,Time,Amount"):
        fields("", Header(columns=("a", "b")), NEW)
    with pytest.raises(UnreadableFileError, match="it is no JSON, and no table of this kind"):
        table_records(b"", "f", ())


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"columns": ("a", "b"), "names": ("a",)}, "1 names for 2 columns"),
        ({"columns": ("a", "a")}, "two fields are called 'a'"),
        ({"columns": ("a", "b"), "names": ("x", "x")}, "two fields are called 'x'"),
        ({"columns": ("a{zone}",), "names": ("zone",)}, "two fields are called 'zone'"),
        ({"columns": ("a{x}",), "above": "{x}"}, "two fields are called 'x'"),
    ],
)
def test_a_head_that_would_lose_a_cell_cannot_be_declared(header, why):
    with pytest.raises(DeclarationError, match=why):
        Header(**header)


def test_columns_of_one_name_are_told_apart_by_names():
    twice = Header(columns=("Fee", "Fee"), names=("fee", "fee coin"))
    assert fields("Fee,Fee\n1,USD\n", twice) == [{"fee": "1", "fee coin": "USD"}]


def test_letters_of_a_pattern_in_a_head_are_only_letters():
    odd = Header(columns=("a.b", "c(d)*"))
    assert odd.told(("a.b", "c(d)*"), "") == {}
    assert odd.told(("axb", "c(d)*"), "") is None


def test_a_cell_that_is_too_long_for_any_head_is_not_looked_at():
    holes = Header(columns=("{a}-{b}-{c}x",))
    assert holes.told(("1-2-3x",), "") == {"a": "1", "b": "2", "c": "3"}
    assert holes.told(("-" * 100_000,), "") is None
    assert holes.told(("1-2-3x",), "-" * 100_000) is None


@pytest.mark.parametrize(
    "head",
    [
        b"Time(UTC-3),Amount\n",
        b'\xef\xbb\xbf"Time(UTC)", Amount\r\n1,2\r\n',
        b"\n\nTime(UTC),Amount",
        b"Zone: +8\nUID,Time,Amount\n",
        b'"Zone: +8"\nUID,Time,Amount\n',
        b"title\n1,2,3\nZone: +8\nUID,Time,Amount\n",
    ],
)
def test_what_can_be_read_is_recognised(head):
    assert heads_like(*BOTH)(head)
    table_records(head, "f", BOTH)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"[]",
        b'{"Time": 1}',
        b"Amount,Time(UTC)\n",
        b"Time(UTC),Amount,More\n",
        b"UID,Time,Amount\n",
        b"1\n2\n3\n4\nZone: +8\nUID,Time,Amount\n",
        b"\xff\xfe\x00",
        b'"' + b"x" * 200_000,
    ],
)
def test_what_cannot_be_read_is_not_recognised(head):
    assert not heads_like(*BOTH)(head)


CELL = st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n",'), max_size=5)


@given(st.lists(st.tuples(CELL, CELL)), st.sampled_from(["\n", "\r\n"]))
def test_every_row_is_read_and_its_cells_are_what_was_written(rows, end):
    text = f"Time(UTC),Amount{end}" + "".join(f'"{a}","{b}"{end}' for a, b in rows)
    strays = " \t\r\n\ufeff"
    assert [(r["time"], r["amount"]) for r in fields(text)] == [
        (a.strip(strays), b.strip(strays)) for a, b in rows
    ]


def test_keys_of_json_and_columns_of_a_table_are_known_by_name():
    knows = looks_like("a", "b", without=("c",))
    assert knows(b' [{"a": 1, "b": 2}]')
    assert not knows(b'[{"a": 1, "b": 2, "c": 3}]')
    assert not knows(b'[{"a": 1}]')
    assert knows(b'\xef\xbb\xbfa, "b"\r\n1,2')
    assert not knows(b"a,bc\n1,2")


def test_json_begins_with_a_bracket():
    assert is_json(b"\xef\xbb\xbf \n{")
    assert is_json(b"[")
    assert not is_json(b"a,[")
    assert not is_json(b"")
