"""What of a leaf goes into the journal: its rows byte for byte, the events they became, once."""

from collections.abc import Iterable, Sequence

from attrs import evolve, field, frozen

from isoledger.core.events import Listing, MarginEvent
from isoledger.core.instrument import Instrument
from isoledger.feeds.errors import TellingsError
from isoledger.feeds.source import Lane, Source
from isoledger.feeds.spans import Span, named
from isoledger.journal import Batch, Outcome, RawRow, SourceFile, Store
from isoledger.venues.records import Record, digest
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Kind,
    Translation,
    Untranslated,
    Venue,
)


@frozen(kw_only=True)
class Kept:
    """What became of some leaves.

    Attributes:
        pages: How many answers there were.
        records: Their rows.
        events: Events that are new.
        exists: Events that were there already.
        parked: Rows that nobody could translate, and that were not parked before.
    """

    pages: int = 0
    records: int = 0
    events: tuple[MarginEvent, ...] = ()
    exists: int = 0
    parked: tuple[Untranslated, ...] = ()

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            pages=self.pages + other.pages,
            records=self.records + other.records,
            events=(*self.events, *other.events),
            exists=self.exists + other.exists,
            parked=(*self.parked, *other.parked),
        )


NOTHING_KEPT = Kept()
"""Nothing was asked yet."""


@frozen(kw_only=True)
class Mark:
    """What says in the journal that a span is walked to its end.

    Attributes:
        span: The span.
        always: Whether it is left even where the last page of the span brought nothing new.
    """

    span: Span
    always: bool


@frozen
class _Known:
    """What the journal holds of the account."""

    events: dict[str, MarginEvent] = field(factory=dict[str, MarginEvent])
    terms: dict[str, Instrument] = field(factory=dict[str, Instrument])
    parked: set[bytes] = field(factory=set[bytes])


class Keeper:
    """Puts what one account's venue answers into a journal, a batch a page.

    It is used by one thread, and is the only one to write of its account meanwhile.
    """

    def __init__(self, store: Store, venue: Venue, account: str) -> None:
        """Read what *store* holds of the account."""
        self._store, self.venue, self.account = store, venue, account
        self._files = [f for f in store.files() if (f.venue, f.account) == (venue.name, account)]
        hashes = {file.hash for file in self._files}
        self._known = _Known(parked={row.raw for row in store.parked() if row.file in hashes})
        self._learn(store.read(venue=venue.name, account=account))

    @property
    def title(self) -> str:
        """The account, as ``venue/account``."""
        return f"{self.venue.name}/{self.account}"

    def kind(self, source: Source) -> Kind | None:
        """The kind that reads *source*, by name or by endpoint; ``None``: there is none yet."""
        kinds = self.venue.kinds
        name = source.read_as or source.kind
        named_so = next((kind for kind in kinds if kind.name == name), None)
        answers = (kind for kind in kinds if source.path in kind.endpoints)
        return named_so or next(answers, None)

    def require_one_telling(self, sources: Iterable[Source]) -> None:
        """Nothing, if *sources* and what the journal holds tell each fact of money once.

        Raises:
            TellingsError: Two of them tell the same history.
        """
        held = {file.kind for file in self._files}
        kinds = [kind for kind in self.venue.kinds if kind.name in held]
        kinds += [kind for source in sources if (kind := self.kind(source)) is not None]
        tellings: dict[str, str] = {}
        for kind in kinds:
            if kind.money:
                tellings.setdefault(kind.money, kind.name)
        if len(tellings) > 1:
            raise TellingsError(account=self.title, kinds=tuple(tellings.values()))

    def walked(self, lane: Lane) -> tuple[Span, ...]:
        """The spans that the journal says were walked to their end."""
        told = [named(file.name) for file in self._files if file.hash == digest(_mark(file.name))]
        return tuple(span for name, span in filter(None, told) if name == lane.name)

    def keep(self, lane: Lane, data: bytes, name: str, mark: Mark | None, now_ns: int) -> Kept:
        """Put what is new in *data* into the journal, as one batch, before anything else is asked.

        Args:
            lane: Where they are from.
            data: A file of rows, of which all of the same instant are here; empty: no rows.
            name: What the journal calls the page.
            mark: What to leave, since a span is walked to its end with them; ``None``: none is.
            now_ns: What time it is, ns UTC.

        Raises:
            RecordError: The file cannot be read.
            JournalError: The journal cannot take them; nothing of them was written.
        """
        records, told = self._read(lane, data, name)
        new = tuple(event for event in told.events if self._is_new(event))
        parked = tuple(p for p in told.untranslated if p.record.raw not in self._known.parked)
        files: list[SourceFile] = []
        if new or parked:
            files.append(self._file(lane, data, name, now_ns))
        if mark is not None and (mark.always or new or parked):
            marked = f"{lane.name} {mark.span}"
            files.append(self._file(lane, _mark(marked), marked, now_ns))
        if files:
            kept = _rows(records, told, new, parked) if new or parked else ()
            batch = Batch(events=new, files=tuple(files), rows=kept)
            self._store.append(batch, known_ns=now_ns)
        self._files += files
        self._learn(new)
        self._known.parked.update(p.record.raw for p in parked)
        exists = len(told.events) - len(new)
        return Kept(pages=1, records=len(records), events=new, exists=exists, parked=parked)

    def _is_new(self, event: MarginEvent) -> bool:
        """Whether the journal does not say so yet; terms that are as they were are nothing new."""
        if isinstance(event, Listing):
            known = self._known.terms.get(event.instrument.symbol)
            return known != event.instrument and event.stamp.id not in self._known.events
        return event.stamp.id not in self._known.events

    def _learn(self, events: Iterable[MarginEvent]) -> None:
        for event in sorted(events, key=lambda event: event.stamp.order):
            self._known.events[event.stamp.id] = event
            if isinstance(event, Listing):
                self._known.terms[event.instrument.symbol] = event.instrument

    def _read(self, lane: Lane, data: bytes, name: str) -> tuple[Sequence[Record], Translation]:
        """The records of *data*, and what they became."""
        kind = self.kind(lane.source)
        if kind is None or not data:
            return (), Translation(events=(), records=0, translated=0)
        records = kind.records(data, name)
        if kind.given is not None:
            told = kind.given(records, self.account, NOTHING_GIVEN)
        else:
            told = kind.translate(records, self.account)
        return records, self._settled(told, records)

    def _settled(self, told: Translation, records: Sequence[Record]) -> Translation:
        """*told*, where a row that contradicts what is kept is parked: a fact never changes."""
        denied: dict[str, str] = {}
        for event in told.events:
            known = self._known.events.get(event.stamp.id)
            if known is not None and known != event:
                denied[event.stamp.source] = (
                    f"the journal has {event.stamp.id}, which says otherwise"
                )
        if not denied:
            return told
        gone = [
            Untranslated(record=record, reason=denied[record.source])
            for record in records
            if record.source in denied
        ]
        return evolve(
            told,
            events=tuple(event for event in told.events if event.stamp.source not in denied),
            untranslated=(*told.untranslated, *gone),
            translated=told.translated - len(gone),
        )

    def _file(self, lane: Lane, data: bytes, name: str, now_ns: int) -> SourceFile:
        kind = self.kind(lane.source)
        return SourceFile(
            hash=digest(data),
            name=name,
            size=len(data),
            kind=lane.source.kind if kind is None else kind.name,
            venue=self.venue.name,
            account=self.account,
            imported_ns=now_ns,
        )


def _mark(name: str) -> bytes:
    """The file without rows that says that a span is walked to its end."""
    return f"[] {name}\n".encode()


def _rows(
    records: Sequence[Record],
    told: Translation,
    new: Iterable[MarginEvent],
    parked: Iterable[Untranslated],
) -> tuple[RawRow, ...]:
    """The rows that say something new, and those that say nothing among them."""
    fates = {event.stamp.source: (Outcome.EVENT, "") for event in new}
    fates |= {skip.record.source: (Outcome.SKIPPED, skip.reason) for skip in told.skipped}
    fates |= {aside.record.source: (Outcome.UNTRANSLATED, aside.reason) for aside in parked}
    return tuple(
        RawRow(file=file, row=record.row, raw=record.raw, outcome=outcome, reason=reason)
        for record in records
        if record.source in fates
        for file, (outcome, reason) in [(record.source.partition("#")[0], fates[record.source])]
    )
