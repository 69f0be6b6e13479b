"""What a venue's records became: events, parked records, and records that are not history."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import TypeAlias

from attrs import frozen

from isoledger.core.errors import IsoledgerError
from isoledger.core.events import MarginEvent
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Instrument
from isoledger.core.rules import RuleBook
from isoledger.venues.records import Record


@frozen(kw_only=True)
class Untranslated:
    """A record nobody can translate: parked, counted and shown, never dropped.

    Attributes:
        record: The record, byte for byte.
        reason: Why.
    """

    record: Record
    reason: str


@frozen(kw_only=True)
class Skipped:
    """A record that is understood and is not history, for instance a pending estimate.

    Attributes:
        record: The record, byte for byte.
        reason: Why it moves nothing.
    """

    record: Record
    reason: str


@frozen(kw_only=True)
class Remark:
    """Something a reader must know about a record that was translated all the same.

    Attributes:
        record: The record.
        text: What was found, and what was done about it.
    """

    record: Record
    text: str


@frozen(kw_only=True)
class Translation:
    """All that became of some records. No record is lost: each is in exactly one of the three.

    Attributes:
        events: The events, in the order of their stamps.
        untranslated: Parked records.
        skipped: Records that are no history.
        records: How many records went in.
        translated: How many of them became events.
        remarks: What could not be read off the records without a second look.
    """

    events: tuple[MarginEvent, ...]
    untranslated: tuple[Untranslated, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    records: int
    translated: int
    remarks: tuple[Remark, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every record is accounted for."""
        return self.records == self.translated + len(self.untranslated) + len(self.skipped)


@frozen(kw_only=True)
class Given:
    """What the user says because the file does not.

    Attributes:
        zone: The time zone of local times; ``None``: not said.
        opening: Whether the account is to begin with the balance the first records imply. Only
            for the first import into an empty account: a second one would count it again.
        isolated: Symbols whose positions stand alone, where the venue's rows do not say.
        listed: Contracts that are known already, by symbol, where rows complete their terms.
        taken_ns: When a snapshot was taken that does not say so itself, ns UTC; ``None``: not said.
    """

    zone: tzinfo | None = None
    opening: bool = False
    isolated: frozenset[str] = frozenset()
    listed: FrozenMap[str, Instrument] = FrozenMap()
    taken_ns: int | None = None


NOTHING_GIVEN = Given()
"""The user said nothing: every time is UTC, and every account begins empty."""


@frozen(kw_only=True)
class Kind:
    """One kind of file or endpoint of a venue.

    Attributes:
        name: What the command line calls it, for instance ``wallet-history``.
        title: One line for a person.
        recognises: Whether the first bytes of a file look like this kind.
        records: Reads a file, byte for byte: (data, file name) to records.
        translate: Turns all records of a kind into events for the named account.
        money: Which telling of the account's money its events are; empty: they move none.
            Kinds of one telling complete one another; two tellings of the same history (fills
            and a wallet history) count it twice, and must not meet in one account.
        given: The same as *translate*, told what the file does not say; ``None``: the file says
            all there is.
        endpoints: Paths of the API that answer so.
        types: What each type of record becomes, in words; none: its records have no types.
    """

    name: str
    title: str
    recognises: Callable[[bytes], bool]
    records: Callable[[bytes, str], list[Record]]
    translate: Callable[[Sequence[Record], str], Translation]
    money: str
    given: "Callable[[Sequence[Record], str, Given], Translation] | None" = None
    endpoints: tuple[str, ...] = ()
    types: FrozenMap[str, str] = FrozenMap()


@frozen(kw_only=True)
class Venue:
    """All that isoledger knows about one venue.

    Attributes:
        name: The name in stamps and on the command line.
        title: The venue's own spelling.
        rules: Its mechanics by date.
        kinds: What can be read.
        unseen: What its records never show, and what that means for what is computed from them.
    """

    name: str
    title: str
    rules: RuleBook
    kinds: tuple[Kind, ...]
    unseen: tuple[str, ...] = ()


Translator: TypeAlias = Callable[[Sequence[Record], str], Translation]
"""Records of one kind and the account's name in, a `Translation` out. Pure."""


Verdict: TypeAlias = tuple[MarginEvent, ...] | Skipped
"""What one record is, when each stands for itself: some events, or no history."""


def sifted(records: Sequence[Record], verdict: Callable[[Record], Verdict]) -> Translation:
    """A `Translation` of records that each stand for themselves.

    A record that *verdict* refuses with an error is parked with what the error says.

    Args:
        records: All of them, in the order of the file.
        verdict: What one of them is.
    """
    events: list[MarginEvent] = []
    parked: list[Untranslated] = []
    skipped: list[Skipped] = []
    translated = 0
    for record in records:
        try:
            found = verdict(record)
        except IsoledgerError as error:
            parked.append(Untranslated(record=record, reason=str(error)))
            continue
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            events += found
            translated += 1
    return Translation(
        events=tuple(sorted(events, key=lambda event: event.stamp.order)),
        untranslated=tuple(parked),
        skipped=tuple(skipped),
        records=len(records),
        translated=translated,
    )
