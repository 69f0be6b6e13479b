"""Our exception hierarchy.

* IsoledgerError
  + NumberError              a text or value that is not a number we can keep
    x MalformedNumberError   not a plain decimal, or longer than any real one
    x OffGridError           finer than the books, the lot or the tick can hold
  + DomainError              values that cannot mean anything
    x AssetMismatchError     two assets met in one sum
    x UnbalancedEntryError   postings that do not sum to zero
    x LimitedLiabilityError  an isolated book would fall below zero
    x TierTableError         margin tiers that leave a gap, overlap or jump
    x TermsError             an instrument or rule that contradicts itself
    x NotInForceError        a dated value asked for before its first date
    x MissingMarkError       a question that needs a mark or a worth nobody gave
  + ReplayError              an event that cannot follow the journal
    x UnknownInstrumentError no terms for the symbol an event names
    x UnknownPositionError   an event about a position nobody opened
    x ConflictingEventError  same id, other content
    x UnknownCorrectionError a correction of an event that is not there
    x ForeignEventError      an event of another account
    x PositionModeError      a change of position mode while positions are open
    x IncompleteEventError   an event that leaves out what only its venue could know

Every error carries the values it speaks of as attributes and says them in one sentence,
with a cure where there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from fractions import Fraction

    from isoledger.core.events import MarginEvent
    from isoledger.core.identity import PositionId, Stamp
    from isoledger.core.money import Money
    from isoledger.core.postings import Posting


def _remade(kind: type[IsoledgerError], values: dict[str, object]) -> IsoledgerError:
    return kind(**values)


class IsoledgerError(Exception):
    """Base of everything this package raises on purpose."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        # An exception is pickled by position, and most of ours are made by keyword.
        names = [field.name for field in getattr(type(self), "__attrs_attrs__", ())]
        if not names:
            return super().__reduce__()
        return _remade, (type(self), {name: getattr(self, name) for name in names})


class NumberError(IsoledgerError, ValueError):
    """A text or value that is not a number we can keep."""


class DomainError(IsoledgerError, ValueError):
    """Values that cannot mean anything."""


class ReplayError(IsoledgerError):
    """An event that cannot follow the journal."""


@frozen(kw_only=True, repr=False)
class MalformedNumberError(NumberError):
    """Not a plain decimal number, or longer than any real one.

    Attributes:
        text: What was read, cut to 40 characters.
        why: What is wrong with it.
    """

    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.text!r} is not a number we can keep: {self.why}"


@frozen(kw_only=True, repr=False)
class OffGridError(NumberError):
    """An amount finer than its grid.

    Attributes:
        amount: What was asked for.
        grid: The smallest step that can be kept.
        what: Whose grid it is, for instance ``USDT``.
    """

    amount: str | int | Fraction
    grid: Fraction
    what: str

    def __str__(self) -> str:
        return f"{self.amount} is finer than the {self.grid} that {self.what} can hold"


@frozen(kw_only=True, repr=False)
class AssetMismatchError(DomainError):
    """Two assets met in one sum.

    Attributes:
        left: The first amount.
        right: The amount that does not fit it.
    """

    left: Money
    right: Money

    def __str__(self) -> str:
        return f"{self.left} and {self.right} are different assets; convert one of them first"


@frozen(kw_only=True, repr=False)
class UnbalancedEntryError(DomainError):
    """Postings that do not sum to zero in every asset.

    Attributes:
        stamp: The event behind the entry.
        postings: All of its postings.
    """

    stamp: Stamp
    postings: tuple[Posting, ...]

    def __str__(self) -> str:
        return f"{self.stamp}: postings do not balance: {', '.join(map(str, self.postings))}"


@frozen(kw_only=True, repr=False)
class LimitedLiabilityError(DomainError):
    """An isolated book would fall below zero.

    Attributes:
        position: Whose book it is.
        margin: What the book would hold.
    """

    position: PositionId
    margin: Money

    def __str__(self) -> str:
        return f"{self.position} would hold {self.margin}; isolated margin cannot be negative"


@frozen(kw_only=True, repr=False)
class TierTableError(DomainError):
    """Margin tiers that leave a gap, overlap, fall or jump.

    Attributes:
        tier: Index of the first bad tier, from 0.
        why: What is wrong with it.
    """

    tier: int
    why: str

    def __str__(self) -> str:
        return f"margin tier {self.tier}: {self.why}"


@frozen(kw_only=True, repr=False)
class TermsError(DomainError):
    """An instrument or rule that contradicts itself.

    Attributes:
        what: The instrument or rule.
        why: The contradiction.
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@frozen(kw_only=True, repr=False)
class NotInForceError(DomainError):
    """A dated value was asked for before its first date.

    Attributes:
        time_ns: The instant asked for.
        first_ns: The first instant known.
    """

    time_ns: int
    first_ns: int

    def __str__(self) -> str:
        return f"nothing is known before {self.first_ns} ns, and {self.time_ns} ns was asked for"


@frozen(kw_only=True, repr=False)
class MissingMarkError(DomainError):
    """A question that needs a mark or a worth nobody gave.

    Attributes:
        name: The symbol or asset it needs.
        why: What for.
    """

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.why} needs the mark of {self.name}; pass it in"


@frozen(kw_only=True, repr=False)
class UnknownInstrumentError(ReplayError):
    """No terms are known for the symbol an event names.

    Attributes:
        symbol: The venue's name of the instrument.
        stamp: The event that names it.
    """

    symbol: str
    stamp: Stamp

    def __str__(self) -> str:
        return f"{self.stamp}: no terms for {self.symbol}; put its Listing before this event"


@frozen(kw_only=True, repr=False)
class UnknownPositionError(ReplayError):
    """An event about a position nobody opened.

    Attributes:
        position: The position it names.
        stamp: The event.
    """

    position: PositionId
    stamp: Stamp

    def __str__(self) -> str:
        return f"{self.stamp}: {self.position} was never opened; an event before it is missing"


@frozen(kw_only=True, repr=False)
class ConflictingEventError(ReplayError):
    """Two events under one id that do not say the same.

    Attributes:
        event: The newcomer, which was refused.
        known: The event already kept under that id.
        field: The first field in which they differ.
    """

    event: MarginEvent
    known: MarginEvent
    field: str

    def __str__(self) -> str:
        ours, theirs = (getattr(e, self.field, None) for e in (self.known, self.event))
        status = f"exists_with_different_{self.field}"
        return f"{self.event.stamp}: {status}: kept {ours}, refused {theirs}"


@frozen(kw_only=True, repr=False)
class UnknownCorrectionError(ReplayError):
    """A correction of an event that is not in the journal.

    Attributes:
        stamp: The correction.
        reverses: The id it names.
    """

    stamp: Stamp
    reverses: str

    def __str__(self) -> str:
        return f"{self.stamp}: there is no event {self.reverses!r} to reverse"


@frozen(kw_only=True, repr=False)
class ForeignEventError(ReplayError):
    """An event of another account.

    Attributes:
        stamp: The event.
        account: The account of the ledger, as ``venue/account``.
    """

    stamp: Stamp
    account: str

    def __str__(self) -> str:
        return f"{self.stamp} belongs to another account than {self.account}"


@frozen(kw_only=True, repr=False)
class PositionModeError(ReplayError):
    """A change of position mode while positions are open.

    Attributes:
        stamp: The event.
        open: The positions still open.
    """

    stamp: Stamp
    open: tuple[PositionId, ...]

    def __str__(self) -> str:
        names = ", ".join(map(str, self.open))
        return f"{self.stamp}: position mode cannot change while {names} is open"


@frozen(kw_only=True, repr=False)
class IncompleteEventError(ReplayError):
    """An event that leaves out what only its venue could know.

    Attributes:
        stamp: The event.
        needs: What is missing.
    """

    stamp: Stamp
    needs: str

    def __str__(self) -> str:
        return f"{self.stamp}: cannot be booked without {self.needs}"
