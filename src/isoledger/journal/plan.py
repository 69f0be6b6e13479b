"""What an append would add: decided before a byte is written."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import attrs
from attrs import frozen

from isoledger.core.errors import ConflictingEventError
from isoledger.core.events import MarginEvent
from isoledger.journal.batch import Batch, RawRow, SourceFile, encode_raw
from isoledger.journal.chain import BEFORE_ALL, Head, hash_of, marks_of
from isoledger.journal.codec import decode_lines, encode
from isoledger.journal.errors import ConflictingRecordError, UnfitBatchError, UnknownFileError

Key: TypeAlias = tuple[str, str, str]
"""Venue, account and id of an event."""


class Index(Protocol):
    """What a store can be asked about what it holds."""

    def find_event(self, key: Key) -> bytes | None:
        """The line of the event under *key*; ``None``: there is none."""
        ...

    def find_file(self, file: SourceFile) -> SourceFile | None:
        """The file kept under the key of *file*; ``None``: there is none."""
        ...

    def has_file(self, file_hash: str) -> bool:
        """Whether any file of that hash is kept."""
        ...

    def find_row(self, file_hash: str, row: int) -> RawRow | None:
        """The last word on a raw record; ``None``: it is not kept."""
        ...


@frozen
class NewRaw:
    """A file or row to be written: itself, its text, its mark."""

    raw: SourceFile | RawRow
    text: bytes
    mark: bytes


@frozen
class NewEvent:
    """An event to be written: its key, its text, its mark."""

    key: Key
    text: bytes
    mark: bytes


@frozen
class Plan:
    """A batch that is ready to be written, and what it leaves out.

    Attributes:
        head: The head of the new batch.
        rows: New files and rows.
        events: New events.
        exists: Events left out, for they are there.
        rows_exist: Rows left out.
    """

    head: Head
    rows: tuple[NewRaw, ...]
    events: tuple[NewEvent, ...]
    exists: int
    rows_exist: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.rows and not self.events

    @property
    def files(self) -> int:
        """How many files are new."""
        return sum(isinstance(new.raw, SourceFile) for new in self.rows)


def planned(index: Index, last: Head | None, batch: Batch, known_ns: int) -> Plan:
    """What of *batch* is new after the batch *last*.

    Raises:
        ConflictingEventError: An id is taken by an event of other content.
        ConflictingRecordError: A file and row are taken by other bytes.
        UnknownFileError: A row of a file that nobody announced.
        UnfitBatchError: *known_ns* is no instant.
        CodecError: An event cannot be written.
    """
    if type(known_ns) is not int or not 0 <= known_ns < 2**63:
        raise UnfitBatchError(what="known_ns", why=f"{known_ns!r} is not in 0..2**63-1")
    previous = BEFORE_ALL if last is None else last.link
    events = _new_events(index, batch.events, known_ns)
    raws: list[SourceFile | RawRow] = [*_new_files(index, batch), *_new_rows(index, batch)]
    texts = list(events.values())
    raw_texts = [encode_raw(raw) for raw in raws]
    head = Head(
        number=1 if last is None else last.number + 1,
        previous=previous,
        known_ns=known_ns,
        first_row=1 if last is None else last.first_row + last.rows,
        rows=len(raws),
        rows_hash=hash_of(raw_texts),
        first_event=1 if last is None else last.first_event + last.events,
        events=len(texts),
        events_hash=hash_of(texts),
    )
    marked = zip(raws, raw_texts, marks_of(previous, raw_texts), strict=True)
    keyed = zip(events, texts, marks_of(previous, texts), strict=True)
    return Plan(
        head,
        tuple(NewRaw(raw, text, mark) for raw, text, mark in marked),
        tuple(NewEvent(key, text, mark) for key, text, mark in keyed),
        len(batch.events) - len(events),
        len(batch.rows) - sum(isinstance(raw, RawRow) for raw in raws),
    )


def _new_events(index: Index, events: Sequence[MarginEvent], known_ns: int) -> dict[Key, bytes]:
    new: dict[Key, bytes] = {}
    for event in events:
        text = encode(event, known_ns=known_ns)
        key = event.stamp.venue, event.stamp.account, event.stamp.id
        kept = new.get(key) or index.find_event(key)
        if kept is None:
            new[key] = text
        elif kept != text:
            [known] = decode_lines(kept, 1)
            _require_same(known, event)
    return new


def _require_same(known: MarginEvent, event: MarginEvent) -> None:
    """Nothing if *event* says what *known* says; where each was read is not part of that."""
    if type(known) is not type(event):
        raise ConflictingEventError(event=event, known=known, field="__class__")
    for name in attrs.fields_dict(type(event)):
        if getattr(known, name) != getattr(event, name):
            raise ConflictingEventError(event=event, known=known, field=name)


def _new_files(index: Index, batch: Batch) -> list[SourceFile]:
    new: dict[tuple[str, str, str, str], SourceFile] = {}
    for file in batch.files:
        kept = new.get(file.key) or index.find_file(file)
        if kept is None:
            new[file.key] = file
        elif kept.size != file.size:
            raise ConflictingRecordError(source=file.hash, field="size")
    return list(new.values())


def _new_rows(index: Index, batch: Batch) -> list[RawRow]:
    """New rows, and old ones that a later translator understands otherwise."""
    announced = {file.hash for file in batch.files}
    new: dict[tuple[str, int], RawRow] = {}
    for row in batch.rows:
        if row.file not in announced and not index.has_file(row.file):
            raise UnknownFileError(source=row.source)
        kept = new.get((row.file, row.row)) or index.find_row(row.file, row.row)
        if kept is not None and kept.raw != row.raw:
            raise ConflictingRecordError(source=row.source, field="raw")
        if kept is None or (kept.outcome, kept.reason) != (row.outcome, row.reason):
            new[row.file, row.row] = row
    return list(new.values())
