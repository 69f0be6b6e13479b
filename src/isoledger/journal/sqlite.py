"""The journal in one SQLite file: the default.

Write-ahead log, ``synchronous = FULL``, strict tables, and triggers that refuse every change but
growth. SQL cannot be kept from dropping a trigger, nor anybody from editing the file: both are
found, by opening it and by `verify` with a receipt that was kept elsewhere.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

import attrs

from isoledger.journal.batch import Counts, Outcome, RawRow, SourceFile, encode_raw
from isoledger.journal.chain import Head
from isoledger.journal.codec import key_of
from isoledger.journal.database import Mode, opened, strange, told, transaction
from isoledger.journal.errors import StoreClosedError, UnencodableError, UnfitBatchError
from isoledger.journal.plan import Key, Plan
from isoledger.journal.store import ChainedStore
from isoledger.journal.verify import Fault, Kept, KeptHead

PATIENCE_MS = 2000
"""How long a writer waits for another one, in milliseconds."""

T = TypeVar("T")

_FILES = "SELECT hash, name, size, kind, venue, account, imported_ns FROM file"
_ROWS = "SELECT file, row, raw, outcome, reason FROM row"
_HEADS = """SELECT number, previous, known_ns, first_row, rows, rows_hash, first_event, events,
    events_hash, link FROM batch"""
_OUTCOMES = "SELECT outcome, count(*) FROM row"
_TEXTS = "SELECT text FROM event WHERE number BETWEEN ? AND ? ORDER BY number"
_EVENTS = "SELECT number, text, mark FROM event WHERE number BETWEEN ? AND ? ORDER BY number"
_BEHIND = (
    "SELECT number FROM file WHERE number > ? ORDER BY number",
    "SELECT number FROM row WHERE number > ? ORDER BY number",
)
_RANGE = "WHERE number BETWEEN ? AND ? ORDER BY number"
_LAST_WORD = """WHERE NOT EXISTS (SELECT 1 FROM row AS later WHERE later.file = row.file
    AND later.row = row.row AND later.number > row.number)"""


class SqliteStore(ChainedStore):
    """A journal in an SQLite file."""

    def __init__(
        self, path: str | Path, *, mode: Mode = "append", patience_ms: int = PATIENCE_MS
    ) -> None:
        """The journal at *path*.

        Args:
            path: The file.
            mode: ``append`` makes the file if it is not there; ``read`` changes nothing.
            patience_ms: How long to wait for another writer before giving up.

        Raises:
            NotAJournalError: It is something else, damaged, or not there to be read.
            NewerJournalError: A later isoledger laid it out.
            UnfitJournalError: Somebody changed its tables or guards.
            StoreBusyError: Somebody else is making it.
        """
        self.path = Path(path)
        self._mode = mode
        self._sql = opened(self.path, mode, patience_ms)

    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""
        self._sql.close()

    @contextmanager
    def writing(self) -> Generator[None]:
        """A transaction that nobody else can write beside."""
        if self._mode == "read":
            raise StoreClosedError(path=str(self.path), why="it was opened for reading only")
        with told(self.path), transaction(self._sql):
            yield

    def write(self, plan: Plan) -> None:
        """Put *plan* into the tables; the transaction makes it last."""
        head, insert = plan.head, self._sql.executemany
        raws = list(enumerate(plan.rows, head.first_row))
        files = [
            (n, *attrs.astuple(r.raw), r.mark) for n, r in raws if isinstance(r.raw, SourceFile)
        ]
        rows = [(n, *_row_cells(r.raw), r.mark) for n, r in raws if isinstance(r.raw, RawRow)]
        numbered = enumerate(plan.events, head.first_event)
        events = [(number, *new.key, new.text, new.mark) for number, new in numbered]
        insert("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", files)
        insert("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        insert("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", events)
        insert(
            "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*attrs.astuple(head), head.link)],
        )

    def _select(self, make: Callable[..., T], query: str, *parameters: str | int) -> list[T]:
        """What *make* makes of the rows of *query*."""
        with told(self.path):
            return [make(*cells) for cells in self._sql.execute(query, parameters)]

    def last(self) -> KeptHead | None:
        """The last head; ``None``: there is no batch yet."""
        return next(iter(self._select(_head, f"{_HEADS} ORDER BY number DESC LIMIT 1")), None)

    def heads(self) -> Iterator[KeptHead]:
        """All heads in order."""
        return iter(self._select(_head, f"{_HEADS} ORDER BY number"))

    def blobs(self, kept: KeptHead, size: int) -> Iterator[tuple[bytes, int]]:
        """The events of a batch: lines with a newline between each, and how many."""
        first, last = kept.head.first_event, kept.head.first_event + kept.head.events - 1
        with told(self.path):
            cursor = self._sql.execute(_TEXTS, (first, last))
            while texts := cursor.fetchmany(size):
                yield b"\n".join([text for (text,) in texts]), len(texts)

    def kept_rows(self, kept: KeptHead) -> list[Kept]:
        """The raw records of a batch, in order of their numbers."""
        first, last = kept.head.first_row, kept.head.first_row + kept.head.rows - 1
        files = self._select(_kept_file, f"{_numbered(_FILES)} {_RANGE}", first, last)
        rows = self._select(_kept_row, f"{_numbered(_ROWS)} {_RANGE}", first, last)
        return sorted([*files, *rows], key=attrgetter("number"))

    def kept_events(self, kept: KeptHead) -> list[Kept]:
        """The events of a batch, in order of their numbers."""
        first, last = kept.head.first_event, kept.head.first_event + kept.head.events - 1
        return self._select(Kept, _EVENTS, first, last)

    def strays(self, last: Head | None) -> Iterator[Fault]:
        """Records of no batch, columns that contradict the text, tables that were changed."""
        row = 0 if last is None else last.first_row + last.rows - 1
        event = 0 if last is None else last.first_event + last.events - 1
        for number in self._select(int, "SELECT number FROM event WHERE number > ?", event):
            yield Fault("event", number, "it belongs to no batch")
        for query in _BEHIND:
            for number in self._select(int, query, row):
                yield Fault("row", number, "it belongs to no batch")
        query = "SELECT number, venue, account, id, text FROM event"
        yield from filter(None, self._select(_crossed, query))
        with told(self.path):
            missing, foreign = strange(self._sql)
        if missing or foreign:
            names = ", ".join([*missing, *foreign])
            yield Fault("journal", 0, f"its tables or guards were changed: {names}")
        for answer in self._select(str, "PRAGMA integrity_check(1)"):
            if answer != "ok":
                yield Fault("journal", 0, f"the file is damaged: {answer}")

    def find_event(self, key: Key) -> bytes | None:
        """The line of the event under *key*; ``None``: there is none."""
        query = "SELECT text FROM event WHERE venue = ? AND account = ? AND id = ?"
        return next(iter(self._select(bytes, query, *key)), None)

    def find_file(self, file: SourceFile) -> SourceFile | None:
        """The file kept under the key of *file*; ``None``: there is none."""
        query = f"{_FILES} WHERE hash = ? AND kind = ? AND venue = ? AND account = ?"
        return next(iter(self._select(_file, query, *file.key)), None)

    def has_file(self, file_hash: str) -> bool:
        """Whether any file of that hash is kept."""
        return bool(self._select(int, "SELECT 1 FROM file WHERE hash = ? LIMIT 1", file_hash))

    def find_row(self, file_hash: str, row: int) -> RawRow | None:
        """The last word on a raw record; ``None``: it is not kept."""
        query = f"{_ROWS} WHERE file = ? AND row = ? ORDER BY number DESC LIMIT 1"
        return next(iter(self._select(_row, query, file_hash, row)), None)

    def parked(self) -> Iterator[RawRow]:
        """The raw records nobody could translate; see `Store.parked`."""
        query = f"{_ROWS} {_LAST_WORD} AND outcome = ? ORDER BY number"
        return iter(self._select(_row, query, Outcome.UNTRANSLATED.value))

    def files(self) -> tuple[SourceFile, ...]:
        """The imported files, in the order in which they were appended."""
        return tuple(self._select(_file, f"{_FILES} ORDER BY number"))

    def counts(self) -> Counts:
        """How much there is."""
        by_outcome = dict(self._select(_pair, f"{_OUTCOMES} {_LAST_WORD} GROUP BY outcome"))
        totals = """SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM event),
            (SELECT count(*) FROM file)"""
        [(batches, events, files)] = self._select(_triple, totals)
        return Counts(
            batches=batches,
            events=events,
            files=files,
            rows=sum(by_outcome.values()),
            untranslated=by_outcome.get(Outcome.UNTRANSLATED.value, 0),
            skipped=by_outcome.get(Outcome.SKIPPED.value, 0),
        )


def _numbered(query: str) -> str:
    """*query* with the number before its columns and the mark behind them."""
    return query.replace("SELECT ", "SELECT number, ").replace(" FROM", ", mark FROM")


def _pair(outcome: str, count: int) -> tuple[str, int]:
    return outcome, count


def _triple(batches: int, events: int, files: int) -> tuple[int, int, int]:
    return batches, events, files


def _head(  # noqa: PLR0913, PLR0917 - one parameter a column
    number: int,
    previous: str,
    known_ns: int,
    first_row: int,
    rows: int,
    rows_hash: str,
    first_event: int,
    events: int,
    events_hash: str,
    link: str,
) -> KeptHead:
    head = Head(
        number=number,
        previous=previous,
        known_ns=known_ns,
        first_row=first_row,
        rows=rows,
        rows_hash=rows_hash,
        first_event=first_event,
        events=events,
        events_hash=events_hash,
    )
    return KeptHead(head, link, number - 1)


def _file(
    hash_: str, name: str, size: int, kind: str, venue: str, account: str, imported_ns: int
) -> SourceFile:
    return SourceFile(
        hash=hash_,
        name=name,
        size=size,
        kind=kind,
        venue=venue,
        account=account,
        imported_ns=imported_ns,
    )


def _row(file: str, row: int, raw: bytes, outcome: str, reason: str) -> RawRow:
    return RawRow(file=file, row=row, raw=raw, outcome=Outcome(outcome), reason=reason)


def _row_cells(row: RawRow) -> tuple[str | int | bytes, ...]:
    return row.file, row.row, row.raw, row.outcome.value, row.reason


def _kept_file(number: int, *cells: str | int | bytes) -> Kept:
    return _kept(number, _file, cells)


def _kept_row(number: int, *cells: str | int | bytes) -> Kept:
    return _kept(number, _row, cells)


def _kept(
    number: int, make: Callable[..., SourceFile | RawRow], cells: tuple[str | int | bytes, ...]
) -> Kept:
    """The record as its text has it; a row that can have no text has an empty one."""
    *fields, mark = cells
    try:
        return Kept(number, encode_raw(make(*fields)), mark if isinstance(mark, bytes) else b"")
    except (UnfitBatchError, UnencodableError, ValueError):
        return Kept(number, b"", b"")


def _crossed(number: int, venue: str, account: str, id_: str, text: bytes) -> Fault | None:
    """A fault, if an event is to be found under another key than its text has."""
    if key_of(text) == (venue, account, id_):
        return None
    return Fault("event", number, "its columns are not what its text says")
