"""Spans of time: which were walked to their end, and which are missing."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from attrs import frozen

from isoledger.feeds.source import MILLISECOND_NS, iso_text

_SPAN = re.compile(r"(.+) ([0-9T:.-]{23}Z)\.\.([0-9T:.-]{23}Z)", re.ASCII)


@frozen
class Span:
    """From an instant up to another one, which is not in it.

    Attributes:
        start_ns: Where it begins, ns UTC.
        end_ns: Where it has ended.
    """

    start_ns: int
    end_ns: int

    def __str__(self) -> str:
        return f"{iso_text(self.start_ns)}..{iso_text(self.end_ns)}"

    def __contains__(self, time_ns: int) -> bool:
        return self.start_ns <= time_ns < self.end_ns


def milliseconds(start_ns: int, end_ns: int) -> Span:
    """The span around both, in whole milliseconds, as names of spans are written."""
    last = -(-end_ns // MILLISECOND_NS) * MILLISECOND_NS
    return Span(start_ns // MILLISECOND_NS * MILLISECOND_NS, last)


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as can be, earliest first."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start_ns, span.end_ns)):
        if whole and span.start_ns <= whole[-1].end_ns:
            first = whole.pop()
            span = Span(first.start_ns, max(first.end_ns, span.end_ns))  # noqa: PLW2901
        whole.append(span)
    return tuple(whole)


def missing(wanted: Span, walked: Iterable[Span]) -> tuple[Span, ...]:
    """What of *wanted* none of *walked* holds, earliest first."""
    holes: list[Span] = []
    at = wanted.start_ns
    for span in united(walked):
        if span.end_ns <= at or span.start_ns >= wanted.end_ns:
            continue
        if span.start_ns > at:
            holes.append(Span(at, span.start_ns))
        at = span.end_ns
    if at < wanted.end_ns:
        holes.append(Span(at, wanted.end_ns))
    return tuple(holes)


def again(holes: Iterable[Span], overlap_ns: int, floor_ns: int) -> tuple[Span, ...]:
    """*holes*, each begun *overlap_ns* earlier, so that rows that came late are seen.

    Args:
        holes: Spans that are missing.
        overlap_ns: How late a row may come.
        floor_ns: Before this the venue remembers nothing, or nobody asked.
    """
    wider = [Span(max(floor_ns, hole.start_ns - overlap_ns), hole.end_ns) for hole in holes]
    return united(span for span in wider if span.start_ns < span.end_ns)


def windows(span: Span, longest_ns: int | None) -> Iterator[Span]:
    """*span* in parts of at most *longest_ns*, earliest first; ``None``: as a whole."""
    at = span.start_ns
    while at < span.end_ns:
        end = span.end_ns if longest_ns is None else min(span.end_ns, at + longest_ns)
        yield Span(at, end)
        at = end


def named(name: str) -> tuple[str, Span] | None:
    """The lane and the span that a journal's name of a walk tells; ``None``: it tells none.

    >>> named("bills 2026-01-01T00:00:00.000Z..2026-01-08T00:00:00.000Z")[0]
    'bills'
    """
    told = _SPAN.fullmatch(name)
    if told is None:
        return None
    try:
        start, end = (_instant_ns(told[2]), _instant_ns(told[3]))
    except ValueError:
        return None
    return told[1], Span(start, end)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant_ns(text: str) -> int:
    since = datetime.fromisoformat(text) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1000
