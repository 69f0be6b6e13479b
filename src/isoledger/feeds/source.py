"""A source, declared: which endpoint answers with which records, and how its pages are turned."""

import enum
import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from attrs import field, frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import Evidence
from isoledger.feeds.errors import ChoiceError
from isoledger.venues.records import Record
from isoledger.venues.translation import NOTHING_GIVEN, Given

DAY_NS = 86_400 * 10**9
"""A day, in ns."""

HOUR_NS = 3_600 * 10**9
"""An hour, in ns."""

MILLISECOND_NS = 10**6
SECOND_NS = 10**9


class Direction(enum.Enum):
    """Which way an answer, and the pages of it, go through time."""

    OLDER = "newest first"
    NEWER = "oldest first"


@frozen(kw_only=True)
class Token:
    """The answer says how to ask for the next page.

    Attributes:
        parameter: What it is asked with.
        path: Where the answer says it; absent, null, empty or ``0`` ends the walk.
    """

    parameter: str
    path: str


@frozen(kw_only=True)
class Far:
    """The next page begins at the number of the row that is farthest along.

    Attributes:
        parameter: What it is asked with.
        field: The number of a row.
    """

    parameter: str
    field: str


@frozen(kw_only=True)
class Instant:
    """The next page begins at the time of the row that is farthest along, which it holds again.

    Attributes:
        page: Asked from 1 on where more rows share one instant than a page holds; empty: there
            is no way to see them all, and a gap says so.
    """

    page: str = ""


@frozen(kw_only=True)
class Numbered:
    """Pages are numbered.

    Attributes:
        parameter: What a page is asked with.
        first: The number of the first one.
        by: How far apart two pages are: 1, or the size of a page where rows are counted.
    """

    parameter: str
    first: int = 1
    by: int = 1


@frozen(kw_only=True)
class Whole:
    """There is one page: what is so at this moment."""


Paging: TypeAlias = Token | Far | Instant | Numbered | Whole
"""How the pages of a source follow one another."""


@frozen(kw_only=True)
class Times:
    """How a span of time is asked for.

    Attributes:
        since: The parameter of its beginning; empty: there is none.
        until: The parameter of its end; empty: there is none.
        unit_ns: What they count, in ns since 1970; 0: they are written in ISO 8601.
    """

    since: str = ""
    until: str = ""
    unit_ns: int = MILLISECOND_NS

    @property
    def step_ns(self) -> int:
        """The finest difference they can express."""
        return self.unit_ns or MILLISECOND_NS


@frozen(kw_only=True)
class Choice:
    """A parameter that must have one of several values, each a walk of its own.

    Attributes:
        parameter: Its name.
        values: What is asked if nobody chooses; none: somebody must.
    """

    parameter: str
    values: tuple[str, ...] = ()


Clock: TypeAlias = Callable[[Record, Given], int]
"""When a row happened, in ns UTC."""


@frozen(kw_only=True)
class Source:
    """One endpoint of a venue that answers with the records of one kind.

    Attributes:
        venue: Our name of the venue.
        kind: What is asked for, and the kind of the venue that reads its rows.
        read_as: The kind that reads its rows, where that is called otherwise.
        exchange: What ccxt calls the venue.
        method: What ccxt calls the endpoint.
        verb: GET; or POST, where the venue will not be read otherwise.
        path: The path of the endpoint on the venue's host; ``{…}`` stands for one part of it.
        under: Where the rows stand in the answer, keys joined by dots; empty: at the top.
        clock: When a row happened.
        direction: Which way its pages go.
        paging: How they follow one another.
        times: How a span is asked for.
        span_ns: The longest span it answers for; ``None``: any.
        retention_ns: How far back it remembers; ``None``: to the beginning.
        most: How many rows it remembers; ``None``: all.
        size: The largest page.
        limit: The parameter that asks for it; empty: nobody can.
        fixed: What is always asked.
        choices: What has to be chosen.
        address: The parameter for the address of the account; empty: a key says who it is.
        needs: Which credentials it takes.
        distinct: Whether two rows with the same bytes are one row: each has an id or a balance.
        usual: Whether it is pulled when nobody says which kinds.
        evidence: Whether the paging was read at the venue, or is assumed.
        source: Where it was read, and when.
    """

    venue: str
    kind: str
    read_as: str = ""
    exchange: str
    method: str
    verb: str = "GET"
    path: str
    under: str = ""
    clock: Clock
    direction: Direction = Direction.OLDER
    paging: Paging
    times: Times = Times()
    span_ns: int | None = None
    retention_ns: int | None = None
    most: int | None = None
    size: int
    limit: str = "limit"
    fixed: Mapping[str, str] = field(default=FrozenMap[str, str](), converter=FrozenMap[str, str])
    choices: tuple[Choice, ...] = ()
    address: str = ""
    needs: tuple[str, ...] = ("key", "secret")
    distinct: bool = True
    usual: bool = True
    evidence: Evidence = Evidence.OFFICIAL
    source: str

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"{self.venue} {self.kind}"

    def time_ns(self, record: Record) -> int:
        """When *record* happened, ns UTC.

        Raises:
            RecordError: It does not say.
        """
        return self.clock(record, NOTHING_GIVEN)


@frozen(kw_only=True)
class Lane:
    """One walk of a source: its choices made.

    Attributes:
        source: The source.
        chosen: What was chosen, by parameter.
    """

    source: Source
    chosen: FrozenMap[str, str] = FrozenMap()

    @property
    def name(self) -> str:
        """How the journal calls it: the kind, and what was chosen."""
        told = [f"{name}={value}" for name, value in sorted(self.chosen.items())]
        return " ".join([self.source.kind, *told])

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"{self.source.venue} {self.name}"


@frozen(kw_only=True)
class Ask:
    """One request, not yet signed.

    Attributes:
        source: Whom it is for.
        parameters: What is asked.
    """

    source: Source
    parameters: FrozenMap[str, str]


def lanes(source: Source, chosen: Mapping[str, Sequence[str]]) -> tuple[Lane, ...]:
    """Every walk of *source*, its choices made by *chosen* or by default.

    Args:
        source: The source.
        chosen: Values by parameter; those that are none of its choices are let be.

    Raises:
        ChoiceError: A choice has no default, and nobody made it.
    """
    names = [choice.parameter for choice in source.choices]
    values = [tuple(chosen.get(choice.parameter, choice.values)) for choice in source.choices]
    for name, found in zip(names, values, strict=True):
        if not found:
            why = f"must be chosen: --choose {name}=…, once for each"
            raise ChoiceError(what=source.title, choice=name, why=why)
    return tuple(
        Lane(source=source, chosen=FrozenMap(dict(zip(names, made, strict=True))))
        for made in itertools.product(*values)
    )


def written(time_ns: int, times: Times) -> str:
    """*time_ns* as a parameter, the unit above where it falls between two.

    >>> written(1_700_000_000_000_000_001, Times())
    '1700000000001'
    >>> written(1_700_000_000_000_000_000, Times(unit_ns=0))
    '2023-11-14T22:13:20.000Z'
    """
    units = -(-time_ns // times.step_ns)
    return str(units) if times.unit_ns else iso_text(units * times.step_ns)


def iso_text(time_ns: int) -> str:
    """An instant in ISO 8601, UTC, in whole milliseconds.

    >>> iso_text(1_700_000_000_123_000_000)
    '2023-11-14T22:13:20.123Z'
    """
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=time_ns // MILLISECOND_NS)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"
