"""One event in one line: what it is called, what it is about, and what it says."""

import re
from fractions import Fraction
from typing import assert_never

from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Conversion,
    Correction,
    Deleveraging,
    EntryRebase,
    Fee,
    Fill,
    Funding,
    FundingTotal,
    InsuranceClear,
    Interest,
    LeverageChange,
    Liquidation,
    Listing,
    MarginEvent,
    MarginModeChange,
    MarginTransfer,
    OpeningPosition,
    PoolTransfer,
    PositionAssertion,
    PositionModeChange,
    RealisedProfit,
    Repay,
    ReserveMove,
    Settlement,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Money
from isoledger.reports.texts import decimal, shown, trimmed

ONE = Fraction(1)
"""A lot that is one."""


def name_of(event: MarginEvent) -> str:
    """What kind of event *event* is, in words: ``margin transfer``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(event).__name__).lower()


def about(event: MarginEvent) -> str:
    """The position, symbol or book *event* is about; empty: the account as a whole."""
    match event:
        case Listing(instrument=instrument):
            return shown(instrument.symbol)
        case RealisedProfit(symbol=symbol) | FundingTotal(symbol=symbol):
            return shown(symbol)
        case Fee(position=PositionId() as at) | InsuranceClear(position=PositionId() as at):
            return shown(str(at))
        case PositionModeChange() | Correction():
            return ""
        case PoolTransfer(source=source, target=target):
            return shown(f"{source} to {target}")
        case (
            Transfer()
            | Conversion()
            | Interest()
            | Borrow()
            | Repay()
            | Bonus()
            | Adjustment()
            | BalanceAssertion()
            | Fee()
            | InsuranceClear()
        ):
            return shown(event.book)
        case _:
            return shown(str(event.position))


def detail(event: MarginEvent, lot: Fraction = ONE) -> str:
    """What *event* says, short: ``buy 0.02 at 60000, fee 0.6 USDT``.

    Args:
        event: What happened.
        lot: The venue's quantity that is one size unit of its instrument.
    """
    match event:
        case Listing() | PositionModeChange() | Correction() | MarginModeChange():
            return _account_detail(event)
        case Fill() | Deleveraging() | Liquidation() | Settlement():
            return _trade_detail(event, lot)
        case (
            OpeningPosition()
            | PositionAssertion()
            | LeverageChange()
            | EntryRebase()
            | Funding()
            | MarginTransfer()
            | ReserveMove()
        ):
            return _position_detail(event, lot)
        case Conversion(sold=sold, bought=bought, fee=fee):
            return f"{coins(sold)} into {coins(bought)}{_with('fee', fee)}"
        case Transfer(amount=amount, kind=kind, fee=fee):
            return f"{kind} {coins(amount)}{_with('fee', fee)}"
        case Bonus(amount=amount, reason=reason) | Adjustment(amount=amount, reason=reason):
            return f"{coins(amount)}{', ' * bool(reason)}{shown(reason)}"
        case RealisedProfit(amount=amount, fee=fee):
            return f"{coins(amount)}{_with('fee inside', fee)}"
        case (
            Fee(amount=amount)
            | PoolTransfer(amount=amount)
            | FundingTotal(amount=amount)
            | Interest(amount=amount)
            | Borrow(amount=amount)
            | Repay(amount=amount)
            | InsuranceClear(amount=amount)
            | BalanceAssertion(amount=amount)
        ):
            return coins(amount)
        case _:
            assert_never(event)


def symbol_of(event: MarginEvent) -> str | None:
    """The instrument *event* is about; ``None``: none."""
    match event:
        case Listing(instrument=instrument):
            return instrument.symbol
        case RealisedProfit(symbol=symbol) | FundingTotal(symbol=symbol):
            return symbol
        case _:
            position: PositionId | None = getattr(event, "position", None)
            return None if position is None else position.symbol


def coins(money: Money) -> str:
    """*money* without zeros at its end: ``0.6 USDT``."""
    number, _, code = str(money).partition(" ")
    return f"{trimmed(number)} {shown(code)}"


def _account_detail(
    event: Listing | PositionModeChange | Correction | MarginModeChange,
) -> str:
    match event:
        case Listing(instrument=terms):
            kind = "quanto" if terms.is_quanto else terms.payoff.value
            return f"{kind}, settled in {shown(terms.settle.code)}"
        case PositionModeChange(mode=mode):
            return mode
        case Correction(reverses=reverses, reason=reason):
            return f"takes back {shown(reverses)}{': ' * bool(reason)}{shown(reason)}"
        case MarginModeChange(pool=pool, margin=margin):
            return f"to {shown(pool) or 'isolated'}{_with('margin', margin)}"
        case _:
            assert_never(event)


def _trade_detail(event: Fill | Deleveraging | Liquidation | Settlement, lot: Fraction) -> str:
    match event:
        case Fill(size=size, price=price) | Deleveraging(size=size, price=price):
            realised = event.realised
            return (
                f"{_side(size, lot)} at {price}{_with('profit', realised)}{_with('fee', event.fee)}"
            )
        case Liquidation(size=size, price=price, realised=realised, fee=fee):
            taken = "all" if size is None else _side(size, lot)
            at = "" if price is None else f" at {price}"
            return f"{taken}{at}{_with('profit', realised)}{_with('fee', fee)}"
        case Settlement(kind=kind, price=price, amount=amount, fee=fee):
            at = "" if price is None else f" at {price}"
            return f"{kind.value}{at}{_with('profit', amount)}{_with('fee', fee)}"
        case _:
            assert_never(event)


def _position_detail(
    event: OpeningPosition
    | PositionAssertion
    | LeverageChange
    | EntryRebase
    | Funding
    | MarginTransfer
    | ReserveMove,
    lot: Fraction,
) -> str:
    match event:
        case OpeningPosition(size=size, cost=cost):
            return f"size {decimal(size * lot)}{_with('cost', cost)}"
        case PositionAssertion(size=size, cost=cost, margin=margin):
            return f"size {decimal(size * lot)}{_with('cost', cost)}{_with('margin', margin)}"
        case LeverageChange(leverage=leverage):
            return f"to {leverage}"
        case EntryRebase(realised=realised):
            return f"profit {coins(realised)}"
        case Funding(amount=amount) | ReserveMove(amount=amount):
            return coins(amount)
        case MarginTransfer(amount=amount, cause=cause):
            return f"{coins(amount)}, {cause.value}"
        case _:
            assert_never(event)


def _side(size: int, lot: Fraction) -> str:
    return f"{'buy' if size > 0 else 'sell'} {decimal(abs(size) * lot)}"


def _with(word: str, money: Money | None) -> str:
    return "" if money is None else f", {word} {coins(money)}"
