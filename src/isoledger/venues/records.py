"""A venue's own words, byte for byte, and the fields they hold as text.

Nothing here knows a venue, and no number is converted: a field stays the text that was written.
"""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from attrs import Factory, field, frozen

from isoledger.venues.errors import UnreadableFileError
from isoledger.venues.fields import (
    Fields,
    Json as Json,  # noqa: PLC0414 - who reads records knows it from here
)

_SPACE = re.compile(r"[ \t\r\n]*")

BYTES_MAX = 1 << 30
"""A larger file is refused: split it first."""


def _place(record: "Record") -> str:
    return f"{record.file}, row {record.row}"


@frozen(kw_only=True)
class Record(Fields):
    """One record as a venue wrote it: its fields, and where they stand.

    Attributes:
        raw: Its bytes, exactly.
        source: ``sha256:<hash of the file>#<row>``, rows from 1.
        file: The name of the file, for messages.
        row: The row, from 1.
        place: File and row.
    """

    raw: bytes = field(repr=False)
    source: str
    file: str
    row: int
    place: str = field(init=False, repr=False, default=Factory(_place, takes_self=True))


def digest(data: bytes) -> str:
    """The hash that names a file in `Record.source`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _decoded(data: bytes, file: str) -> str:
    if len(data) > BYTES_MAX:
        raise UnreadableFileError(file=file, row=0, why="it is larger than 1 GiB; split it first")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        raise UnreadableFileError(file=file, row=0, why=why) from None
    if "\0" in text:
        raise UnreadableFileError(file=file, row=0, why="it holds NUL bytes; it is not a text file")
    return text


class _Lines:
    """The lines of a text, remembering what was handed out since last asked."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._taken.append(line)
            yield line

    def taken(self) -> str:
        taken, self._taken = "".join(self._taken), []
        return taken


def csv_records(
    data: bytes,
    file: str,
    *,
    header: tuple[str, ...] | None = None,
    required: tuple[str, ...] = (),
) -> list[Record]:
    """The rows of a CSV file. Row 1 is the first after the header line.

    Args:
        data: The whole file.
        file: Its name, for messages.
        header: The header that must be there; ``None``: any without repeated names.
        required: Columns that must be among it.

    Raises:
        UnreadableFileError: It is no UTF-8 CSV, the header is another one, or a row has more or
            fewer cells than the header.
    """
    rows, name = csv_rows(data, file), digest(data)
    _, head = next(rows, (b"", None))
    names = _header(head, file, header, required)
    records: list[Record] = []
    for raw, cells in rows:
        row = len(records) + 1
        if len(cells) != len(names):
            why = f"{len(cells)} cells under {len(names)} columns"
            raise UnreadableFileError(file=file, row=row, why=why)
        fields: dict[str, Json] = dict(zip(names, cells, strict=True))
        records.append(Record(raw=raw, source=f"{name}#{row}", file=file, row=row, fields=fields))
    return records


def csv_rows(data: bytes, file: str) -> Iterator[tuple[bytes, list[str]]]:
    """Every row of a CSV file that is not empty, its head too: its bytes and its cells.

    Args:
        data: The whole file.
        file: Its name, for messages.

    Raises:
        UnreadableFileError: It is no UTF-8 CSV.
    """
    lines = _Lines(_decoded(data, file))
    for cells in _csv_rows(csv.reader(iter(lines), strict=False), file):
        yield lines.taken().encode(), cells


def _header(
    names: list[str] | None, file: str, header: tuple[str, ...] | None, required: tuple[str, ...]
) -> list[str]:
    """*names*, if they are what a header must be."""
    if names is None:
        raise UnreadableFileError(file=file, row=0, why="it is empty; expected a header line")
    if len(set(names)) != len(names):
        raise UnreadableFileError(file=file, row=0, why=f"a column name is repeated: {names}")
    if header is not None and tuple(names) != header:
        raise UnreadableFileError(file=file, row=0, why=f"header is {names}, expected {header}")
    missing = [name for name in required if name not in names]
    if missing:
        why = f"no column {', '.join(missing)}; the header is {names}"
        raise UnreadableFileError(file=file, row=0, why=why)
    return names


def _csv_rows(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """Rows that are not empty; the csv module's own faults get a place."""
    row = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFileError(file=file, row=row, why=str(error)) from None
        if cells:
            yield cells
            row += 1


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"the key {twice!r} is repeated")
    return fields


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=str, parse_int=str, parse_constant=_refused
)


def json_value(data: bytes, file: str) -> Json:
    """The one JSON value in *data*, its numbers left as text.

    Raises:
        UnreadableFileError: It is no JSON, a key is repeated, a number is NaN or infinite, or
            it is nested too deeply.
    """
    text = _decoded(data, file).strip()
    value, end = _json_at(text, 0, file, 0)
    if end != len(text):
        raise UnreadableFileError(file=file, row=0, why=f"something follows at character {end}")
    return value


def _json_at(text: str, start: int, file: str, row: int) -> tuple[Json, int]:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        why = str(error) or "it is nested too deeply"
        raise UnreadableFileError(file=file, row=row, why=f"not JSON: {why}") from None
    return value, end


def json_records(
    data: bytes, file: str, *, under: str = "", around: tuple[str, ...] = ()
) -> list[Record]:
    """The objects of a JSON array, one record each; a lone object is one record.

    Each record keeps its own bytes as they stand in the file.

    Args:
        data: The whole file.
        file: Its name, for messages.
        under: When the file is an object that holds its records under this key (a streamed
            table, a wrapped answer), they are taken from there, one object too; keys within keys
            are joined by dots, and arrays on the way are gone through. Several such places are
            told apart by spaces, and each record says under ``place`` where it stood. Empty: never.
        around: Keys of the objects around a record that it gets as well, unless it has them.

    Raises:
        UnreadableFileError: As `json_value`, or an element is no object.
    """
    text, name = _decoded(data, file), digest(data)
    records: list[Record] = []
    for raw, value, told in _elements(text, file, _Way(under.split(), around)):
        row = len(records) + 1
        if not isinstance(value, dict):
            raise UnreadableFileError(file=file, row=row, why="the element is not an object")
        fields = {**told, **value}
        record = Record(raw=raw.encode(), source=f"{name}#{row}", file=file, row=row, fields=fields)
        records.append(record)
    return records


NOWHERE: Json = "nowhere"
"""Stands for what is not there, where null is."""


def below(value: Mapping[str, Json], names: Sequence[str]) -> Json:
    """What stands in *value* under *names*; `NOWHERE`: nothing does."""
    found: Json = dict(value)
    for name in names:
        if not isinstance(found, dict) or name not in found:
            return NOWHERE
        found = found[name]
    return found


@frozen
class _Way:
    """Where the records of a file stand, and what they take along on the way to them."""

    places: Sequence[str]
    around: tuple[str, ...]

    def ends(self, text: str, at: int, value: Json) -> Iterator[tuple[int, dict[str, Json]]]:
        """Where the sound value at *at* has records, one or a list, and what is around them."""
        for place in self.places:
            told: dict[str, Json] = {"place": place} if len(self.places) > 1 else {}
            yield from self._down(text, (at, value), place.split("."), told)

    def _down(
        self, text: str, stands: tuple[int, Json], names: Sequence[str], told: dict[str, Json]
    ) -> Iterator[tuple[int, dict[str, Json]]]:
        at, value = stands
        if not names and isinstance(value, list | dict):
            yield at, told
        elif isinstance(value, list):
            for start, _, element in _array(text, "", at)[0]:
                yield from self._down(text, (start, element), names, told)
        elif isinstance(value, dict) and names and names[0] in value:
            told = {**told, **{key: value[key] for key in self.around if key in value}}
            inner = _member(text, at, names[0]), value[names[0]]
            yield from self._down(text, inner, names[1:], told)


def _elements(text: str, file: str, way: _Way) -> Iterator[tuple[str, Json, dict[str, Json]]]:
    """The elements that are records, with their own text; a lone value is the only one."""
    at = _skip(text, 0)
    found, end = _at(text, file, at)
    _nothing_after(text, end, file)
    whole = text[at : at + 1] == "["
    value = [element for _, _, element in found] if whole else found[0][2]
    ends = list(way.ends(text, at, value))
    for start, told in ends:
        for begin, stop, element in _at(text, file, start)[0]:
            yield text[begin:stop], element, told
    if not ends:
        yield from ((text[begin:stop], element, {}) for begin, stop, element in found)


def _at(text: str, file: str, at: int) -> tuple[list[tuple[int, int, Json]], int]:
    """As `_array`; a value that is none is its only element."""
    if text[at : at + 1] == "[":
        return _array(text, file, at)
    value, end = _json_at(text, at, file, 0)
    return [(at, end, value)], end


def _array(text: str, file: str, at: int) -> tuple[list[tuple[int, int, Json]], int]:
    """Where each element of the array at *at* begins and ends, what it is; where it has closed."""
    at = _skip(text, at + 1)
    elements: list[tuple[int, int, Json]] = []
    comma = False
    while comma or text[at : at + 1] != "]":
        row = len(elements) + 1
        value, end = _json_at(text, at, file, row)
        elements.append((at, end, value))
        at = _skip(text, end)
        comma = text[at : at + 1] == ","
        if comma:
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise UnreadableFileError(file=file, row=row, why="not JSON: the array does not end")
    return elements, at + 1


def _member(text: str, at: int, name: str) -> int:
    """Where the value of *name* stands in the sound object that opens at *at* and has it."""
    while True:
        key, at = _DECODER.raw_decode(text, _skip(text, at + 1))
        at = _skip(text, _skip(text, at) + 1)
        if key == name:
            return at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])


def _nothing_after(text: str, end: int, file: str) -> None:
    if text[end:].strip():
        raise UnreadableFileError(file=file, row=0, why=f"something follows at character {end}")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()
