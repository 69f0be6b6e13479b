"""One row of a wallet history, API or web, and the event it is."""

from enum import Enum
from typing import assert_never

from attrs import field, frozen

from isoledger.core.events import (
    Adjustment,
    Bonus,
    FundingTotal,
    MarginEvent,
    RealisedProfit,
    Transfer,
)
from isoledger.core.identity import Stamp
from isoledger.core.money import Money
from isoledger.venues.bitmex.records import stamp
from isoledger.venues.bitmex.rules import FEES_STATED_NS
from isoledger.venues.errors import IdentityError
from isoledger.venues.records import Record
from isoledger.venues.translation import Skipped


class Movement(Enum):
    """What a wallet row says it is, in field ``transactType``."""

    DEPOSIT = "Deposit"
    WITHDRAWAL = "Withdrawal"
    TRANSFER = "Transfer"
    REALISED = "RealisedPNL"
    FUNDING = "Funding"
    SPOT = "SpotTrade"
    CONVERSION = "Conversion"
    AFFILIATE = "AffiliatePayout"


@frozen(kw_only=True)
class Row:
    """A completed row of a wallet history.

    Attributes:
        record: Where it was read.
        id: Its identity, as text.
        time_ns: When it changed the balance, ns UTC.
        sequence: Its place among rows of that instant.
        movement: What it is.
        amount: What it moved, net of everything, gain above zero.
        fee: The fee inside *amount*, paid above zero; ``None``: not stated.
        balance: The balance it states.
        address: The contract, the pair, or the other end.
        order: The order behind it; empty: not stated.
    """

    record: Record = field(eq=False)
    id: str
    time_ns: int
    sequence: int = field(default=0, eq=False)
    movement: Movement
    amount: Money
    fee: Money | None
    balance: Money
    address: str
    order: str = ""

    def stamp(self, account: str) -> Stamp:
        """The stamp of the event this row is."""
        return stamp(self.record, account, self.id, self.time_ns, self.sequence)


def movement_of(record: Record) -> Movement | Skipped:
    """What *record* is, if it is history.

    Raises:
        FieldError: Its type or status is none we know, or it is pending and may yet be history.
    """
    kind, status = record.text("transactType"), record.text("transactStatus")
    match kind, status:
        case _, "Completed":
            pass
        case _, "Canceled":
            return Skipped(record=record, reason="canceled: it moved nothing")
        case "UnrealisedPNL", "Pending":
            return Skipped(record=record, reason="an estimate of open profit: it moved nothing")
        case _, "Pending" | "Confirmed":
            raise record.fault(
                "transactStatus", "is not completed; read the history again once it is"
            )
        case _:
            raise record.fault("transactStatus", f"{status!r} is no status we know")
    try:
        return Movement(kind)
    except ValueError:
        raise record.fault("transactType", f"{kind!r} is no type we know") from None


def checked(row: Row) -> Row:
    """*row*, if it agrees with itself.

    Raises:
        IdentityError: Funding is not the fee it states, or a withdrawal is smaller than its fee.
    """
    fee = row.fee
    if fee is None:
        return row
    wrong = ""
    if row.movement is Movement.FUNDING and row.amount != -fee:
        wrong = "amount = -fee"
    if row.movement is Movement.WITHDRAWAL and not row.amount <= -fee <= fee:
        wrong = "amount <= -fee <= 0"
    if wrong:
        where = f"{row.record.file}, row {row.record.row}"
        found = f"amount {row.amount.units}, fee {fee.units}"
        raise IdentityError(source=where, identity=wrong, found=found)
    return row


def event_of(row: Row, account: str) -> MarginEvent:
    """The event that *row* is, on its own."""
    at, amount = row.stamp(account), row.amount
    match row.movement:
        case Movement.DEPOSIT:
            return Transfer(stamp=at, amount=amount, kind="deposit", counterparty=row.address)
        case Movement.WITHDRAWAL:
            return Transfer(
                stamp=at,
                amount=amount,
                fee=row.fee or None,
                kind="withdrawal",
                counterparty=row.address,
            )
        case Movement.TRANSFER:
            return Transfer(stamp=at, amount=amount, counterparty=row.address)
        case Movement.REALISED:
            fee = row.fee if row.time_ns >= FEES_STATED_NS else None
            return RealisedProfit(stamp=at, symbol=row.address, amount=amount, fee=fee)
        case Movement.FUNDING:
            return FundingTotal(stamp=at, symbol=row.address, amount=amount)
        case Movement.AFFILIATE:
            return Bonus(stamp=at, amount=amount, reason="affiliate payout")
        case Movement.SPOT | Movement.CONVERSION:
            reason = f"one leg of {row.address} ({row.movement.value}); the other is not there"
            return Adjustment(stamp=at, amount=amount, reason=reason)
        case _:
            assert_never(row.movement)
