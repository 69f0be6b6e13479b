"""Where the venue's own numbers disagree with what its own records add up to.

The venue's number is booked; ours is computed beside it; the difference is a finding. Nothing is
merged silently.
"""

import enum
from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.books import Book
from isoledger.core.errors import NotInForceError, OffGridError
from isoledger.core.events import BalanceAssertion, Fill, MarginEvent, PositionAssertion
from isoledger.core.fold import Fold
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.rules import RuleBook


class FindingKind(enum.Enum):
    """What kind of number disagrees."""

    COST = "cost"
    REALISED = "realised"
    SIZE_GAP = "size-gap"
    BALANCE = "balance"
    POSITION_SIZE = "position-size"
    POSITION_COST = "position-cost"
    POSITION_MARGIN = "position-margin"


@frozen(kw_only=True)
class Finding:
    """One disagreement.

    Of a size, a balance or a position it is told once: where it begins, and again where it
    changes or ends. What lasts is not told with every record that follows.

    Attributes:
        kind: What disagrees.
        stamp: The event that states the venue's number.
        about: The position or book.
        reported: What the venue says.
        computed: What its records add up to; ``None``: nothing.
        implied_price: For a cost: the price the venue's cost speaks of.
    """

    kind: FindingKind
    stamp: Stamp
    about: PositionId | Book
    reported: Money | int
    computed: Money | int | None
    implied_price: Fraction | None = None

    def __str__(self) -> str:
        told = f"{self.stamp}: {self.about}: {self.kind.value}"
        source = f" [{self.stamp.source}]" if self.stamp.source else ""
        if self.reported == self.computed:
            return f"{told} is {self.reported} by both again: a difference before this is gone"
        return f"{told} is {self.reported} by the venue, {self.computed} by its records{source}"


def findings(ledger: Ledger) -> Iterator[Finding]:
    """Every disagreement in *ledger*, in order of time."""
    return disagreements(ledger.effective(), opening=ledger.opening, rules=ledger.rules)


def disagreements(
    events: Iterable[MarginEvent], *, opening: Account, rules: RuleBook
) -> Iterator[Finding]:
    """Every disagreement among *events*, which come in order and only once."""
    fold, lasting = Fold(opening, rules), _Lasting()
    for event in events:
        match event:
            case Fill():
                yield from lasting.changed(_held(fold, event))
                yield from _fill(fold, event)
            case BalanceAssertion():
                yield from lasting.changed(_balance(fold, event))
            case PositionAssertion():
                yield from lasting.changed(_position(fold, event))
            case _:
                pass
        fold.run((event,))


class _Lasting:
    """Differences that stay until something changes them."""

    def __init__(self) -> None:
        self._known: dict[tuple[FindingKind, PositionId | Book, Asset | None], int | None] = {}

    def changed(self, comparisons: Iterable[Finding]) -> Iterator[Finding]:
        """Those of *comparisons* whose difference is another one than last time."""
        for told in comparisons:
            asset = told.reported.asset if isinstance(told.reported, Money) else None
            key = told.kind, told.about, asset
            now = _difference(told)
            if now != self._known.get(key, 0):
                self._known[key] = now
                yield told


def _difference(told: Finding) -> int | None:
    """Ours less theirs, in units; ``None``: we have nothing to compare."""
    match told.reported, told.computed:
        case Money(units=theirs, asset=asset), Money(units=ours, asset=own) if asset == own:
            return ours - theirs
        case int() as theirs, int() as ours:
            return ours - theirs
        case _:
            return None


def _held(fold: Fold, event: Fill) -> Iterator[Finding]:
    if event.held is not None:
        yield Finding(
            kind=FindingKind.SIZE_GAP,
            stamp=event.stamp,
            about=event.position,
            reported=event.held,
            computed=fold.holding(event).size,
        )


def _fill(fold: Fold, event: Fill) -> Iterator[Finding]:
    if event.cost is None and event.realised is None:
        return
    holding = fold.holding(event)
    computed = _own_cost(holding, event)
    paid = computed if event.cost is None else event.cost
    if paid is None:
        return  # nobody knows what it cost: the replay will say so
    if paid != computed:
        yield Finding(
            kind=FindingKind.COST,
            stamp=event.stamp,
            about=event.position,
            reported=paid,
            computed=computed,
            implied_price=holding.instrument.implied_price(event.size, paid),
        )
    if event.realised is None:
        return
    _, profit = holding.traded(event.size, paid)
    if profit != event.realised:
        yield Finding(
            kind=FindingKind.REALISED,
            stamp=event.stamp,
            about=event.position,
            reported=event.realised,
            computed=profit,
        )


def _own_cost(holding: Holding, event: Fill) -> Money | None:
    """What the fill cost by the rule of its day; ``None``: no rule covers it."""
    try:
        return holding.cost_of(event.size, event.price, event.stamp.time_ns)
    except (OffGridError, NotInForceError):
        return None


def _balance(fold: Fold, event: BalanceAssertion) -> Iterator[Finding]:
    yield Finding(
        kind=FindingKind.BALANCE,
        stamp=event.stamp,
        about=event.book,
        reported=event.amount,
        computed=fold.balance(event.amount.asset, event.book),
    )


def _position(fold: Fold, event: PositionAssertion) -> Iterator[Finding]:
    stated: list[tuple[FindingKind, Money | int | None]] = [
        (FindingKind.POSITION_SIZE, event.size),
        (FindingKind.POSITION_COST, event.cost),
        (FindingKind.POSITION_MARGIN, event.margin),
    ]
    for (kind, reported), computed in zip(stated, fold.stated(event), strict=True):
        if reported is not None:
            yield Finding(
                kind=kind,
                stamp=event.stamp,
                about=event.position,
                reported=reported,
                computed=computed,
            )
