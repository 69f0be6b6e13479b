"""The journal, its findings and its parked records, as rows."""

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from isoledger.core.events import MarginEvent
from isoledger.core.findings import Finding, FindingKind
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.money import Money
from isoledger.reports.words import about, detail, name_of

_NO_FILES: FrozenMap[str, str] = FrozenMap()


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
    events: Iterable[MarginEvent], files: Mapping[str, str] = _NO_FILES
) -> tuple[JournalRow, ...]:
    """*events* in words.

    Args:
        events: In the order in which they are to be shown.
        files: Names of files, by hash.
    """
    return tuple(
        JournalRow(
            time_ns=event.stamp.time_ns,
            name=name_of(event),
            about=about(event),
            detail=detail(event),
            id=event.stamp.id,
            place=Place.of(event.stamp.source, files),
        )
        for event in events
    )


@frozen(kw_only=True)
class FindingRow:
    """A disagreement, and how long it lasted.

    Attributes:
        finding: The first of them.
        difference: The venue's number less ours; ``None``: ours is not there.
        place: Where the venue says so.
        again: How many later statements about the same show the same difference.
        last_ns: When the last of them was.
    """

    finding: Finding
    difference: Money | int | None
    place: Place
    again: int = 0
    last_ns: int


def finding_rows(
    found: Iterable[Finding], files: Mapping[str, str] = _NO_FILES
) -> tuple[FindingRow, ...]:
    """*found*, with each difference told once: what went wrong once stays wrong from there on.

    Args:
        found: Disagreements in order of time.
        files: Names of files, by hash.
    """
    rows: list[FindingRow] = []
    last: dict[object, int] = {}
    for finding in found:
        difference = _difference(finding)
        key = _subject(finding)
        place = last.get(key)
        if place is not None and rows[place].difference == difference:
            row = rows[place]
            rows[place] = evolve(row, again=row.again + 1, last_ns=finding.stamp.time_ns)
            continue
        last[key] = len(rows)
        rows.append(
            FindingRow(
                finding=finding,
                difference=difference,
                place=Place.of(finding.stamp.source, files),
                last_ns=finding.stamp.time_ns,
            )
        )
    return tuple(rows)


def _subject(finding: Finding) -> object:
    """What has to be the same for a difference to be the same one; a flow is always its own."""
    if finding.kind in {FindingKind.COST, FindingKind.REALISED}:
        return finding.stamp.id
    asset = finding.reported.asset if isinstance(finding.reported, Money) else None
    return finding.kind, finding.about, asset


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
