"""Files in, one batch of the journal out: all of it, or nothing and a clear line."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from isoledger.cli.accounts import Books, Name, files_of, opened, parked_of
from isoledger.cli.errors import OptionError, RefusedImportError, TwoTellingsError
from isoledger.cli.output import Screen
from isoledger.cli.progress import Steps
from isoledger.cli.venues import kind_of, telling_of
from isoledger.core.errors import (
    ConflictingEventError,
    DomainError,
    ForeignEventError,
    IncompleteEventError,
    PositionModeError,
    ReplayError,
    UnknownCorrectionError,
    UnknownInstrumentError,
    UnknownPositionError,
)
from isoledger.core.events import Listing, MarginEvent
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.ledger import Ledger
from isoledger.journal import Appended, Batch, Outcome, RawRow, SourceFile
from isoledger.reports import (
    Agreement,
    BalanceRow,
    Column,
    ParkedRow,
    Place,
    Plain,
    Table,
    balance_rows,
    balance_table,
    finding_lines,
    parked_lines,
    plain_balances,
    plain_findings,
    plain_parked,
)
from isoledger.reports.texts import shown
from isoledger.venues.errors import UnreadableFileError
from isoledger.venues.records import BYTES_MAX, Record, digest
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Kind,
    Skipped,
    Translation,
    Untranslated,
    Venue,
)


@frozen(kw_only=True)
class Source:
    """A file, read and translated.

    Attributes:
        file: The file as the journal keeps it.
        kind: What it was read as.
        translation: What became of its records.
        records: Its records, byte for byte.
    """

    file: SourceFile
    kind: Kind
    translation: Translation
    records: tuple[Record, ...] = field(repr=False)

    def rows(self) -> tuple[RawRow, ...]:
        """Every record, and what became of it."""
        fates = {
            p.record.row: (Outcome.UNTRANSLATED, p.reason) for p in self.translation.untranslated
        }
        fates |= {s.record.row: (Outcome.SKIPPED, s.reason) for s in self.translation.skipped}
        return tuple(
            RawRow(file=self.file.hash, row=record.row, raw=record.raw, outcome=outcome, reason=why)
            for record in self.records
            for outcome, why in [fates.get(record.row, (Outcome.EVENT, ""))]
        )


@frozen(kw_only=True)
class Asked:
    """What the user wants imported.

    Attributes:
        venue: Whose files.
        paths: The files.
        account: The name we give the account.
        kind: What they are; ``None``: see for yourself.
        given: What the files do not say.
        store: Where the journal lies.
        now_ns: What time it is, ns UTC.
    """

    venue: Venue
    paths: tuple[Path, ...]
    account: str
    kind: str | None = None
    given: Given = NOTHING_GIVEN
    store: Path
    now_ns: int

    @property
    def name(self) -> Name:
        """The account as the journal knows it."""
        return self.venue.name, self.account


@frozen(kw_only=True)
class Imported:
    """What an import did, and where the account stands after it.

    Attributes:
        sources: The files.
        appended: What the journal took.
        books: The account.
        agreement: The venue against its own records.
        store: Where the journal lies.
    """

    sources: tuple[Source, ...]
    appended: Appended
    books: Books
    agreement: Agreement
    store: Path

    @property
    def is_clean(self) -> bool:
        """Whether nothing disagrees and nothing is parked."""
        return not self.agreement.rows and not self.books.parked

    @property
    def balances(self) -> tuple[BalanceRow, ...]:
        """What the account holds now."""
        return balance_rows(self.books.ledger.account)

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        done = self.appended
        return {
            "command": "import",
            "account": self.books.title,
            "store": str(self.store),
            "files": [_plain_source(source) for source in self.sources],
            "events_added": done.events,
            "events_already_there": done.exists,
            "records_added": done.rows,
            "records_already_there": done.rows_exist,
            "receipt": str(done.receipt),
            "balances_stated": self.agreement.stated,
            "balances_agreed": self.agreement.agreed,
            "balances": plain_balances(self.balances),
            "findings": plain_findings(self.agreement.rows),
            "parked": plain_parked(self.books.parked),
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        screen.table(_source_table(self.sources))
        done = self.appended
        screen.line()
        screen.line(f"{done.events} events added, {done.exists} already there; {self.store}")
        screen.line("keep this receipt: `verify --receipt` proves the journal whole with it", "dim")
        screen.line(str(done.receipt), "dim")
        skipped = [row for s in self.sources for row in _places(s, s.translation.skipped)]
        screen.lines("Not history", parked_lines(skipped))
        screen.lines("Remarks", [line for s in self.sources for line in _remarks(s)])
        screen.lines("Parked: nobody could translate", parked_lines(self.books.parked), "yellow")
        screen.lines("Findings", finding_lines(self.agreement.rows), "red")
        screen.table(balance_table(self.balances))
        screen.line()
        screen.line(verdict(self.agreement, len(self.books.parked)))


def verdict(found: Agreement, parked: int) -> str:
    """One line: does the venue agree with its own records?"""
    told = f"{found.agreed:,} of {found.stated:,} balances stated by the venue agree"
    if not found.stated:
        told = "the venue stated no balance"
    other = len(found.rows)
    return f"{told}; {other} finding{'s' * (other != 1)}, {parked} parked"


def _source_table(sources: Iterable[Source]) -> Table:
    heads = ("file", "kind", "records", "events", "not history", "parked")
    return Table(
        title="Files",
        columns=tuple(Column(name=name, number=name not in {"file", "kind"}) for name in heads),
        rows=tuple(
            (
                shown(source.file.name),
                source.kind.name,
                f"{source.translation.records:,}",
                f"{len(source.translation.events):,}",
                f"{len(source.translation.skipped):,}",
                f"{len(source.translation.untranslated):,}",
            )
            for source in sources
        ),
    )


def _plain_source(source: Source) -> Plain:
    told = source.translation
    return {
        "file": source.file.name,
        "hash": source.file.hash,
        "kind": source.kind.name,
        "records": told.records,
        "translated": told.translated,
        "events": len(told.events),
        "skipped": plain_parked(_places(source, told.skipped)),
        "parked": plain_parked(_places(source, told.untranslated)),
        "remarks": [
            {"file": source.file.name, "row": remark.record.row, "text": remark.text}
            for remark in told.remarks
        ],
    }


def _places(source: Source, records: Iterable[Skipped | Untranslated]) -> list[ParkedRow]:
    name = source.file.name
    return [ParkedRow(place=Place(file=name, row=r.record.row), reason=r.reason) for r in records]


def _remarks(source: Source) -> list[str]:
    name = shown(source.file.name)
    return [f"{name}, row {r.record.row}: {shown(r.text)}" for r in source.translation.remarks]


def imported(asked: Asked, step: Steps) -> Imported:
    """Import what was *asked*.

    Args:
        asked: What, and whereto.
        step: Told what is going on.

    Raises:
        UsageError: A file, kind or account is not what it must be.
        RecordError: A file cannot be read.
        ReplayError: What the files tell cannot follow what the journal holds.
        StoreError: The journal cannot be read or written.
    """
    held, files = _held(asked)
    sources = _sources(asked, held, step)
    step("checking against the journal")
    _told_once(asked.name, [*files, *(source.file for source in sources)])
    events = [event for source in sources for event in source.translation.events]
    ledger = _replayed([*held, *events], asked, [*files, *(source.file for source in sources)])
    step("writing")
    batch = Batch(
        events=tuple(sorted(events, key=lambda event: event.stamp.order)),
        files=tuple(source.file for source in sources),
        rows=tuple(row for source in sources for row in source.rows()),
    )
    with opened(asked.store, "append") as store:
        done = store.append(batch, known_ns=asked.now_ns)
        names = FrozenMap({file.hash: file.name for file in store.files()})
        books = Books(
            name=asked.name,
            ledger=ledger,
            files=names,
            parked=parked_of(store, asked.name),
        )
    step("comparing")
    return Imported(
        sources=sources, appended=done, books=books, agreement=books.agreement(), store=asked.store
    )


def _replayed(events: list[MarginEvent], asked: Asked, files: Iterable[SourceFile]) -> Ledger:
    """The account with what is new, tried before anything is written."""
    try:
        return Ledger.replay(events, rules=asked.venue.rules)
    except ReplayError as error:
        place = Place.of(_stamp(error).source, {file.hash: file.name for file in files})
        raise RefusedImportError(place=str(place), why=str(error)) from error
    except DomainError as error:
        raise RefusedImportError(place="", why=str(error)) from error


def _stamp(error: ReplayError) -> Stamp:
    """The stamp of the event that cannot follow."""
    match error:
        case ConflictingEventError(event=event):
            return event.stamp
        case (
            UnknownInstrumentError(stamp=stamp)
            | UnknownPositionError(stamp=stamp)
            | UnknownCorrectionError(stamp=stamp)
            | ForeignEventError(stamp=stamp)
            | PositionModeError(stamp=stamp)
            | IncompleteEventError(stamp=stamp)
        ):
            return stamp
        case _:
            return Stamp(time_ns=0, venue="", account="", id="")


def _sources(asked: Asked, held: Iterable[MarginEvent], step: Steps) -> tuple[Source, ...]:
    """Every file once, whatever it is called; each knows the contracts that were listed before."""
    sources: dict[str, Source] = {}
    listed = _listed(held)
    for path in asked.paths:
        step(f"reading {shown(path.name)}")
        data = _bytes(path)
        if digest(data) not in sources:
            given = evolve(asked.given, listed=FrozenMap(listed))
            found = _source(evolve(asked, given=given), path.name, data)
            sources[digest(data)] = found
            listed |= _listed(found.translation.events)
    return tuple(sources.values())


def _listed(events: Iterable[MarginEvent]) -> dict[str, Instrument]:
    """The terms of every contract that *events* list, the last ones."""
    return {e.instrument.symbol: e.instrument for e in events if isinstance(e, Listing)}


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > BYTES_MAX:
        why = "it is larger than 1 GiB; split it first"
        raise UnreadableFileError(file=path.name, row=0, why=why)
    return path.read_bytes()


def _source(asked: Asked, name: str, data: bytes) -> Source:
    kind = kind_of(asked.venue, data, name, asked.kind)
    records = kind.records(data, name)
    file = SourceFile(
        hash=digest(data),
        name=name,
        size=len(data),
        kind=kind.name,
        venue=asked.venue.name,
        account=asked.account,
        imported_ns=asked.now_ns,
    )
    translation = _translated(kind, records, asked)
    return Source(file=file, kind=kind, translation=translation, records=tuple(records))


def _translated(kind: Kind, records: Sequence[Record], asked: Asked) -> Translation:
    if kind.given is not None:
        return kind.given(records, asked.account, asked.given)
    if asked.given.zone is not None:
        why = f"files of kind {kind.name} say their time zone themselves; leave it out"
        raise OptionError(option="--timezone", text=str(asked.given.zone), why=why)
    return kind.translate(records, asked.account)


def _held(asked: Asked) -> tuple[list[MarginEvent], list[SourceFile]]:
    """What the journal holds of the account already."""
    if not asked.store.exists():
        return [], []
    with opened(asked.store, "read") as store:
        venue, account = asked.name
        events = list(store.read(venue=venue, account=account))
        return events, files_of(store.files(), asked.name)


def _told_once(name: Name, files: Iterable[SourceFile]) -> None:
    """Two tellings of one history of money never meet."""
    tellings: dict[str, set[str]] = {}
    for file in files:
        telling = telling_of(file.venue, file.kind)
        if telling:
            tellings.setdefault(telling, set()).add(file.kind)
    if len(tellings) > 1:
        told = tuple((telling, tuple(sorted(kinds))) for telling, kinds in tellings.items())
        raise TwoTellingsError(account="/".join(name), tellings=told)
