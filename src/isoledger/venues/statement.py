"""One kind of statement, declared: how its rows are written, and what each type of row means."""

import enum
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from attrs import evolve, field, frozen

from isoledger.core.books import ALL, WALLET, Book
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, Transfer
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Instrument
from isoledger.core.rules import Evidence
from isoledger.venues.heads import Header, heads_like, is_json, looks_like, table_records
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record, json_records
from isoledger.venues.sums import Chain, Identity, Running, chain
from isoledger.venues.telling import Told, translated
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Kind,
    Remark,
    Skipped,
    Translation,
)


class Order(enum.Enum):
    """How the rows of a statement are listed."""

    OLDEST = "oldest first"
    NEWEST = "newest first"
    EITHER = "oldest or newest first, as its two ends tell"


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
        under: Where the rows stand in an answer, as `json_records` has it; empty: at the top.
        around: Keys of what stands around the rows in an answer, that each row gets as well.
        reads: A row in plain fields, where its venue packs several into one.
        asked: It recognises nothing: whoever wants a file read so says its name.
        headers: Generations of the head of the table; none: it is always JSON.
        fields: Keys that tell its JSON from other kinds'; none: it is always a table.
        without: Keys that its JSON never has.
        clock: When a row happened.
        nulls: Words for nothing.
        order: How the rows are listed.
        key: The fields that are a row's identity; those that are absent are empty in it.
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
    headers: tuple[Header, ...] = ()
    fields: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    clock: Clock
    nulls: frozenset[str] = frozenset({""})
    order: Order = Order.NEWEST
    key: tuple[str, ...]
    keyed: str = ""
    identities: tuple[Identity, ...] = ()
    running: tuple[Running, ...] = ()
    asserts: tuple[Callable[[Row], MarginEvent], ...] = ()
    home: Book = WALLET
    typed_by: tuple[str, ...] = ("type",)
    types: Mapping[str, Meaning] = field(converter=FrozenMap[str, Meaning])
    terms: Callable[[Row], Instrument | None] = lambda _: None
    money: str

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
            UnreadableFileError: It is neither JSON nor a table under a head that is known.
        """
        if is_json(data) and self.fields:
            return json_records(data, file, under=self.under, around=self.around)
        return table_records(data, file, self.headers)

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
        return _Reading(self, account, given, self._places(records, given)).of(records)

    def chain(self, records: Sequence[Record], given: Given = NOTHING_GIVEN) -> Chain:
        """Its running balances, followed from row to row.

        Raises:
            FieldError: A balance is no number.
        """
        places = self._places(records, given)
        bare = [self.bare(record) for record in records]
        return chain(bare, self.running, lambda record: places[record.source, record.row])

    def bare(self, record: Record) -> Record:
        """*record* in plain fields, without the words that stand for nothing."""
        fields = self.reads(record).fields.items()
        kept = {n: v for n, v in fields if not (isinstance(v, str) and v in self.nulls)}
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
            raise record.fault(self.typed_by[-1], f"{word[:60]!r} is no type that is known")
        return found

    def _places(self, records: Sequence[Record], given: Given) -> "_Places":
        """When each record happened, and its place among its equals in time."""
        times: dict[tuple[str, int], int] = {}
        for record in records:
            with suppress(IsoledgerError):  # told again, and parked, when its turn comes
                times[record.source, record.row] = self.clock(self.bare(record), given)
        ends = list(times.values()) or [0]
        newest = self.order is Order.NEWEST
        if self.order is Order.EITHER:
            newest = ends[0] > ends[-1]
        sign = -1 if newest else 1
        return {(r.source, r.row): (times.get((r.source, r.row), 0), sign * r.row) for r in records}


_Places: TypeAlias = Mapping[tuple[str, int], tuple[int, int]]


@frozen
class _Reading:
    """A statement while it is read: its rows one by one, and what was found on the way."""

    statement: Statement
    account: str
    given: Given
    places: _Places
    remarks: list[Remark] = field(factory=list[Remark])
    listed: dict[str, Listing] = field(factory=dict[str, Listing])

    def of(self, records: Sequence[Record]) -> Translation:
        """What all of *records* became."""
        done = translated(records, self._told)
        opening = self._opening(records) if self.given.opening else []
        events = (*self.listed.values(), *opening, *done.events)
        return evolve(
            done,
            events=tuple(sorted(events, key=lambda event: event.stamp.order)),
            remarks=tuple(self.remarks),
        )

    def _told(self, record: Record, seen: Occurrences) -> Told:
        bare = self.statement.bare(record)
        meaning = self.statement.meaning(bare)
        if not meaning.becomes:
            return Skipped(record=record, reason=meaning.why)
        row = self._row(bare, seen)
        said = self._checked(row, record)
        events = (*meaning.tell(row), *self._stated(row))
        if not events:
            return Skipped(record=record, reason=meaning.why or "it moved nothing")
        terms = self.statement.terms(row)
        if terms is not None:
            self.listed.setdefault(terms.symbol, _listing(row, terms))
        self.remarks.extend(said)
        return events

    def _row(self, bare: Record, seen: Occurrences) -> Row:
        its = self.statement
        parts = tuple(bare.optional(name) or "" for name in its.key)
        return Row(
            record=bare,
            type=its.type_of(bare),
            venue=its.venue,
            account=self.account,
            time_ns=its.clock(bare, self.given),
            sequence=self.places[bare.source, bare.row][1],
            id=seen.id(Key(its.keyed or its.name, parts)),
            given=self.given,
        )

    def _checked(self, row: Row, record: Record) -> list[Remark]:
        """What has to be said of a row that adds up, though not to the last digit."""
        offs = [(identity, identity.check(row.record)) for identity in self.statement.identities]
        told = "{} misses by {}, as its venue is known to"
        return [
            Remark(record=record, text=told.format(identity, off)) for identity, off in offs if off
        ]

    def _stated(self, row: Row) -> list[MarginEvent]:
        its = self.statement
        return [
            asserts(row)
            for ran, asserts in zip(its.running, its.asserts, strict=False)
            if row.record.optional(ran.balance) is not None
        ]

    def _opening(self, records: Sequence[Record]) -> list[MarginEvent]:
        """The balances before the first row of each, as opening transfers."""
        its, first = self.statement, dict[tuple[int, tuple[str, ...]], Record]()
        bare = [its.bare(record) for record in records]
        for record in sorted(bare, key=lambda r: self.places[r.source, r.row]):
            for at, ran in enumerate(its.running[: len(its.asserts)]):
                if record.optional(ran.balance) is not None:
                    first.setdefault((at, ran.of(record)), record)
        opened = [self._before(record, at, by) for (at, by), record in first.items()]
        return [event for event in opened if event is not None]

    def _before(self, record: Record, at: int, by: tuple[str, ...]) -> Transfer | None:
        row = self._row(record, Occurrences())
        stated = self.statement.asserts[at](row)
        if not isinstance(stated, BalanceAssertion):
            return None
        left = stated.amount.asset.exactly(self.statement.running[at].before(record))
        if not left:
            return None
        stamp = evolve(row.stamp(), sequence=_FIRST, id=f"opening:{':'.join((str(at), *by))}")
        book = self.statement.home if stated.book == ALL else stated.book
        return Transfer(stamp=stamp, amount=left, book=book, kind="opening")


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
