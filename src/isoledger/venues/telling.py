"""One record at a time: what it became, or why it became nothing, and each fact only once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeAlias

from isoledger.core.errors import IsoledgerError
from isoledger.core.events import MarginEvent
from isoledger.venues.keys import Occurrences
from isoledger.venues.records import Record
from isoledger.venues.translation import Skipped, Translation, Untranslated

Told: TypeAlias = tuple[MarginEvent, ...] | Skipped | Untranslated
"""What a record became, or what it is instead of history."""

Teller: TypeAlias = Callable[[Record, Occurrences], Told]
"""Tells one record. Raises a typed error where it cannot be read, and it is parked."""


def file_of(record: Record) -> str:
    """The hash of the file that *record* stands in."""
    return record.source.partition("#")[0]


class Files:
    """Occurrences by file: equal records of one file are two facts, of two files they are one."""

    def __init__(self) -> None:
        """No file was read yet."""
        self._seen = defaultdict[str, Occurrences](Occurrences)

    def of(self, record: Record) -> Occurrences:
        """What was seen in the file of *record*."""
        return self._seen[file_of(record)]


def again(first: Record, record: Record) -> Skipped:
    """*record* says what *first* said, in another file."""
    place = f"{first.file}, row {first.row}"
    return Skipped(record=record, reason=f"{place} once more, under the same id")


def otherwise(first: Record, record: Record) -> Untranslated:
    """*record* has the identity of *first* and does not say the same."""
    place = f"{first.file}, row {first.row}"
    return Untranslated(record=record, reason=f"{place} has the same id and says otherwise")


def translated(records: Sequence[Record], tell: Teller) -> Translation:
    """The translation of *records*, each told by *tell*.

    A record that is there twice, from the same row of the same file, is told once.
    """
    files, known = Files(), dict[str, tuple[Record, tuple[MarginEvent, ...]]]()
    parked: list[Untranslated] = []
    skipped: list[Skipped] = []
    places: dict[str, Record] = {}
    for record in records:
        if record.source in places:
            skipped.append(again(places[record.source], record))
            continue
        places[record.source] = record
        match _once(known, record, _told(tell, record, files.of(record))):
            case Untranslated() as aside:
                parked.append(aside)
            case Skipped() as aside:
                skipped.append(aside)
            case told:
                known[told[0].stamp.id] = record, told
    events = [event for _, told in known.values() for event in told]
    return Translation(
        events=tuple(sorted(events, key=lambda event: event.stamp.order)),
        untranslated=tuple(parked),
        skipped=tuple(skipped),
        records=len(records),
        translated=len(known),
    )


def _told(tell: Teller, record: Record, seen: Occurrences) -> Told:
    try:
        return tell(record, seen)
    except IsoledgerError as error:
        return Untranslated(record=record, reason=str(error))


def _once(
    known: dict[str, tuple[Record, tuple[MarginEvent, ...]]], record: Record, told: Told
) -> Told:
    if not isinstance(told, tuple) or told[0].stamp.id not in known:
        return told
    first, events = known[told[0].stamp.id]
    return again(first, record) if events == told else otherwise(first, record)
