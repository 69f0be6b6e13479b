"""What dYdX's indexer tells: fills, transfers, funding, markets, and subaccounts at one moment.

A subaccount is a purse of its own: the pool named by its number, in which its positions are. An
isolated position is a subaccount from 128 on, and a top-up of it a transfer between subaccounts.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    Liquidation,
    MarginEvent,
    PoolTransfer,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.tiers import TierTable
from isoledger.venues.dydx.rules import NAME, QUOTE_DECIMALS
from isoledger.venues.fields import Fields
from isoledger.venues.instants import iso
from isoledger.venues.meaning import Meaning, Row, no_history, text_of
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement

USDC = Asset("USDC", 24)
"""What all is paid in. Funding accrues finer than the quantum of a balance."""

QUANTUM = Fraction(1, 10**QUOTE_DECIMALS)
"""The step of the chain's quotes."""

LOT = Fraction(1, 10**12)
"""One size unit, in coins: finer than the base quantum of any market seen."""

SIGNS = {"BUY": 1, "SELL": -1, "LONG": 1, "SHORT": -1}
"""Which way a side of a fill or of a holding counts."""
_SIDES = frozenset({"BUY", "SELL"})


def terms_of(
    symbol: str, *, tick: Fraction = LOT, tiers: Dated[TierTable] | None = None
) -> Instrument:
    """The market *symbol*: linear, in dollars of USDC."""
    return Instrument(
        symbol=symbol,
        base=symbol.partition("-")[0],
        quote=USDC.code,
        settle=USDC,
        payoff=Payoff.LINEAR,
        multiplier=LOT,
        lot=LOT,
        tick=tick,
        tiers=tiers,
    )


def pool_of(number: str) -> str:
    """The pool of subaccount *number*."""
    return f"subaccount-{number}"


def lots(record: Fields, name: str) -> int:
    """The quantity in *name*, in lots.

    Raises:
        FieldError: It is no number, or finer than a lot.
    """
    count = record.number(name).value / LOT
    if count.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is finer than {LOT} of a coin")
    return count.numerator


def numbered(record: Record) -> Record:
    """*record* with its ``subaccountNumber``, where only ``subaccountId`` says it."""
    joined = record.fields.get("subaccountId")
    if "subaccountNumber" in record.fields or not isinstance(joined, str):
        return record
    told = {"subaccountNumber": joined.rpartition("/")[2]}
    return evolve(record, fields={**record.fields, **told})


def _position(row: Row, market: str) -> PositionId:
    number = row.record.text("subaccountNumber")
    return PositionId(row.record.text(market), pool=pool_of(number))


def _signed(row: Row) -> int:
    return SIGNS[text_of(row.record, "side", _SIDES)] * lots(row.record, "size")


def _filled(row: Row) -> tuple[MarginEvent, ...]:
    told = Fill(
        stamp=row.stamp(),
        position=_position(row, "market"),
        size=_signed(row),
        price=row.record.price("price"),
        fee=row.money("fee", USDC),
    )
    return (told,)


def _by_force(kind: Callable[..., MarginEvent], name: str, why: str) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        told = kind(
            stamp=row.stamp(),
            position=_position(row, "market"),
            size=_signed(row),
            price=row.record.price("price"),
            fee=row.money("fee", USDC),
        )
        return (told,)

    return Meaning(becomes=(name,), tell=tell, why=why)


_FILL = Meaning(becomes=("Fill",), tell=_filled)
_TAKEN = _by_force(Liquidation, "Liquidation", "what the insurance fund took is not in it")
_AGAINST = _by_force(Deleveraging, "Deleveraging", "at the bankruptcy price")
_TYPES = {
    "LIMIT": _FILL,
    "MARKET": _FILL,
    "TWAP_SUBORDER": _FILL,
    "LIQUIDATION": evolve(_FILL, why="the other side of somebody's liquidation"),
    "LIQUIDATED": _TAKEN,
    "DELEVERAGED": _AGAINST,
    "OFFSETTING": _AGAINST,
}


def _market(name: str) -> Callable[[Row], Instrument]:
    return lambda row: terms_of(row.record.text(name))


FILLS = Statement(
    venue=NAME,
    name="fills",
    title="Fills of a subaccount or of a parent and its children, from the indexer",
    endpoints=("/v4/fills", "/v4/fills/parentSubaccountNumber", "v4_subaccounts"),
    under="fills result.fills contents.fills",
    reads=numbered,
    fields=("liquidity", "market", "price", "size", "createdAtHeight"),
    clock=iso("createdAt"),
    key=("id",),
    unique=True,
    keyed="fill",
    home=pool_book(pool_of("0")),
    typed_by=("marketType", "type"),
    types={
        **{f"{kind}/{name}": told for name, told in _TYPES.items() for kind in ("PERPETUAL", "")},
        "SPOT/*": no_history("coins for coins, beside the margin of subaccounts"),
    },
    terms=_market("market"),
    money="indexer",
)
"""What was traded, and its fee. Sizes and prices are of steps whose product is whole quantums."""


def _moved(row: Row) -> tuple[MarginEvent, ...]:
    """A transfer between two purses of one address, or over the account's border.

    ``type`` says on which side of it the account stands that was asked about.
    """
    record = row.record
    asset = (
        USDC if record.text("symbol") == USDC.code else Asset(record.text("symbol"), USDC.decimals)
    )
    sender, recipient = record.inner("sender"), record.inner("recipient")
    amount, ends = row.money("size", asset), (sender, recipient)
    source, target = (end.optional("subaccountNumber") for end in ends)
    if source and target and sender.text("address") == recipient.text("address"):
        books = pool_book(pool_of(source)), pool_book(pool_of(target))
        return (PoolTransfer(stamp=row.stamp(), amount=amount, source=books[0], target=books[1]),)
    out = row.type in {"WITHDRAWAL", "TRANSFER_OUT"}
    ours, other = ends if out else ends[::-1]
    told = Transfer(
        stamp=row.stamp(),
        amount=-amount if out else amount,
        book=pool_book(pool_of(ours.text("subaccountNumber"))),
        kind=_KINDS[row.type],
        counterparty=other.text("address"),
    )
    return (told,)


_KINDS: Mapping[str, Literal["deposit", "withdrawal", "internal"]] = {
    "DEPOSIT": "deposit",
    "WITHDRAWAL": "withdrawal",
    "TRANSFER_IN": "internal",
    "TRANSFER_OUT": "internal",
}
_TRANSFER = Meaning(
    becomes=("Transfer or PoolTransfer",),
    tell=_moved,
    why="between subaccounts of one address it stays inside: a top-up of an isolated position",
)

TRANSFERS = Statement(
    venue=NAME,
    name="transfers",
    title="Transfers of a subaccount or of a parent and its children, from the indexer",
    endpoints=("/v4/transfers", "/v4/transfers/parentSubaccountNumber"),
    under="transfers result.transfers contents.transfers",
    fields=("sender", "recipient", "size", "symbol", "transactionHash"),
    clock=iso("createdAt"),
    key=("id",),
    unique=True,
    keyed="transfer",
    home=pool_book(pool_of("0")),
    types=dict.fromkeys(_KINDS, _TRANSFER),
    money="indexer",
)
"""What came, went, or changed its purse."""


def _paid(row: Row) -> tuple[MarginEvent, ...]:
    amount = row.money("payment", USDC)
    if not amount:
        return ()
    rate = row.record.number("rate")
    where = _position(row, "ticker")
    return (Funding(stamp=row.stamp(), position=where, amount=amount, rate=rate),)


FUNDING = Statement(
    venue=NAME,
    name="funding-payments",
    title="Funding of a subaccount or of a parent and its children, from the indexer",
    endpoints=("/v4/fundingPayments", "/v4/fundingPayments/parentSubaccount"),
    under="fundingPayments result.fundingPayments",
    fields=("payment", "rate", "ticker", "oraclePrice", "createdAtHeight"),
    clock=iso("createdAt"),
    key=("subaccountNumber", "ticker", "createdAtHeight"),
    unique=True,
    keyed="funding",
    home=pool_book(pool_of("0")),
    typed_by=(),
    types={"": Meaning(becomes=("Funding",), tell=_paid, why="below zero it was paid")},
    terms=_market("ticker"),
    money="indexer",
)
"""What accrued each hour; the chain settles it at the next touch, cut to a quantum."""
