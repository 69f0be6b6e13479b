"""One text for one event: versioned, lossless, canonical.

A record is a JSON array without a blank in it: the tag (the event's name and the version of the
schema), the stamp's fields, then the event's own fields in the order core declares them. Numbers
are whole numbers; ``docs/specs/journal.md`` says how each type is written.
"""

import gc
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Union, cast, get_args

import msgspec
from attrs import frozen

from isoledger.core.errors import IsoledgerError
from isoledger.core.events import MarginEvent
from isoledger.core.identity import Stamp
from isoledger.journal.errors import (
    MalformedRecordError,
    NotCanonicalError,
    UnencodableError,
    UnknownTagError,
    UnknownVersionError,
)
from isoledger.journal.hot import HOT, Row
from isoledger.journal.shapes import (
    Shape,
    ShapeError,
    fields_of,
    made,
    read_fields,
    tagged,
    write_fields,
)
from isoledger.journal.upcast import SCHEMA_VERSION, UPCASTERS, Cells

RECORD_MAX = 1 << 20
"""No event needs more bytes than this."""

_TAG = re.compile(r"([a-z]+(?:-[a-z]+)*)/([0-9]{1,9})", re.ASCII)
_REFUSALS = (msgspec.MsgspecError, IsoledgerError, ShapeError, ValueError, RecursionError)
_encoder = msgspec.json.Encoder()


@frozen
class _Kind:
    """How one kind of event is written: its class, its tag, and the shapes behind the stamp."""

    event: type
    tag: str
    fields: Mapping[str, Shape]

    def made(self, stamp: Stamp, cells: Cells) -> MarginEvent:
        """The event of *stamp* and *cells*. Raises `ShapeError`."""
        fields = read_fields(self.fields, cells)
        return cast("MarginEvent", made(self.event, stamp=stamp, **fields))


def _kind(event: type) -> _Kind:
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", event.__name__).lower()
    fields = {name: shape for name, shape in fields_of(event).items() if name != "stamp"}
    return _Kind(event, f"{name}/{SCHEMA_VERSION}", MappingProxyType(fields))


_KINDS = {event: _kind(event) for event in get_args(MarginEvent)}
_BY_TAG = {kind.tag: kind for kind in _KINDS.values()}
_STAMP = fields_of(Stamp)


class _ColdRow(Row):
    """A record of a kind that is rare: read by its shapes, built by its constructor."""

    def event(self) -> MarginEvent:
        kind = _BY_TAG[str(self.__struct_config__.tag)]
        cells = msgspec.structs.astuple(self)[len(_STAMP) :]
        return kind.made(self.stamp(), list(cells))


def _row_types() -> object:
    """One type for every kind of record there is, for the parser to choose from by tag."""
    rows: dict[str, type[Row]] = {str(row.__struct_config__.tag): row for row in HOT}
    for kind in _KINDS.values():
        if kind.tag not in rows:
            cells = [(f"cell{index}", object) for index in range(len(kind.fields))]
            made = msgspec.defstruct(
                kind.event.__name__ + "Row", cells, bases=(_ColdRow,), tag=kind.tag, gc=True
            )
            rows[kind.tag] = cast("type[Row]", made)
    return Union[tuple(rows.values())]  # noqa: UP007 - made here, not written


_decoder: msgspec.json.Decoder[Row] = msgspec.json.Decoder(_row_types())


def schema() -> str:
    """The layout of every record, one a line; a change to it needs a new version."""
    stamp = [f"{name} {shape.name}" for name, shape in _STAMP.items()]
    return "".join(
        f"{kind.tag}: {', '.join([*stamp, *(f'{n} {s.name}' for n, s in kind.fields.items())])}\n"
        for kind in _BY_TAG.values()
    )


def encode(event: MarginEvent, *, known_ns: int = 0) -> bytes:
    """The canonical text of *event*, in UTF-8, on one line.

    Args:
        event: What to write.
        known_ns: When it was learned, for an event whose stamp does not say.

    Raises:
        UnencodableError: A field does not hold what its type says.

    >>> from isoledger.core.events import Interest
    >>> from isoledger.core.money import Asset
    >>> stamp = Stamp(time_ns=5, venue="okx", account="main", id="b-1", known_ns=7)
    >>> encode(Interest(stamp=stamp, amount=Asset("USDT", 6).exactly("-0.25")))
    b'["interest/3",5,0,"okx","main","b-1","",7,[-250000,"USDT/6"],"wallet"]'
    """
    kind = _KINDS.get(type(event))
    if kind is None:
        raise UnencodableError(what=type(event).__name__, why="is no event")
    try:
        stamp = write_fields(_STAMP, event.stamp)
        body = write_fields(kind.fields, event)
    except ShapeError as fault:
        what = f"{kind.tag} {event.stamp.id}, {'.'.join(reversed(fault.path))}"
        raise UnencodableError(what=what, why=fault.why) from None
    if not event.stamp.known_ns:
        stamp[-1] = known_ns
    data = _encoder.encode([kind.tag, *stamp, *body])
    if len(data) > RECORD_MAX:
        raise UnencodableError(what=f"{kind.tag}", why=f"it is longer than {RECORD_MAX} bytes")
    return data


def decode(data: bytes, place: str = "record") -> MarginEvent:
    """The event that *data* is the canonical text of, or was in an older version.

    Args:
        data: One record.
        place: Where it stands; errors say it.

    Raises:
        MalformedRecordError: It is no record.
        UnknownTagError: It is a kind of event nobody knows.
        UnknownVersionError: It is of a version nobody here can read.
        NotCanonicalError: It says an event in other bytes than `encode` would.
    """
    event, canonical = _quickly(data) or _carefully(data, place)
    if canonical != data:
        pairs = enumerate(zip(canonical, data, strict=False))
        offset = next((at for at, (a, b) in pairs if a != b), min(len(canonical), len(data)))
        raise NotCanonicalError(place=place, offset=offset)
    return event


def key_of(line: bytes, place: str = "record") -> tuple[str, str, str]:
    """The venue, account and id of a record: they stand in one place in every version.

    Raises:
        MalformedRecordError: It is no record.
    """
    match _parsed(line, place)[1]:
        case [_, _, str(venue), str(account), str(id_), *_]:
            return venue, account, id_
        case _:
            raise MalformedRecordError(place=place, why="not a record: no venue, account and id")


def _quickly(data: bytes) -> tuple[MarginEvent, bytes] | None:
    """The event of *data* and its text, if nothing is in the way."""
    try:
        event = _decoder.decode(data).event()
        return event, encode(event)
    except _REFUSALS:
        return None


def _carefully(data: bytes, place: str) -> tuple[MarginEvent, bytes]:
    """The same, of any version, field by field: whatever is in the way has a place."""
    tag, cells = _parsed(data, place)
    name, version = _name_and_version(tag, place)
    event = _upcast(name, version, cells, place)
    return event, encode(event) if version == SCHEMA_VERSION else _plain_text(data)


def decode_lines(lines: bytes, count: int, first: int = 1) -> list[MarginEvent]:
    """The events of *count* records, one a line, that a chain has vouched for.

    Faster than `decode`, and as strict about types; that the text is canonical is not looked at.

    Args:
        lines: The records, parted by one newline.
        count: How many there must be.
        first: The number of the first, for errors.

    Raises:
        CodecError: As `decode`; the place is ``event NUMBER``.
    """
    try:
        with collector_paused():
            events = [row.event() for row in _decoder.decode_lines(lines)]
    except _REFUSALS:
        parts = lines.split(b"\n")
        events = [decode(part, f"event {number}") for number, part in enumerate(parts, first)]
    if len(events) != count:
        why = f"{len(events)} records where {count} were written"
        raise MalformedRecordError(place=f"event {first}", why=why)
    return events


@contextmanager
def collector_paused() -> Generator[None]:
    """Without a look for cycles among values that cannot form one; as it was, afterwards."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _parsed(data: bytes, place: str) -> tuple[str, Cells]:
    """The tag of *data* and what stands behind it."""
    if len(data) > RECORD_MAX:
        raise MalformedRecordError(place=place, why=f"it is longer than {RECORD_MAX} bytes")
    try:
        plain: object = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRecordError(place=place, why=f"not a record: {error}") from None
    try:
        return tagged(plain)
    except ShapeError as fault:
        raise MalformedRecordError(place=place, why=f"not a record: {fault.why}") from None


def _plain_text(data: bytes) -> bytes:
    """*data*, read and written again as JSON."""
    return _encoder.encode(msgspec.json.decode(data))


def _name_and_version(tag: str, place: str) -> tuple[str, int]:
    found = _TAG.fullmatch(tag)
    if found is None:
        raise UnknownTagError(place=place, tag=tag[:40])
    version = int(found[2])
    if version != SCHEMA_VERSION and version not in UPCASTERS:
        raise UnknownVersionError(place=place, version=found[2], newest=SCHEMA_VERSION)
    return found[1], version


def _upcast(name: str, version: int, cells: Cells, place: str) -> MarginEvent:
    """The event of a record of any version, checked field by field."""
    try:
        while version < SCHEMA_VERSION:
            name, cells = UPCASTERS[version](name, cells)
            version += 1
        kind = _BY_TAG.get(f"{name}/{version}")
        if kind is None:
            raise UnknownTagError(place=place, tag=name)
        return _event(kind, cells)
    except ShapeError as fault:
        where = ", ".join([place, ".".join(reversed(fault.path))] if fault.path else [place])
        raise MalformedRecordError(place=where, why=fault.why) from None


def _event(kind: _Kind, cells: Cells) -> MarginEvent:
    stamp = made(Stamp, **read_fields(_STAMP, cells[: len(_STAMP)]))
    return kind.made(stamp, cells[len(_STAMP) :])
