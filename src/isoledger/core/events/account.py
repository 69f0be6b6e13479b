"""What happens to the account as a whole."""

from typing import Literal

from attrs import frozen

from isoledger.core.fact import Fact
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.money import Money


@frozen(kw_only=True, eq=False, repr=False)
class Listing(Fact):
    """The venue stated the terms of an instrument. Moves nothing.

    A later listing of the same symbol replaces the terms from its instant on; payoff, settle
    asset, multiplier and lot may not change while a position is open.

    Attributes:
        stamp: When and who.
        instrument: The terms.
    """

    stamp: Stamp
    instrument: Instrument


@frozen(kw_only=True, eq=False, repr=False)
class MarginModeChange(Fact):
    """A position changed between isolated and a cross pool, or between pools.

    To a pool: the holding moves, and all margin and reserve with it. To isolated: the holding
    moves, and *margin* out of the pool. Its leverage goes along.

    Attributes:
        stamp: When and who.
        position: What it was.
        pool: The pool it is in now; empty: isolated.
        margin: Taken out of the pool into isolation; ``None`` when it goes to a pool.
    """

    stamp: Stamp
    position: PositionId
    pool: str
    margin: Money | None = None


@frozen(kw_only=True, eq=False, repr=False)
class PositionModeChange(Fact):
    """One-way or hedge mode was set. Only possible while everything is flat.

    Attributes:
        stamp: When and who.
        mode: The new mode.
    """

    stamp: Stamp
    mode: Literal["one-way", "hedge"]


@frozen(kw_only=True, eq=False, repr=False)
class Correction(Fact):
    """The venue took an event back: the ledger is what it would be without that event.

    The journal keeps both. A correction may itself be corrected.

    Attributes:
        stamp: When and who.
        reverses: The id of the event taken back.
        reason: Why.
    """

    stamp: Stamp
    reverses: str
    reason: str = ""
