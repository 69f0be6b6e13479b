"""Snapshots: what BitMEX says a position, a margin account or a wallet is at one moment."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price
from isoledger.venues.bitmex.records import LAST, asset_of, money, optional_money, stamp
from isoledger.venues.bitmex.rules import CAPS
from isoledger.venues.errors import IdentityError
from isoledger.venues.instants import utc_ns
from isoledger.venues.records import Record
from isoledger.venues.translation import Skipped, Translation, Verdict, sifted

POSITION_COLUMNS = ("timestamp", "symbol", "currency", "currentQty", "crossMargin", "posCost")
"""What a CSV of ``/position`` must have; other columns are welcome."""

MARGIN_COLUMNS = ("timestamp", "currency", "walletBalance", "marginBalance", "unrealisedPnl")
"""What a CSV of ``/user/margin`` must have."""

WALLET_COLUMNS = ("timestamp", "currency", "amount", "deposited", "withdrawn")
"""What a CSV of ``/user/wallet`` must have."""


@frozen(kw_only=True)
class PositionSnapshot:
    """A position as BitMEX states it.

    Attributes:
        position: Isolated, or in the pool of its settle currency.
        time_ns: When it was so, ns UTC.
        size: Signed contracts.
        cost: Signed value at entry.
        margin: What an isolated position holds, the reserve for its closing fee included;
            ``None`` for a cross one.
        leverage: As set; ``None``: not stated.
        initial_rate: Initial margin rate in force; ``None``: not stated.
        maintenance_rate: Maintenance margin rate in force; ``None``: not stated.
        mark: Mark price; ``None``: not stated.
        mark_value: Signed value at the mark, as rounded; ``None``: not stated.
        liquidation: Liquidation price; ``None``: there is none (`CAPS`), or not stated.
        bankruptcy: Bankruptcy price, likewise.
    """

    position: PositionId
    time_ns: int
    size: int
    cost: Money
    margin: Money | None
    leverage: Exact | None
    initial_rate: Exact | None
    maintenance_rate: Exact | None
    mark: Price | None
    mark_value: Money | None
    liquidation: Price | None
    bankruptcy: Price | None


@frozen(kw_only=True)
class MarginSnapshot:
    """The margin account of one currency as BitMEX states it.

    Attributes:
        time_ns: When it was so, ns UTC.
        wallet: Wallet balance: everything realised.
        equity: Wallet balance and unrealised profit.
        unrealised: Unrealised profit.
        initial: Initial margin of positions and orders; ``None``: not stated.
        maintenance: Maintenance margin; ``None``: not stated.
        available: What may be used; ``None``: not stated.
    """

    time_ns: int
    wallet: Money
    equity: Money
    unrealised: Money
    initial: Money | None
    maintenance: Money | None
    available: Money | None


@frozen(kw_only=True)
class WalletSnapshot:
    """The wallet of one currency as BitMEX states it.

    Attributes:
        time_ns: When it last changed, ns UTC.
        balance: What is in it.
        deposited: Ever deposited.
        withdrawn: Ever withdrawn, fees included, above zero.
        received: Ever received from other accounts; ``None``: not stated.
        sent: Ever sent to other accounts, above zero; ``None``: not stated.
    """

    time_ns: int
    balance: Money
    deposited: Money
    withdrawn: Money
    received: Money | None
    sent: Money | None


def position_snapshot(record: Record) -> PositionSnapshot:
    """The position that *record* states.

    Raises:
        FieldError: A field is missing or unreadable.
    """
    settle = asset_of(record, "currency")
    pool = settle.code if record.flag("crossMargin") else ""
    margin = None if pool else optional_money(record, "posMargin", settle)
    return PositionSnapshot(
        position=PositionId(record.text("symbol"), "net", pool),
        time_ns=utc_ns(record, "timestamp"),
        size=record.whole("currentQty"),
        cost=money(record, "posCost", settle),
        margin=margin,
        leverage=_number(record, "leverage"),
        initial_rate=_number(record, "initMarginReq"),
        maintenance_rate=_number(record, "maintMarginReq"),
        mark=_price(record, "markPrice"),
        mark_value=optional_money(record, "markValue", settle),
        liquidation=_price(record, "liquidationPrice"),
        bankruptcy=_price(record, "bankruptPrice"),
    )


def margin_snapshot(record: Record) -> MarginSnapshot:
    """The margin account that *record* states.

    Raises:
        FieldError: A field is missing or unreadable.
        IdentityError: Equity is not wallet balance and unrealised profit.
    """
    asset = asset_of(record, "currency")
    found = MarginSnapshot(
        time_ns=utc_ns(record, "timestamp"),
        wallet=money(record, "walletBalance", asset),
        equity=money(record, "marginBalance", asset),
        unrealised=money(record, "unrealisedPnl", asset),
        initial=optional_money(record, "initMargin", asset),
        maintenance=optional_money(record, "maintMargin", asset),
        available=optional_money(record, "availableMargin", asset),
    )
    if found.equity != found.wallet + found.unrealised:
        raise IdentityError(
            source=f"{record.file}, row {record.row}",
            identity="marginBalance = walletBalance + unrealisedPnl",
            found=f"{found.equity.units}, {found.wallet.units}, {found.unrealised.units}",
        )
    return found


def wallet_snapshot(record: Record) -> WalletSnapshot:
    """The wallet that *record* states.

    Raises:
        FieldError: A field is missing or unreadable.
    """
    asset = asset_of(record, "currency")
    return WalletSnapshot(
        time_ns=utc_ns(record, "timestamp"),
        balance=money(record, "amount", asset),
        deposited=money(record, "deposited", asset),
        withdrawn=money(record, "withdrawn", asset),
        received=optional_money(record, "transferIn", asset),
        sent=optional_money(record, "transferOut", asset),
    )


def positions(records: Sequence[Record], account: str) -> Translation:
    """One assertion a position: its size and cost, and its margin if it is isolated."""

    def verdict(record: Record) -> Verdict:
        if record.optional("action") == "update" and not _whole(record):
            why = "a streamed update says what changed and not the rest: read the partial"
            return Skipped(record=record, reason=why)
        found = position_snapshot(record)
        identity = f"position:{found.position.symbol}:{found.time_ns}"
        at = stamp(record, account, identity, found.time_ns, LAST)
        return (
            PositionAssertion(
                stamp=at,
                position=found.position,
                size=found.size,
                cost=found.cost,
                margin=found.margin,
            ),
        )

    return sifted(records, verdict)


def _whole(record: Record) -> bool:
    return all(name in record for name in ("crossMargin", "currentQty", "posCost"))


def margin(records: Sequence[Record], account: str) -> Translation:
    """One assertion a currency: its wallet balance."""

    def verdict(record: Record) -> Verdict:
        found = margin_snapshot(record)
        return (_balance(record, account, "margin", found.time_ns, found.wallet),)

    return sifted(records, verdict)


def wallet(records: Sequence[Record], account: str) -> Translation:
    """One assertion a currency: its balance."""

    def verdict(record: Record) -> Verdict:
        found = wallet_snapshot(record)
        return (_balance(record, account, "wallet-snapshot", found.time_ns, found.balance),)

    return sifted(records, verdict)


def _balance(
    record: Record, account: str, kind: str, time_ns: int, amount: Money
) -> BalanceAssertion:
    identity = f"{kind}:{amount.asset.code}:{time_ns}"
    at = stamp(record, account, identity, time_ns, LAST)
    return BalanceAssertion(stamp=at, amount=amount, book=ALL)


def _number(record: Record, name: str) -> Exact | None:
    return None if record.optional(name) is None else record.number(name)


def _price(record: Record, name: str) -> Price | None:
    """A price that is one: not absent, and not a cap that stands for none."""
    if record.optional(name) is None or record.number(name).value in _CAP_VALUES:
        return None
    return record.price(name)


_CAP_VALUES = frozenset(map(Fraction, CAPS))
