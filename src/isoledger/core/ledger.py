"""The journal is the truth; the account is what it adds up to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter, lt

from attrs import evolve, field, fields_dict, frozen

from isoledger.core.account import Account
from isoledger.core.errors import (
    ConflictingEventError,
    ForeignEventError,
    IncompleteEventError,
    UnknownCorrectionError,
)
from isoledger.core.events import Correction, MarginEvent
from isoledger.core.fold import replayed
from isoledger.core.identity import Stamp
from isoledger.core.log import EventLog
from isoledger.core.postings import Entry
from isoledger.core.rules import PLAIN_RULES, RuleBook

EMPTY = Account()
"""An account before anything happened."""
NO_EVENTS = EventLog()
"""A log before anything happened."""

_CHECKPOINT_EVERY = 4096

_order_of: Callable[[MarginEvent], tuple[int, int, str]] = attrgetter("stamp.order")
_venue_of: Callable[[MarginEvent], str] = attrgetter("stamp.venue")
_account_of: Callable[[MarginEvent], str] = attrgetter("stamp.account")
_id_of: Callable[[MarginEvent], str] = attrgetter("stamp.id")


@frozen(kw_only=True)
class Snapshot:
    """An account, and how much of its journal made it. Replay may begin here.

    Attributes:
        account: What the events added up to.
        events: How many events made it.
        last: The (time, sequence, id) of the last of them; ``None``: there was none.
    """

    account: Account
    events: int
    last: tuple[int, int, str] | None


@frozen(kw_only=True)
class Ledger:
    """An opening account, what happened to it, and where that leaves it.

    Order is (time, sequence, id), never arrival: a late event, a duplicate or a correction gives
    the same state as if all had come in order. A raised error leaves this ledger as it was.

    Attributes:
        opening: The account before the first event.
        rules: The venue's mechanics by date.
        log: All events, in order, corrections and what they correct included.
        account: The account after them.
        checkpoints: Accounts along the way, so that a late event need not fold all again.
    """

    opening: Account = EMPTY
    rules: RuleBook = PLAIN_RULES
    log: EventLog = NO_EVENTS
    account: Account = EMPTY
    checkpoints: tuple[Snapshot, ...] = field(default=(), repr=False, eq=False)

    @classmethod
    def replay(
        cls,
        events: Iterable[MarginEvent],
        *,
        rules: RuleBook = PLAIN_RULES,
        opening: Account | None = None,
    ) -> "Ledger":
        """Fold *events*, in the order of their stamps, into *opening*.

        The same event twice counts once. Two different events under one id never pass.

        Args:
            events: In any order.
            rules: The venue's mechanics by date.
            opening: The account before them; empty if not given.

        Raises:
            ConflictingEventError: One id, two contents.
            ForeignEventError: Events of more than one account.
            ReplayError: An event that cannot follow those before it.
        """
        start = EMPTY if opening is None else opening
        ordered = _once(_sorted(list(events)))
        account = replayed(start, _effective(ordered), rules)
        return cls(opening=start, rules=rules, log=EventLog(ordered), account=account)

    @classmethod
    def resume(
        cls,
        snapshot: Snapshot,
        events: Iterable[MarginEvent],
        *,
        rules: RuleBook = PLAIN_RULES,
    ) -> "Ledger":
        """A ledger that begins at *snapshot* and goes on with the *events* after it.

        Raises:
            IncompleteEventError: An event lies before the last one of the snapshot.
            ReplayError: As `replay`.
        """
        later = list(events)
        for event in later:
            if snapshot.last is not None and event.stamp.order < snapshot.last:
                needs = "the journal before the snapshot; replay all of it"
                raise IncompleteEventError(stamp=event.stamp, needs=needs)
        return cls.replay(later, rules=rules, opening=snapshot.account)

    def append(self, event: MarginEvent) -> "Ledger":
        """This ledger with one more event, wherever in time it belongs.

        An event that is already here, with the same content, changes nothing. The cost does not
        depend on the length of the history, unless the event is late or a correction.

        Raises:
            ConflictingEventError: Its id is taken by an event of other content.
            ForeignEventError: It belongs to another account.
            ReplayError: It cannot follow the events before it.
        """
        known = self.log.find(event.stamp.id)
        if known is not None:
            told = _first_told(known, event)
            return self if told is known else self._retold(known, told)
        last = self.log[-1].stamp if self.log else None
        if last is not None:
            _one_account(last.venue, last.account, event)
            if event.stamp.time_ns <= last.time_ns and event.stamp.order < last.order:
                return self._refolded(event)
        if isinstance(event, Correction):
            return self._refolded(event)
        account = self.account.apply(event, self.rules).state
        return self._grown(self.log.appended(event), account)

    def _grown(self, log: EventLog, account: Account) -> "Ledger":
        marks = self.checkpoints
        if len(log) % _CHECKPOINT_EVERY == 0:
            mark = Snapshot(account=account, events=len(log), last=log[-1].stamp.order)
            marks = (*marks, mark)
        return Ledger(
            opening=self.opening, rules=self.rules, log=log, account=account, checkpoints=marks
        )

    def _refolded(self, event: MarginEvent) -> "Ledger":
        """Late or correcting: fold again from the last checkpoint before what it touches."""
        ordered = _sorted([*self.log, event])
        first = event.stamp.order
        if isinstance(event, Correction):
            first = min(first, *(e.stamp.order for e in _reversed_by(event, ordered)))
        marks = tuple(m for m in self.checkpoints if m.last is not None and m.last < first)
        start, done = (marks[-1].account, marks[-1].events) if marks else (self.opening, 0)
        effective = set(map(_id_of, _effective(ordered)))
        todo = (e for e in ordered[done:] if e.stamp.id in effective)
        account = replayed(start, todo, self.rules)
        return evolve(self, log=EventLog(ordered), account=account, checkpoints=marks)

    def _retold(self, known: MarginEvent, told: MarginEvent) -> "Ledger":
        """The same facts, one of which we have now been told with an earlier stamp."""
        events = [told if event is known else event for event in self.log]
        return Ledger.replay(events, rules=self.rules, opening=self.opening)

    def until(self, time_ns: int) -> "Ledger":
        """This ledger as it stood at *time_ns*: events up to and including that instant."""
        return self._only(lambda event: event.stamp.time_ns <= time_ns)

    def known_at(self, time_ns: int) -> "Ledger":
        """This ledger as it was known at *time_ns*: without what was learned later.

        What was learned at once was learned when it happened.
        """
        return self._only(lambda event: _known_ns(event.stamp) <= time_ns)

    def first(self, count: int) -> "Ledger":
        """The ledger of the first *count* events, in order."""
        kept = _closed(list(self.log[:count]))
        return Ledger.replay(kept, rules=self.rules, opening=self.opening)

    def _only(self, keep: Callable[[MarginEvent], bool]) -> "Ledger":
        kept = _closed([event for event in self.log if keep(event)])
        return Ledger.replay(kept, rules=self.rules, opening=self.opening)

    def snapshot(self) -> Snapshot:
        """Where this ledger stands, to resume from."""
        last = self.log[-1].stamp.order if self.log else None
        return Snapshot(account=self.account, events=len(self.log), last=last)

    def effective(self) -> tuple[MarginEvent, ...]:
        """The events that count: in order, without what a correction took back."""
        return tuple(_effective(list(self.log)))

    def entries(self) -> Iterator[Entry]:
        """One balanced entry an effective event, derived now, in order."""
        account = self.opening
        for event in _effective(list(self.log)):
            step = account.apply(event, self.rules)
            account = step.state
            yield step.entry


def once(events: Iterable[MarginEvent]) -> list[MarginEvent]:
    """*events* in the order of their stamps, each fact once.

    Raises:
        ConflictingEventError: One id, two contents.
        ForeignEventError: Events of more than one account.
    """
    return _once(_sorted(list(events)))


def _sorted(events: list[MarginEvent]) -> list[MarginEvent]:
    """In order of (time, sequence, id). A list already in order costs one look."""
    times = [event.stamp.time_ns for event in events]
    if not all(map(lt, times, times[1:])):
        events.sort(key=_order_of)
    return events


def _once(events: list[MarginEvent]) -> list[MarginEvent]:
    """Each fact once, all of one account. The venue's id decides what *the same* means."""
    if len(set(map(_id_of, events))) != len(events):
        events = _deduplicated(events)
    if len(set(map(_account_of, events))) > 1 or len(set(map(_venue_of, events))) > 1:
        ours = events[0].stamp.venue, events[0].stamp.account
        stamps = (event.stamp for event in events)
        foreign = next(stamp for stamp in stamps if (stamp.venue, stamp.account) != ours)
        raise ForeignEventError(stamp=foreign, account="/".join(ours))
    return events


def _deduplicated(events: list[MarginEvent]) -> list[MarginEvent]:
    known: dict[str, MarginEvent] = {}
    for event in events:
        first = known.setdefault(event.stamp.id, event)
        if first is not event:
            known[event.stamp.id] = _first_told(first, event)
    return _sorted(list(known.values()))


def _first_told(known: MarginEvent, event: MarginEvent) -> MarginEvent:
    """Of two tellings of one fact the one that was known first, whichever arrived first.

    Raises:
        ConflictingEventError: They are not one fact.
    """
    _same(known, event)
    told, ours = event.stamp, known.stamp
    return event if (told.known_ns, told.sequence) < (ours.known_ns, ours.sequence) else known


def _same(known: MarginEvent, event: MarginEvent) -> None:
    """Nothing if *event* says what *known* says.

    Raises:
        ConflictingEventError: It does not; the error names the first field that differs.
    """
    if type(known) is not type(event):
        raise ConflictingEventError(event=event, known=known, field="__class__")
    for name in fields_dict(type(event)):
        if getattr(known, name) != getattr(event, name):
            raise ConflictingEventError(event=event, known=known, field=name)


def _one_account(venue: str, account: str, event: MarginEvent) -> None:
    if event.stamp.account != account or event.stamp.venue != venue:
        raise ForeignEventError(stamp=event.stamp, account=f"{venue}/{account}")


def _known_ns(stamp: Stamp) -> int:
    return stamp.known_ns or stamp.time_ns


def _closed(events: list[MarginEvent]) -> list[MarginEvent]:
    """*events* without corrections of what is not among them: they correct nothing here."""
    while True:
        ids = set(map(_id_of, events))
        kept = [e for e in events if not isinstance(e, Correction) or e.reverses in ids]
        if len(kept) == len(events):
            return kept
        events = kept


def _effective(events: list[MarginEvent]) -> list[MarginEvent]:
    """*events* without what was taken back by a correction that was not itself taken back."""
    corrections = {e.stamp.id: e for e in events if isinstance(e, Correction)}
    if not corrections:
        return events
    gone = _taken_back(corrections, set(map(_id_of, events)))
    return [event for event in events if event.stamp.id not in gone]


def _taken_back(corrections: dict[str, Correction], ids: set[str]) -> set[str]:
    """The ids that count no more. A correction is judged before what it takes back is.

    Stamps do not say which comes first: a venue may date a correction before its target.
    """
    unjudged = Counter(correction.reverses for correction in corrections.values())
    ready = [c for c in corrections.values() if not unjudged[c.stamp.id]]
    gone, left = set[str](), dict(corrections)
    while ready:
        correction = ready.pop()
        del left[correction.stamp.id]
        target = correction.reverses
        if target not in ids:
            raise UnknownCorrectionError(stamp=correction.stamp, reverses=target)
        if correction.stamp.id not in gone:
            gone.add(target)
        unjudged[target] -= 1
        if target in left and not unjudged[target]:
            ready.append(left[target])
    for correction in left.values():  # they take back one another
        raise UnknownCorrectionError(stamp=correction.stamp, reverses=correction.reverses)
    return gone


def _reversed_by(correction: Correction, events: list[MarginEvent]) -> list[MarginEvent]:
    """What *correction* takes back or, by taking back a correction, restores."""
    known = {event.stamp.id: event for event in events}
    touched: list[MarginEvent] = []
    target: MarginEvent | None = correction
    while isinstance(target, Correction):
        found = known.get(target.reverses)
        if found is None or found in touched:
            raise UnknownCorrectionError(stamp=correction.stamp, reverses=target.reverses)
        touched.append(found)
        target = found
    return touched
