"""A journal as one text file, for exchange and for reading with any tool: JSON lines.

The first line names the format. A record is a line ``["MARK",RECORD]``, a batch ends with its
head ``["batch/1",…,"LINK"]``. What follows the last head was never acknowledged. The store holds
the whole journal in memory.
"""

import os
import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Literal

from isoledger.journal.batch import decode_raw
from isoledger.journal.chain import Head, Receipt
from isoledger.journal.codec import key_of
from isoledger.journal.errors import (
    BatchError,
    BrokenChainError,
    CodecError,
    NewerJournalError,
    NotAJournalError,
    StoreClosedError,
    StoreFailedError,
    TornTailError,
)
from isoledger.journal.lock import locked
from isoledger.journal.memory import KeptBatch, MemoryStore
from isoledger.journal.plan import Plan
from isoledger.journal.verify import Kept, VerifyReport, verified

LAYOUT = 1
"""The layout that is written."""

_FIRST = f'["isoledger/{LAYOUT}"]\n'.encode()
_FORMAT = re.compile(rb'\["isoledger/([1-9][0-9]{0,8})"\]\n')
_RECORD = re.compile(rb'\["([0-9a-f]{16})",(\[.*\])\]', re.DOTALL)
_HEAD = re.compile(rb'(\["batch/.*),"([0-9a-f]{64})"\]', re.DOTALL)
_RAW = (b'["file/', b'["row/')


class JsonLinesStore(MemoryStore):
    """A journal in a file of JSON lines.

    It sees what others append when it is opened and whenever it appends itself.
    """

    def __init__(self, path: str | Path, *, mode: Literal["append", "read"] = "append") -> None:
        """The journal at *path*.

        Args:
            path: The file. Writers lock ``PATH.lock`` beside it.
            mode: ``append`` makes the file if it is not there; ``read`` changes nothing.

        Raises:
            NotAJournalError: There is no such file, or it is something else.
            NewerJournalError: A later isoledger laid it out.
            StoreBusyError: It is not there, and somebody else is making it.
            StoreFailedError: It cannot be made.
        """
        super().__init__()
        self.path = Path(path)
        self.torn = 0
        self._size = 0
        self._closed = "" if mode == "append" else "it was opened for reading only"
        if mode == "append":
            with _failing(self.path):
                self._make()
        self._catch_up()

    def _make(self) -> None:
        """The file with its first line, if it is not there or a crash cut that line short."""
        if _begun(self.path):
            return
        with locked(self.path), self.path.open("ab") as file:
            if not _begun(self.path):
                file.truncate(0)
                _write(file, _FIRST)
                _sync_folder(self.path.parent)

    def _catch_up(self) -> None:
        """Learn what was appended since this store last looked."""
        try:
            with self.path.open("rb") as file:
                file.seek(self._size)
                data = file.read()
        except OSError as error:
            raise NotAJournalError(path=str(self.path), why=str(error.strerror)) from None
        start = 0 if self._size else self._format(data)
        counts = self.counts()
        raws = sum(len(batch.rows) for batch in self._batches)
        batches, end = _parsed(data, start, raws, counts.events)
        for batch in batches:
            self._batches.append(batch)
            self._index(batch)
        self._size += end
        self.torn = len(data) - end

    def _format(self, data: bytes) -> int:
        """Where the first line of *data* ends."""
        found = _FORMAT.match(data)
        if found is None:
            why = "its first line is not that of a journal"
            raise NotAJournalError(path=str(self.path), why=why)
        if int(found[1]) != LAYOUT:
            raise NewerJournalError(path=str(self.path), layout=int(found[1]), newest=LAYOUT)
        return found.end()

    def _index(self, batch: KeptBatch) -> None:
        """Know what *batch* holds; what cannot be read is for `verify` to name."""
        for kept in batch.events:
            with suppress(CodecError):
                self._by_key.setdefault(key_of(kept.text), kept.text)
        for kept in batch.rows:
            with suppress(CodecError, BatchError):
                self.learn(decode_raw(kept.text))

    @contextmanager
    def writing(self) -> Generator[None]:
        """The lock, and everything others appended."""
        if self._closed:
            raise StoreClosedError(path=str(self.path), why=self._closed)
        with _failing(self.path), locked(self.path):
            if self.path.stat().st_size < self._size:
                raise BrokenChainError(place=str(self.path), why="it is shorter than it was")
            self._catch_up()
            if self.torn:
                raise TornTailError(path=str(self.path), offset=self._size, size=self.torn)
            yield

    def write(self, plan: Plan) -> None:
        """Put *plan* behind everything else, its head last, and wait for the disk."""
        lines = [b'["%b",%b]\n' % (new.mark.hex().encode(), new.text) for new in plan.rows]
        lines += [b'["%b",%b]\n' % (new.mark.hex().encode(), new.text) for new in plan.events]
        lines.append(b'%b,"%b"]\n' % (plan.head.line()[:-1], plan.head.link.encode()))
        data = b"".join(lines)
        with self.path.open("r+b") as file:
            file.seek(self._size)
            try:
                _write(file, data)
            except OSError:
                file.truncate(self._size)
                raise
        self._size += len(data)
        super().write(plan)

    def drop_torn_tail(self) -> int:
        """Remove what a writer that died left behind the last whole batch.

        Returns:
            How many bytes that were. None of them was ever acknowledged.

        Raises:
            StoreError: The file cannot be written now.
        """
        try:
            with self.writing():
                return 0
        except TornTailError as torn:
            with _failing(self.path), locked(self.path), self.path.open("r+b") as file:
                file.truncate(torn.offset)
                os.fsync(file.fileno())
            self.torn = 0
            return torn.size

    def verify(self, receipt: Receipt | None = None) -> VerifyReport:
        """The file itself, read anew, against its chain; see `Store.verify`."""
        fresh = JsonLinesStore(self.path, mode="read")
        return verified(fresh, receipt, fresh.torn)

    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""
        self._closed = "it was closed"


def _begun(path: Path) -> bool:
    """Whether *path* holds more than the beginning of a first line."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        start = file.read(len(_FIRST))
    return start == _FIRST or not _FIRST.startswith(start)


def _parsed(data: bytes, start: int, raws: int, events: int) -> tuple[list[KeptBatch], int]:
    """The batches in *data* from *start* on, and where the last of them ends.

    Args:
        data: Whole lines, perhaps with a torn one behind them.
        start: Where to begin.
        raws: Raw records before it.
        events: Events before it.
    """
    batches: list[KeptBatch] = []
    row_lines: list[Kept] = []
    event_lines: list[Kept] = []
    at = end = start
    for line in data[start:].split(b"\n")[:-1]:
        at += len(line) + 1
        sealed = _sealed(line)
        if sealed is not None:
            batches.append(KeptBatch(*sealed, tuple(row_lines), tuple(event_lines)))
            row_lines, event_lines, end = [], [], at
            continue
        found = _RECORD.fullmatch(line)
        mark, text = (bytes.fromhex(found[1].decode()), found[2]) if found else (b"", line)
        if text.startswith(_RAW) and not event_lines:  # raw records stand before events
            raws += 1
            row_lines.append(Kept(raws, text, mark))
        else:
            events += 1
            event_lines.append(Kept(events, text, mark))
    return batches, end


def _sealed(line: bytes) -> tuple[Head, str] | None:
    """The head and link that *line* says; ``None``: it is another kind of line."""
    found = _HEAD.fullmatch(line)
    if found is None:
        return None
    try:
        return Head.parse(found[1] + b"]"), found[2].decode()
    except CodecError:
        return None


def _write(file: BinaryIO, data: bytes) -> None:
    """*data*, on the disk when this returns."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The name of a new file, on the disk when this returns, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _failing(path: Path) -> Generator[None]:
    """What the system refuses, as an error of ours."""
    try:
        yield
    except OSError as error:
        raise StoreFailedError(path=str(path), why=str(error.strerror)) from error
