"""What makes two records the same fact: a key of the venue's own, and how often it occurred."""

from collections import Counter
from typing import NamedTuple


class Key(NamedTuple):
    """A typed identity of one record, before its occurrence is counted.

    Attributes:
        kind: What it identifies, for instance ``wallet``. Keys of two kinds are never equal.
        parts: The venue's own id; without one, all that tells this record from others.

    >>> str(Key("wallet", ("36f8f6c5",)))
    'wallet:36f8f6c5'
    """

    kind: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ":".join((self.kind, *map(_plain, self.parts)))


def _plain(part: str) -> str:
    """A part that cannot be taken for two."""
    return part.replace("%", "%25").replace(":", "%3A").replace("#", "%23")


class Occurrences:
    """Counts keys that are not unique: the second record under a key is ``#2``.

    >>> seen = Occurrences()
    >>> seen.id(Key("fill", ("1", "9"))), seen.id(Key("fill", ("1", "9")))
    ('fill:1:9', 'fill:1:9#2')
    """

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: Counter[Key] = Counter()

    def id(self, key: Key) -> str:
        """The id of one more record under *key*."""
        self._seen[key] += 1
        count = self._seen[key]
        return str(key) if count == 1 else f"{key}#{count}"
