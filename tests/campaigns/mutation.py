"""Mutants of statements: of their bytes, their cells, their keys, their numbers and their rows."""

import random
import re
from collections.abc import Callable, Sequence

NUMBERS = (
    *(b"0", b"-0", b"0.0", b"-1", b"1", b"1e40", b"1e41", b"1e-40", b"-1E+39", b"1e999999999"),
    *(b"NaN", b"-Infinity", b"9" * 60, b"9" * 61, b"9" * 400, b"0." + b"0" * 39 + b"1", b"0E-8"),
    *(b"00", b".5", b"5.", b"+1", b"1,000.5", b"1_000", b"0x10", b"1/3", b"1 000", b"--"),
    *(b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809", b"1e18", b"1e19"),
    *(b"253402300799", b"253402300800000", b"-62135596801", b"1700000000000", b"1.7e12"),
    b"\xef\xbc\x91\xef\xbc\x92",
)
VALUES = (
    *(
        b'""',
        b"null",
        b"true",
        b"false",
        b"[]",
        b"{}",
        b"[[]]",
        b'{"a":{}}',
        b"[1,2]",
        b'"\\u0000"',
    ),
    *(
        b'"\\ud800"',
        b'"=1+1"',
        b'"a:b#2"',
        b'"%"',
        b'"\\n"',
        b'" "',
        b'"*"',
        b'"/"',
        b'"2262-05-01"',
    ),
)
CELLS = (
    *(b"", b'""', b"--", b"-", b"=1+1", b"@SUM(A1)", b'"a,b"', b'"a\nb"', b'"a""b"', b"'", b'"'),
    *(b" 1 ", b"\t", b"\xef\xbb\xbf", b"\xc2\xa0", b"x" * 300, b"null", b"2024-02-30 00:00:00"),
    *(b"0001-01-01 00:00:00", b"9999-12-31 23:59:59", b"24-01-01", b"UTC+99", b"+14:60"),
)
SPLINTERS = (
    *(b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\r", b"\n", b"\r\n", b"\n\n", b",", b",,,"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b":", b"[" * 200, b'{"a":' * 200, b"\\", b"\\u", b"\x1a"),
)
SIZE_MAX = 1 << 14

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b')
_TEXT = re.compile(rb'(?:^|[",])([A-Za-z][\w /-]*)(?=[",\r\n])(?!"\s*:)')
_MEMBER = re.compile(rb'"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)\s*,?')
_KEY = re.compile(rb'"(\w+)"\s*:')
_OBJECT = re.compile(rb"\{[^{}]*\}")

Mutation = Callable[[random.Random, bytes], bytes]


def mutated(rng: random.Random, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """One of *seeds* with a few mutations, now and then grafted onto another.

    Args:
        rng: Where chance comes from.
        seeds: What to begin with.
        words: What a venue calls its types.
    """
    data = rng.choice(seeds)
    if words and rng.random() < 0.3:
        data = _worded(rng, data, rng.choice(words))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        data = rng.choice(_of(data))(rng, data)
    if rng.random() < 0.02:
        other = rng.choice(seeds)
        data = data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]
    return data[:SIZE_MAX]


def _worded(rng: random.Random, data: bytes, word: bytes) -> bytes:
    """A text that is no number becomes *word*."""
    found = _any(rng, _TEXT, data)
    return data if found is None else _put(data, found.span(1), word)


def _of(data: bytes) -> tuple[Mutation, ...]:
    return OF_JSON if data.lstrip()[:1] in {b"{", b"["} else OF_TABLES


def _swapped(pattern: re.Pattern[bytes], words: Sequence[bytes]) -> Mutation:
    """Something that *pattern* finds becomes one of *words*."""

    def mutate(rng: random.Random, data: bytes) -> bytes:
        found = _any(rng, pattern, data)
        return data if found is None else _put(data, found.span(), rng.choice(words))

    return mutate


def _any(rng: random.Random, pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    """One of what *pattern* finds: the next one from anywhere."""
    at = rng.randint(0, len(data))
    return pattern.search(data, at) or pattern.search(data)


def _put(data: bytes, span: tuple[int, int], word: bytes) -> bytes:
    return data[: span[0]] + word + data[span[1] :]


def _byte(rng: random.Random, data: bytes) -> bytes:
    at = rng.randint(0, max(len(data) - 1, 0))
    return _put(data, (at, at + 1), bytes([rng.randrange(256)]))


def _digit(rng: random.Random, data: bytes) -> bytes:
    found = _any(rng, re.compile(rb"\d"), data)
    return data if found is None else _put(data, found.span(), b"%d" % rng.randrange(10))


def _splinter(rng: random.Random, data: bytes) -> bytes:
    at = rng.randint(0, len(data))
    return _put(data, (at, at), rng.choice(SPLINTERS))


def _cut(rng: random.Random, data: bytes) -> bytes:
    one, two = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    return data[:one] if rng.random() < 0.2 else data[:one] + data[two:]


def _twice(pattern: re.Pattern[bytes]) -> Mutation:
    """Something that *pattern* finds stands there twice."""

    def mutate(rng: random.Random, data: bytes) -> bytes:
        found = _any(rng, pattern, data)
        if found is None:
            return data
        glue = b"" if found[0].endswith(b",") else b","
        return _put(data, found.span(), found[0] + glue + found[0])

    return mutate


def _member_moved(rng: random.Random, data: bytes) -> bytes:
    """A member is taken out, or put where another stands."""
    found, other = _any(rng, _MEMBER, data), _any(rng, _MEMBER, data)
    if found is None or other is None:
        return data
    return _put(data, found.span(), b"" if rng.random() < 0.5 else other[0])


def _key_moved(rng: random.Random, data: bytes) -> bytes:
    found, other = _any(rng, _KEY, data), _any(rng, _KEY, data)
    return data if found is None or other is None else _put(data, found.span(1), other[1])


def _value_moved(rng: random.Random, data: bytes) -> bytes:
    found, other = _any(rng, _VALUE, data), _any(rng, _VALUE, data)
    return data if found is None or other is None else _put(data, found.span(), other[0])


def _lines_moved(rng: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            lines[one], lines[two] = lines[two], lines[one]
        case 1:
            lines.insert(one, lines[two])
        case 2:
            del lines[one]
        case _:
            lines.reverse()
    return b"".join(lines)


def _cell(rng: random.Random, data: bytes) -> bytes:
    """A cell becomes another one, of the same table or of none."""
    lines = data.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    cells = lines[at].rstrip(b"\r\n").split(b",")
    which = rng.randrange(len(cells))
    others = lines[rng.randrange(len(lines))].rstrip(b"\r\n").split(b",")
    words = (*NUMBERS, *CELLS) if rng.random() < 0.7 else others
    cells[which] = rng.choice(words)
    if rng.random() < 0.05:
        cells = cells[:which] if rng.random() < 0.5 else [*cells, b"x"]
    lines[at] = b",".join(cells) + b"\n"
    return b"".join(lines)


_ANYTHING: tuple[Mutation, ...] = (_byte, _digit, _splinter, _cut)
OF_JSON: tuple[Mutation, ...] = (
    *_ANYTHING,
    _digit,
    _swapped(_NUMBER, NUMBERS),
    _swapped(_NUMBER, NUMBERS),
    _swapped(_VALUE, VALUES),
    _swapped(_VALUE, VALUES),
    _swapped(_VALUE, NUMBERS),
    _twice(_MEMBER),
    _twice(_OBJECT),
    _member_moved,
    _key_moved,
    _value_moved,
    _value_moved,
)
OF_TABLES: tuple[Mutation, ...] = (
    *_ANYTHING,
    _digit,
    _cell,
    _cell,
    _cell,
    _lines_moved,
    _lines_moved,
    _swapped(_NUMBER, NUMBERS),
)
