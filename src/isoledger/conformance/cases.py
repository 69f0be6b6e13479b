"""A conformance case: what a venue was given, and what it printed.

A case names a venue and a kind, which choose the runner; its `inputs` go to the runner, and each
entry of `expected` is compared with what the runner answers. Numbers are kept as they were
written, as text or as whole numbers: no float is ever made of one.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from attrs import field, frozen

from isoledger.conformance.plain import (
    CaseError as CaseError,  # noqa: PLC0414 - a runner knows it from here
    Written,
    parsed as parsed,  # noqa: PLC0414 - so do those that read files
    told,
)
from isoledger.conformance.strength import Strength
from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact

Plain: TypeAlias = Written
"""What a case is written in."""


def exact(found: Written, place: str) -> Fraction:
    """The number that *found* writes down.

    Args:
        found: Text or a whole number.
        place: Where it stands; errors say it.

    Raises:
        CaseError: It is anything else, or no plain number.
    """
    if isinstance(found, bool) or not isinstance(found, int | str):
        raise CaseError(place=place, why=f"{told(found)} is no number")
    try:
        return Exact.of(found).value
    except IsoledgerError as error:
        raise CaseError(place=place, why=str(error)) from None


@frozen
class Inputs:
    """The named inputs of one case, read strictly.

    Attributes:
        place: The case, for errors.
        plain: The inputs as written.
    """

    place: str
    plain: Mapping[str, Written]

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
        return exact(self._found(name, default), f"{self.place}, {name}")

    def maybe(self, *names: str) -> Fraction | None:
        """The number under the first of *names* that is there; ``None``: none is.

        Raises:
            CaseError: What is there is no plain number.
        """
        return next((self.exact(name) for name in names if name in self), None)

    def first(self, *names: str, otherwise: Fraction) -> Fraction:
        """`maybe`, or *otherwise* where none is there; a stated zero is a zero."""
        found = self.maybe(*names)
        return otherwise if found is None else found

    def text(self, name: str, default: str | None = None) -> str:
        """The text under *name*; arguments and errors as `exact`."""
        found = self._found(name, default)
        if not isinstance(found, str):
            raise CaseError(place=f"{self.place}, {name}", why=f"{told(found)} is no text")
        return found

    def _found(self, name: str, default: str | None) -> Written:
        found = self.plain.get(name)
        return default if found is None else found

    def inner(self, name: str) -> "Inputs":
        """The named inputs under *name*.

        Raises:
            CaseError: There are none.
        """
        found = self.plain.get(name)
        if not isinstance(found, dict):
            raise CaseError(place=f"{self.place}, {name}", why=f"{told(found)} has no fields")
        return Inputs(f"{self.place}, {name}", found)

    def rows(self, name: str) -> list["Inputs"]:
        """The list under *name*, its elements as fields; those of a plain list are named 0, 1.

        Raises:
            CaseError: It is missing or no list.
        """
        found = self.plain.get(name)
        if not isinstance(found, list):
            raise CaseError(place=f"{self.place}, {name}", why=f"{told(found)} is no list")
        return [_row(f"{self.place}, {name}.{n}", row) for n, row in enumerate(found)]

    @property
    def is_long(self) -> bool:
        """Whether ``side`` says long.

        Raises:
            CaseError: It says neither long nor short.
        """
        side = self.text("side").lower()
        if side not in {"long", "buy", "short", "sell"}:
            why = f"{told(side)} is neither long nor short"
            raise CaseError(place=f"{self.place}, side", why=why)
        return side in {"long", "buy"}


def _row(place: str, plain: Written) -> Inputs:
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
        product: What is traded: linear, inverse, quanto, or empty where it does not matter.
        kind: What is computed; with the venue it chooses the runner.
        inputs: What goes in.
        expected: What the venue printed, by name, as written.
        tolerance: How far the answer may be off, by name; ``*`` for all. Absent: not at all,
            besides what printing takes away.
        reason: Why it may be off at all.
        source: Where the figures are from.
        strength: How good the evidence is.
        doubt: What is wrong with the case itself; empty: nothing is known to be.
        doubtful: The names of `expected` that the doubt is about; empty: all.
        time_ns: When, ns UTC, for rules with dates; ``None``: not said.
    """

    id: str
    venue: str
    product: str = ""
    kind: str
    inputs: Inputs
    expected: Mapping[str, Written]
    tolerance: Mapping[str, Fraction] = field(factory=dict[str, Fraction])
    reason: str = ""
    source: str = ""
    strength: Strength = Strength.UNSAID
    doubt: str = ""
    doubtful: tuple[str, ...] = ()
    time_ns: int | None = None

    def is_doubtful(self, name: str) -> bool:
        """Whether what is expected under *name* is known to be wrong."""
        return bool(self.doubt) and (not self.doubtful or name in self.doubtful)
