"""What every store of events can do, and the part of it that is the same in all of them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from isoledger.core.events import MarginEvent
from isoledger.core.ledger import Ledger
from isoledger.core.rules import PLAIN_RULES, RuleBook
from isoledger.journal.batch import Appended, Batch, Counts, RawRow, SourceFile, decode_raw
from isoledger.journal.chain import BEFORE_ALL, NOTHING, Head, Receipt, hash_of
from isoledger.journal.codec import collector_paused, decode_lines
from isoledger.journal.errors import BrokenChainError
from isoledger.journal.plan import Key, Plan, planned
from isoledger.journal.verify import Fault, Kept, KeptHead, VerifyReport, verified

CHUNK = 4096
"""Events decoded at a time."""

_SOURCE = re.compile(r"(sha256:[0-9a-f]{64})#([1-9][0-9]{0,17})", re.ASCII)


class Store(Protocol):
    """A journal: it grows, and nothing in it ever changes.

    A store is used as a context manager, by one thread. It never asks what time it is: whoever
    appends says so.
    """

    def append(self, batch: Batch, *, known_ns: int) -> Appended:
        """Keep *batch*, all of it or nothing; what is there already is counted and left out.

        Args:
            batch: Events, files and raw records.
            known_ns: What time it is, ns UTC: when events whose stamp does not say were learned.

        Raises:
            ConflictingEventError: An id is taken by an event of other content.
            BatchError: The batch contradicts itself or the raw records kept.
            CodecError: An event cannot be written.
            StoreError: It cannot be written now; nothing was.
        """
        ...

    def read(
        self, *, venue: str | None = None, account: str | None = None
    ) -> Iterator[MarginEvent]:
        """The events in the order in which they were appended, each batch checked first.

        Args:
            venue: Only events of this venue.
            account: Only events of this account.

        Raises:
            BrokenChainError: A batch is not the one that was appended.
            CodecError: A record is no event.
        """
        ...

    def ledger(
        self, *, rules: RuleBook = PLAIN_RULES, venue: str | None = None, account: str | None = None
    ) -> Ledger:
        """The events replayed: the same as a `Ledger.replay` of `read`, and a third quicker.

        Args:
            rules: The venue's mechanics by date.
            venue: Only events of this venue.
            account: Only events of this account.

        Raises:
            BrokenChainError: A batch is not the one that was appended.
            CodecError: A record is no event.
            ForeignEventError: There are events of more than one account.
            ReplayError: An event that cannot follow those before it.
        """
        ...

    def batches(self) -> Iterator[tuple[Batch, int]]:
        """The batches and when each was appended; appending them elsewhere gives one receipt.

        Raises:
            BrokenChainError: A batch is not the one that was appended.
            CodecError: A record is no event, file or row.
        """
        ...

    def receipt(self) -> Receipt:
        """How far the journal goes, and the link that vouches for all of it."""
        ...

    def verify(self, receipt: Receipt | None = None) -> VerifyReport:
        """Everything checked against the chain, and against a receipt kept elsewhere."""
        ...

    def raw(self, source: str) -> RawRow | None:
        """The raw record that a stamp's source names, byte for byte; ``None``: it is not here."""
        ...

    def parked(self) -> Iterator[RawRow]:
        """The raw records nobody could translate, in the order in which they were appended."""
        ...

    def files(self) -> tuple[SourceFile, ...]:
        """The imported files, in the order in which they were appended."""
        ...

    def counts(self) -> Counts:
        """How much there is."""
        ...

    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class ChainedStore(ABC):
    """The part of a store that is the same wherever the bytes lie."""

    # --- what a kind of store says about itself ---------------------------------------------------

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """The right to write: nobody else writes meanwhile."""

    @abstractmethod
    def last(self) -> KeptHead | None:
        """The last head; ``None``: there is no batch yet."""

    @abstractmethod
    def write(self, plan: Plan) -> None:
        """Put *plan* where it survives, all or nothing."""

    @abstractmethod
    def heads(self) -> Iterator[KeptHead]:
        """All heads in order."""

    @abstractmethod
    def blobs(self, kept: KeptHead, size: int) -> Iterable[tuple[bytes, int]]:
        """The events of a batch, *size* at most together: lines, and how many."""

    @abstractmethod
    def kept_rows(self, kept: KeptHead) -> Iterable[Kept]:
        """The raw records of a batch, in order of their numbers."""

    @abstractmethod
    def kept_events(self, kept: KeptHead) -> Iterable[Kept]:
        """The events of a batch, in order of their numbers."""

    @abstractmethod
    def strays(self, last: Head | None) -> Iterator[Fault]:
        """What else is wrong: records of no batch, columns that contradict the text."""

    @abstractmethod
    def find_event(self, key: Key) -> bytes | None:
        """The line of the event under *key*; ``None``: there is none."""

    @abstractmethod
    def find_file(self, file: SourceFile) -> SourceFile | None:
        """The file kept under the key of *file*; ``None``: there is none."""

    @abstractmethod
    def has_file(self, file_hash: str) -> bool:
        """Whether any file of that hash is kept."""

    @abstractmethod
    def find_row(self, file_hash: str, row: int) -> RawRow | None:
        """The last word on a raw record; ``None``: it is not kept."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""

    # --- what follows from it -----------------------------------------------------------------

    def append(self, batch: Batch, *, known_ns: int) -> Appended:
        """Keep *batch*, all of it or nothing; see `Store.append`."""
        with self.writing():
            last = self._last_head()
            plan = planned(self, last, batch, known_ns)
            if plan.is_empty:
                receipt = NOTHING if last is None else last.receipt
            else:
                self.write(plan)
                receipt = plan.head.receipt
        return Appended(
            receipt=receipt,
            events=plan.head.events,
            exists=plan.exists,
            rows=plan.head.rows - plan.files,
            rows_exist=plan.rows_exist,
            files=plan.files,
        )

    def read(
        self, *, venue: str | None = None, account: str | None = None
    ) -> Iterator[MarginEvent]:
        """The events in the order in which they were appended; see `Store.read`."""
        for kept in self._checked_heads():
            for events in self._events(kept):
                if venue is None and account is None:
                    yield from events
                    continue
                for event in events:
                    stamp = event.stamp
                    if venue in {None, stamp.venue} and account in {None, stamp.account}:
                        yield event

    def ledger(
        self, *, rules: RuleBook = PLAIN_RULES, venue: str | None = None, account: str | None = None
    ) -> Ledger:
        """The events replayed; see `Store.ledger`."""
        with collector_paused():
            return Ledger.replay(self.read(venue=venue, account=account), rules=rules)

    def batches(self) -> Iterator[tuple[Batch, int]]:
        """The batches and when each was appended; see `Store.batches`."""
        for kept in self._checked_heads():
            head, lines = kept.head, [row.text for row in self.kept_rows(kept)]
            if hash_of(lines) != head.rows_hash:
                raise BrokenChainError(place=f"batch {head.number}", why="its rows do not fit it")
            raws = [decode_raw(line, f"row {n}") for n, line in enumerate(lines, head.first_row)]
            batch = Batch(
                events=tuple(event for events in self._events(kept) for event in events),
                files=tuple(raw for raw in raws if isinstance(raw, SourceFile)),
                rows=tuple(raw for raw in raws if isinstance(raw, RawRow)),
            )
            yield batch, head.known_ns

    def _last_head(self) -> Head | None:
        kept = self.last()
        if kept is None:
            return None
        if kept.head.link != kept.link:
            raise BrokenChainError(place=f"batch {kept.head.number}", why="its link does not fit")
        return kept.head

    def receipt(self) -> Receipt:
        """How far the journal goes; see `Store.receipt`."""
        last = self._last_head()
        return NOTHING if last is None else last.receipt

    def _checked_heads(self) -> Iterator[KeptHead]:
        previous, number = BEFORE_ALL, 1
        for kept in self.heads():
            head = kept.head
            if (head.previous, head.number, head.link) != (previous, number, kept.link):
                raise BrokenChainError(place=f"batch {number}", why="it does not follow the last")
            yield kept
            previous, number = kept.link, number + 1

    def _events(self, kept: KeptHead) -> Iterator[list[MarginEvent]]:
        """The events of a batch, after its hash was found right."""
        head, blobs = kept.head, list(self.blobs(kept, CHUNK))
        if hash_of(blob for blob, _ in blobs) != head.events_hash:
            why = "its events do not fit its head; `verify` finds the first that does not"
            raise BrokenChainError(place=f"batch {head.number}", why=why)
        first = head.first_event
        for blob, count in blobs:
            yield decode_lines(blob, count, first)
            first += count

    def verify(self, receipt: Receipt | None = None) -> VerifyReport:
        """Everything checked against the chain; see `Store.verify`."""
        return verified(self, receipt)

    def raw(self, source: str) -> RawRow | None:
        """The raw record that a stamp's source names; see `Store.raw`."""
        found = _SOURCE.fullmatch(source)
        return None if found is None else self.find_row(found[1], int(found[2]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
