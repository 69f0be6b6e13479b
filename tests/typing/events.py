"""Events are made of the right kinds of value, are not changed, and are matched to the last one."""

from fractions import Fraction
from typing import assert_never, assert_type

from isoledger.core.account import Account
from isoledger.core.books import WALLET, Book
from isoledger.core.certificate import Liquidated, LiquidationPrice
from isoledger.core.events import (
    AccountEvent,
    Correction,
    EitherEvent,
    Fee,
    Fill,
    Funding,
    InsuranceClear,
    LeverageChange,
    Listing,
    MarginEvent,
    MarginModeChange,
    PositionEvent,
    PositionModeChange,
    Transfer,
    WalletEvent,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Price, Rounding

usd = Asset("USD", 2)
at = Stamp(time_ns=1, venue="v", account="a", id="1")
here = PositionId("BTCUSD")
price = Price.of("1.5")

fill = Fill(stamp=at, position=here, size=1, price=price)
assert_type(fill.cost, Money | None)


def frozen(ledger: Ledger, account: Account, prices: FrozenMap[str, int]) -> None:
    fill.size = 2  # type: ignore[misc]
    fill.stamp.time_ns = 2  # type: ignore[misc]
    price.units = 2  # type: ignore[misc]
    ledger.account = account  # type: ignore[misc]
    account.mode = "hedge"  # type: ignore[misc]
    prices["a"] = 1  # type: ignore[index]
    del prices["a"]  # type: ignore[attr-defined]
    ledger.log[0] = fill  # type: ignore[index]
    here.symbol = "X"  # type: ignore[misc]


def mixed(one: Money, exact: Exact) -> None:
    Fill(stamp=at, position=here, size=1, price=1.5)  # type: ignore[arg-type]
    Fill(stamp=at, position=here, size=1, price="1.5")  # type: ignore[arg-type]
    Fill(stamp=at, position=here, size=1, price=exact)  # type: ignore[arg-type]
    Fill(stamp=at, position=here, size=1.0, price=price)  # type: ignore[arg-type]
    Fill(stamp=at, position="BTCUSD", size=1, price=price)  # type: ignore[arg-type]
    Fill(stamp=at, position=here, size=1, price=price, fee=price)  # type: ignore[arg-type]
    Funding(stamp=at, position=here, amount=Fraction(1))  # type: ignore[arg-type]
    Funding(stamp=at, position=here, amount=price)  # type: ignore[arg-type]
    Transfer(stamp=at, amount=1)  # type: ignore[arg-type]
    Transfer(stamp=at, amount=one, book="wallet")  # type: ignore[arg-type]
    Transfer(stamp=at, amount=one, book=here)  # type: ignore[arg-type]
    Transfer(stamp=at, amount=one, kind="gift")  # type: ignore[arg-type]
    Transfer(at, one)  # type: ignore[call-arg]
    PositionId("BTCUSD", "both")  # type: ignore[arg-type]
    LeverageChange(stamp=at, position=here, leverage=5)  # type: ignore[arg-type]
    sum([one, one])  # type: ignore[list-item]
    bool(one < 1)  # type: ignore[operator]
    one + price  # type: ignore[operator]
    usd.round(0.5, Rounding.FLOOR)  # type: ignore[arg-type]
    usd.round(Fraction(1, 2))  # type: ignore[call-arg]
    price + price  # type: ignore[operator]


def right(one: Money) -> None:
    assert_type(sum([one, one], start=usd.zero), Money)
    assert_type(usd.round(Fraction(1, 2), Rounding.FLOOR), Money)
    Transfer(stamp=at, amount=one, book=WALLET)
    Transfer(stamp=at, amount=one, book=Book("pool:cross"))


def forgetful(event: MarginEvent) -> str:  # type: ignore[return]
    match event:
        case Fill():
            return "a fill"
        case Transfer():
            return "a transfer"


def careless(event: AccountEvent) -> str:
    match event:
        case Listing() | MarginModeChange() | PositionModeChange():
            return "an event of the account"
        case _:
            assert_never(event)  # type: ignore[arg-type]


def careful(event: AccountEvent) -> str:
    match event:
        case Listing() | MarginModeChange() | PositionModeChange() | Correction():
            return "an event of the account"
        case _:
            assert_never(event)


def the_four_parts_are_the_whole(event: MarginEvent) -> None:
    parts: PositionEvent | WalletEvent | EitherEvent | AccountEvent = event
    whole: MarginEvent = parts
    either: Fee | InsuranceClear = whole  # type: ignore[assignment]
    del either


def hopeful(found: Liquidated) -> Fraction:
    if isinstance(found, LiquidationPrice):
        return found.tick
    del found.tick  # type: ignore[attr-defined]
    return Fraction(0)
