"""A journal that lives as long as the program: for tests, and for trying things out."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext

from attrs import frozen

from isoledger.journal.batch import Counts, Outcome, RawRow, SourceFile
from isoledger.journal.chain import Head
from isoledger.journal.plan import Key, Plan
from isoledger.journal.store import ChainedStore
from isoledger.journal.verify import Fault, Kept, KeptHead


@frozen
class KeptBatch:
    """A batch as it lies in memory, right or wrong."""

    head: Head
    link: str
    rows: tuple[Kept, ...]
    events: tuple[Kept, ...]


class MemoryStore(ChainedStore):
    """A journal in memory. Under the same contract as the others, but for surviving."""

    def __init__(self) -> None:
        """An empty journal."""
        self._batches: list[KeptBatch] = []
        self._by_key: dict[Key, bytes] = {}
        self._files: dict[tuple[str, str, str, str], SourceFile] = {}
        self._words: dict[tuple[str, int], RawRow] = {}

    def writing(self) -> AbstractContextManager[None]:
        """Nobody else can reach this memory."""
        return nullcontext()

    def write(self, plan: Plan) -> None:
        """Put *plan* in. Nothing in here can fail halfway."""
        head = plan.head
        rows = tuple(Kept(n, r.text, r.mark) for n, r in enumerate(plan.rows, head.first_row))
        events = tuple(Kept(n, e.text, e.mark) for n, e in enumerate(plan.events, head.first_event))
        self._batches.append(KeptBatch(head, head.link, rows, events))
        for new in plan.rows:
            self.learn(new.raw)
        self._by_key.update((new.key, new.text) for new in plan.events)

    def close(self) -> None:
        """Nothing is held that would have to be let go of."""

    def learn(self, raw: SourceFile | RawRow) -> None:
        """Know *raw* from now on; of a row, the last word counts."""
        if isinstance(raw, SourceFile):
            self._files.setdefault(raw.key, raw)
        else:
            self._words.pop((raw.file, raw.row), None)
            self._words[raw.file, raw.row] = raw

    def last(self) -> KeptHead | None:
        """The last head; ``None``: there is no batch yet."""
        return self._head(len(self._batches) - 1) if self._batches else None

    def _head(self, place: int) -> KeptHead:
        batch = self._batches[place]
        return KeptHead(batch.head, batch.link, place)

    def heads(self) -> Iterator[KeptHead]:
        """All heads in order."""
        return map(self._head, range(len(self._batches)))

    def blobs(self, kept: KeptHead, size: int) -> Iterator[tuple[bytes, int]]:
        """The events of a batch: lines with a newline between each, and how many."""
        events = self._batches[kept.place].events
        for start in range(0, len(events), size):
            part = [event.text for event in events[start : start + size]]
            yield b"\n".join(part), len(part)

    def kept_rows(self, kept: KeptHead) -> Iterable[Kept]:
        """The raw records of a batch, in order of their numbers."""
        return self._batches[kept.place].rows

    def kept_events(self, kept: KeptHead) -> Iterable[Kept]:
        """The events of a batch, in order of their numbers."""
        return self._batches[kept.place].events

    def strays(self, last: Head | None) -> Iterator[Fault]:
        """Nothing lies outside of a batch here."""
        del last
        return iter(())

    def find_event(self, key: Key) -> bytes | None:
        """The line of the event under *key*; ``None``: there is none."""
        return self._by_key.get(key)

    def find_file(self, file: SourceFile) -> SourceFile | None:
        """The file kept under the key of *file*; ``None``: there is none."""
        return self._files.get(file.key)

    def has_file(self, file_hash: str) -> bool:
        """Whether any file of that hash is kept."""
        return any(file.hash == file_hash for file in self._files.values())

    def find_row(self, file_hash: str, row: int) -> RawRow | None:
        """The last word on a raw record; ``None``: it is not kept."""
        return self._words.get((file_hash, row))

    def parked(self) -> Iterator[RawRow]:
        """The raw records nobody could translate; see `Store.parked`."""
        return (row for row in self._words.values() if row.outcome is Outcome.UNTRANSLATED)

    def files(self) -> tuple[SourceFile, ...]:
        """The imported files, in the order in which they were appended."""
        return tuple(self._files.values())

    def counts(self) -> Counts:
        """How much there is."""
        outcomes = [row.outcome for row in self._words.values()]
        return Counts(
            batches=len(self._batches),
            events=sum(len(batch.events) for batch in self._batches),
            files=len(self._files),
            rows=len(outcomes),
            untranslated=outcomes.count(Outcome.UNTRANSLATED),
            skipped=outcomes.count(Outcome.SKIPPED),
        )
