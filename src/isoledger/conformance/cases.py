"""A conformance case: what a venue was given, and what it printed.

A file of cases is a JSON array. Each case names a venue and a kind, which choose the runner; its
`inputs` go to the runner, and each entry of `expected` is compared with what the runner answers.
Numbers are strings or whole numbers; a float is refused, since nobody knows what it meant.
"""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from attrs import field, frozen

from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact

Plain: TypeAlias = bool | int | str | list["Plain"] | dict[str, "Plain"] | None
"""What a case is written in."""


@frozen(kw_only=True, repr=False)
class CaseError(IsoledgerError, ValueError):
    """A file of cases, or a case, that cannot be read.

    Attributes:
        place: Which case, and which of its fields.
        why: What is wrong with it.
    """

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@frozen
class Inputs:
    """The named inputs of one case, read strictly.

    Attributes:
        place: The case, for errors.
        plain: The inputs as written.
    """

    place: str
    plain: Mapping[str, Plain]

    def __contains__(self, name: str) -> bool:
        return self.plain.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.plain)

    def exact(self, name: str, default: str | None = None) -> Fraction:
        """The number under *name*.

        Args:
            name: Which.
            default: What it is if nothing is there; ``None``: it must be there.

        Raises:
            CaseError: It is missing or no plain number.
        """
        found = self.plain.get(name)
        if found is None and default is not None:
            found = default
        if isinstance(found, bool) or not isinstance(found, int | str):
            raise CaseError(place=f"{self.place}, {name}", why=f"{found!r} is no number")
        try:
            return Exact.of(found).value
        except IsoledgerError as error:
            raise CaseError(place=f"{self.place}, {name}", why=str(error)) from None

    def text(self, name: str, default: str | None = None) -> str:
        """The text under *name*; arguments and errors as `exact`."""
        found = self.plain.get(name)
        if found is None and default is not None:
            found = default
        if not isinstance(found, str):
            raise CaseError(place=f"{self.place}, {name}", why=f"{found!r} is no text")
        return found

    def inner(self, name: str) -> "Inputs":
        """The named inputs under *name*.

        Raises:
            CaseError: There are none.
        """
        found = self.plain.get(name)
        if not isinstance(found, dict):
            raise CaseError(place=f"{self.place}, {name}", why=f"{found!r} has no fields")
        return Inputs(f"{self.place}, {name}", found)

    def rows(self, name: str) -> list["Inputs"]:
        """The list under *name*, its elements as fields; those of a plain list are named 0, 1.

        Raises:
            CaseError: It is missing or no list.
        """
        found = self.plain.get(name)
        if not isinstance(found, list):
            raise CaseError(place=f"{self.place}, {name}", why=f"{found!r} is no list")
        return [_row(f"{self.place}, {name}.{n}", row) for n, row in enumerate(found)]

    @property
    def is_long(self) -> bool:
        """Whether ``side`` says long.

        Raises:
            CaseError: It says neither long nor short.
        """
        side = self.text("side").lower()
        if side not in {"long", "buy", "short", "sell"}:
            raise CaseError(place=f"{self.place}, side", why=f"{side!r} is neither long nor short")
        return side in {"long", "buy"}


def _row(place: str, plain: Plain) -> Inputs:
    match plain:
        case dict():
            return Inputs(place, plain)
        case list():
            return Inputs(place, {str(n): cell for n, cell in enumerate(plain)})
        case _:
            return Inputs(place, {"0": plain})


@frozen(kw_only=True)
class Case:
    """One case.

    Attributes:
        id: Its name.
        venue: Whose numbers they are.
        kind: What is computed; with the venue it chooses the runner.
        inputs: What goes in.
        expected: What the venue printed, by name, as written.
        tolerance: How far the answer may be off, by name; ``*`` for all. Absent: not at all.
        reason: Why it may be off at all.
        source: Where the figures are from.
        strength: How good the evidence is.
        doubt: What is wrong with the case itself; empty: nothing is known to be.
        time_ns: When, for rules with dates; ``None``: not said.
    """

    id: str
    venue: str
    kind: str
    inputs: Inputs
    expected: Mapping[str, Plain]
    tolerance: Mapping[str, Fraction] = field(factory=dict[str, Fraction])
    reason: str = ""
    source: str = ""
    strength: str = ""
    doubt: str = ""
    time_ns: int | None = None


def parsed(data: bytes, place: str) -> Plain:
    """The JSON of *data*, numbers with a point as the text they were written in.

    Raises:
        CaseError: It is no JSON.
    """
    try:
        found: Plain = json.loads(data, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise CaseError(place=place, why=f"not JSON: {error}") from None
    return found
