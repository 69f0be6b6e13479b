"""Equal values that occur a million times are kept once."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

KEPT_MAX = 1 << 16
"""More different values than this, and the collection begins anew: it must not eat the machine."""


class Interned(dict[K, V]):
    """A dictionary that makes what it does not have.

    >>> halves = Interned(lambda number: number / 2)
    >>> halves[4]
    2.0
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[K], V]) -> None:
        """An empty collection, filled by *make*."""
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        value = self._make(key)
        if len(self) >= KEPT_MAX:
            self.clear()
        self[key] = value
        return value
