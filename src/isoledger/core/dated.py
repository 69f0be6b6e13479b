"""What held from when."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from attrs import Attribute, field, frozen

from isoledger.core.errors import NotInForceError, TermsError

T = TypeVar("T")

BEGINNING_NS = -(2**63)
"""Before everything: the effective instant of a value that always held."""


def _in_order(
    _: "Dated[T]",
    __: "Attribute[tuple[tuple[int, T], ...]]",
    versions: tuple[tuple[int, T], ...],
) -> None:
    instants = [instant for instant, _ in versions]
    if not instants or any(a >= b for a, b in pairwise(instants)):
        raise TermsError(what="dated value", why="effective instants are missing or not rising")


@frozen
class Dated(Generic[T]):
    """A value that a venue changed now and then.

    Attributes:
        versions: Pairs of (effective-from in ns UTC, value), earliest first.
    """

    versions: tuple[tuple[int, T], ...] = field(validator=_in_order)

    @classmethod
    def always(cls, value: T) -> "Dated[T]":
        """One value for all time.

        >>> Dated.always("a").at(0)
        'a'
        """
        return cls(((BEGINNING_NS, value),))

    def at(self, time_ns: int) -> T:
        """The value in force at *time_ns*.

        Raises:
            NotInForceError: *time_ns* lies before the first version.
        """
        for instant, value in reversed(self.versions):
            if instant <= time_ns:
                return value
        raise NotInForceError(time_ns=time_ns, first_ns=self.versions[0][0])

    def next_change_ns(self, time_ns: int) -> int | None:
        """The first instant after *time_ns* at which the value changes; ``None``: never."""
        return next((instant for instant, _ in self.versions if instant > time_ns), None)

    def __iter__(self) -> Iterator[tuple[int, T]]:
        return iter(self.versions)
