"""One disagreement between our ledger and its venue: what kind, where, how much, what to do."""

import enum
import hashlib

from attrs import frozen

from isoledger.core.books import ALL, Book
from isoledger.core.events import MarginEvent
from isoledger.core.money import Asset, Money
from isoledger.reconcile.movements import Movement, Purpose


class BreakKind(enum.Enum):
    """What kind of disagreement it is. A closed set; each has one severity."""

    MISSING_OURS = "missing-ours"
    MISSING_VENUE = "missing-venue"
    AMOUNT_MISMATCH = "amount-mismatch"
    TIMING = "timing"
    DUPLICATE_OURS = "duplicate-ours"
    DUPLICATE_VENUE = "duplicate-venue"
    UNKNOWN_TYPE = "unknown-type"
    UNPARSABLE_ROW = "unparsable-row"
    IDENTITY_FAILED = "identity-failed"
    CONTINUITY_GAP = "continuity-gap"
    ROUNDING = "rounding"
    BALANCE_DRIFT = "balance-drift"
    POSITION_MISMATCH = "position-mismatch"
    SCOPE_MISMATCH = "scope-mismatch"
    LIQUIDATION_PRICE_MISMATCH = "liquidation-price-mismatch"
    OUT_OF_WINDOW = "out-of-window"


class Severity(enum.IntEnum):
    """How bad a break is; worse is larger."""

    NOTE = 1
    MINOR = 2
    MAJOR = 3


class Nature(enum.Enum):
    """How two amounts of one fact differ."""

    NONE = ""
    SIGN = "the sign is turned"
    FEE_SIGN = "the fee is counted with the other sign"
    FUNDING_SIGN = "funding is counted with the other sign"
    FEE_INSIDE = "the fee is inside one amount and not inside the other"
    SCALE = "one is a power of ten of the other"
    MULTIPLIER = "one is a multiple of the other, as if a contract's multiplier were left out"
    MERGED = "two equal rows are one"
    PURPOSE = "the same money under another name"
    DATE = "the same to the time of day, on another day"
    SUM = "several events and the one row that sums them up"
    PAGE = "several in a row, as where a page ended too soon"


_SEVERITIES = {
    BreakKind.ROUNDING: Severity.NOTE,
    BreakKind.LIQUIDATION_PRICE_MISMATCH: Severity.NOTE,
    BreakKind.OUT_OF_WINDOW: Severity.NOTE,
    BreakKind.TIMING: Severity.MINOR,
    BreakKind.UNKNOWN_TYPE: Severity.MINOR,
    BreakKind.UNPARSABLE_ROW: Severity.MINOR,
}


class Right(enum.Enum):
    """Which side the venue's own chain of balances bears out."""

    OURS = "ours"
    VENUE = "the venue's"
    OPEN = "open"


@frozen(kw_only=True)
class Break:
    """One disagreement. A value; nothing is raised for it.

    Attributes:
        kind: What kind.
        nature: How the amounts differ, where both are there.
        ours: Our side of it.
        venue: The venue's side of it.
        effects: What ours is more than the venue's, by book and asset, and by `ALL` for the
            account; zero ones are left out.
        time_ns: Where in time it lies, ns UTC.
        source: The record of the venue that shows it; empty: none does.
        text: What was found, in a sentence; empty: kind and records say it.
        right: Which side the venue's stated balances bear out.
        suggested: Events that would bring our ledger in line, ready to be appended.
        candidates: Ids of what may be the other side, nearest first; never taken for it.
    """

    kind: BreakKind
    nature: Nature = Nature.NONE
    ours: tuple[MarginEvent, ...] = ()
    venue: tuple[MarginEvent, ...] = ()
    effects: tuple[tuple[Book, Money], ...] = ()
    time_ns: int
    source: str = ""
    text: str = ""
    right: Right = Right.OPEN
    suggested: tuple[MarginEvent, ...] = ()
    candidates: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same in every run: made of its kind and of what it is about, and of nothing else."""
        about = [event.stamp.id for event in (*self.ours, *self.venue)]
        about += [self.source.partition("#")[2], str(self.time_ns), self.text]
        told = "\x1f".join([self.kind.value, *about])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return _SEVERITIES.get(self.kind, Severity.MAJOR)

    @property
    def differences(self) -> tuple[Money, ...]:
        """What ours is more than the venue's, of the account, by asset."""
        return tuple(money for book, money in self.effects if book == ALL)

    def difference(self, asset: Asset, book: Book = ALL) -> Money:
        """What ours is more than the venue's, of *asset* in *book*."""
        found = (m for b, m in self.effects if b == book and m.asset == asset)
        return sum(found, start=asset.zero)


def effects(
    ours: tuple[Movement, ...], venue: tuple[Movement, ...]
) -> tuple[tuple[Book, Money], ...]:
    """What *ours* move more than *venue*, by book and asset, and by `ALL`."""
    units: dict[tuple[Book, Asset], int] = {}
    for sign, side in ((1, ours), (-1, venue)):
        for moved in side:
            for book, count in ((moved.scope, moved.units), (ALL, moved.counts)):
                key = book, moved.asset
                units[key] = units.get(key, 0) + sign * count
    return tuple((book, Money(count, asset)) for (book, asset), count in units.items() if count)


def nature_of(ours: tuple[Movement, ...], venue: tuple[Movement, ...]) -> Nature:
    """How the amounts of one fact differ that is told by both."""
    mine, theirs = _sums(ours), _sums(venue)
    if sorted(mine.values()) == sorted(theirs.values()) and mine != theirs:
        return Nature.PURPOSE
    changed = {key for key in {*mine, *theirs} if mine.get(key, 0) != theirs.get(key, 0)}
    if changed and all(mine.get(key, 0) == -theirs.get(key, 0) for key in changed):
        return _SIGNS.get(next(iter(changed))[0], Nature.SIGN) if len(changed) == 1 else Nature.SIGN
    left, right = sum(m.counts for m in ours), sum(m.counts for m in venue)
    fee = _fees(ours) or _fees(venue)
    if fee and abs(left - right) == abs(fee):
        return Nature.FEE_INSIDE
    return _ratio(left, right)


_SIGNS = {Purpose.FEE: Nature.FEE_SIGN, Purpose.FUNDING: Nature.FUNDING_SIGN}


def _sums(moved: tuple[Movement, ...]) -> dict[tuple[Purpose, Asset], int]:
    sums: dict[tuple[Purpose, Asset], int] = {}
    for one in moved:
        key = one.purpose, one.asset
        sums[key] = sums.get(key, 0) + one.units
    return sums


def _fees(moved: tuple[Movement, ...]) -> int:
    return sum(one.units for one in moved if one.purpose is Purpose.FEE)


def _ratio(left: int, right: int) -> Nature:
    small, large = sorted((abs(left), abs(right)))
    if not small or large % small or large == small:
        return Nature.NONE
    times = str(large // small)
    return Nature.SCALE if times.rstrip("0") == "1" else Nature.MULTIPLIER
