"""The journal, its findings and its parked records, as rows."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.books import Book
from isoledger.core.events import BalanceAssertion, MarginEvent
from isoledger.core.findings import Finding, FindingKind, findings
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Instrument
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.reports.words import ONE, about, detail, name_of, symbol_of

_NO_FILES: FrozenMap[str, str] = FrozenMap()
_NO_TERMS: FrozenMap[str, Instrument] = FrozenMap()


@frozen(kw_only=True)
class Place:
    """Where a record was read.

    Attributes:
        file: The name of its file, or its hash where the name is not known; empty: nowhere.
        row: Its row, from 1; 0: the file as a whole, or nowhere.
    """

    file: str = ""
    row: int = 0

    @classmethod
    def of(cls, source: str, files: Mapping[str, str] = _NO_FILES) -> "Place":
        """The place that a stamp's *source* names.

        Args:
            source: ``sha256:…#row``, or any text of one's own.
            files: Names of files, by hash.

        >>> str(Place.of("sha256:ab#7", {"sha256:ab": "wallet.csv"}))
        'wallet.csv, row 7'
        """
        name, mark, row = source.rpartition("#")
        if not mark or not (row.isascii() and row.isdecimal()):
            return cls(file=source)
        return cls(file=files.get(name, name), row=int(row))

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}" if self.row else self.file


@frozen(kw_only=True)
class JournalRow:
    """One event.

    Attributes:
        time_ns: When it happened, ns UTC.
        name: What it is.
        about: The position, symbol or book.
        detail: What it says.
        id: Its identity.
        place: Where it was read.
    """

    time_ns: int
    name: str
    about: str
    detail: str
    id: str
    place: Place


def journal_rows(
    events: Iterable[MarginEvent],
    files: Mapping[str, str] = _NO_FILES,
    instruments: Mapping[str, Instrument] = _NO_TERMS,
) -> tuple[JournalRow, ...]:
    """*events* in words.

    Args:
        events: In the order in which they are to be shown.
        files: Names of files, by hash.
        instruments: Terms by symbol: sizes are told in the venue's own quantity where they are
            known, and in lots where not.
    """
    return tuple(
        JournalRow(
            time_ns=event.stamp.time_ns,
            name=name_of(event),
            about=about(event),
            detail=detail(event, _lot(event, instruments)),
            id=event.stamp.id,
            place=Place.of(event.stamp.source, files),
        )
        for event in events
    )


def _lot(event: MarginEvent, instruments: Mapping[str, Instrument]) -> Fraction:
    terms = instruments.get(symbol_of(event) or "")
    return ONE if terms is None else terms.lot


@frozen(kw_only=True)
class FindingRow:
    """A disagreement, and how long it lasted.

    Attributes:
        finding: Where it begins, changes or is gone again.
        difference: The venue's number less ours; ``None``: ours is not there.
        place: Where the venue says so.
        again: Of a balance: how many later statements show the same difference.
        last_ns: When the last of them was.
    """

    finding: Finding
    difference: Money | int | None
    place: Place
    again: int = 0
    last_ns: int

    @property
    def is_gone(self) -> bool:
        """Whether this is where a difference ends: both agree again."""
        return self.finding.reported == self.finding.computed


@frozen(kw_only=True)
class Agreement:
    """What the venue stated against what its records add up to.

    Attributes:
        stated: How many balances the venue stated.
        agreed: How many of them its records bear out.
        rows: Every disagreement, of balances and of anything else, told once.
    """

    stated: int
    agreed: int
    rows: tuple[FindingRow, ...]


def agreement(ledger: Ledger, files: Mapping[str, str] = _NO_FILES) -> Agreement:
    """Every disagreement in *ledger*, and how many balances agree.

    Args:
        ledger: The ledger.
        files: Names of files, by hash.
    """
    rows = [_row(finding, files) for finding in findings(ledger)]
    begins = {
        row.finding.stamp.id: place
        for place, row in enumerate(rows)
        if row.finding.kind is FindingKind.BALANCE
    }
    wrong: dict[tuple[Book, Asset], int] = {}
    stated = agreed = 0
    for event in ledger.effective():
        if not isinstance(event, BalanceAssertion):
            continue
        stated += 1
        key, place = (event.book, event.amount.asset), begins.get(event.stamp.id)
        if place is None and key in wrong:
            row = rows[wrong[key]]
            rows[wrong[key]] = evolve(row, again=row.again + 1, last_ns=event.stamp.time_ns)
        elif place is not None and not rows[place].is_gone:
            wrong[key] = place
        else:
            agreed += 1
            wrong.pop(key, None)
    return Agreement(stated=stated, agreed=agreed, rows=tuple(rows))


def _row(finding: Finding, files: Mapping[str, str]) -> FindingRow:
    return FindingRow(
        finding=finding,
        difference=_difference(finding),
        place=Place.of(finding.stamp.source, files),
        last_ns=finding.stamp.time_ns,
    )


def _difference(finding: Finding) -> Money | int | None:
    match finding.reported, finding.computed:
        case Money() as reported, Money() as computed:
            return reported - computed
        case int() as reported, int() as computed:
            return reported - computed
        case _:
            return None


@frozen(kw_only=True)
class ParkedRow:
    """A record that became no event.

    Attributes:
        place: Where it was read.
        reason: Why.
    """

    place: Place
    reason: str
