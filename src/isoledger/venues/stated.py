"""A position as a venue states it, with its own liquidation price: what ours is held against."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from isoledger.core.cross import CrossPool
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.rules import Rules


@frozen(kw_only=True)
class PoolLeg:
    """One leg of a cross pool, and the marks of all its legs.

    Attributes:
        pool: The pool.
        leg: Which of its positions is asked about.
        marks: Prices by symbol.
    """

    pool: CrossPool
    leg: PositionId
    marks: Mapping[str, Fraction]


@frozen(kw_only=True)
class Besides:
    """What the record of a position leaves out, as far as the caller knows it from elsewhere.

    Attributes:
        symbol: The instrument, where the record does not name it.
        maintenance: Maintenance rate of the tier of the answer.
        deduction: Deduction of that tier.
        margin: Margin that stands behind an isolated position, without unrealised profit; or the
            balance behind a cross one.
        equity: Balance and unrealised profit behind a cross position.
        contract: What one contract is worth of: coins (linear) or quote units (inverse).
        tick: The step of prices.
        taker: The user's taker rate.
        leverage: As set.
        mark: The mark of the record's moment.
        funding: The predicted funding rate, above zero when longs pay.
        isolated: Whether the position stands alone, where only the account says so (Bybit since
            its unified account) and the record does not.
        time_ns: When the record was taken, ns UTC.
    """

    symbol: str | None = None
    maintenance: Fraction | None = None
    deduction: Fraction | None = None
    margin: Fraction | None = None
    equity: Fraction | None = None
    contract: Fraction | None = None
    tick: Fraction | None = None
    taker: Fraction | None = None
    leverage: Fraction | None = None
    mark: Fraction | None = None
    funding: Fraction | None = None
    isolated: bool | None = None
    time_ns: int | None = None

    def when(self, told: int | None, otherwise: int = 0) -> int:
        """When the record was taken, ns UTC.

        The caller knows best, then the record.

        Args:
            told: What the record says; ``None`` or 0: nothing.
            otherwise: What is taken for granted where nobody says.
        """
        return (told or otherwise) if self.time_ns is None else self.time_ns


NOTHING_BESIDES = Besides()
"""The record has to do alone."""


@frozen(kw_only=True)
class Stated:
    """A position the venue states, ready to be solved.

    Attributes:
        symbol: Its instrument.
        subject: What is solved; ``None``: too little is known, see `missing`.
        rules: The rules of its venue on that day.
        time_ns: When it was so, ns UTC.
        mark: Its mark then, if known.
        funding: The predicted rate then, if known.
        reported: The liquidation price the venue reports; ``None``: it reports that there is none.
        printed: The very text of it.
        sentinel: Why the text means that there is none; empty: it is a price.
        missing: What would be needed and is not there.
        assumed: What was taken for granted.
    """

    symbol: str
    subject: IsolatedPosition | PoolLeg | None
    rules: Rules
    time_ns: int
    mark: Fraction | None = None
    funding: Fraction | None = None
    reported: Fraction | None
    printed: str
    sentinel: str = ""
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
