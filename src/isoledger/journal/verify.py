"""Whether a journal is what was written, and if not, which record is the first that is not."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from attrs import evolve, frozen

from isoledger.journal.batch import decode_raw
from isoledger.journal.chain import BEFORE_ALL, NOTHING, Head, Receipt, hash_of, mark_after
from isoledger.journal.codec import decode
from isoledger.journal.errors import CodecError, NotAJournalError


@frozen
class Kept:
    """A record as it lies in a store: its number, its text, its mark."""

    number: int
    text: bytes
    mark: bytes


@frozen
class KeptHead:
    """A head as it lies in a store, the link written beside it, and where, from 0."""

    head: Head
    link: str
    place: int


@frozen
class Fault:
    """Something that is not as it was written.

    Attributes:
        kind: ``event``, ``row`` (of raw records: rows and files), ``batch`` or ``journal``.
        number: Which one, from 1; 0 for the journal.
        why: What does not fit.
    """

    kind: str
    number: int
    why: str

    @property
    def place(self) -> str:
        """How people call it."""
        return f"{self.kind} {self.number}" if self.number else self.kind


class Shelf(Protocol):
    """What a store shows to whoever verifies it."""

    def heads(self) -> Iterator[KeptHead]:
        """All heads in order."""
        ...

    def kept_rows(self, kept: KeptHead) -> Iterable[Kept]:
        """The raw records of a batch, in order of their numbers."""
        ...

    def kept_events(self, kept: KeptHead) -> Iterable[Kept]:
        """The events of a batch, in order of their numbers."""
        ...

    def strays(self, last: Head | None) -> Iterator[Fault]:
        """What else is wrong: records of no batch, columns that contradict the text."""
        ...


@frozen(kw_only=True)
class VerifyReport:
    """What verifying found.

    Attributes:
        count: Records up to and including the last batch that is whole.
        events: How many of them are events.
        batches: How many batches that were.
        tip: The link of the last of them.
        fault: The first thing that is wrong; ``None``: nothing is.
        torn: Bytes of a batch that was never finished, at the end of a file. They were never
            acknowledged, so nothing is lost, but the next writer must remove them.
    """

    count: int = 0
    events: int = 0
    batches: int = 0
    tip: str = BEFORE_ALL
    fault: Fault | None = None
    torn: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None

    @property
    def first_bad(self) -> int | None:
        """The number of the first bad record of its kind; ``None``: there is none."""
        return None if self.fault is None else self.fault.number

    @property
    def why(self) -> str:
        """What does not fit; empty when everything does."""
        return "" if self.fault is None else self.fault.why

    @property
    def receipt(self) -> Receipt:
        """The receipt of what is whole."""
        return Receipt(self.count, self.tip)

    def __str__(self) -> str:
        torn = f"; {self.torn} bytes of an unfinished batch follow" if self.torn else ""
        if self.fault is None:
            return f"{self.events} events in {self.batches} batches are whole{torn}; {self.receipt}"
        return f"{self.fault.place}: {self.fault.why}{torn}"


def verified(shelf: Shelf, receipt: Receipt | None = None, torn: int = 0) -> VerifyReport:
    """Every link, hash, mark and text of *shelf*, and the end that *receipt* speaks of."""
    report, last, seen = VerifyReport(torn=torn), None, receipt is None or receipt == NOTHING
    try:
        for kept in shelf.heads():
            fault = _of_head(kept, last) or _of_batch(shelf, kept)
            if fault is not None:
                return evolve(report, fault=fault)
            last = kept.head
            report = evolve(
                report,
                count=last.count,
                events=report.events + last.events,
                batches=last.number,
                tip=kept.link,
            )
            seen = seen or report.receipt == receipt
        fault = next(shelf.strays(last), None)
    except NotAJournalError as error:
        return evolve(report, fault=Fault("journal", 0, error.why))
    if fault is None and not seen and receipt is not None:
        fault = _of_receipt(report, receipt)
    return evolve(report, fault=fault)


def _of_head(kept: KeptHead, last: Head | None) -> Fault | None:
    """Whether the head follows *last*."""
    head, previous = kept.head, BEFORE_ALL if last is None else last.link
    number, row, event = 1, 1, 1
    if last is not None:
        number, row, event = last.number + 1, *_behind(last)
    if head.number != number:
        return Fault("batch", number, f"batch {head.number} stands where {number} belongs")
    if head.link != kept.link:
        return Fault("batch", number, "its head is not the one its link was made from")
    if head.previous != previous:
        return Fault("batch", number, "it does not follow the batch before it")
    if (head.first_row, head.first_event) != (row, event):
        return Fault("batch", number, "its records do not begin where the last ones end")
    return None


def _behind(head: Head) -> tuple[int, int]:
    """The numbers of the first row and the first event after *head*."""
    return head.first_row + head.rows, head.first_event + head.events


def _of_batch(shelf: Shelf, kept: KeptHead) -> Fault | None:
    """The first record of a batch that is not what was appended."""
    head, rows = kept.head, list(shelf.kept_rows(kept))
    fault = _of_records("row", rows, head, head.first_row, head.rows, head.rows_hash)
    if fault is not None:
        return fault
    events = list(shelf.kept_events(kept))
    return _of_records("event", events, head, head.first_event, head.events, head.events_hash)


def _of_records(
    kind: str, records: list[Kept], head: Head, first: int, count: int, expected: str
) -> Fault | None:
    mark = bytes.fromhex(head.previous)
    for number, kept in enumerate(records, first):
        if kept.number != number:
            return Fault(kind, number, f"{kind} {kept.number} stands where {number} belongs")
        if mark_after(mark, kept.text) != kept.mark:
            return Fault(kind, number, "it is not what its mark was made from")
        mark = kept.mark
    if len(records) != count:
        number = first + min(len(records), count)
        return Fault(kind, number, f"{len(records)} of {count} records of the batch are there")
    if hash_of(kept.text for kept in records) != expected:
        last = first + max(count - 1, 0)
        return Fault("batch", head.number, f"{kind}s {first} to {last} are not those it sealed")
    return next(_unreadable(kind, records), None)


def _unreadable(kind: str, records: list[Kept]) -> Iterator[Fault]:
    for kept in records:
        try:
            if kind == "event":
                decode(kept.text, "its text")
            else:
                decode_raw(kept.text, "its text")
        except CodecError as error:
            yield Fault(kind, kept.number, str(error))


def _of_receipt(report: VerifyReport, receipt: Receipt) -> Fault:
    """The journal is whole in itself, and is not the one *receipt* was given for."""
    if report.count < receipt.count:
        lost = receipt.count - report.count
        why = f"its end is missing: the receipt has {receipt.count} records, {lost} are gone"
    else:
        why = f"it was rewritten: it has no link {receipt.tip[:12]}… at {receipt.count} records"
    return Fault("journal", 0, why)
