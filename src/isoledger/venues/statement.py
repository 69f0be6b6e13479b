"""One kind of statement, declared: how its rows are written, and what each type of row means."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from attrs import evolve, field, frozen

from isoledger.core.books import ALL, WALLET, Book
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, Transfer
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.errors import DeclarationError, UnreadableFileError
from isoledger.venues.heads import BOM, Header, heads_like, is_json, looks_like, table_records
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.placing import (
    Order as Order,  # noqa: PLC0414 - declarations take it here
    Places,
    placed,
)
from isoledger.venues.records import NOWHERE, Record, below, json_records
from isoledger.venues.sums import Chain, Identity, Running, chain
from isoledger.venues.telling import Files, Told, translated
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Kind,
    Remark,
    Skipped,
    Translation,
)

Clock: TypeAlias = Callable[[Record, Given], int]
"""When a record happened, ns UTC. Raises a typed error where it does not say."""


@frozen(kw_only=True)
class Statement:
    """One kind of statement of a venue: files a person saves, or answers of its API.

    Attributes:
        venue: Whose it is.
        name: What the command line calls it.
        title: One line for a person.
        endpoints: Paths of the API that answer so; none: it is only saved by hand.
        under: Where the rows stand in an answer, as `json_records` has it; empty: at the top. A
            file may also be the list of rows, or one row.
        around: Keys of what stands around the rows in an answer, that each row gets as well.
        reads: A row in plain fields, where its venue packs several into one. Never fails.
        asked: It recognises nothing: whoever wants a file read so says its name.
        streamed: Where they stand in a message of the stream, where that is another place.
        headers: Generations of the head of the table; none: it is always JSON.
        fields: Keys that tell its JSON from other kinds'; none: it is always a table.
        without: Keys that its JSON never has.
        clock: When a row happened.
        nulls: Words for nothing.
        order: How the rows are listed.
        key: The fields that are a row's identity; those that are absent are empty in it, but a
            row with none of them is parked.
        unique: Whether no two facts ever have one key, as where the venue gives an id: then a row
            that comes twice in one file is one fact. Otherwise it is two.
        keyed: What the identity is called; rows of two statements that tell the same facts have
            the same one. Empty: the name.
        identities: What each row must add up to.
        running: Balances that rows state.
        asserts: What a balance of *running* asserts, in its order; none: nothing.
        home: The book an account begins with what was there before its first row.
        typed_by: The fields that say what a row is; joined by ``/``.
        types: What each type means. A type whose last part is not known is what its other parts
            and ``*`` mean. What is not here is parked.
        terms: The contract a row trades, where the row alone gives its terms.
        together: What rows say of one another: the same records, with fields that others told.
        money: Which telling of the account's money it is; empty: it moves none.
    """

    venue: str
    name: str
    title: str
    endpoints: tuple[str, ...] = ()
    under: str = ""
    around: tuple[str, ...] = ()
    reads: Callable[[Record], Record] = lambda record: record
    asked: bool = False
    streamed: str = ""
    headers: tuple[Header, ...] = ()
    fields: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    clock: Clock
    nulls: frozenset[str] = frozenset({""})
    order: Order = Order.NEWEST
    key: tuple[str, ...]
    unique: bool = False
    keyed: str = ""
    identities: tuple[Identity, ...] = ()
    running: tuple[Running, ...] = ()
    asserts: tuple[Callable[[Row], MarginEvent], ...] = ()
    home: Book = WALLET
    typed_by: tuple[str, ...] = ("type",)
    types: Mapping[str, Meaning] = field(converter=FrozenMap[str, Meaning])
    terms: Callable[[Row], Instrument | None] = lambda _: None
    together: Callable[[Sequence[Record]], Sequence[Record]] = tuple
    money: str

    def __attrs_post_init__(self) -> None:
        for why, wrong in (
            ("it has neither fields nor headers to know it by", not (self.fields or self.headers)),
            ("no field is its key", not self.key),
            ("more balances are asserted than run", len(self.asserts) > len(self.running)),
        ):
            if wrong:
                raise DeclarationError(what=f"statement {self.venue} {self.name}", why=why)

    @property
    def kind(self) -> Kind:
        """How the command line reads it."""
        return Kind(
            name=self.name,
            title=self.title,
            recognises=self.recognises,
            records=self.records,
            translate=self.translate,
            money=self.money,
            given=self.translate,
            endpoints=self.endpoints,
            types=FrozenMap({name: _told_as(meaning) for name, meaning in self.types.items()}),
        )

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with *head* is one."""
        if self.asked:
            return False
        if is_json(head):
            return bool(self.fields) and looks_like(*self.fields, without=self.without)(head)
        return heads_like(*self.headers)(head)

    def records(self, data: bytes, file: str) -> list[Record]:
        """Its rows, byte for byte.

        Raises:
            UnreadableFileError: It is neither JSON nor a table under a head that is known, or an
                answer without rows, as a refusal of the venue is.
        """
        if not self.fields or not is_json(data):
            return table_records(data, file, self.headers)
        records = json_records(data, file, under=self.under, around=self.around)
        alone = len(records) == 1 and records[0].raw == data.removeprefix(BOM).strip()
        if alone and self._wraps(records[0]):
            if self.streamed:
                return evolve(self, under=self.streamed, streamed="").records(data, file)
            return self._none_inside(records[0])
        return records

    def _wraps(self, record: Record) -> bool:
        """Whether the only *record* of a file is no row, but an answer whose rows are missing."""
        return bool(self.under) and not any(name in record.fields for name in self.fields)

    def _none_inside(self, answer: Record) -> list[Record]:
        """No rows, if *answer* says ``null`` where they would stand."""
        found = [below(answer.fields, place.split(".")) for place in self.under.split()]
        there = [value for value in found if value is not NOWHERE]
        if not there:
            said = answer.raw[:200].decode("utf-8", "replace")
            why = f"no rows under {self.under}; it says {said}"
            raise UnreadableFileError(file=answer.file, row=0, why=why)
        if any(value is not None for value in there):
            why = f"what stands under {self.under} is no row and no list of them"
            raise UnreadableFileError(file=answer.file, row=0, why=why)
        return []

    def translate(
        self, records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
    ) -> Translation:
        """What *records* became.

        A row that misses its own sum is refused with its file and row; one whose type nobody
        knows is parked.

        Args:
            records: All rows of a file, or of several.
            account: The name we gave the account.
            given: What the rows do not say.
        """
        told = self.together(records)
        return _Reading(self, account, given, self._places(told, given)).of(told)

    def chain(self, records: Sequence[Record], given: Given = NOTHING_GIVEN) -> Chain:
        """Its running balances, followed from row to row.

        A fact that two files tell is one row of it; a row whose time cannot be read is none.

        Raises:
            FieldError: A balance is no number.
        """
        places, files = self._places(records, given), Files()
        rows = dict[str, Record]()
        for record in sorted(self.together(records), key=_spot_in(places)):
            if record.source in places:
                rows.setdefault(self.identity(self.bare(record), files.of(record)), record)
        bare = [self.bare(record) for record in rows.values()]
        return chain(bare, self.running, lambda record: places[record.source])

    def identity(self, record: Record, seen: Occurrences) -> str:
        """The id of a bare *record*, which is one more of those *seen* in its file.

        Raises:
            FieldError: Nothing stands in any field of its key.
        """
        parts = tuple(record.optional(name) or "" for name in self.key)
        if not any(parts):
            raise record.fault(", ".join(self.key), "nothing tells this row from others")
        key = Key(self.keyed or self.name, parts)
        return str(key) if self.unique else seen.id(key)

    def bare(self, record: Record) -> Record:
        """*record* in plain fields, without the words that stand for nothing."""
        plain, nulls = self.reads(record), self.nulls
        fields = plain.fields
        if not any(isinstance(value, str) and value in nulls for value in fields.values()):
            return plain
        kept = {n: v for n, v in fields.items() if not (isinstance(v, str) and v in nulls)}
        return evolve(record, fields=kept)

    def type_of(self, record: Record) -> str:
        """What its venue calls a bare *record*."""
        return "/".join(record.optional(name) or "" for name in self.typed_by)

    def meaning(self, record: Record) -> Meaning:
        """What a bare *record* means.

        Raises:
            FieldError: Nobody knows its type.
        """
        word = self.type_of(record)
        found = self.types.get(word) or self.types.get(f"{word.rpartition('/')[0]}/*")
        if found is None:
            name = "/".join(self.typed_by)
            raise record.fault(name, f"{word[:60]!r} is no type that is known")
        return found

    def _places(self, records: Sequence[Record], given: Given) -> Places:
        """When each record happened, and its place among its equals in time."""

        def when(record: Record) -> int | None:
            with suppress(IsoledgerError):  # told again, and parked, when its turn comes
                return self.clock(self.bare(record), given)
            return None

        return placed(records, self.order, when)


def _spot_in(places: Places) -> Callable[[Record], tuple[int, int]]:
    """What rows are told in the order of; those without a spot come first, and are parked."""
    return lambda record: places.get(record.source, (-1, record.row))


@frozen
class _Reading:
    """A statement while it is read: its rows one by one, and what was found on the way."""

    statement: Statement
    account: str
    given: Given
    places: Places
    remarks: list[Remark] = field(factory=list[Remark])
    listed: dict[str, Listing] = field(factory=dict[str, Listing])

    def of(self, records: Sequence[Record]) -> Translation:
        """What all of *records* became, told from the oldest on."""
        ordered = sorted(records, key=_spot_in(self.places))
        done = translated(ordered, self._told)
        opening = self._opening(ordered) if self.given.opening else []
        events = (*self.listed.values(), *opening, *done.events)
        aside = {id(one.record) for one in done.skipped} | {id(p.record) for p in done.untranslated}
        return evolve(
            done,
            events=tuple(sorted(events, key=lambda event: event.stamp.order)),
            remarks=tuple(said for said in self.remarks if id(said.record) not in aside),
        )

    def _told(self, record: Record, seen: Occurrences) -> Told:
        bare = self.statement.bare(record)
        meaning = self.statement.meaning(bare)
        if not meaning.becomes:
            return Skipped(record=record, reason=meaning.why)
        said = self._checked(bare, record)  # first: a row that is refused is no occurrence
        row = self._row(bare, seen)
        events = (*meaning.tell(row), *self._stated(row))
        if len({event.stamp.id for event in events}) != len(events):
            raise bare.fault("type", f"{row.type!r} is told as two events under one id")
        if not events:
            return Skipped(record=record, reason=meaning.why or "it moved nothing")
        self._list(row)
        self.remarks.extend(said)
        return events

    def _row(self, bare: Record, seen: Occurrences) -> Row:
        its = self.statement
        time_ns = its.clock(bare, self.given)
        return Row(
            record=bare,
            type=its.type_of(bare),
            venue=its.venue,
            account=self.account,
            time_ns=time_ns,
            sequence=self.places[bare.source][1],
            id=its.identity(bare, seen),
            given=self.given,
        )

    def _checked(self, bare: Record, record: Record) -> list[Remark]:
        """What has to be said of a row that adds up, though not to the last digit."""
        offs = [(identity, identity.check(bare)) for identity in self.statement.identities]
        told = "{} misses by {}, as its venue is known to"
        return [
            Remark(record=record, text=told.format(identity, off)) for identity, off in offs if off
        ]

    def _stated(self, row: Row) -> list[MarginEvent]:
        """The balances it states, the last of its parts, each with a place of its own."""
        its = self.statement
        return [
            asserts(row.part(-at))
            for at, (ran, asserts) in enumerate(zip(its.running, its.asserts, strict=False))
            if row.record.optional(ran.balance) is not None
        ]

    def _list(self, row: Row) -> None:
        """Keep the terms that *row* gives, if it gives any; they may not contradict others.

        Raises:
            FieldError: They do.
        """
        terms = self.statement.terms(row)
        if terms is None:
            return
        known = self.listed.setdefault(terms.symbol, _listing(row, terms))
        if known.instrument != terms:
            why = f"other terms of {terms.symbol} than the row {known.stamp.source} gives"
            raise row.record.fault("terms", why)

    def _opening(self, records: Sequence[Record]) -> list[Transfer]:
        """What was there before the first row of each balance, as opening transfers.

        A balance of all books counts only where no book of that asset states its own.
        """
        its, opened = self.statement, dict[tuple[int, tuple[str, ...]], BalanceAssertion | None]()
        for record in records:
            for at, ran in enumerate(its.running[: len(its.asserts)]):
                with suppress(IsoledgerError):  # it is parked, and the next row may be read
                    bare = its.bare(record)
                    which = at, ran.of(bare)
                    if which not in opened and bare.optional(ran.balance) is not None:
                        opened[which] = self._before(bare, *which)
        books = dict[tuple[Asset, Book], BalanceAssertion]()
        for stated in filter(None, opened.values()):
            books.setdefault((stated.amount.asset, stated.book), stated)
        apart = {asset for asset, book in books if book != ALL}
        return [
            self._opened(stated)
            for (asset, book), stated in books.items()
            if stated.amount and not (book == ALL and asset in apart)
        ]

    def _before(self, record: Record, at: int, by: tuple[str, ...]) -> BalanceAssertion | None:
        """What *record* says of a balance, as it was before it; ``None``: it is of no book."""
        row = self._row(record, Occurrences())
        stated = self.statement.asserts[at](row)
        if not isinstance(stated, BalanceAssertion):
            return None
        left = stated.amount.asset.exactly(self.statement.running[at].before(record))
        stamp = evolve(row.stamp(), sequence=_FIRST, id=f"opening:{':'.join((str(at), *by))}")
        return evolve(stated, stamp=stamp, amount=left)

    def _opened(self, before: BalanceAssertion) -> Transfer:
        book = self.statement.home if before.book == ALL else before.book
        return Transfer(stamp=before.stamp, amount=before.amount, book=book, kind="opening")


_FIRST = -(1 << 60)
"""Before any row of the same instant."""


def _listing(row: Row, terms: Instrument) -> Listing:
    """The terms that *row* gives; they hold from the beginning, since nobody says since when."""
    stamp = evolve(row.stamp(), time_ns=0, sequence=0, id=f"terms:{terms.symbol}")
    return Listing(stamp=stamp, instrument=terms)


def _told_as(meaning: Meaning) -> str:
    """What a meaning is, in words."""
    told = " + ".join(meaning.becomes) or f"no history: {meaning.why}"
    return told if meaning.evidence is not Evidence.ASSUMED else f"{told} (assumed)"
