"""The figures of one raw position record, read strictly, and the words that stand for no price."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeGuard

from attrs import frozen

from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact
from isoledger.venues.errors import FieldError

_NOTHING = frozenset({"", "--", "null", "None"})

MILLISECOND_NS = 10**6
SECOND_NS = 10**9


@frozen
class Figures:
    """The fields of one record; numbers are text or whole numbers, never floats.

    Attributes:
        place: Whose record it is, for errors.
        raw: The fields by name.
    """

    place: str
    raw: Mapping[str, object]

    def __contains__(self, name: str) -> bool:
        return self.raw.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """What stands under *name* as it was written; *default* if nothing does.

        Raises:
            FieldError: It is neither text nor a whole number.
        """
        found = self.raw.get(name)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, int | str):
            why = f"{type(found).__name__} is neither text nor a whole number"
            raise FieldError(source=self.place, field=name, why=f"{why}; read numbers as text")
        return str(found)

    def first(self, *names: str) -> str:
        """The first of *names* that is there; the last of them if none is."""
        return next((name for name in names if name in self), names[-1])

    def exact(self, *names: str) -> Fraction:
        """The number under the first of *names* that is there.

        Raises:
            FieldError: None is there, or it is no plain number.
        """
        name = self.first(*names)
        text = self.text(name)
        if not text:
            raise FieldError(source=self.place, field=name, why="is missing")
        try:
            return Exact.of(text).value
        except IsoledgerError as error:
            raise FieldError(source=self.place, field=name, why=str(error)) from None

    def optional(self, *names: str) -> Fraction | None:
        """`exact`, or ``None`` where nothing is written."""
        return self.exact(*names) if self.first(*names) in self else None

    def inner(self, name: str) -> "Figures":
        """The record under *name*.

        Raises:
            FieldError: There is none.
        """
        return self._record(name, self.raw.get(name))

    def rows(self, name: str) -> Iterator["Figures"]:
        """The records in the list under *name*.

        Raises:
            FieldError: There is no list of records.
        """
        found = self.raw.get(name)
        if not _is_list(found):
            raise FieldError(source=self.place, field=name, why="is no list")
        for n, row in enumerate(found, 1):
            yield self._record(f"{name} {n}", row)

    def time_ns(self, unit_ns: int, *names: str) -> int | None:
        """The first instant under *names* that is there, counted in *unit_ns* nanoseconds."""
        found = self.optional(*names)
        return None if found is None else int(found * unit_ns)

    def _record(self, name: str, found: object) -> "Figures":
        if not _is_fields(found):
            raise FieldError(source=self.place, field=name, why="is no record")
        return Figures(self.place, {str(key): value for key, value in found.items()})


def _is_list(found: object) -> TypeGuard[list[object]]:
    return isinstance(found, list)


def _is_fields(found: object) -> TypeGuard[dict[object, object]]:
    return isinstance(found, dict)


def last_digit(text: str) -> Fraction:
    """What the last digit of *text* counts.

    >>> last_digit("665.69")
    Fraction(1, 100)
    """
    return Fraction(1, 10 ** len(text.partition(".")[2]))


def no_price(printed: str, *, cap: Fraction | None = None) -> str:
    """Why a *printed* liquidation price stands for none; empty: it is a price.

    Args:
        printed: What the venue printed.
        cap: From here on a number stands for none; ``None``: no such number is known.
    """
    if printed in _NOTHING:
        return "nothing is printed: there is none"
    price = Exact.of(printed).value
    if not price:
        return "0 stands for none"
    if price < 0:
        return f"{printed} is below zero: the margin outlasts any price"
    if cap is not None and price >= cap:
        return f"{printed} is at or above the venue's cap {cap}, which stands for none"
    return ""


def printed_price(printed: str, sentinel: str) -> Fraction | None:
    """The price that *printed* is, unless *sentinel* says that it is none."""
    return None if sentinel else Exact.of(printed).value
