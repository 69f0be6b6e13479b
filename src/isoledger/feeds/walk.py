"""The way through the pages of one span: what to ask next, and which rows are complete.

No page is asked for here and nothing is kept: an answer goes in, complete rows come out. Rows of
one instant leave together, so that each file the journal keeps holds all rows of every instant in
it: equal rows are told apart by how often they occur in one file. The group at the far end of a
page therefore waits for the next page.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import assert_never

from attrs import field, frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds.errors import AnswerError, StuckPagingError
from isoledger.feeds.page import Page, Row
from isoledger.feeds.source import (
    Ask,
    Direction,
    Far,
    Instant,
    Lane,
    Numbered,
    Source,
    Token,
    Whole,
    iso_text,
    written,
)
from isoledger.feeds.spans import Span

CIRCLES_MAX = 3
"""How often a venue may answer with a page it has answered before."""


@frozen(kw_only=True)
class Leaf:
    """Rows that are complete: for each instant among them, all there is.

    Attributes:
        rows: The rows, in the order in which the venue lists them.
        is_last: Whether the span is walked to its end.
        crowded_ns: An instant of which the venue did not show all rows; ``None``: there is none.
    """

    rows: tuple[Row, ...] = field(repr=False)
    is_last: bool
    crowded_ns: int | None = None


class Walk:
    """One lane through one span, page by page."""

    def __init__(self, lane: Lane, span: Span) -> None:
        """Nothing was asked yet."""
        self._lane, self._source, self._span = lane, lane.source, span
        self._waiting: tuple[Row, ...] = ()
        self._seen: set[bytes] = set()
        self._pages: set[tuple[bytes, ...]] = set()
        self._cursors: set[str] = set()
        self._circles = 0
        self._cursor: dict[str, str] = {}
        self._near_ns: int | None = None
        self._number = 0
        self._crowded: int | None = None
        self._is_old = False
        self._is_done = False

    @property
    def ask(self) -> Ask | None:
        """What to ask next; ``None``: all was told."""
        if self._is_done:
            return None
        its = self._source
        parameters = {**its.fixed, **self._lane.chosen, **self._times(), **self._cursor}
        if its.limit:
            parameters[its.limit] = str(its.size)
        return Ask(source=its, parameters=FrozenMap(parameters))

    def told(self, page: Page) -> Leaf:
        """What is complete after *page*, the answer to the last `ask`.

        Raises:
            AnswerError: A row has no number to go on from.
            StuckPagingError: The venue leads in a circle.
        """
        self._crowded, self._is_old = None, False
        pool, far = self._pool(self._within(page.rows)), self._far(page.rows)
        self._is_done = not self._goes_on(page, far)
        if self._is_old:
            return Leaf(rows=(), is_last=False)
        self._pages.add(tuple(row.raw for row in page.rows))
        self._seen.update(row.raw for row in page.rows)
        waits = not self._is_done and self._crowded is None
        self._waiting = tuple(row for row in pool if waits and self._step(row.time_ns) == far)
        ready = tuple(row for row in pool if not waits or self._step(row.time_ns) != far)
        return Leaf(rows=ready, is_last=self._is_done, crowded_ns=self._crowded)

    # --- which rows -------------------------------------------------------------------------------

    def _within(self, rows: Sequence[Row]) -> list[Row]:
        """Those of *rows* that are asked for; what is so at this moment has no time."""
        if isinstance(self._source.paging, Whole):
            return list(rows)
        return [row for row in rows if row.time_ns in self._span]

    def _pool(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Rows that have not left yet: those that wait, and those of a page that are new."""
        if self._source.distinct or isinstance(self._source.paging, Far):
            waiting = {row.raw for row in self._waiting}
            left = [row for row in rows if row.raw not in self._seen or row.raw in waiting]
            fresh = _once(left)
            return (*_without(self._waiting, fresh), *fresh)
        if isinstance(self._source.paging, Instant):
            return (*_without(self._waiting, rows), *rows)
        again = tuple(row.raw for row in rows) in self._pages
        return (*self._waiting, *(() if again else rows))

    def _far(self, rows: Sequence[Row]) -> int | None:
        """The step of time that is farthest along among *rows*."""
        steps = [self._step(row.time_ns) for row in rows]
        if not steps:
            return None
        return min(steps) if self._source.direction is Direction.OLDER else max(steps)

    def _step(self, time_ns: int) -> int:
        return time_ns // self._source.times.step_ns

    # --- where next -------------------------------------------------------------------------------

    def _times(self) -> dict[str, str]:
        """The span, a step wider: whether a venue counts its ends in is not to be trusted."""
        its, step = self._source.times, self._source.times.step_ns
        start, end = max(0, self._span.start_ns - step), self._span.end_ns
        if self._near_ns is not None:
            if self._source.direction is Direction.OLDER:
                end = self._near_ns
            else:
                start = self._near_ns
        told = {its.since: written(start, its), its.until: written(end, its)}
        return {name: text for name, text in told.items() if name}

    def _goes_on(self, page: Page, far: int | None) -> bool:
        """Whether there is a next page, and then how to ask for it."""
        if far is None or self._is_past(page.rows):
            return False
        match self._source.paging:
            case Token(parameter=parameter):
                return self._by_token(parameter, page)
            case Far() as paging:
                return self._by_number(paging, page.rows)
            case Instant(page=parameter):
                return self._by_instant(parameter, page.rows, far)
            case Numbered() as paging:
                return self._by_page(paging, page.rows)
            case Whole():
                return False
            case _:
                assert_never(self._source.paging)

    def _is_past(self, rows: Sequence[Row]) -> bool:
        """Whether all of *rows* lie beyond the span, the way the pages go."""
        if self._source.direction is Direction.OLDER:
            return all(row.time_ns < self._span.start_ns for row in rows)
        return all(row.time_ns >= self._span.end_ns for row in rows)

    def _by_token(self, parameter: str, page: Page) -> bool:
        if not page.token:
            return False
        if page.token in self._cursors and not self._is_news(page.rows):
            return self._circle(page.token)
        self._cursors.add(page.token)
        self._cursor = {parameter: page.token}
        return True

    def _by_number(self, paging: Far, rows: Sequence[Row]) -> bool:
        older = self._source.direction is Direction.OLDER
        numbers = [n for row in rows if (n := _number(self._source, row, paging.field)) >= 0]
        asked = self._cursor.get(paging.parameter)
        if asked is not None and not self._is_news(rows):
            at = int(asked)
            if any(n > at if older else n < at for n in numbers):
                return self._circle(asked)
            return False
        if numbers:
            self._cursor = {paging.parameter: str(min(numbers) if older else max(numbers))}
        return bool(numbers)

    def _by_page(self, paging: Numbered, rows: Sequence[Row]) -> bool:
        if self._is_news(rows):
            self._number, self._circles = self._number + 1, 0
            self._cursor = {paging.parameter: str(paging.first + self._number * paging.by)}
            return True
        # An old page once more; or a venue that gives its last page for every number behind it.
        self._circles, self._is_old = self._circles + 1, self._circles + 1 < CIRCLES_MAX
        return self._is_old

    def _by_instant(self, parameter: str, rows: Sequence[Row], far: int) -> bool:
        step, full = self._source.times.step_ns, len(rows) >= self._source.size
        news = self._is_news(rows)
        if full:
            self._require_order([row.time_ns for row in rows])
        near = self._near_ns
        if near is not None and not news and self._is_behind(rows, near):
            return self._circle(iso_text(near))
        if far * step != near:
            self._near_ns, self._number, self._cursor = far * step, 1, {}
            return True
        if not full:
            return False
        if parameter and (news or self._number == 1):
            self._number, self._circles = self._number + 1, 0
            self._cursor = {parameter: str(self._number)}
            return True
        if parameter and self._circles + 1 < CIRCLES_MAX:
            self._circles, self._is_old = self._circles + 1, True
            return True
        return self._beyond(far, step)

    def _require_order(self, times: Sequence[int]) -> None:
        """Nothing, unless a full page is listed from the far end: then its near end was cut off."""
        older = self._source.direction is Direction.OLDER
        if times[0] != times[-1] and times == sorted(times, reverse=not older):
            why = f"its rows are not {self._source.direction.value}, as they are taken to be"
            raise AnswerError(what=self._source.title, why=why)

    def _is_behind(self, rows: Sequence[Row], near: int) -> bool:
        """Whether *rows* hold what lies before *near*: an old page once more."""
        step = self._source.times.step_ns
        if self._source.direction is Direction.OLDER:
            return any(row.time_ns // step * step > near for row in rows)
        return any(row.time_ns // step * step < near for row in rows)

    def _beyond(self, far: int, step: int) -> bool:
        """Past an instant with more rows than a page: what was not shown is a gap."""
        if self._span.start_ns - step < far * step < self._span.end_ns:
            self._crowded = far * step
        onward = -1 if self._source.direction is Direction.OLDER else 1
        self._near_ns, self._number, self._cursor = (far + onward) * step, 1, {}
        return self._span.start_ns - step < self._near_ns < self._span.end_ns

    def _is_news(self, rows: Sequence[Row]) -> bool:
        """Whether a row of *rows* was in no page before."""
        return any(row.raw not in self._seen for row in rows)

    def _circle(self, cursor: str) -> bool:
        """An old page once more: the same is asked again, a few times."""
        self._circles, self._is_old = self._circles + 1, True
        if self._circles >= CIRCLES_MAX:
            raise StuckPagingError(what=self._source.title, cursor=cursor)
        return True


def _once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """*rows*, of those with the same bytes the first."""
    first: dict[bytes, Row] = {}
    for row in rows:
        first.setdefault(row.raw, row)
    return tuple(first.values())


def _without(rows: Sequence[Row], others: Sequence[Row]) -> tuple[Row, ...]:
    """*rows* less as many as *others* has of the same bytes."""
    count = Counter(row.raw for row in others)
    kept: list[Row] = []
    for row in rows:
        if count[row.raw]:
            count[row.raw] -= 1
        else:
            kept.append(row)
    return tuple(kept)


def _number(source: Source, row: Row, name: str) -> int:
    """The number in *name*; below zero: the venue has given it none yet."""
    text = row.record.optional(name) or ""
    if not text.removeprefix("-").isdecimal() or not text.isascii():
        raise AnswerError(what=source.title, why=f"{name} {text[:40]!r} is no number to go on from")
    return int(text)
