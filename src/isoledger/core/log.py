"""An append-only sequence of events whose versions share one memory.

A version is a length: appending to the newest version extends the shared list in place, which no
older version can see; appending to an older one copies its part first. So one more event costs
the same however long the history is.
"""

from collections.abc import Iterator, Sequence
from typing import overload

from isoledger.core.events import MarginEvent


class EventLog(Sequence[MarginEvent]):
    """Events in the order of their stamps, findable by id. Immutable to everyone who holds it."""

    __slots__ = ("_events", "_length", "_places")
    _events: list[MarginEvent]
    _places: dict[str, int] | None
    _length: int

    def __init__(self, events: Sequence[MarginEvent] = ()) -> None:
        """A log of *events*, which are in order and whose ids are unique."""
        self._events = list(events)
        self._places = None
        self._length = len(self._events)

    def appended(self, event: MarginEvent) -> "EventLog":
        """This log with *event* behind all others."""
        events, places, length = self._events, self._index(), self._length
        if len(events) == length:
            events.append(event)
            if events[length] is event:  # no other thread was quicker
                new = EventLog.__new__(EventLog)
                new._events, new._places, new._length = events, places, length + 1
                places[event.stamp.id] = length
                return new
        return EventLog((*self, event))

    def find(self, event_id: str) -> MarginEvent | None:
        """The event under *event_id*; ``None``: there is none."""
        place = self._index().get(event_id)
        return None if place is None or place >= self._length else self._events[place]

    def _index(self) -> dict[str, int]:
        """Made when first asked for: a replay that only wants balances never pays for it."""
        if self._places is None:
            self._places = {e.stamp.id: place for place, e in enumerate(self)}
        return self._places

    @overload
    def __getitem__(self, at: int) -> MarginEvent: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[MarginEvent, ...]: ...
    def __getitem__(self, at: int | slice) -> MarginEvent | tuple[MarginEvent, ...]:
        if isinstance(at, slice):
            return tuple(self._events[i] for i in range(*at.indices(self._length)))
        if not -self._length <= at < self._length:
            raise IndexError(at)
        return self._events[at % self._length]

    def __iter__(self) -> Iterator[MarginEvent]:
        for place in range(self._length):
            yield self._events[place]

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EventLog) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._length, self._length and self._events[self._length - 1].stamp.id))

    def __reduce__(self) -> tuple[type["EventLog"], tuple[tuple[MarginEvent, ...]]]:
        return EventLog, (tuple(self),)

    def __repr__(self) -> str:
        return f"EventLog({self._length} events)"
