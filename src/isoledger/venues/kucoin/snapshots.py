"""What KuCoin says an account is at one moment: positions, and balances of several kinds.

The wallet balance has the margin of every position in it, and no unrealised profit: it is asserted
of all books. Equity has unrealised profit, and is asserted less that.
"""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.money import Money
from isoledger.venues.instants import stamped, taken
from isoledger.venues.kucoin.rules import CROSS_BOOK, NAME
from isoledger.venues.kucoin.terms import asset, position
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity


def _whole(record: Record, name: str) -> int:
    """The whole number in *name*, also written ``1.0``.

    Raises:
        FieldError: It is missing or not whole.
    """
    value = record.number(name).value
    if value.denominator != 1:
        raise record.fault(name, f"{record.text(name)} is not whole")
    return value.numerator


def _held(row: Row) -> tuple[MarginEvent, ...]:
    record = row.record
    told = PositionAssertion(
        stamp=row.stamp(),
        position=position(row),
        size=_whole(record, "currentQty"),
        cost=row.maybe("posCost", asset(record, "settleCurrency")),
    )
    return (told,)


_POSITION = Meaning(becomes=("PositionAssertion",), tell=_held)
_MARGIN = ("posInit", "posComm", "posCross", "posLoss", "posMargin")


def promised(record: Record) -> Record:
    """*record* without the parts of a margin, unless it is that of an isolated position."""
    if record.fields.get("crossMode") is False:
        return record
    kept = {name: value for name, value in record.fields.items() if name not in _MARGIN}
    return evolve(record, fields=kept)


_SUM = Identity(
    total="posMargin",
    ways=(("posInit", "posComm", "posCross", "-posLoss"),),
    within=Fraction(1, 10**8),
)

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions of the classic futures account, from the API",
    endpoints=("/api/v1/positions", "/api/v1/position", "/api/v2/position"),
    under="data",
    fields=("symbol", "currentQty", "posCost", "currentTimestamp"),
    without=("subject",),
    reads=promised,
    clock=stamped("currentTimestamp"),
    key=("symbol", "positionSide", "currentTimestamp"),
    keyed="position",
    identities=(_SUM,),
    home=CROSS_BOOK,
    typed_by=(),
    types={"": _POSITION},
    money="",
)
"""What is held, and what it cost. The margin of an isolated one is the sum of its parts; recorded:
9 of 12 to the last digit, 3 up to 1e-8 off."""

_MARKS = no_history("the mark moved: nothing is held or owed otherwise")

POSITION_STREAM = evolve(
    POSITIONS,
    name="positions-stream",
    title="Positions of the classic futures account, streamed",
    endpoints=("/contract/position", "/contract/positionAll"),
    around=("topic", "subject"),
    fields=("subject", "markPrice", "currentTimestamp", "maintMargin"),
    without=(),
    typed_by=("changeReason",),
    types={
        "positionChange": _POSITION,
        "marginChange": _POSITION,
        "autoAppendMarginStatusChange": _POSITION,
        "changeRiskLimit": _POSITION,
        "liquidation": _POSITION,
        "adl": _POSITION,
        "settlement": _POSITION,
        "markPriceChange": _MARKS,
        "": _MARKS,
    },
)
"""The same, as it happens."""


def _spelled(record: Record) -> Record:
    """*record* of the unified account with its letters spelled out."""
    names = {"s": "symbol", "q": "size", "U": "updateTime", "mM": "marginMode"}
    fields = {names.get(name, name): value for name, value in record.fields.items()}
    return evolve(record, fields=fields)


def _held_unified(row: Row) -> tuple[MarginEvent, ...]:
    size = _whole(row.record, "size")
    return (PositionAssertion(stamp=row.stamp(), position=position(row), size=size),)


UNIFIED_POSITIONS = Statement(
    venue=NAME,
    name="unified-positions",
    title="Positions of the unified account, from the API",
    endpoints=("/api/ua/v1/unified/position/open-list",),
    under="data",
    fields=("symbol", "entryPrice", "positionValue", "initialMargin", "mmr"),
    clock=taken("updateTime", unit_ns=1),
    key=("symbol", "positionSide", "updateTime", "size"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("PositionAssertion",), tell=_held_unified)},
    money="",
)
"""What is held. ``creationTime`` is when it was opened: say when such an answer was taken."""

UNIFIED_POSITION_STREAM = evolve(
    UNIFIED_POSITIONS,
    name="unified-positions-stream",
    title="Positions of the unified account, streamed",
    endpoints=("positionAll.FUTURES",),
    under="d",
    fields=("T", "d", "pV", "eP", "mM"),
    reads=_spelled,
)
"""The same, as it happens."""


def _asserted(row: Row, amount: Money) -> tuple[MarginEvent, ...]:
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=ALL),)


def _overview(row: Row) -> tuple[MarginEvent, ...]:
    its = asset(row.record, "currency")
    return _asserted(row, row.money("accountEquity", its) - row.money("unrealisedPNL", its))


OVERVIEW = Statement(
    venue=NAME,
    name="account-overview",
    title="Balance of the classic futures account, from the API",
    endpoints=("/api/v1/account-overview",),
    under="data",
    fields=("accountEquity", "unrealisedPNL", "marginBalance", "currency"),
    clock=taken("ts"),
    key=("currency", "accountEquity", "unrealisedPNL"),
    keyed="overview",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_overview)},
    money="",
)
"""Equity less unrealised profit. It says no time: say when it was taken."""


def _wallet(row: Row) -> tuple[MarginEvent, ...]:
    its = asset(row.record, "currency")
    return _asserted(row, its.exactly(row.record.number("walletBalance").value))


WALLET_STREAM = Statement(
    venue=NAME,
    name="wallet-stream",
    title="Balances of the classic futures account, streamed",
    endpoints=("/contractAccount/wallet",),
    under="data",
    around=("topic", "subject"),
    fields=("topic", "subject", "currency", "timestamp"),
    without=("fundingRate", "sequence"),
    clock=stamped("timestamp"),
    key=("currency", "timestamp", "subject", "version"),
    keyed="wallet",
    home=CROSS_BOOK,
    typed_by=("subject",),
    types={
        "walletBalance.change": Meaning(becomes=("BalanceAssertion",), tell=_wallet),
        "availableBalance.change": no_history("what is available, without margins and orders"),
        "orderMargin.change": no_history("what open orders lock: it stays in the account"),
        "withdrawHold.change": no_history("what a withdrawal holds: it has not left yet"),
    },
    money="",
)
"""The wallet balance, and locks inside it that move nothing."""


def _letters(record: Record) -> Record:
    fields = record.fields
    more = {"currency": fields.get("c"), "walletBalance": fields.get("b"), "at": fields.get("U")}
    return evolve(record, fields={**fields, **more})


UNIFIED_BALANCE_STREAM = Statement(
    venue=NAME,
    name="unified-balance-stream",
    title="Balances of the unified account, streamed",
    endpoints=("balance.FUTURES", "balance.UNIFIED"),
    under="d",
    fields=("T", "d", "tCM", "cUP", "iUP"),
    reads=_letters,
    clock=stamped("at", 1),
    key=("c", "U", "E"),
    keyed="wallet",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_wallet)},
    money="",
)
"""The wallet balance of one currency."""


def _currency(row: Row) -> tuple[MarginEvent, ...]:
    its = asset(row.record, "currency")
    return _asserted(row, its.exactly(row.record.number("balance").value))


_OTHER = no_history("another account than the margin account")

UNIFIED_BALANCES = Statement(
    venue=NAME,
    name="unified-balances",
    title="Balances of the unified account, from the API",
    endpoints=("/api/ua/v1/unified/account/balance", "/api/ua/v1/account/balance"),
    under="data.accounts.currencies",
    around=("ts", "accountType"),
    fields=("accountType", "accounts", "currencies", "balance"),
    clock=stamped("ts"),
    key=("accountType", "currency", "ts"),
    keyed="balance",
    home=CROSS_BOOK,
    typed_by=("accountType",),
    types={
        "UNIFIED": Meaning(becomes=("BalanceAssertion",), tell=_currency),
        "FUTURES": Meaning(becomes=("BalanceAssertion",), tell=_currency),
        "SPOT": _OTHER,
        "FUNDING": _OTHER,
        "CROSS": _OTHER,
        "ISOLATED": _OTHER,
    },
    money="",
)
"""Balances of all currencies."""
