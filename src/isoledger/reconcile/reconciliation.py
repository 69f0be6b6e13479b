"""Our ledger against what its venue states: one frozen answer."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from isoledger.core.events import MarginEvent
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
from isoledger.reconcile.asides import Aside, joined, once_more
from isoledger.reconcile.bearing import borne_out
from isoledger.reconcile.breaks import Break, Severity
from isoledger.reconcile.holdings import misplaced
from isoledger.reconcile.judging import contents, leftovers
from isoledger.reconcile.matching import Match, matched
from isoledger.reconcile.mending import gap_break, suggested
from isoledger.reconcile.policy import EXACT, Policy
from isoledger.reconcile.proofs import Proof, Total, proofs, totals
from isoledger.reconcile.refining import merged, paged, told_apart
from isoledger.reconcile.residues import residues
from isoledger.reconcile.sides import Sides, Span
from isoledger.reconcile.stated import Stated, followed


@frozen(kw_only=True)
class Reconciliation:
    """Whether the venue agrees, and where not.

    Attributes:
        policy: What counted as agreement.
        matches: What was matched otherwise than by id.
        keyed: How many events were matched by id.
        breaks: Every disagreement, worst first, then by time.
        totals: What moved, by asset and purpose.
        proofs: The sums, by asset and book.
        stated: The balances of the venue, by book.
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
    events_ours: int
    events_venue: int

    @property
    def first(self) -> int | None:
        """The first instant at which both differ, ns UTC; ``None``: they never do."""
        return min((one.time_ns for one in self.breaks), default=None)

    @property
    def unexplained(self) -> tuple[Money, ...]:
        """What no break explains, by asset; nothing where all is explained."""
        return tuple(proof.unexplained for proof in self.proofs if proof.unexplained)

    @property
    def suggested(self) -> tuple[MarginEvent, ...]:
        """Every event that some break suggests, in the order of the breaks."""
        return tuple(event for one in self.breaks for event in one.suggested)

    @property
    def is_reconciled(self) -> bool:
        """Whether nothing is broken and nothing is unexplained."""
        worse = [one for one in self.breaks if one.severity > Severity.NOTE]
        return not worse and not self.unexplained


def reconcile(
    ours: Ledger,
    venue: Iterable[MarginEvent],
    *,
    asides: Sequence[Aside] = (),
    span: Span | None = None,
    policy: Policy = EXACT,
) -> Reconciliation:
    """Hold *ours* against what the *venue* states.

    Args:
        ours: Our ledger of the account.
        venue: The statements' events, in any order and mixture; overlaps count once.
        asides: Records of the statements that became no event of their own.
        span: The time the statements were asked for, first and last ns UTC; it is looked at as
            well as what they speak of from their first event to their last.
        policy: What counts as agreement.

    Raises:
        ForeignEventError: The statement is of another account than the ledger.
        ConflictingEventError: The statements contradict one another under one id.
    """
    sides = Sides.of(ours, venue, span, policy)
    breaks, matches = _broken(sides, asides)
    balances, aside = followed(sides.venue, breaks)
    judged, gaps = borne_out(breaks, balances, sides.moved_of(), aside)
    judged = paged([*map(told_apart, judged), *map(gap_break, gaps)], sides.ours, sides.venue)
    judged += misplaced(sides)
    is_taken = ours.log.find
    mended = [suggested(one, lambda name: is_taken(name) is not None) for one in judged]
    proved = tuple(proofs(*sides.accounts(), balances, mended, sides.moved_of()))
    told = [*mended, *once_more(asides, sides.venue)]
    return Reconciliation(
        policy=policy,
        matches=matches,
        keyed=sides.keyed,
        breaks=tuple(sorted(told, key=_worst_first)),
        totals=totals(sides.ours, sides.venue),
        proofs=proved,
        stated=balances,
        events_ours=len(sides.ours),
        events_venue=len(sides.venue),
    )


def _broken(sides: Sides, asides: Sequence[Aside]) -> tuple[list[Break], tuple[Match, ...]]:
    """What is broken between rows, and what is matched otherwise than by id."""
    found = matched(sides.ours_left, sides.venue_left, sides.policy)
    known = contents(sides.ours), contents(sides.venue)
    summed = residues(found.ours, found.venue, sides.ours, sides.policy)
    left = leftovers(summed.ours, summed.venue, *known, sides.policy)
    return joined(asides, merged([*sides.conflicts, *summed.breaks, *left])), found.matches


def _worst_first(one: Break) -> tuple[int, int, str]:
    return -one.severity, one.time_ns, one.id
