"""What Binance futures say an account is at one moment: balances and positions.

``walletBalance`` (``balance``, ``wb``) holds the isolated wallets as well, ``crossWalletBalance``
(``cw``) does not: the one is asserted of all books, the other of the cross pool. A position is
asserted with its size, an isolated one with its wallet; the entry price is rounded, so no cost is.
"""

from collections.abc import Callable

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.binance.rules import CROSS, CROSS_BOOK, NAME
from isoledger.venues.binance.terms import DECIMALS, known, leg, lots, terms
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement

_NEVER = "it holds nothing, and nothing says when"


def balances(
    total: str, cross: str, code: str = "asset"
) -> Callable[[Row], tuple[MarginEvent, ...]]:
    """What a row of a balance asserts: *total* of all books, *cross* of the pool."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        asset = Asset(row.record.text(code), DECIMALS)
        whole, pool = row.money(total, asset), row.maybe(cross, asset)
        told = [BalanceAssertion(stamp=row.stamp(), amount=whole, book=ALL)]
        if pool is not None:
            told.append(BalanceAssertion(stamp=row.stamp(1), amount=pool, book=CROSS_BOOK))
        return tuple(told)

    return tell


def held(row: Row) -> tuple[MarginEvent, ...]:
    """What a row of a position asserts.

    Raises:
        FieldError: It lacks what must be there, or nobody knows the contract.
    """
    symbol, side = row.record.text("symbol"), leg(row.record)
    settle = known(row).settle
    wallet = row.maybe("isolatedWallet", settle)
    stands_alone = _isolated(row, wallet is not None and bool(wallet.units))
    told = PositionAssertion(
        stamp=row.stamp(),
        position=PositionId(symbol, side, "" if stands_alone else CROSS),
        size=lots(row, "positionAmt"),
        margin=wallet if stands_alone else None,
    )
    return (told,)


def _isolated(row: Row, has_wallet: bool) -> bool:  # noqa: FBT001 - a word of the sentence it is in
    """Whether a position stands alone: as it says, or else as its wallet does."""
    said = row.record.optional("marginType")
    if said is not None:
        return said.lower() == "isolated"
    return has_wallet or ("isolated" in row.record.fields and row.record.flag("isolated"))


def _unless_never(tell: Callable[[Row], tuple[MarginEvent, ...]], *names: str) -> Meaning:
    """*tell*, but for a row that no instant is known of, and that holds 0 of all *names*."""

    def told(row: Row) -> tuple[MarginEvent, ...]:
        if row.time_ns:
            return tell(row)
        if any(row.amount(name) for name in names):
            raise row.record.fault("updateTime", "is 0, so that nobody knows when it was so")
        return ()

    return Meaning(becomes=("Assertion",), tell=told, why=_NEVER)


_POSITION = evolve(_unless_never(held, "positionAmt"), becomes=("PositionAssertion",))
_ASSET = evolve(
    _unless_never(balances("walletBalance", "crossWalletBalance"), "walletBalance"),
    becomes=("BalanceAssertion",),
)
_CLOCK = stamped("updateTime")

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Position snapshot (API, USD-M and COIN-M, portfolio margin as well)",
    endpoints=(
        "/fapi/v2/positionRisk",
        "/fapi/v3/positionRisk",
        "/dapi/v1/positionRisk",
        "/papi/v1/um/positionRisk",
        "/papi/v1/cm/positionRisk",
    ),
    under="result",
    fields=("symbol", "positionAmt", "entryPrice", "markPrice"),
    without=("walletBalance",),
    clock=_CLOCK,
    order=Order.EITHER,
    key=("symbol", "positionSide", "updateTime"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": _POSITION},
    terms=terms,
    money="",
)
"""The answer of the API, or of its socket."""

BALANCES = Statement(
    venue=NAME,
    name="balances",
    title="Balance snapshot (API, USD-M and COIN-M)",
    endpoints=("/fapi/v2/balance", "/fapi/v3/balance", "/dapi/v1/balance"),
    under="result",
    fields=("accountAlias", "asset", "balance", "crossWalletBalance"),
    clock=_CLOCK,
    order=Order.EITHER,
    key=("asset", "updateTime"),
    keyed="balance",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": evolve(
            _unless_never(balances("balance", "crossWalletBalance"), "balance"),
            becomes=("BalanceAssertion",),
        )
    },
    money="",
)
"""The answer of the API, or of its socket."""


def _spread(record: Record) -> Record:
    """*record* with 0 for an instant that it does not state: older answers leave it out."""
    return evolve(record, fields={"updateTime": "0", **record.fields})


ACCOUNT = Statement(
    venue=NAME,
    name="account",
    title="Account snapshot: balances and positions (API, USD-M and COIN-M)",
    endpoints=("/fapi/v2/account", "/fapi/v3/account", "/dapi/v1/account"),
    under="assets positions result.assets result.positions",
    reads=_spread,
    fields=("assets", "positions", "walletBalance"),
    clock=_CLOCK,
    order=Order.EITHER,
    key=("asset", "symbol", "positionSide", "updateTime"),
    keyed="account",
    home=CROSS_BOOK,
    typed_by=("place",),
    types={
        "assets": _ASSET,
        "positions": _POSITION,
        "result.assets": _ASSET,
        "result.positions": _POSITION,
    },
    terms=terms,
    money="",
)
"""The answer of the API, or of its socket."""
