"""A pull: what a venue still remembers of an account, brought into the journal page by page.

The journal itself says where to go on: each span that was walked to its end left a mark in it.
What is missing is walked, oldest first, with an hour before it once more, since rows come late.
Each page is a batch of its own; a pull that is killed loses what it had not yet written, and the
next one walks the unfinished span again. Events are known by their ids: nothing counts twice.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import Protocol, TypeAlias

from attrs import field, frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds.errors import AnswerError, BusyError, ChoiceError
from isoledger.feeds.keeping import NOTHING_KEPT, Keeper, Kept, Mark
from isoledger.feeds.page import Page, page_of, text_of
from isoledger.feeds.source import HOUR_NS, Ask, Lane, Source, Whole, iso_text, lanes
from isoledger.feeds.spans import Span, again, milliseconds, missing, windows
from isoledger.feeds.walk import Walk

OVERLAP_NS = HOUR_NS
"""How late a row may come: so much before what is missing is read once more."""

MARK_NS = HOUR_NS
"""A walk that found nothing new leaves a mark only when it went so much farther than the last."""

WAITS_S = (1, 2, 4, 8, 16, 32)
"""How long to wait before asking once more, after each time a venue did not answer."""


class Transport(Protocol):
    """Carries one request to a venue, signs and paces it, and brings the body back as it came."""

    def get(self, ask: Ask) -> str:
        """The body of the answer to *ask*.

        Raises:
            BusyError: No answer this time.
            FeedError: There will be none.
        """
        ...


class AsyncTransport(Protocol):
    """As `Transport`, and lets others work meanwhile."""

    async def get(self, ask: Ask) -> str:
        """The body of the answer to *ask*; errors as `Transport.get`."""
        ...


Pause: TypeAlias = Callable[[int], None]
"""Waits for so many seconds."""

AsyncPause: TypeAlias = Callable[[int], Awaitable[None]]
"""Waits for so many seconds, and lets others work."""


@frozen(kw_only=True)
class RetentionGap:
    """Time of which the venue remembers nothing any more, and the journal neither.

    Attributes:
        lane: Whose.
        span: From when to when.
    """

    lane: str
    span: Span

    def __str__(self) -> str:
        days = "the venue remembers nothing of it; import its files of that time"
        return f"{self.lane}: {self.span}: {days}"


@frozen(kw_only=True)
class CrowdedInstant:
    """An instant with more rows than the venue shows of one.

    Attributes:
        lane: Whose.
        time_ns: When, ns UTC.
        shown: How many it shows at most.
    """

    lane: str
    time_ns: int
    shown: int

    def __str__(self) -> str:
        when = iso_text(self.time_ns)
        return f"{self.lane}: {when}: the venue shows {self.shown} rows of one instant and no more"


Gap: TypeAlias = RetentionGap | CrowdedInstant
"""What is missing, and stays missing."""


@frozen(kw_only=True)
class Pulled:
    """What a pull did.

    Attributes:
        lanes: What became of each lane's pages, by its name.
        gaps: What is missing.
        unread: Kinds that are declared and that nobody can translate yet.
    """

    lanes: FrozenMap[str, Kept] = FrozenMap()
    gaps: tuple[Gap, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def kept(self) -> Kept:
        """All lanes together."""
        return sum(self.lanes.values(), NOTHING_KEPT)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is missing and nothing was parked."""
        return not self.gaps and not self.kept.parked


@frozen(kw_only=True)
class Wish:
    """What is to be pulled.

    Attributes:
        sources: From where.
        since_ns: From when on, ns UTC; ``None``: from where the journal begins to know.
        now_ns: What time it is, ns UTC.
        chosen: Values for the choices of sources, by parameter.
        overlap_ns: How late a row may come.
        told: Called with a line about each page before it is asked for.
    """

    sources: tuple[Source, ...]
    since_ns: int | None = None
    now_ns: int
    chosen: FrozenMap[str, Sequence[str]] = FrozenMap()
    overlap_ns: int = OVERLAP_NS
    told: Callable[[str], None] = field(default=lambda _: None, eq=False)


def pull(transport: Transport, keeper: Keeper, wish: Wish, pause: Pause = time.sleep) -> Pulled:
    """Bring what *wish* names into the journal of *keeper*.

    Args:
        transport: How to ask.
        keeper: Where to put it.
        wish: What.
        pause: How to wait.

    Raises:
        FeedError: It cannot go on; what was written stays, and the next pull goes on from there.
        JournalError: The journal cannot take it.
    """
    steps = _steps(keeper, wish)
    try:
        ask = next(steps)
        while True:
            ask = steps.send(_answer(transport, ask, pause))
    except StopIteration as done:
        result: Pulled = done.value
    return result


async def pull_async(
    transport: AsyncTransport, keeper: Keeper, wish: Wish, pause: AsyncPause = asyncio.sleep
) -> Pulled:
    """As `pull`, while others work.

    Args:
        transport: How to ask.
        keeper: Where to put it.
        wish: What.
        pause: How to wait.

    Raises:
        FeedError: As `pull`.
        JournalError: As `pull`.
    """
    steps = _steps(keeper, wish)
    try:
        ask = next(steps)
        while True:
            ask = steps.send(await _answer_async(transport, ask, pause))
    except StopIteration as done:
        result: Pulled = done.value
    return result


# --- asking until there is an answer -------------------------------------------------------------


def _answer(transport: Transport, ask: Ask, pause: Pause) -> Page:
    waits = iter(WAITS_S)
    while True:
        try:
            return page_of(ask.source, transport.get(ask))
        except (BusyError, AnswerError) as error:
            wait, fault = next(waits, None), error
        if wait is None:
            raise _given_up(fault)
        pause(wait)


async def _answer_async(transport: AsyncTransport, ask: Ask, pause: AsyncPause) -> Page:
    waits = iter(WAITS_S)
    while True:
        try:
            return page_of(ask.source, await transport.get(ask))
        except (BusyError, AnswerError) as error:
            wait, fault = next(waits, None), error
        if wait is None:
            raise _given_up(fault)
        await pause(wait)


def _given_up(fault: BusyError | AnswerError) -> BusyError | AnswerError:
    """A body that was cut off cannot be told from a bad one at once; after so many tries it can."""
    if isinstance(fault, AnswerError):
        return fault
    return BusyError(what=fault.what, why=fault.why, tries=len(WAITS_S) + 1)


# --- what to ask, whatever asks it ----------------------------------------------------------------

_Steps: TypeAlias = Generator[Ask, Page, Pulled]


def _steps(keeper: Keeper, wish: Wish) -> _Steps:
    """All requests of a pull one by one; the answers are sent in."""
    known = [s for s in wish.sources if keeper.kind(s) is not None]
    keeper.require_one_telling(known)
    done: dict[str, Kept] = {}
    gaps: list[Gap] = []
    for lane in [lane for source in known for lane in lanes(source, wish.chosen)]:
        plan = _plan(keeper, wish, lane)
        gaps += plan.gaps
        done[lane.name] = NOTHING_KEPT
        for window in plan.windows:
            done[lane.name] += yield from _window(keeper, wish, lane, window, gaps)
    unread = tuple(source.kind for source in wish.sources if source not in known)
    return Pulled(lanes=FrozenMap(done), gaps=tuple(gaps), unread=unread)


@frozen
class _Plan:
    """What of a lane is to be walked, and what is gone."""

    windows: tuple[Span, ...]
    gaps: tuple[RetentionGap, ...] = ()


def _plan(keeper: Keeper, wish: Wish, lane: Lane) -> _Plan:
    source = lane.source
    if isinstance(source.paging, Whole):
        return _Plan((milliseconds(0, wish.now_ns),))
    walked = keeper.walked(lane)
    wanted = milliseconds(_since(wish, lane, walked), wish.now_ns)
    there = Span(_floor(source, wanted), wanted.end_ns)
    gone = missing(Span(wanted.start_ns, there.start_ns), walked)
    spans = again(missing(there, walked), wish.overlap_ns, there.start_ns)
    parts = tuple(part for span in spans for part in windows(span, _longest(source)))
    return _Plan(parts, tuple(RetentionGap(lane=lane.title, span=span) for span in gone))


def _floor(source: Source, wanted: Span) -> int:
    """From when on the venue remembers, an hour later so that it still does when it is asked."""
    if source.retention_ns is None:
        return wanted.start_ns
    first = milliseconds(wanted.end_ns - source.retention_ns + HOUR_NS, wanted.end_ns).start_ns
    return min(max(wanted.start_ns, first), wanted.end_ns)


def _since(wish: Wish, lane: Lane, walked: Sequence[Span]) -> int:
    """From when on: as asked, or from the first span the journal knows."""
    if wish.since_ns is not None:
        return min(wish.since_ns, wish.now_ns)
    if not walked:
        why = "has no history in this journal yet; say from when on: --since 2026-01-01T00:00:00Z"
        raise ChoiceError(what=lane.source.title, choice="account", why=why)
    return min(span.start_ns for span in walked)


def _longest(source: Source) -> int | None:
    """The longest span to ask for, so that it is not too long with a step added at both ends."""
    return None if source.span_ns is None else source.span_ns - 4 * source.times.step_ns


def _window(
    keeper: Keeper, wish: Wish, lane: Lane, window: Span, gaps: list[Gap]
) -> Generator[Ask, Page, Kept]:
    """One window to its end, and then the mark that says so."""
    walk, kept, number = Walk(lane, window), NOTHING_KEPT, 0
    crowded, first_ns = list[Gap](), window.end_ns
    farther = sum(span.end_ns - span.start_ns for span in missing(window, keeper.walked(lane)))
    while (ask := walk.ask) is not None:
        number += 1
        name = f"{lane.name} {window} page {number}"
        wish.told(name)
        page = yield ask
        leaf = walk.told(page)
        first_ns = min([first_ns, *(row.time_ns for row in leaf.rows)])
        if leaf.crowded_ns is not None:
            shown = lane.source.size
            crowded.append(CrowdedInstant(lane=lane.title, time_ns=leaf.crowded_ns, shown=shown))
        always = farther >= MARK_NS or bool(kept.events or kept.parked)
        is_moment = isinstance(lane.source.paging, Whole)
        is_walked = leaf.is_last and not crowded and not is_moment
        mark = Mark(span=window, always=always) if is_walked else None
        # What is so at this moment may say around its rows which moment that is.
        data = page.body if is_moment else text_of(leaf.rows)
        kept += keeper.keep(lane, data, name, mark, wish.now_ns)
    gaps += crowded
    if lane.source.most is not None and kept.records >= lane.source.most:
        gaps.append(RetentionGap(lane=lane.title, span=Span(window.start_ns, first_ns)))
    return kept
