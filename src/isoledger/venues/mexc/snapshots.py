"""What MEXC says an account is at one moment: positions, open and closed, and what there is.

A position is asserted with its size. Its margin holds a reserve for the fee to close, and no
record moves it, so that it is not asserted.
"""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.instants import taken
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.mexc.rules import CROSS_BOOK, NAME
from isoledger.venues.mexc.terms import DECIMALS, LEGS, contracts, leg, position
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity


def _held(row: Row) -> tuple[MarginEvent, ...]:
    side, sign = leg(row, "positionType", LEGS)
    size = sign * contracts(row, "holdVol")
    return (PositionAssertion(stamp=row.stamp(), position=position(row, side), size=size),)


_HELD = Meaning(becomes=("PositionAssertion",), tell=_held)

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions (API, or streamed)",
    endpoints=("/api/v1/private/position/open_positions", "push.personal.position"),
    under="data",
    around=("ts",),
    fields=("positionId", "symbol", "holdVol", "openType", "holdAvgPrice"),
    without=("closeProfitLoss",),
    clock=taken("updateTime", "ts"),
    order=Order.EITHER,
    key=("positionId", "updateTime", "ts", "holdVol"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": _HELD},
    money="",
)
"""What is held."""

HISTORY = evolve(
    POSITIONS,
    name="closed-positions",
    title="History of positions (API), each with its profit and fee",
    endpoints=("/api/v1/private/position/list/history_positions",),
    fields=("positionId", "symbol", "holdVol", "closeProfitLoss", "fee", "realised"),
    without=(),
    clock=taken("updateTime"),
    key=("positionId", "updateTime"),
    keyed="closed",
    identities=(
        Identity(
            total="realised",
            ways=(("closeProfitLoss", "-fee", "holdFee"),),
            within=Fraction(1, 10**4),
        ),
    ),
    types={
        "": evolve(
            _HELD, why="profit, fee and funding are what trades and funding records tell, rounded"
        )
    },
)
"""What was held; recorded: realised is profit less fee, printed to four decimals."""


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    asset = Asset(row.record.text("currency"), DECIMALS)
    stated = row.record.optional("equity") is not None
    parts = ("equity", "-unrealized") if stated else _LOCKED
    amount = asset.exactly(sum((row.amount(name) for name in parts), start=Fraction(0)))
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=ALL),)


_LOCKED = ("availableBalance", "positionMargin", "frozenBalance")

ASSETS = Statement(
    venue=NAME,
    name="assets",
    title="Balances (API, which does not say when: say it; or streamed)",
    endpoints=("/api/v1/private/account/assets", "push.personal.asset"),
    under="data",
    around=("ts",),
    fields=("currency", "availableBalance", "positionMargin", "frozenBalance"),
    clock=taken("ts"),
    order=Order.EITHER,
    key=("currency", "ts"),
    keyed="asset",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(
            becomes=("BalanceAssertion",),
            tell=_holds,
            why="equity less unrealised profit; streamed: what is free, locked and frozen together",
            evidence=Evidence.ASSUMED,
        )
    },
    money="",
)
"""What there is of each coin, margin of positions included."""
