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
from isoledger.core.events import BalanceAssertion, Fill, MarginEvent, PositionAssertion
from isoledger.core.fold import Fold
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
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

    Attributes:
        kind: What disagrees.
        stamp: The event that states the venue's number.
        about: The position or book.
        reported: What the venue says.
        computed: What its records add up to.
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
        return f"{told} is {self.reported} by the venue, {self.computed} by its records{source}"


def findings(ledger: Ledger) -> Iterator[Finding]:
    """Every disagreement in *ledger*, in order of time."""
    return disagreements(ledger.effective(), opening=ledger.opening, rules=ledger.rules)


def disagreements(
    events: Iterable[MarginEvent], *, opening: Account, rules: RuleBook
) -> Iterator[Finding]:
    """Every disagreement among *events*, which come in order and only once."""
    fold = Fold(opening, rules)
    for event in events:
        match event:
            case Fill():
                yield from _fill(fold, event)
            case BalanceAssertion():
                yield from _balance(fold, event)
            case PositionAssertion():
                yield from _position(fold, event)
            case _:
                pass
        fold.run((event,))


def _fill(fold: Fold, event: Fill) -> Iterator[Finding]:
    holding = fold.holding(event)
    if event.held is not None and event.held != holding.size:
        yield Finding(
            kind=FindingKind.SIZE_GAP,
            stamp=event.stamp,
            about=event.position,
            reported=event.held,
            computed=holding.size,
        )
    computed = holding.cost_of(event.size, event.price, event.stamp.time_ns)
    paid = computed if event.cost is None else event.cost
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


def _balance(fold: Fold, event: BalanceAssertion) -> Iterator[Finding]:
    computed = fold.balance(event.amount.asset, event.book)
    if computed != event.amount:
        yield Finding(
            kind=FindingKind.BALANCE,
            stamp=event.stamp,
            about=event.book,
            reported=event.amount,
            computed=computed,
        )


def _position(fold: Fold, event: PositionAssertion) -> Iterator[Finding]:
    stated: list[tuple[FindingKind, Money | int | None]] = [
        (FindingKind.POSITION_SIZE, event.size),
        (FindingKind.POSITION_COST, event.cost),
        (FindingKind.POSITION_MARGIN, event.margin),
    ]
    for (kind, reported), computed in zip(stated, fold.stated(event), strict=True):
        if reported is not None and computed != reported:
            yield Finding(
                kind=kind,
                stamp=event.stamp,
                about=event.position,
                reported=reported,
                computed=computed,
            )
