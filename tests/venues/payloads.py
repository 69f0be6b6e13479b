"""Every payload that others recorded of a venue, and what becomes of it."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from pathlib import Path

from isoledger.core.errors import IsoledgerError
from isoledger.venues.records import Record
from isoledger.venues.translation import Given, Kind, Translation, Venue
from tests.answers import answer, commented
from tests.real import real


def payloads(venue: str) -> Iterator[tuple[str, bytes]]:
    """The title and the bytes of each."""
    statements = real("statements")
    for folder in (statements.parent / venue, statements / venue):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                yield _payload(path)
    yield from commented(venue)


def _payload(path: Path) -> tuple[str, bytes]:
    if path.suffix == ".txt":
        endpoint, data = answer(path)
        return f"{endpoint} ({path.name})", data
    return path.name, path.read_bytes()


def taken(venue: Venue, data: bytes, title: str) -> Translation | str:
    """What *data* became; or a word: nobody's, several kinds', or the error that refuses it."""
    return taken_by(venue, data, title)[1]


def taken_by(venue: Venue, data: bytes, title: str) -> tuple[Kind | None, Translation | str]:
    """The same, and which kind took it; ``None``: none did, or several would."""
    kinds = [kind for kind in venue.kinds if kind.recognises(data[: 1 << 16])]
    if len(kinds) != 1:
        return None, "several" if kinds else "nobody"
    kind = kinds[0]
    try:
        done = (kind.given or _unasked(kind))(kind.records(data, title), "A", IN_UTC)
    except IsoledgerError as error:
        return kind, f"refused: {error}"
    assert done.is_whole, title
    return kind, done


IN_UTC = Given(zone=UTC)
"""Local times are taken for UTC: what matters here is that they are read."""


def _unasked(kind: Kind) -> Callable[[Sequence[Record], str, Given], Translation]:
    return lambda records, account, _: kind.translate(records, account)


class Reasons:
    """Why payloads are not read: a pattern of titles each; all of them are needed."""

    def __init__(self, **reasons: str) -> None:
        """Pairs of a reason, its words joined by ``_``, and a pattern."""
        self._patterns = {why: re.compile(pattern) for why, pattern in reasons.items()}
        self._used: set[str] = set()

    def of(self, title: str) -> str | None:
        """Why the payload *title* is not read; ``None``: for no reason."""
        for why, pattern in self._patterns.items():
            if pattern.search(title):
                self._used.add(why)
                return why
        return None

    @property
    def stale(self) -> set[str]:
        """Reasons that no payload needed."""
        return set(self._patterns) - self._used
