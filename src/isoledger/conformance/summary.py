"""What running many cases came to, a row for each venue and kind."""

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from isoledger.conformance.running import Result, Verdict
from isoledger.conformance.strength import Strength, weakest


@frozen(kw_only=True)
class Row:
    """The cases of one venue and kind.

    Attributes:
        venue: The venue; empty: all of them.
        kind: The kind; empty: all of them.
        results: The cases, run.
    """

    venue: str
    kind: str
    results: tuple[Result, ...]

    def count(self, *verdicts: Verdict) -> int:
        """How many cases came to one of *verdicts*; without any, all."""
        kinds = verdicts or tuple(Verdict)
        return sum(result.verdict in kinds for result in self.results)

    @property
    def largest(self) -> Fraction | None:
        """The largest relative deviation of a value that is not known to be wrong itself."""
        return max(
            (
                one.relative
                for result in self.results
                for one in result.compared
                if one.relative is not None and one.verdict is not Verdict.DOUBTFUL
            ),
            default=None,
        )

    @property
    def weakest(self) -> Strength:
        """The weakest evidence among the cases."""
        return weakest(result.case.strength for result in self.results)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is outside and everything was computed."""
        return not self.count(Verdict.OUTSIDE, Verdict.FAILED)


def table(results: Iterable[Result]) -> tuple[Row, ...]:
    """A row for each venue and kind of *results*, in alphabetical order."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        found.setdefault((result.case.venue, result.case.kind), []).append(result)
    return tuple(
        Row(venue=venue, kind=kind, results=tuple(found[venue, kind]))
        for venue, kind in sorted(found)
    )


def total(results: Iterable[Result]) -> Row:
    """All *results* in one row."""
    return Row(venue="", kind="", results=tuple(results))


def scientific(value: Fraction) -> str:
    """*value* in two digits, rounded up, so that a deviation never looks smaller than it is.

    >>> scientific(Fraction(0)), scientific(Fraction(1, 3)), scientific(Fraction(12345))
    ('0', '3.4e-1', '1.3e4')
    """
    if not value:
        return "0"
    size, power = abs(value), 0
    while size >= 10:  # noqa: PLR2004 - decimal digits
        size, power = size / 10, power + 1
    while size < 1:
        size, power = size * 10, power - 1
    tenths = -(-size.numerator * 10 // size.denominator)
    if tenths == 100:  # noqa: PLR2004 - 9.91 becomes 10
        tenths, power = 10, power + 1
    sign = "-" if value < 0 else ""
    return f"{sign}{tenths // 10}.{tenths % 10}e{power}"
