"""What a venue can tell us happened: facts, never changed and never taken back.

A closed union of frozen values. Marks, alerts and liquidation prices are not among them: what a
venue did is an event, what we believe is a question to the ledger.

Signs: sizes are long above zero; money is the account's gain above zero; a fee is what was paid
above zero (a rebate is below); costs are signed like `Instrument.value`.
"""

from typing import TypeAlias

from isoledger.core.events.account import Correction, Listing, MarginModeChange, PositionModeChange
from isoledger.core.events.position import (
    Deleveraging,
    EntryRebase,
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    MarginCause,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    ReserveMove,
    Settlement,
    SettlementKind,
)
from isoledger.core.events.wallet import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Conversion,
    Fee,
    FundingTotal,
    InsuranceClear,
    Interest,
    PoolTransfer,
    RealisedProfit,
    Repay,
    Transfer,
)

PositionEvent: TypeAlias = (
    Fill
    | Funding
    | MarginTransfer
    | ReserveMove
    | EntryRebase
    | LeverageChange
    | Liquidation
    | Deleveraging
    | Settlement
    | OpeningPosition
    | PositionAssertion
)
"""What happens to one position."""

WalletEvent: TypeAlias = (
    Transfer
    | PoolTransfer
    | Conversion
    | RealisedProfit
    | FundingTotal
    | Interest
    | Borrow
    | Repay
    | Bonus
    | Adjustment
    | BalanceAssertion
)
"""What happens to the account's money, whatever its positions are."""

EitherEvent: TypeAlias = Fee | InsuranceClear
"""What happens to a position if it names one, and to a book otherwise."""

AccountEvent: TypeAlias = Listing | MarginModeChange | PositionModeChange | Correction
"""What happens to the account as a whole."""

MarginEvent: TypeAlias = PositionEvent | WalletEvent | EitherEvent | AccountEvent
"""Everything that can happen: a closed union."""

__all__ = [
    "AccountEvent",
    "Adjustment",
    "BalanceAssertion",
    "Bonus",
    "Borrow",
    "Conversion",
    "Correction",
    "Deleveraging",
    "EitherEvent",
    "EntryRebase",
    "Fee",
    "Fill",
    "Funding",
    "FundingTotal",
    "InsuranceClear",
    "Interest",
    "LeverageChange",
    "Liquidation",
    "Listing",
    "MarginCause",
    "MarginEvent",
    "MarginModeChange",
    "MarginTransfer",
    "OpeningPosition",
    "PoolTransfer",
    "PositionAssertion",
    "PositionEvent",
    "PositionModeChange",
    "RealisedProfit",
    "Repay",
    "ReserveMove",
    "Settlement",
    "SettlementKind",
    "Transfer",
    "WalletEvent",
]
