"""Every recorded payload of a venue, and what the venue's kinds make of it."""

from collections.abc import Iterable, Iterator
from datetime import UTC

from isoledger.core.errors import IsoledgerError
from isoledger.venues.translation import Given, Kind, Translation, Venue
from tests.answers import answer, answers, commented
from tests.real import real

HEAD = 1 << 16
TAKEN_NS = 1_800_000_000 * 10**9


def payloads(*places: str, comments: str) -> Iterator[tuple[str, bytes]]:
    """What lies under *places* of the recorded data, and the *comments* about a venue."""
    read = {path: answer(path) for place in places for path in answers(place)}
    yield from ((f"{name} ({path.name})", body) for path, (name, body) in read.items())
    for place in places:
        for path in sorted(real(place).rglob("*")):
            if path.is_file() and path not in read:
                yield path.name, path.read_bytes()
    yield from commented(comments)


def told(venue: Venue, found: Iterable[tuple[str, bytes]]) -> dict[str, Translation | str]:
    """What each payload became; why not, where a kind knew it and could not read it.

    A payload that no kind knows is left out; one that two kinds know is an error.
    """
    became: dict[str, Translation | str] = {}
    for name, body in found:
        fits = [kind for kind in venue.kinds if kind.recognises(body[:HEAD])]
        assert len(fits) < 2, (name, [kind.name for kind in fits])
        for kind in fits:
            became[name] = _read(kind, body, name)
    return became


def _read(kind: Kind, body: bytes, name: str) -> Translation | str:
    try:
        records = kind.records(body, name)
    except IsoledgerError as error:
        return str(error)
    translation = kind.given(records, "a", Given(zone=UTC, taken_ns=TAKEN_NS))
    assert translation.is_whole, name
    assert translation.records == len(records)
    again = kind.given(records[::-1], "a", Given(zone=UTC, taken_ns=TAKEN_NS))
    assert len(again.events) == len(translation.events)
    return translation
