"""What counts as agreement: nothing but equality, unless somebody says so and it is listed."""

from attrs import Attribute, field, frozen

from isoledger.core.errors import TermsError

SECOND_NS = 10**9
DAY_NS = 86_400 * SECOND_NS


def _not_below_zero(_: "Policy", what: "Attribute[int]", value: int) -> None:
    if type(value) is not int or value < 0:
        raise TermsError(what=what.name, why=f"{value!r} is no whole number from 0 up")


@frozen(kw_only=True)
class Policy:
    """How far two tellings of one fact may differ and be one.

    Attributes:
        units: Smallest units by which two amounts of one fact may differ.
        units_each: Smallest units a row by which a sum of rows may differ.
        window_ns: How far apart one fact may be told without an id in common, ns.
        period_ns: How long a period is whose sum a venue states in one row, ns.
        late_ns: How far apart two rows of one content may be and be the two sides of one break of
            time, ns.
    """

    units: int = field(default=0, validator=_not_below_zero)
    units_each: int = field(default=0, validator=_not_below_zero)
    window_ns: int = field(default=SECOND_NS, validator=_not_below_zero)
    period_ns: int = field(default=DAY_NS, validator=_not_below_zero)
    late_ns: int = field(default=7 * DAY_NS, validator=_not_below_zero)


EXACT = Policy()
"""To the last unit; times without an id in common within a second."""
