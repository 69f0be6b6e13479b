import json

import pytest

from isoledger.conformance import plain
from isoledger.conformance.plain import CaseError, parsed, told


def test_numbers_are_kept_as_they_were_written():
    found = parsed(b'\xef\xbb\xbf{"a": 0.10, "b": 1e-8, "c": 7, "d": [true, null, "x"]}', "f")
    assert found == {"a": "0.10", "b": "1e-8", "c": 7, "d": [True, None, "x"]}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' is repeated"),
        (b"[" * 100_000, "not JSON"),
        (b"[" * 40 + b"]" * 40, "nested more than 32 deep"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "nested more than 32 deep"),
        (b"1" * 5000, "not JSON"),
    ],
    ids=range(10),
)
def test_what_could_hurt_is_refused_with_its_place(data, why):
    with pytest.raises(CaseError, match=why) as caught:
        parsed(data, "f.json")
    assert caught.value.place == "f.json"
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_thirty_two_levels_are_read():
    text = "[" * 32 + "]" * 32
    assert parsed(text.encode(), "f") == json.loads(text)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(plain, "BYTES_MAX", 1 << 20)
    assert parsed(b'"' + b"a" * ((1 << 20) - 2) + b'"', "f")
    with pytest.raises(CaseError, match="larger than 1 MiB; split it first"):
        parsed(b" " * ((1 << 20) + 1), "f")


def test_a_great_object_with_one_key_twice_is_refused_quickly():
    keys = ",".join(f'"{n}":1' for n in range(100_000))
    with pytest.raises(CaseError, match="'7' is repeated"):
        parsed(f'{{{keys},"7":2}}'.encode(), "f")


def test_what_is_large_is_only_named():
    assert told(None) == "nothing"
    assert told([1] * 1000) == "a list"
    assert told({"a": 1}) == "an object"
    assert (told(True), told(7), told(1 << 40)) == ("true", "7", "a huge number")
    assert told("x" * 1000) == repr("x" * 40)
