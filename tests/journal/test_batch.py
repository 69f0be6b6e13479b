"""Files and rows have one text too."""

import pytest
from hypothesis import given, strategies as st

from isoledger.journal.batch import Outcome, RawRow, SourceFile, decode_raw, encode_raw
from isoledger.journal.errors import MalformedRecordError, UnencodableError, UnfitBatchError
from tests.journal.samples import FILE, row, source_file

TEXTS = st.text(st.characters(codec="utf-8"), max_size=9)
ROWS = st.builds(
    row, st.integers(1, 2**63 - 1), st.binary(max_size=30), st.sampled_from(Outcome), TEXTS
)


@given(ROWS | st.builds(source_file, name=TEXTS, kind=TEXTS, size=st.integers(0, 2**63 - 1)))
def test_what_was_written_is_read(raw):
    text = encode_raw(raw)
    assert b"\n" not in text
    assert decode_raw(text) == raw
    assert encode_raw(decode_raw(text)) == text


def test_a_row_is_this_text():
    tail = b',1,"raw","event",""]'
    assert encode_raw(row(1, b"raw")) == b'["row/1","%b"' % FILE.encode() + tail
    assert encode_raw(row(1, b"\xff")).endswith(b',1,["/w=="],"event",""]')
    assert row(7).source == f"{FILE}#7"
    assert "raw" not in repr(row(1)).replace("RawRow", "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"raw"', b'["cmF3"]', "not canonical"),
        (b'"raw"', b'["?"]', "raw: not base64"),
        (b'"raw"', b"[]", "raw: 0 elements, expected 1"),
        (b'"raw"', b"7", "raw: 7 is not an array"),
        (b'"event"', b'"gone"', "outcome: 'gone' is not one of"),
        (b'"event"', b"null", "outcome: None is not one of"),
        (b",1,", b",0,", "0 is not in 1"),
        (b",1,", b",1.0,", "row: 1.0 is not int"),
        (b"sha256:", b"sha512:", "is not sha256"),
        (b"row/1", b"row/2", "is no file and no row"),
        (b'""]', b"]", "not a raw record"),
        (b',""]', b"]", "4 elements, expected 5"),
        (b',""]', b', ""]', "not canonical"),
    ],
)
def test_what_is_no_raw_record_is_refused(old, new, says):
    with pytest.raises(MalformedRecordError, match="row 3.*" + says):
        decode_raw(encode_raw(row(1, b"raw")).replace(old, new), "row 3")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: row(0), r"RawRow.row: 0 is not in 1\.\."),
        (lambda: row(2**63), "RawRow.row"),
        (lambda: row(True), "RawRow.row: True"),
        (lambda: source_file(size=-1), "SourceFile.size: -1"),
        (lambda: source_file(imported_ns=2**63), "SourceFile.imported_ns"),
        (lambda: source_file(hash=FILE.upper()), "SourceFile.hash"),
        (lambda: source_file(hash=b"x"), "SourceFile.hash: b.x. is not sha256"),
        (lambda: RawRow(file="x", row=1, raw=b"", outcome=Outcome.EVENT), "RawRow.file"),
    ],
)
def test_what_cannot_be_is_refused_at_construction(make, says):
    with pytest.raises(UnfitBatchError, match=says):
        make()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (row(1, "text"), "row, raw: 'text' is not bytes"),
        (source_file(name="\ud800"), "file, name: .* half a surrogate"),
        (source_file(kind=7), "file, kind: 7 is not str"),
    ],
)
def test_what_is_not_what_it_says_is_not_written(raw, says):
    with pytest.raises(UnencodableError, match=says):
        encode_raw(raw)


def test_the_key_of_a_file_is_what_makes_it_the_same_import():
    assert source_file(name="b", imported_ns=0).key == source_file().key
    assert isinstance(source_file(), SourceFile)
