"""The fields of one raw record, read strictly: nothing is guessed, and no number is rounded."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, TypeGuard

from attrs import frozen

from isoledger.core.errors import MalformedNumberError
from isoledger.core.money import DECIMALS_MAX
from isoledger.core.numbers import Exact, Price
from isoledger.venues.errors import FieldError

Json: TypeAlias = "bool | str | list[Json] | dict[str, Json] | None"
"""A JSON value whose numbers are still the text that was written."""

MICROSECOND_NS = 10**3
MILLISECOND_NS = 10**6
SECOND_NS = 10**9


@frozen(kw_only=True)
class Fields:
    """The fields of one record; a field is there unless it is absent, null or empty.

    Attributes:
        place: Whose record it is and where it stands; errors say it.
        fields: What it holds, by name; numbers are text.
    """

    place: str
    fields: Mapping[str, Json]

    @classmethod
    def of(cls, raw: Mapping[str, object], place: str) -> "Fields":
        """The fields of a decoded record: numbers become the text they were written in.

        Args:
            raw: A JSON object or a row of a CSV. Numbers are texts, whole numbers or decimals; a
                float is refused, since nobody knows what was written.
            place: What to call it in errors.

        Raises:
            FieldError: Something in it is no JSON value, or a float.
        """
        return Fields(place=place, fields={n: _json(value, place, n) for n, value in raw.items()})

    def __contains__(self, name: str) -> bool:
        return self.fields.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """The text in *name*.

        Raises:
            FieldError: It is not there, or no text.
        """
        value = self.fields.get(name)
        if isinstance(value, str) and value:
            return value
        absent = "is missing" if value is None else "is empty"
        raise self.fault(name, f"is {value!r}, not text" if name in self else absent)

    def optional(self, name: str) -> str | None:
        """`text`; ``None`` when it is not there."""
        return self.text(name) if name in self else None

    def printed(self, *names: str) -> str:
        """`text` in the first of *names* that is there; empty when none is."""
        return self.optional(self._first(names)) or ""

    def flag(self, name: str) -> bool:
        """The yes or no in *name*: a JSON one, or the word in lower case or in capitals.

        Raises:
            FieldError: It is missing or anything else.
        """
        value = self.fields.get(name)
        if value is True or value in ("true", "TRUE"):
            return True
        if value is False or value in ("false", "FALSE"):
            return False
        raise self.fault(name, "is missing" if value is None else f"{value!r} is no true or false")

    def number(self, name: str) -> Exact:
        """The number in *name*, exactly.

        Raises:
            FieldError: It is not there, or no plain number.
        """
        try:
            return Exact.of(self.text(name))
        except MalformedNumberError as error:
            raise self.fault(name, str(error)) from error

    def whole(self, name: str) -> int:
        """The whole number in *name*.

        Raises:
            FieldError: It is not there, or not whole.
        """
        number = self.number(name)
        if number.scale:
            raise self.fault(name, f"{number} is not whole")
        return number.units

    def step(self, name: str) -> Fraction:
        """The step of numbers that have as many decimals as *name* says.

        Raises:
            FieldError: It is not there, or no count of decimals that any book has.
        """
        count = self.whole(name)
        if not 0 <= count <= DECIMALS_MAX:
            raise self.fault(name, f"{count} is no count of decimals, from 0 to {DECIMALS_MAX}")
        return Fraction(1, 10**count)

    def price(self, name: str) -> Price:
        """The price in *name*.

        Raises:
            FieldError: It is not there, no plain number, or not above zero.
        """
        number = self.number(name)
        try:
            return Price(number.units, number.scale)
        except MalformedNumberError as error:
            raise self.fault(name, str(error)) from error

    def exact(self, *names: str) -> Fraction:
        """The number in the first of *names* that is there, to reckon with.

        Raises:
            FieldError: None is there, or it is no plain number.
        """
        return self.number(self._first(names)).value

    def maybe(self, *names: str) -> Fraction | None:
        """`exact`; ``None`` when none of *names* is there."""
        name = self._first(names)
        return self.number(name).value if name in self else None

    def divisor(self, name: str) -> Fraction:
        """The number in *name*, by which something is divided.

        Raises:
            FieldError: It is not there, no plain number, or 0.
        """
        found = self.exact(name)
        if not found:
            raise self.fault(name, "is 0, and something is divided by it")
        return found

    def inner(self, name: str) -> "Fields":
        """The record in *name*.

        Raises:
            FieldError: There is none.
        """
        return self._record(name, self.fields.get(name), name)

    def within(self, name: str) -> "Fields | None":
        """The record in *name*; ``None`` where something else is, or nothing."""
        return self.inner(name) if isinstance(self.fields.get(name), dict) else None

    def rows(self, name: str) -> list["Fields"]:
        """The records of the list in *name*; a lone record is a list of one.

        Raises:
            FieldError: Something else is there, or nothing.
        """
        found = self.fields.get(name)
        if not isinstance(found, list):
            return [self.inner(name)]
        return [self._record(name, row, f"{name} {n}") for n, row in enumerate(found, 1)]

    def time_ns(self, *names: str, unit_ns: int = MILLISECOND_NS) -> int | None:
        """The instant in the first of *names* that is there; ``None`` when none is.

        Args:
            names: Where it may stand.
            unit_ns: How many ns its unit has; a millisecond unless told.

        Raises:
            FieldError: It is there and no plain number.
        """
        found = self.maybe(*names)
        return None if found is None else int(found * unit_ns)

    def fault(self, name: str, why: str) -> FieldError:
        """An error about field *name* of this record, with its place."""
        return FieldError(source=self.place, field=name, why=why)

    def _first(self, names: tuple[str, ...]) -> str:
        return next((name for name in names if name in self), names[-1])

    def _record(self, name: str, found: Json, label: str) -> "Fields":
        if not isinstance(found, dict):
            raise self.fault(name, "is missing" if found is None else "is no record, nor a list of")
        return Fields(place=f"{self.place}, {label}", fields=found)


def _json(value: object, place: str, name: str) -> Json:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return str(value)
    if _is_list(value):
        return [_json(element, place, name) for element in value]
    if _is_object(value):
        return {str(key): _json(inner, place, str(key)) for key, inner in value.items()}
    why = f"is a {type(value).__name__}; read JSON with its numbers as text"
    raise FieldError(source=place, field=name, why=why)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict)
