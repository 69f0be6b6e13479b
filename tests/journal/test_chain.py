"""Heads, links, marks and receipts."""

import hashlib

import attrs
import pytest
from hypothesis import given, strategies as st

from isoledger.journal.chain import (
    BEFORE_ALL,
    NOTHING,
    Head,
    Receipt,
    hash_of,
    mark_after,
    marks_of,
)
from isoledger.journal.errors import MalformedReceiptError, MalformedRecordError

HEAD = Head(
    number=2,
    previous="a" * 64,
    known_ns=7,
    first_row=3,
    rows=4,
    rows_hash="b" * 64,
    first_event=10,
    events=5,
    events_hash="c" * 64,
)


def test_a_link_is_the_hash_of_a_head_and_a_head_is_one_line():
    text = b'["batch/1",2,"%b",7,3,4,"%b",10,5,"%b"]' % (b"a" * 64, b"b" * 64, b"c" * 64)
    assert HEAD.line() == text
    assert HEAD.link == hashlib.sha256(text).hexdigest()
    assert Head.parse(text) == HEAD
    assert HEAD.count == 6 + 14
    assert HEAD.receipt == Receipt(20, HEAD.link)


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Head)])
def test_every_field_counts(name):
    value = getattr(HEAD, name)
    other = value + 1 if isinstance(value, int) else "d" * 64
    assert attrs.evolve(HEAD, **{name: other}).link != HEAD.link


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"\xff", HEAD.line() + b" ", HEAD.line()[:-1], HEAD.line().replace(b"/1", b"/2")],
)
def test_what_is_no_head_is_refused(line):
    with pytest.raises(MalformedRecordError, match="head"):
        Head.parse(line)


@given(st.lists(st.binary(max_size=5).filter(lambda line: b"\n" not in line), min_size=1))
def test_how_lines_are_bundled_does_not_change_their_hash(lines):
    together = hash_of([b"\n".join(lines)])
    assert together == hash_of(lines)
    assert together == hash_of([b"\n".join(lines[:2]), *lines[2:]])


def test_marks_point_at_what_changed():
    marks = list(marks_of(BEFORE_ALL, [b"a", b"b", b"c"]))
    assert marks[0] == hashlib.sha256(bytes(32) + b"a").digest()[:8]
    assert marks[2] == mark_after(marks[1], b"c")
    other = list(marks_of(BEFORE_ALL, [b"a", b"x", b"c"]))
    assert [a == b for a, b in zip(marks, other, strict=True)] == [True, False, False]


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_a_receipt_survives_being_written_down(count, tip):
    receipt = Receipt(count, tip)
    assert Receipt.parse(f" {receipt}\n") == receipt


@pytest.mark.parametrize(
    "text",
    [
        "",
        "isoledger",
        f"isoledger:-1:{BEFORE_ALL}",
        f"isoledger:01:{BEFORE_ALL}",
        f"isoledger:1:{BEFORE_ALL[1:]}",
        f"isoledger:1:{'A' * 64}",
        f"isoledger:\uff11:{BEFORE_ALL}",
        f"{NOTHING}:1",
        "x" * 5000,
    ],
)
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(MalformedReceiptError, match="is not a receipt; one looks like"):
        Receipt.parse(text)
