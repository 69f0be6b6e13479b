"""Recorded positions of a venue: its liquidation prices, beside ours."""

from fractions import Fraction
from pathlib import Path

from attrs import frozen

from isoledger.cli.conforming import read
from isoledger.cli.errors import OptionError, UnknownVenueError
from isoledger.cli.output import Screen
from isoledger.conformance.entries import Entry, entry_of, given, records
from isoledger.conformance.plain import CaseError, Written, parsed
from isoledger.conformance.positions import Outcome, Readers, Recomputed, float_free, recomputed
from isoledger.conformance.summary import scientific
from isoledger.core.certificate import NoLiquidationPrice
from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact
from isoledger.reports import Column, Plain, Table, UnshowableTimeError
from isoledger.reports.texts import PLACES_MAX, decimal, instant, rounded, shown
from isoledger.venues.stated import Besides

_MANY = 1000
"""So many ticks are told by their size only."""

COLUMNS = (
    Column(name="record", whole=True),
    Column(name="symbol"),
    Column(name="reported", number=True),
    Column(name="computed", number=True),
    Column(name="ticks", number=True),
    Column(name="verdict"),
)


@frozen(kw_only=True)
class Positions:
    """Recorded positions, recomputed.

    Attributes:
        venue: Whose.
        name: The file.
        found: Each of them.
    """

    venue: str
    name: str
    found: tuple[Recomputed, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every one was recomputed, or reports none, and nothing sound is outside."""
        return all(one.is_clean for one in self.found)

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        outcomes = [one.outcome for one in self.found]
        return {
            "command": "positions",
            "venue": self.venue,
            "file": self.name,
            "clean": self.is_clean,
            "records": len(self.found),
            "counts": {kind.name.lower(): outcomes.count(kind) for kind in Outcome},
            "positions": [_plain(one) for one in self.found],
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        title = f"Positions of {shown(self.venue)}: {shown(self.name)}"
        rows = tuple(_cells(n, one) for n, one in enumerate(self.found, 1))
        screen.table(Table(title=title, columns=COLUMNS, rows=rows))
        pairs = list(enumerate(self.found, 1))
        screen.lines("Why", [f"{n}: {shown(one.why)}" for n, one in pairs if one.why])
        wrong = [f"{n}: {shown(one.entry.doubt)}" for n, one in pairs if one.entry.doubt]
        screen.lines("Records known to be wrong", wrong, "yellow")
        taken = [f"{n}: {shown('; '.join(one.assumed))}" for n, one in pairs if one.assumed]
        screen.lines("Taken for granted", taken, "yellow")
        bad = sum(one.outcome in {Outcome.OUTSIDE, Outcome.UNKNOWN} for one in self.found)
        screen.line()
        screen.line(f"{len(self.found) - bad} of {len(self.found)} as reported")


def positions(venue: str, path: Path, besides: Besides, readers: Readers) -> Positions:
    """The positions of *venue* in the file at *path*, recomputed.

    Args:
        venue: Whose records they are.
        path: Raw records as the venue's API answers them, or a file of positions of many venues.
        besides: What the records leave out.
        readers: What reads them.

    Raises:
        UnknownVenueError: Nothing here reads records of that venue.
        CaseError: The file holds no record, or cannot be read.
        OSError: It cannot be read at all.
    """
    house = venue.lower()
    if house not in readers:
        raise UnknownVenueError(venue=venue[:40], known=tuple(sorted(readers)))
    entries = _entries(parsed(read(path), path.name), path.name, house, besides)
    if not entries:
        raise CaseError(place=path.name, why=f"no record in it is of {house}")
    found = tuple(recomputed(entry, readers) for entry in entries)
    return Positions(venue=house, name=str(path), found=found)


def _entries(plain: Written, place: str, venue: str, besides: Besides) -> tuple[Entry, ...]:
    listed = plain if isinstance(plain, list) else []
    rows = [one for one in listed if isinstance(one, dict) and isinstance(one.get("raw"), dict)]
    if not rows or len(rows) < len(listed):
        return records(plain, place, venue, besides)
    every = [entry_of(one, f"{place}, {n}") for n, one in enumerate(rows, 1)]
    return tuple(given(one, besides) for one in every if venue in {one.venue, one.house})


def number(option: str, text: str | None) -> Fraction | None:
    """The number given to *option*; ``None``: nothing was.

    Raises:
        OptionError: It is no plain decimal.
    """
    if text is None:
        return None
    try:
        return Exact.of(text).value
    except IsoledgerError as error:
        raise OptionError(option=option, text=text[:60], why=str(error)) from None


def _cells(row: int, one: Recomputed) -> tuple[str, ...]:
    ticks = one.ticks
    return (
        str(row),
        shown(one.symbol),
        shown(one.printed),
        _price(one),
        "" if ticks is None else rounded(ticks, 3) if abs(ticks) < _MANY else scientific(ticks),
        one.outcome.value,
    )


def _price(one: Recomputed) -> str:
    """Our price, with as many places as the reported one has and two more."""
    if isinstance(one.computed, NoLiquidationPrice):
        return "none"
    if one.price is None:
        return ""
    places = min(12, len(one.printed.partition(".")[2]) + 2)
    return rounded(one.price.shown, places)


def _plain(one: Recomputed) -> Plain:
    stated, price = one.stated, one.price
    none = one.computed.reason if isinstance(one.computed, NoLiquidationPrice) else None
    return {
        "record": one.entry.place,
        "venue": one.entry.venue,
        "symbol": one.symbol,
        "time": None if stated is None else _time(stated.time_ns),
        "printed": one.printed,
        "reported": _number(None if stated is None else stated.reported),
        "sentinel": "" if stated is None else stated.sentinel,
        "computed": None if price is None else float_free(price.shown),
        "exact": None if price is None else str(price.exact),
        "none": None if none is None else none.value,
        "tick": _number(one.tick),
        "deviation": _number(one.deviation),
        "ticks": _number(one.ticks),
        "relative": _number(one.relative),
        "outcome": one.outcome.name.lower(),
        "why": one.why,
        "doubt": one.entry.doubt,
        "missing": [] if stated is None else list(stated.missing),
        "assumed": list(one.assumed),
        "rule": "" if stated is None else stated.rules.source,
        "rule_evidence": "" if stated is None else stated.rules.evidence.value,
        "source": one.entry.source,
    }


def _time(time_ns: int) -> str:
    """An instant; one that a record got wrong by ages as it stands."""
    try:
        return instant(time_ns)
    except UnshowableTimeError:
        return str(time_ns)


def _number(value: Fraction | None) -> str | None:
    return None if value is None else decimal(value, PLACES_MAX)
