"""What happens to one position."""

import enum

from attrs import frozen

from isoledger.core.books import WALLET, Book
from isoledger.core.fact import Fact
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price
from isoledger.core.postings import Provenance


class MarginCause(enum.Enum):
    """Why margin moved between a position and the rest of the account."""

    ALLOCATION = "allocation"
    RELEASE = "release"
    USER = "user"
    AUTO_ADD = "auto-add"
    SWEEP = "sweep"


class SettlementKind(enum.Enum):
    """What kind of settlement it was."""

    SESSION = "session"
    DELIVERY = "delivery"
    EARLY = "early"


@frozen(kw_only=True, eq=False, repr=False)
class Fill(Fact):
    """*size* signed lots traded at *price*.

    Attributes:
        stamp: When and who.
        position: Which position it changes.
        size: Signed lots, long above zero; never 0.
        price: The price printed.
        cost: Signed value exchanged as the venue booked it; ``None``: computed from the price.
        fee: Fee paid (negative: rebate), in any asset; ``None``: none or not stated here.
        realised: Realised profit gross of fee, as the venue booked it; ``None``: computed.
        held: Signed lots the venue says were held before; ``None``: not stated.
    """

    stamp: Stamp
    position: PositionId
    size: int
    price: Price
    cost: Money | None = None
    fee: Money | None = None
    realised: Money | None = None
    held: int | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Funding(Fact):
    """Funding settled on a position.

    Attributes:
        stamp: When and who.
        position: Which position.
        amount: Received above zero, paid below.
        rate: The rate, if stated.
    """

    stamp: Stamp
    position: PositionId
    amount: Money
    rate: Exact | None = None


@frozen(kw_only=True, eq=False, repr=False)
class MarginTransfer(Fact):
    """Margin moved between an isolated position and the rest of the account.

    Attributes:
        stamp: When and who.
        position: The isolated position.
        amount: Into the position above zero, out of it below.
        book: The other end.
        cause: Why.
        provenance: Reported by the venue, computed from a rule of known evidence, or assumed.
    """

    stamp: Stamp
    position: PositionId
    amount: Money
    book: Book = WALLET
    cause: MarginCause = MarginCause.USER
    provenance: Provenance = Provenance.REPORTED


@frozen(kw_only=True, eq=False, repr=False)
class ReserveMove(Fact):
    """Margin moved into a position's own close-fee reserve (out of it below zero).

    Attributes:
        stamp: When and who.
        position: The isolated position.
        amount: Into the reserve above zero.
    """

    stamp: Stamp
    position: PositionId
    amount: Money


@frozen(kw_only=True, eq=False, repr=False)
class EntryRebase(Fact):
    """Unrealised profit was booked and the entry moved by as much: equity stays.

    Attributes:
        stamp: When and who.
        position: Which position.
        realised: The profit moved from unrealised to realised.
    """

    stamp: Stamp
    position: PositionId
    realised: Money


@frozen(kw_only=True, eq=False, repr=False)
class LeverageChange(Fact):
    """The leverage of a position was set. Margin it moves comes as its own event.

    Attributes:
        stamp: When and who.
        position: Which position.
        leverage: The new leverage, above zero.
    """

    stamp: Stamp
    position: PositionId
    leverage: Exact


@frozen(kw_only=True, eq=False, repr=False)
class Liquidation(Fact):
    """The venue took a position over.

    A whole isolated take-over with no price and no profit stated costs the position all it has.
    What is left after a stated profit and fee goes where the venue's rule says; what is
    missing is paid by the insurance book. A position in a pool needs *price* or *realised*.

    Attributes:
        stamp: When and who.
        position: Which position.
        size: Signed lots traded by the take-over (against the holding); ``None``: all of it.
        price: At which price it was taken over, if stated.
        realised: Realised profit as booked, if stated.
        fee: Liquidation fee, paid above zero.
    """

    stamp: Stamp
    position: PositionId
    size: int | None = None
    price: Price | None = None
    realised: Money | None = None
    fee: Money | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Deleveraging(Fact):
    """The venue closed part of a position against a bankrupt one.

    Attributes:
        stamp: When and who.
        position: Which position.
        size: Signed lots traded (against the holding).
        price: At which price.
        realised: Realised profit as booked; ``None``: computed.
        fee: Fee, if any.
    """

    stamp: Stamp
    position: PositionId
    size: int
    price: Price
    realised: Money | None = None
    fee: Money | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Settlement(Fact):
    """The venue settled a position: for the session, or for good.

    A session settlement books the unrealised profit and moves the entry to the settlement
    price; a delivery or early settlement closes the position.

    Attributes:
        stamp: When and who.
        position: Which position.
        kind: For the session, at delivery, or before its time.
        price: The settlement price, if stated.
        amount: The profit booked; ``None``: computed from *price*.
        cost: Signed value exchanged at delivery as the venue booked it; ``None``: computed.
        fee: Settlement fee, if any.
    """

    stamp: Stamp
    position: PositionId
    kind: SettlementKind
    price: Price | None = None
    amount: Money | None = None
    cost: Money | None = None
    fee: Money | None = None


@frozen(kw_only=True, eq=False, repr=False)
class OpeningPosition(Fact):
    """A position was already held when the journal begins. Moves no money.

    Attributes:
        stamp: When and who.
        position: Which position.
        size: Signed lots held.
        cost: What they had cost, signed.
        provenance: Whether the cost is known or assumed.
    """

    stamp: Stamp
    position: PositionId
    size: int
    cost: Money
    provenance: Provenance = Provenance.REPORTED


@frozen(kw_only=True, eq=False, repr=False)
class PositionAssertion(Fact):
    """The venue stated a position. Changes nothing; a difference is a finding.

    Attributes:
        stamp: When and who.
        position: Which position.
        size: Signed lots.
        cost: Signed value at entry, if stated.
        margin: Margin in its own book, if stated.
    """

    stamp: Stamp
    position: PositionId
    size: int
    cost: Money | None = None
    margin: Money | None = None
