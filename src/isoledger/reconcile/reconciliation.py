"""Our ledger against what its venue states: one frozen answer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from isoledger.core.books import Book
from isoledger.core.errors import ForeignEventError
from isoledger.core.events import (
    Listing,
    MarginEvent,
    PositionAssertion,
)
from isoledger.core.findings import Finding, FindingKind, disagreements
from isoledger.core.ledger import Ledger, once
from isoledger.core.money import Asset, Money
from isoledger.reconcile.bearing import borne_out
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Right, Severity
from isoledger.reconcile.judging import (
    conflict,
    contents,
    gap_break,
    leftovers,
    suggested,
)
from isoledger.reconcile.matching import Line, Match, matched
from isoledger.reconcile.movements import Movement, Purpose, booked, told
from isoledger.reconcile.policy import EXACT, Policy
from isoledger.reconcile.stated import Stated, stated


@frozen(kw_only=True)
class Unread:
    """A record of a statement that nobody could read: its own fault, never left out.

    Attributes:
        kind: What is wrong with it: a type nobody knows, its own sum, or its form.
        source: Which record.
        why: In words.
    """

    kind: BreakKind
    source: str
    why: str


@frozen(kw_only=True)
class Total:
    """What moved for one purpose, in one asset, by both tellings.

    Attributes:
        purpose: What for.
        ours: Our sum.
        venue: The venue's sum.
        count_ours: Of how many events of ours.
        count_venue: Of how many events of the venue's.
    """

    purpose: Purpose
    ours: Money
    venue: Money
    count_ours: int
    count_venue: int

    @property
    def difference(self) -> Money:
        """Ours less theirs."""
        return self.ours - self.venue


@frozen(kw_only=True)
class Proof:
    """That the parts add up to the whole, of one asset in one book.

    Attributes:
        book: The book whose balance the venue states; `ALL` where it states none.
        opening_ours: Our balance before the statement.
        opening_venue: The venue's, as its first stated balance implies it.
        ours: What our events moved.
        venue: What the venue's rows moved.
        closing_ours: Our balance at its end.
        closing_venue: The last balance it states.
        broken: The sum of what is broken between rows.
        gaps: What its own balances say moved without any row of its own.
    """

    book: Book
    opening_ours: Money
    opening_venue: Money
    ours: Money
    venue: Money
    closing_ours: Money
    closing_venue: Money
    broken: Money
    gaps: Money

    @property
    def asset(self) -> Asset:
        """Of what."""
        return self.ours.asset

    @property
    def difference(self) -> Money:
        """Our closing balance less the venue's."""
        return self.closing_ours - self.closing_venue

    @property
    def unexplained(self) -> Money:
        """What of the difference neither a break between rows nor the opening accounts for."""
        opening = self.opening_ours - self.opening_venue
        return self.difference - self.broken - opening


@frozen(kw_only=True)
class Reconciliation:
    """Whether the venue agrees, and where not.

    Attributes:
        policy: What counted as agreement.
        matches: What was matched otherwise than by id.
        keyed: How many events were matched by id.
        breaks: Every disagreement, worst first, then by time.
        totals: What moved, by asset and purpose.
        proofs: The sums, by asset.
        stated: The balances of the venue, by book.
        first: The first instant at which both differ, ns UTC; ``None``: they never do.
        events_ours: How many events of ours were looked at.
        events_venue: How many of the venue's.
    """

    policy: Policy
    matches: tuple[Match, ...]
    keyed: int
    breaks: tuple[Break, ...]
    totals: tuple[Total, ...]
    proofs: tuple[Proof, ...]
    stated: tuple[Stated, ...]
    first: int | None
    events_ours: int
    events_venue: int

    @property
    def unexplained(self) -> tuple[Money, ...]:
        """What no break explains, by asset; nothing where all is explained."""
        return tuple(proof.unexplained for proof in self.proofs if proof.unexplained)

    @property
    def is_reconciled(self) -> bool:
        """Whether nothing is broken and nothing is unexplained."""
        worse = [one for one in self.breaks if one.severity > Severity.NOTE]
        return not worse and not self.unexplained


def reconcile(
    ours: Ledger,
    venue: Iterable[MarginEvent],
    *,
    unread: Sequence[Unread] = (),
    twice: Sequence[MarginEvent] = (),
    policy: Policy = EXACT,
) -> Reconciliation:
    """Hold *ours* against what the *venue* states.

    Args:
        ours: Our ledger of the account.
        venue: The statements' events, in any order and mixture; overlaps count once.
        unread: Records of the statements that became no event.
        twice: Rows that a statement has more than once under one id.
        policy: What counts as agreement.

    Raises:
        ForeignEventError: The statement is of another account than the ledger.
    """
    return _Work.of(ours, venue, policy).done(unread, twice)


@frozen(kw_only=True)
class _Work:
    """Both sides while they are held against one another."""

    ledger: Ledger
    policy: Policy
    ours: list[Line]
    venue: list[Line]
    begin_ns: int
    end_ns: int

    @classmethod
    def of(cls, ledger: Ledger, venue: Iterable[MarginEvent], policy: Policy) -> "_Work":
        """The lines of both sides, in order, of the time that the venue speaks of."""
        theirs = [Line(event, told(event)) for event in _ordered(ledger, venue)]
        times = [line.time_ns for line in theirs if not isinstance(line.event, Listing)]
        begin, end = (times[0], times[-1]) if times else (0, -1)
        mine = [
            Line(event, moved)
            for event, moved in booked(ledger)
            if begin <= event.stamp.time_ns <= end
        ]
        return cls(
            ledger=ledger, policy=policy, ours=mine, venue=theirs, begin_ns=begin, end_ns=end
        )

    def done(self, unread: Sequence[Unread], twice: Sequence[MarginEvent]) -> Reconciliation:
        """The answer."""
        keyed, conflicts, ours, venue = self._by_key()
        found = matched(ours, venue, self.policy)
        known = contents(self.ours), contents(self.venue)
        breaks = [*conflicts, *leftovers(found.ours, found.venue, *known, self.policy)]
        breaks = [*_merged(breaks), *map(_unread, unread), *map(_twice, twice)]
        followed = stated(self.venue)
        judged, gaps = borne_out(breaks, followed, self._moved_of())
        judged += [gap_break(gap) for gap in gaps]
        judged += self._positions()
        told_breaks = sorted(map(suggested, judged), key=_worst_first)
        return Reconciliation(
            policy=self.policy,
            matches=found.matches,
            keyed=keyed,
            breaks=tuple(told_breaks),
            totals=self._totals(),
            proofs=tuple(self._proofs(followed, told_breaks)),
            stated=followed,
            first=min((one.time_ns for one in told_breaks), default=None),
            events_ours=len(self.ours),
            events_venue=len(self.venue),
        )

    def _moved_of(self) -> Callable[[MarginEvent], tuple[Movement, ...]]:
        """What an event of ours moved as it was booked, what one of the venue's says itself."""
        known = {id(line.event): line.moved for line in self.ours}
        return lambda event: known[id(event)] if id(event) in known else told(event)

    def _by_key(self) -> tuple[int, list[Break], list[Line], list[Line]]:
        """How many ids agree, the ids that do not, and what is left of both sides."""
        mine = {line.event.stamp.id: line for line in self.ours}
        keyed, conflicts, left = 0, list[Break](), list[Line]()
        for line in self.venue:
            known = mine.pop(line.event.stamp.id, None)
            if known is None:
                left.append(line)
            elif known.event == line.event:
                keyed += 1
            else:
                conflicts.append(conflict(known, line, self.policy))
        return keyed, conflicts, list(mine.values()), left

    def _totals(self) -> tuple[Total, ...]:
        sums: dict[tuple[Asset, Purpose], list[int]] = {}
        for side, lines in enumerate((self.ours, self.venue)):
            for line in lines:
                for moved in line.moved:
                    cell = sums.setdefault((moved.asset, moved.purpose), [0, 0, 0, 0])
                    cell[side] += moved.counts
                    cell[side + 2] += 1
        ordered = sorted(sums.items(), key=lambda item: (item[0][0].code, item[0][1].value))
        return tuple(
            Total(
                purpose=purpose,
                ours=Money(cell[0], asset),
                venue=Money(cell[1], asset),
                count_ours=cell[2],
                count_venue=cell[3],
            )
            for (asset, purpose), cell in ordered
        )

    def _proofs(self, followed: tuple[Stated, ...], breaks: Sequence[Break]) -> Iterator[Proof]:
        before = self.ledger.until(self.begin_ns - 1).account
        after = self.ledger.until(self.end_ns).account
        for one in followed:
            asset = one.closing.asset
            opening, closing = before.balance(asset, one.book), after.balance(asset, one.book)
            rows = [b for b in breaks if _counts(b)]
            yield Proof(
                book=one.book,
                opening_ours=opening,
                opening_venue=one.opening,
                ours=closing - opening,
                venue=one.moved,
                closing_ours=closing,
                closing_venue=one.closing,
                broken=sum((b.difference(asset, one.book) for b in rows), start=asset.zero),
                gaps=sum((gap.missing for gap in one.gaps), start=asset.zero),
            )

    def _positions(self) -> Iterator[Break]:
        """Positions that the venue states and our events do not add up to."""
        states = [e for line in self.venue if isinstance(e := line.event, PositionAssertion)]
        if not states:
            return
        events: list[MarginEvent] = [line.event for line in self.ours]
        events = [*(e for e in events if not isinstance(e, PositionAssertion)), *states]
        events.sort(key=lambda event: event.stamp.order)
        before = self.ledger.until(self.begin_ns - 1).account
        for found in disagreements(events, opening=before, rules=self.ledger.rules):
            if found.kind in _OF_POSITIONS:
                yield _position_break(found)


def _counts(found: Break) -> bool:
    """Whether a break makes our closing balance another than the venue's.

    Where its own balances bear us out, only its rows are wrong.
    """
    return found.kind is not BreakKind.CONTINUITY_GAP and found.right is not Right.OURS


_OF_POSITIONS = frozenset(
    {FindingKind.POSITION_SIZE, FindingKind.POSITION_COST, FindingKind.POSITION_MARGIN}
)


def _position_break(found: Finding) -> Break:
    return Break(
        kind=BreakKind.POSITION_MISMATCH,
        time_ns=found.stamp.time_ns,
        source=found.stamp.source,
        text=f"{found.about}: {found.kind.value} is {found.reported} by the venue, "
        f"{found.computed} by ours",
    )


def _unread(record: Unread) -> Break:
    return Break(kind=record.kind, time_ns=0, source=record.source, text=record.why)


def _twice(event: MarginEvent) -> Break:
    line = Line(event, told(event))
    return Break(
        kind=BreakKind.DUPLICATE_VENUE,
        venue=(event,),
        time_ns=line.time_ns,
        source=event.stamp.source,
        text="the row stands twice under one id, and was counted once",
    )


def _ordered(ledger: Ledger, venue: Iterable[MarginEvent]) -> list[MarginEvent]:
    """The venue's events in order, each fact once.

    Raises:
        ForeignEventError: They are of another account than the ledger's.
        ConflictingEventError: The statements contradict one another under one id.
    """
    theirs = once(venue)
    mine = ledger.log[0].stamp if ledger.log else None
    for event in theirs[:1]:
        its = event.stamp
        if mine is not None and (its.venue, its.account) != (mine.venue, mine.account):
            raise ForeignEventError(stamp=its, account=f"{mine.venue}/{mine.account}")
    return theirs


def _merged(breaks: Iterable[Break]) -> list[Break]:
    """*breaks*, where two equal rows that the venue tells as one are one break."""
    told_short = [one for one in breaks if one.kind is BreakKind.AMOUNT_MISMATCH]
    missing: dict[object, list[Break]] = defaultdict(list)
    rest: list[Break] = []
    for one in breaks:
        if one.kind is BreakKind.MISSING_VENUE:
            missing[one.time_ns, tuple((b, -m) for b, m in one.effects)].append(one)
        elif one.kind is not BreakKind.AMOUNT_MISMATCH:
            rest.append(one)
    for one in told_short:
        others = missing.get((one.time_ns, one.effects))
        if others:
            other = others.pop()
            ours = (*one.ours, *other.ours)
            rest.append(evolve(one, nature=Nature.MERGED, ours=ours, effects=()))
        else:
            rest.append(one)
    return rest + [one for others in missing.values() for one in others]


def _worst_first(one: Break) -> tuple[int, int, str]:
    return -one.severity, one.time_ns, one.id
