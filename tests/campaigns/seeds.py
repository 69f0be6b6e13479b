"""What fuzzing begins with: recorded payloads made small, and inputs that are hostile by design."""

import csv
import io
import json
from collections.abc import Iterator
from functools import cache

import pytest

from isoledger.venues.translation import Kind
from tests.answers import answer, commented, commented_venues
from tests.real import real

ROWS_MAX, BYTES_MAX, SEEDS_MAX = 4, 6_000, 24
OFTEN = 120
"""So many times a recorded payload stands beside what is bare."""

BARE = (b"[]", b"{}", b'[{"a":"1"}]', b"a,b\n1,2\n", b"", b"\xef\xbb\xbf[]")
"""Where nothing recorded is at hand."""

_ROW = b'{"symbol":"XBTUSD","side":"Buy","price":"1","time":"1700000000000","type":"TRADE"}'
HOSTILE = (
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"[" + b"{}," * 50_000 + b"{}]",
    b'[{"a":"' + b"x" * 10_000_000 + b'"}]',
    b'[{"a":' + b"9" * 1_000_000 + b"}]",
    b'[{"a":1e' + b"9" * 100_000 + b"}]",
    b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b',"k99999":2}',
    b"[" + b" " * 5_000_000 + b"]",
    b"[" + b",".join([_ROW] * 5_000) + b"]",
    b"a,b\n" + b"x" * 10_000_000 + b",1\n",
    b'a,b\n"' + b"x,\n" * 1_000_000,
    b"," * 1_000_000 + b"\n",
    b"\n" * 3_000_000 + b"a,b\n",
    b"\x00" * 1_000_000,
    b"\xff\xfe" + b"a\x00" * 100_000,
    b"\xef\xbb\xbf" * 100_000 + b"[]",
    b'"' * 1_000_001,
    b"[NaN]",
    b'[{"a":Infinity}]',
    b'[{"a":"\\ud800"}]',
)
"""Deep, wide, long, repeated and malformed."""


def seeds_of(kind: Kind) -> list[bytes]:
    """Small payloads that *kind* recognises, the most different first; something in any case."""
    found = [small for data in _recorded() for small in _fitting(kind, data)]
    best = list(dict.fromkeys(sorted(found, key=len)[-SEEDS_MAX:]))
    return [*best * (OFTEN // max(len(best), 1)), *BARE]


def words_of(kind: Kind) -> list[bytes]:
    """What the types of *kind* are called, part by part."""
    return [part.encode() for name in kind.types for part in name.split("/") if part]


def _fitting(kind: Kind, data: bytes) -> list[bytes]:
    if not kind.recognises(data[: 1 << 16]):
        return []
    small = _small(data)
    return [small] if kind.recognises(small) and len(small) <= BYTES_MAX else []


@cache
def _recorded() -> tuple[bytes, ...]:
    """Every recorded payload; none where they are not."""
    try:
        return tuple(_payloads())
    except pytest.skip.Exception:
        return ()


def _payloads() -> Iterator[bytes]:
    for file in sorted(real(".").rglob("*")):
        if file.suffix == ".txt" and file.parent.name.startswith("JKorf"):
            yield answer(file)[1]
        elif file.suffix in {".csv", ".json"} and file.parent.name != "real":
            yield file.read_bytes()
    for venue in commented_venues():
        yield from (payload for _, payload in commented(venue))


def _small(data: bytes) -> bytes:
    """The first rows of *data* alone."""
    try:
        return json.dumps(_shortened(json.loads(data)), separators=(",", ":")).encode()
    except ValueError:
        rows = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
        kept = [row for _, row in zip(range(ROWS_MAX + 3), rows, strict=False)]
        text = io.StringIO(newline="")
        csv.writer(text).writerows(kept)
        return text.getvalue().encode()


def _shortened(value: object) -> object:
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:ROWS_MAX]]
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    return value
