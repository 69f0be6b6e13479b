"""Ledger updates become transfers: everything but fills and funding that moved money.

Money sits in the perpetual account (the cross pool), in the spot account (the wallet), or in the
pool of another exchange. Margin moved into or out of an isolated position leaves no record at all.
"""

from collections.abc import Callable, Sequence

from attrs import frozen

from isoledger.core.books import WALLET, Book, pool_book
from isoledger.core.events import (
    Adjustment,
    Bonus,
    Borrow,
    Fee,
    MarginEvent,
    PoolTransfer,
    Repay,
    Transfer,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money
from isoledger.venues.hyperliquid.records import MS, address_of, money, nested, stamp, time_ns
from isoledger.venues.hyperliquid.rules import COIN_DECIMALS, CROSS_BOOK, USDC, token
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.records import Record
from isoledger.venues.telling import Told, translated
from isoledger.venues.translation import Skipped, Translation, Untranslated


@frozen(kw_only=True)
class Update:
    """One ledger update, about to be told.

    Attributes:
        record: The record.
        delta: Its inner object, as a record of the same place.
        stamp: When and who.
        address: The account's address, lower case; empty: unknown.
    """

    record: Record
    delta: Record
    stamp: Stamp
    address: str

    def parked(self, reason: str) -> Untranslated:
        """The update set aside."""
        return Untranslated(record=self.record, reason=reason)

    def usdc(self, name: str = "usdc") -> Money:
        """An amount of the perpetual books, never below zero.

        Raises:
            FieldError: It is missing, no number, too fine, or below zero.
        """
        return _not_below_zero(self.delta, name, money(self.delta, name, USDC))

    def amount(self, name: str, asset: Asset) -> Money:
        """An amount of the spot books, never below zero.

        Raises:
            FieldError: As `usdc`.
        """
        found = money(self.delta, name, asset, COIN_DECIMALS)
        return _not_below_zero(self.delta, name, found)

    def fee(self, asset: Asset) -> Money:
        """The fee, if one is stated."""
        stated = self.delta.optional("fee") is not None
        return self.amount("fee", asset) if stated else asset.zero

    def ends(self) -> tuple[bool, bool, str]:
        """Whether it left the account, whether it reached it, and the other end.

        Raises:
            FieldError: The account is at neither end, as far as is known.
        """
        user, target = (self.delta.text(name).lower() for name in ("user", "destination"))
        if not self.address:
            why = "which way it went only the account's address tells: name the account by it"
            raise self.delta.fault("user", why)
        if self.address not in {user, target}:
            raise self.delta.fault("user", f"neither end is {self.address}")
        left, reached = self.address == user, self.address == target
        return left, reached, target if left else user


def _not_below_zero(record: Record, name: str, found: Money) -> Money:
    if found.units < 0:
        raise record.fault(name, f"{found} is below zero")
    return found


def _deposit(update: Update) -> Told:
    amount = update.usdc()
    return (Transfer(stamp=update.stamp, amount=amount, book=CROSS_BOOK, kind="deposit"),)


def _withdraw(update: Update) -> Told:
    """The amount arrives outside; the fee leaves on top of it (assumed)."""
    amount, fee = update.usdc(), update.fee(USDC)
    paid = Transfer(
        stamp=update.stamp,
        amount=-(amount + fee),
        fee=fee or None,
        book=CROSS_BOOK,
        kind="withdrawal",
    )
    return (paid,)


def _class_transfer(update: Update) -> Told:
    """Between the account's own spot and perpetual books."""
    books = (WALLET, CROSS_BOOK) if update.delta.flag("toPerp") else (CROSS_BOOK, WALLET)
    source, target = books
    amount = update.usdc()
    return (PoolTransfer(stamp=update.stamp, amount=amount, source=source, target=target),)


def _internal(update: Update) -> Told:
    return _sent(update, update.usdc(), CROSS_BOOK, CROSS_BOOK, USDC)


def _spot_transfer(update: Update) -> Told:
    return _token_sent(update, WALLET, WALLET)


def _send(update: Update) -> Told:
    """Between any two books of any two accounts."""
    source, target = (_dex_book(update.delta, f"{end}Dex") for end in ("source", "destination"))
    return _token_sent(update, source, target)


def _dex_book(delta: Record, name: str) -> Book:
    """The book an exchange's name stands for; the empty name is the venue's own."""
    value = delta.fields.get(name)
    dex = "" if value == "" else delta.text(name)
    return {"": CROSS_BOOK, "spot": WALLET}.get(dex) or pool_book(dex)


def _token_sent(update: Update, source: Book, target: Book) -> Told:
    asset = token(update.delta.text("token").partition(":")[0])
    gas = update.delta.optional("nativeTokenFee")
    if gas is not None and update.delta.number("nativeTokenFee").units:
        return update.parked("a fee in the native token: which book pays it is not known")
    fees = update.delta.optional("feeToken")
    return _sent(update, update.amount("amount", asset), source, target, token(fees or USDC.code))


def _sent(update: Update, amount: Money, source: Book, target: Book, fees: Asset) -> Told:
    """The sender pays the fee on top (assumed); to oneself it is a move between books."""
    left, reached, other = update.ends()
    events: list[MarginEvent] = []
    if left and reached:
        if source == target:
            return update.parked("a transfer from a book to itself")
        move = PoolTransfer(stamp=update.stamp, amount=amount, source=source, target=target)
        events.append(move)
    else:
        events.append(
            Transfer(
                stamp=update.stamp,
                amount=-amount if left else amount,
                book=source if left else target,
                counterparty=other,
            )
        )
    fee = update.fee(fees)
    if left and fee:
        at = _beside(update.stamp, "fee")
        events.append(Fee(stamp=at, amount=fee, book=source, reason="transfer"))
    return tuple(events)


def _beside(at: Stamp, what: str) -> Stamp:
    """The stamp of a second event of one record."""
    return Stamp(
        time_ns=at.time_ns,
        sequence=at.sequence + 1,
        venue=at.venue,
        account=at.account,
        id=f"{at.id}/{what}",
        source=at.source,
    )


def _vault_in(update: Update) -> Told:
    paid = update.usdc() + update.fee(USDC)
    return (_vault(update, -paid),)


def _vault_out(update: Update) -> Told:
    if update.address and update.delta.text("user").lower() != update.address:
        return update.parked("a withdrawal of somebody else from a vault")
    return (_vault(update, update.usdc("netWithdrawnUsd")),)


def _vault_gain(update: Update) -> Told:
    return (_vault(update, update.usdc()),)


def _vault(update: Update, amount: Money) -> Transfer:
    vault = update.delta.text("vault")
    return Transfer(stamp=update.stamp, amount=amount, book=CROSS_BOOK, counterparty=vault)


def _commission(update: Update) -> Told:
    reason = "vault leader commission"
    amount = update.usdc()
    return (Adjustment(stamp=update.stamp, amount=amount, book=CROSS_BOOK, reason=reason),)


def _genesis(update: Update) -> Told:
    amount = update.amount("amount", token(update.delta.text("token")))
    return (Bonus(stamp=update.stamp, amount=amount, book=WALLET, reason="spot genesis"),)


def _dex_transfer(update: Update) -> Told:
    """Between the spot books and the pool of another exchange."""
    pool, amount = pool_book(update.delta.text("dex")), update.amount("amount", _token(update))
    source, target = (WALLET, pool) if update.delta.flag("toPerp") else (pool, WALLET)
    return (PoolTransfer(stamp=update.stamp, amount=amount, source=source, target=target),)


def _token(update: Update) -> Asset:
    """The token it names."""
    return token(update.delta.text("token").partition(":")[0])


def _staking(update: Update) -> Told:
    """What is staked is in no book here."""
    amount = update.amount("amount", _token(update))
    moved = -amount if update.delta.flag("isDeposit") else amount
    return (Transfer(stamp=update.stamp, amount=moved, book=WALLET, counterparty="staking"),)


def _rewards(update: Update) -> Told:
    """Claims without a token are old ones, in USDC of the perpetual account (assumed)."""
    named = update.delta.optional("token") is not None
    asset, book = (_token(update), WALLET) if named else (USDC, CROSS_BOOK)
    amount = update.amount("amount", asset)
    return (Bonus(stamp=update.stamp, amount=amount, book=book, reason="rewards"),)


def _charge(reason: str) -> Callable[[Update], Told]:
    """What the spot books pay (assumed: no record says which book it is)."""

    def teller(update: Update) -> Told:
        paid = update.amount("amount", _token(update))
        return (Fee(stamp=update.stamp, amount=paid, book=WALLET, reason=reason),)

    return teller


def _lending(update: Update) -> Told:
    """What is lent is in no book here; what is borrowed comes into the spot books (assumed)."""
    if update.amount("interestAmount", _token(update)):
        return update.parked("interest: whether it is inside the amount is not known")
    amount, at = update.amount("amount", _token(update)), update.stamp
    match update.delta.text("operation"):
        case "supply":
            return (Transfer(stamp=at, amount=-amount, book=WALLET, counterparty="lending"),)
        case "withdraw":
            return (Transfer(stamp=at, amount=amount, book=WALLET, counterparty="lending"),)
        case "borrow":
            return (Borrow(stamp=at, amount=amount, book=WALLET),)
        case "repay":
            return (Repay(stamp=at, amount=amount, book=WALLET),)
        case other:
            return update.parked(f"unknown operation {other[:40]!r}")


TELLERS: dict[str, Callable[[Update], Told]] = {
    "deposit": _deposit,
    "withdraw": _withdraw,
    "accountClassTransfer": _class_transfer,
    "internalTransfer": _internal,
    "subAccountTransfer": _internal,
    "spotTransfer": _spot_transfer,
    "send": _send,
    "vaultCreate": _vault_in,
    "vaultDeposit": _vault_in,
    "vaultWithdraw": _vault_out,
    "vaultDistribution": _vault_gain,
    "vaultLeaderCommission": _commission,
    "spotGenesis": _genesis,
    "perpDexClassTransfer": _dex_transfer,
    "cStakingTransfer": _staking,
    "rewardsClaim": _rewards,
    "accountActivationGas": _charge("activation gas"),
    "deployGasAuction": _charge("gas of a deployment"),
    "activateDexAbstraction": _charge("activation of an exchange"),
    "borrowLend": _lending,
}
"""Types of update that are understood; every other one is parked."""

MARKERS = frozenset({"liquidation"})
"""Types that only point at what the fills tell."""

TYPES: FrozenMap[str, str] = FrozenMap(
    {
        "deposit": "Transfer",
        "withdraw": "Transfer",
        "accountClassTransfer": "PoolTransfer",
        "perpDexClassTransfer": "PoolTransfer (assumed)",
        "internalTransfer": "Transfer + Fee, or PoolTransfer to oneself",
        "subAccountTransfer": "Transfer + Fee, or PoolTransfer to oneself",
        "spotTransfer": "Transfer + Fee",
        "send": "Transfer + Fee, or PoolTransfer to oneself",
        "vaultCreate": "Transfer",
        "vaultDeposit": "Transfer",
        "vaultWithdraw": "Transfer",
        "vaultDistribution": "Transfer",
        "vaultLeaderCommission": "Adjustment",
        "spotGenesis": "Bonus",
        "cStakingTransfer": "Transfer",
        "rewardsClaim": "Bonus (assumed)",
        "accountActivationGas": "Fee (assumed)",
        "deployGasAuction": "Fee (assumed)",
        "activateDexAbstraction": "Fee (assumed)",
        "borrowLend": "Transfer, Borrow or Repay (assumed)",
        "liquidation": "no history: a marker, the amounts stand in the fills",
    }
)
"""What each type of update becomes, in words."""


def ledger_updates(records: Sequence[Record], account: str) -> Translation:
    """The events of ``userNonFundingLedgerUpdates``.

    Args:
        records: Its elements.
        account: The name we gave the account. Transfers to and from others need it to be the
            account's address: nothing else tells which end it was.
    """
    return translated(records, lambda record, seen: _update(record, account, seen))


def _update(record: Record, account: str, seen: Occurrences) -> Told:
    delta = nested(record, "delta")
    kind, at = delta.text("type"), time_ns(record)
    if kind in MARKERS:
        return Skipped(record=record, reason="a marker: the amounts stand in the fills")
    if kind not in TELLERS:
        return Untranslated(record=record, reason=f"unknown type {kind[:40]!r}")
    name = seen.id(Key("ledger", (str(at // MS), record.text("hash"), kind)))
    when = stamp(record, account, name, at)
    update = Update(record=record, delta=delta, stamp=when, address=address_of(account))
    return TELLERS[kind](update)
