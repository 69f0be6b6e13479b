"""The chain of hashes: whoever keeps its last link can tell whether anything before it changed.

Every batch has a head that holds the hash of its events, the hash of its raw records and the link
of the batch before it; its own link is the hash of the head. So one link vouches for everything
before it, and reading checks 100,000 events with one hash. Beside it every record carries a mark,
the first eight bytes of ``sha256(mark before it + record)``: marks prove nothing, they point at
the record that is wrong. See ``docs/specs/journal.md``.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

import attrs
import msgspec
from attrs import frozen

from isoledger.journal.errors import MalformedReceiptError, MalformedRecordError

BEFORE_ALL = "0" * 64
"""The link before the first batch."""
MARK_SIZE = 8
"""Bytes of a mark."""
HEAD_TAG = "batch/1"
"""What a head begins with."""

_RECEIPT = re.compile(r"isoledger:(0|[1-9][0-9]{0,17}):([0-9a-f]{64})", re.ASCII)


@frozen
class Receipt:
    """How far a journal went, and the link that vouches for all of it.

    Keep it away from the journal: a journal whose end was cut off is whole in itself, and only
    a receipt tells. `str` and `parse` are its text form.

    Attributes:
        count: How many records there were: events, rows and files.
        tip: The last link, 64 hex digits.

    >>> Receipt.parse("isoledger:0:" + "0" * 64) == Receipt(0, BEFORE_ALL)
    True
    """

    count: int
    tip: str

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """The receipt that *text* says.

        Raises:
            MalformedReceiptError: It says none.
        """
        found = _RECEIPT.fullmatch(text.strip())
        if found is None:
            raise MalformedReceiptError(text=text[:100])
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"isoledger:{self.count}:{self.tip}"


NOTHING = Receipt(0, BEFORE_ALL)
"""The receipt of a journal that holds nothing."""


@frozen(kw_only=True)
class Head:
    """What a batch is, in a few numbers.

    Attributes:
        number: Its place among the batches, from 1.
        previous: The link of the batch before it.
        known_ns: When it was appended, ns UTC, as the caller said.
        first_row: The number of its first raw record (files and rows).
        rows: How many it has.
        rows_hash: The hash of their lines.
        first_event: The number of its first event.
        events: How many it has.
        events_hash: The hash of their lines.
    """

    number: int
    previous: str
    known_ns: int
    first_row: int
    rows: int
    rows_hash: str
    first_event: int
    events: int
    events_hash: str

    @property
    def count(self) -> int:
        """Records in the journal up to and including this batch."""
        return self.first_row + self.rows + self.first_event + self.events - 2

    def line(self) -> bytes:
        """Its canonical text."""
        return msgspec.json.encode([HEAD_TAG, *attrs.astuple(self)])

    @property
    def link(self) -> str:
        """The hash of it."""
        return hashlib.sha256(self.line()).hexdigest()

    @property
    def receipt(self) -> Receipt:
        """The receipt of the journal up to here."""
        return Receipt(self.count, self.link)

    @classmethod
    def parse(cls, line: bytes) -> "Head":
        """The head that *line* is the canonical text of.

        Raises:
            MalformedRecordError: It is none.
        """
        try:
            cells = msgspec.json.decode(line, type=_HEAD_TYPE)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise MalformedRecordError(place="batch", why=f"not a head: {error}") from None
        head = cls(
            number=cells[1],
            previous=cells[2],
            known_ns=cells[3],
            first_row=cells[4],
            rows=cells[5],
            rows_hash=cells[6],
            first_event=cells[7],
            events=cells[8],
            events_hash=cells[9],
        )
        if cells[0] != HEAD_TAG or head.line() != line:
            raise MalformedRecordError(place="batch", why="not a canonical head")
        return head


_HEAD_TYPE = tuple[str, int, str, int, int, int, str, int, int, str]


def hash_of(blobs: Iterable[bytes]) -> str:
    """The hash of lines, in the order given; a blob is some lines with a newline between each."""
    state = hashlib.sha256()
    for index, blob in enumerate(blobs):
        if index:
            state.update(b"\n")
        state.update(blob)
    return state.hexdigest()


def marks_of(previous: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The marks of *lines* in a batch that follows the link *previous*."""
    mark = bytes.fromhex(previous)
    for line in lines:
        mark = mark_after(mark, line)
        yield mark


def mark_after(previous: bytes, line: bytes) -> bytes:
    """The mark of *line* after the mark *previous*."""
    return hashlib.sha256(previous + line).digest()[:MARK_SIZE]
