"""What is kept together: events, and the raw records they were made from."""

import enum
import re
from collections.abc import Callable

import msgspec
from attrs import Attribute, field, frozen

from isoledger.core.events import MarginEvent
from isoledger.journal.chain import Receipt
from isoledger.journal.errors import MalformedRecordError, UnencodableError, UnfitBatchError
from isoledger.journal.shapes import ShapeError, fields_of, made, read_fields, tagged, write_fields

RAW_VERSION = 1
"""The version of the text of files and rows."""

_HASH = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


class Outcome(enum.Enum):
    """What became of a raw record."""

    EVENT = "event"
    UNTRANSLATED = "untranslated"
    SKIPPED = "skipped"


def _hash(instance: object, attribute: "Attribute[str]", value: str) -> None:
    if type(value) is not str or not _HASH.fullmatch(value):
        what = f"{type(instance).__name__}.{attribute.name}"
        raise UnfitBatchError(what=what, why=f"{repr(value)[:90]} is not sha256:… in lower hex")


def _from(first: int) -> Callable[[object, "Attribute[int]", int], None]:
    """A validator: a whole number from *first* on that 64 bits hold."""

    def check(instance: object, attribute: "Attribute[int]", value: int) -> None:
        if type(value) is not int or not first <= value < 2**63:
            what = f"{type(instance).__name__}.{attribute.name}"
            raise UnfitBatchError(what=what, why=f"{repr(value)[:40]} is not in {first}..2**63-1")

    return check


@frozen(kw_only=True)
class SourceFile:
    """A file that records were read from.

    Attributes:
        hash: ``sha256:`` and the hash of its bytes.
        name: Its name, for people.
        size: How many bytes it has.
        kind: What kind of file it was read as.
        venue: The venue it is from.
        account: The account it is about.
        imported_ns: When it was first read, ns UTC.
    """

    hash: str = field(validator=_hash)
    name: str
    size: int = field(validator=_from(0))
    kind: str
    venue: str
    account: str
    imported_ns: int = field(validator=_from(0))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same import again."""
        return self.hash, self.kind, self.venue, self.account


@frozen(kw_only=True)
class RawRow:
    """One record of a file, byte for byte, and what became of it.

    Attributes:
        file: The hash of its file.
        row: Its row, from 1.
        raw: Its bytes.
        outcome: What became of it.
        reason: Why, if it became no event.
    """

    file: str = field(validator=_hash)
    row: int = field(validator=_from(1))
    raw: bytes = field(repr=False)
    outcome: Outcome
    reason: str = ""

    @property
    def source(self) -> str:
        """How stamps call it: ``sha256:…#row``."""
        return f"{self.file}#{self.row}"


@frozen(kw_only=True)
class Batch:
    """What is kept as a whole or not at all.

    Attributes:
        events: The events, in the order in which they are kept.
        files: The files they come from.
        rows: The raw records of these files, whatever became of them.
    """

    events: tuple[MarginEvent, ...] = ()
    files: tuple[SourceFile, ...] = ()
    rows: tuple[RawRow, ...] = ()


@frozen(kw_only=True)
class Appended:
    """What an append did.

    Attributes:
        receipt: Where the journal stands now; keep it to prove the journal whole later.
        events: Events added.
        exists: Events that were there already, with the same content.
        rows: Raw records added.
        rows_exist: Raw records that were there already.
        files: Files added.
    """

    receipt: Receipt
    events: int
    exists: int
    rows: int
    rows_exist: int
    files: int


@frozen(kw_only=True)
class Counts:
    """How much a journal holds.

    Attributes:
        batches: Appends that added something.
        events: Events.
        files: Imported files.
        rows: Raw records, each counted once.
        untranslated: How many of them are parked.
        skipped: How many of them are no history.
    """

    batches: int = 0
    events: int = 0
    files: int = 0
    rows: int = 0
    untranslated: int = 0
    skipped: int = 0


_FILE_FIELDS = fields_of(SourceFile)
_ROW_FIELDS = fields_of(RawRow)


def encode_raw(raw: SourceFile | RawRow) -> bytes:
    """The canonical text of a file or row, on one line.

    Raises:
        UnencodableError: A field does not hold what its type says.
    """
    name, fields = ("file", _FILE_FIELDS) if isinstance(raw, SourceFile) else ("row", _ROW_FIELDS)
    try:
        return msgspec.json.encode([f"{name}/{RAW_VERSION}", *write_fields(fields, raw)])
    except ShapeError as fault:
        what = f"{name}, {'.'.join(reversed(fault.path))}"
        raise UnencodableError(what=what, why=fault.why) from None


def decode_raw(line: bytes, place: str = "row") -> SourceFile | RawRow:
    """The file or row that *line* is the canonical text of.

    Raises:
        MalformedRecordError: It is no such text.
    """
    try:
        plain: object = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRecordError(place=place, why=f"not a raw record: {error}") from None
    try:
        raw = _made_of(*tagged(plain))
    except ShapeError as fault:
        where = ", ".join([place, *reversed(fault.path)])
        raise MalformedRecordError(place=where, why=fault.why) from None
    if encode_raw(raw) != line:
        raise MalformedRecordError(place=place, why="not canonical; it was edited by hand")
    return raw


def _made_of(tag: str, cells: list[object]) -> SourceFile | RawRow:
    """The file or row that *cells* say. Raises `ShapeError`."""
    if tag == f"file/{RAW_VERSION}":
        return made(SourceFile, **read_fields(_FILE_FIELDS, cells))
    if tag == f"row/{RAW_VERSION}":
        return made(RawRow, **read_fields(_ROW_FIELDS, cells))
    raise ShapeError(f"not a raw record: {tag[:40]!r} is no file and no row")
