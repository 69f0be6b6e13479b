"""OKX's tables that a person saves: trades of the trading account, and past positions.

The table says no margin mode: every contract is taken for one of the one pool, and the margin
that an isolated position took is told as what it is there, a movement of the balance.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.events import Adjustment, MarginEvent
from isoledger.core.identity import Leg, PositionId
from isoledger.core.rules import Evidence
from isoledger.venues.heads import Header
from isoledger.venues.instants import local
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.okx.contracts import DECIMALS, lots
from isoledger.venues.okx.rules import CROSS, CROSS_BOOK, NAME
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running
from isoledger.venues.trading import Trades, unless_nothing
from isoledger.venues.translation import Given

TELLING = "saved tables"
"""The tables tell the same history as the bills: they do not meet in one account."""

_ABOVE = "UID:{uid},Account Type:{account},Time Zone:{zone}"
_ZONED, _UNZONED = local("Time", zone="zone"), local("Time", zone=None)


def clock(record: Record, given: Given) -> int:
    """When a row happened: in the zone the line above the table says, else in the given one.

    Raises:
        FieldError: It says no time that exists.
        ZoneError: Nobody said the zone.
    """
    return (_ZONED if record.optional("zone") else _UNZONED)(record, given)


_FIRST = ("id", "Order id", "Time", "Trade Type")
_NOW = (*_FIRST, "Symbol", "Action", "Amount", "Trading Unit", "Filled Price")
_BALANCES = ("Balance Change", "Balance", "Balance Unit")
_HEADS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (*_NOW, "PnL", "Fee", "Fee Unit", "Position Change", "Position Balance", *_BALANCES),
        (),
    ),
    (
        (
            *(*_NOW, "Filled Price Unit", "PnL", "Fee", "Fee Unit", "Position Change"),
            *("Position Balance", "Position Unit", *_BALANCES),
        ),
        (),
    ),
    (
        (
            *(*_NOW, "PnL", "Fee", "Fee Unit", "Position Change", "Position Balance", *_BALANCES),
            *("Filled_price-USD", "Pnl-USD", "Fee-USD", "Balance-USD", "Balance_change-USD"),
        ),
        (),
    ),
    (
        (
            *(*_FIRST, "Instrument", "Type", "Amount", "Unit", "PL", "Fee"),
            *("Position Change", "Position Balance", "Balance Change", "Balance", "Unit"),
        ),
        (
            *(*_FIRST, "Symbol", "Action", "Amount", "Trading Unit", "PnL", "Fee"),
            *("Position Change", "Position Balance", *_BALANCES),
        ),
    ),
)
HEADERS = tuple(
    Header(columns=columns, names=names, above=above)
    for columns, names in _HEADS
    for above in (_ABOVE, "")
)
"""Four generations of the head (2025, 2023, with dollars, before 2023), under a line or none."""

_COIN = coin("Balance Unit", DECIMALS)
_MONEY = Columns(amount="Balance Change", coin=_COIN, symbol="Symbol", book=CROSS_BOOK)

ACTIONS: Mapping[str, tuple[int, Leg]] = {
    "Buy": (1, "net"),
    "Sell": (-1, "net"),
    "Open long": (1, "long"),
    "Open short": (-1, "short"),
    "Close long": (-1, "long"),
    "Close short": (1, "short"),
    "Partial liquidation close long": (-1, "long"),
    "Partial liquidation close short": (1, "short"),
    "Liquidation long": (-1, "long"),
    "Liquidation short": (1, "short"),
    "ADL close long": (-1, "long"),
    "ADL close short": (1, "short"),
}
"""What an action traded: bought above zero, and of which leg."""


def _position(row: Row) -> PositionId:
    return PositionId(row.record.text("Symbol"), ACTIONS[row.record.text("Action")][1], CROSS)


def _size(row: Row) -> int:
    record = row.record
    if record.text("Trading Unit") not in {"cont", "Cont", "contracts"}:
        unit = record.text("Trading Unit")
        raise record.fault("Trading Unit", f"{unit[:20]!r} is not cont: coins are no contracts")
    sign = ACTIONS[record.text("Action")][0]
    return sign * lots(record, abs(row.amount("Amount")), "Amount")


_TRADES = Trades(
    position=_position,
    size=_size,
    price="Filled Price",
    coin=_COIN,
    fee="-Fee",
    realised="PnL",
)


def _traded(trade: Meaning) -> Meaning:
    """A trade of a contract, and what it moved beside profit and fee: isolated margin."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        if row.record.optional("Filled Price") is None:
            return _MONEY.profit().tell(row)
        moved = row.amount("Balance Change") - row.amount("PnL") - row.amount("Fee")
        told = trade.tell(row)
        if not moved:
            return told
        amount = _COIN(row).exactly(moved)
        lock = Adjustment(stamp=row.stamp(1), amount=amount, book=CROSS_BOOK, reason=_LOCK)
        return (*told, lock)

    becomes = (*trade.becomes, "Adjustment")
    why = "the oldest table states no price: its trades are RealisedProfit"
    return evolve(trade, becomes=becomes, tell=tell, why=why, evidence=Evidence.ASSUMED)


_LOCK = "margin of an isolated position, which the table does not follow"
_FILL = _traded(_TRADES.fill())
_TAKEN = _traded(_TRADES.liquidation())
_DELEVERAGED = _traded(_TRADES.deleveraging())
_FUNDING = unless_nothing(_MONEY.funding(), "Balance Change")
_LEG = _MONEY.adjustment("one leg of a spot trade")


def _of_contracts() -> dict[str, Meaning]:
    taken = {action: _TAKEN for action in ACTIONS if "iquidation" in action}
    shrunk = {action: _DELEVERAGED for action in ACTIONS if action.startswith("ADL")}
    funded = dict.fromkeys(("Funding fee expense", "Funding fee income"), _FUNDING)
    meanings = {**dict.fromkeys(ACTIONS, _FILL), **taken, **shrunk, **funded}
    return {
        f"{kind}/{action}": meaning
        for kind in ("Swap", "Futures", "Perpetual")
        for action, meaning in meanings.items()
    }


TRADING_TYPES: Mapping[str, Meaning] = {
    "Spot/Buy": _LEG,
    "Spot/Sell": _LEG,
    "Transfer/Transfer in": _MONEY.transfer(),
    "Transfer/Transfer out": _MONEY.transfer(),
    **_of_contracts(),
}
"""What each ``Trade Type/Action`` means; those of contracts are known from copies, assumed."""

TRADING_TABLE = Statement(
    venue=NAME,
    name="trading-table",
    title="Trading account history saved from the web page (CSV)",
    headers=HEADERS,
    clock=clock,
    order=Order.EITHER,
    key=("id",),
    keyed="saved-bill",
    identities=(
        Identity(
            total="Balance Change",
            ways=(("Amount", "Fee"), ("-Amount", "Fee")),
            where=(("Trade Type", frozenset({"Spot"})),),
        ),
    ),
    running=(Running(balance="Balance", change="Balance Change", by=("Balance Unit",)),),
    asserts=(_MONEY.states("Balance"),),
    home=CROSS_BOOK,
    typed_by=("Trade Type", "Action"),
    types=TRADING_TYPES,
    money=TELLING,
)
"""What a person saves of the trading account."""

_CLOSED = no_history("a closed position summed up: its trades, funding and fees are in the bills")

POSITIONS_TABLE = Statement(
    venue=NAME,
    name="positions-table",
    title="Past positions saved from the web page (CSV); a cross-check, no history",
    headers=tuple(
        Header(
            columns=(
                *("Position Create Time", "Position Update Time", "Business Line", "Index"),
                *("Instrument Name", "Margin Mode", "Direction", "Leverage"),
                *("Max Position Quantity", "Total Close Quantity", "Average Open Price"),
                *("Average Close Price", "Margin Currency", "Pnl", "Pnl Ratio", "Fee"),
                *("Funding Fee", "Liquidation Clearance Fee", "Type", "Contract Face Value"),
                "Contract Multiplier",
            ),
            above=above,
        )
        for above in (_ABOVE, "")
    ),
    clock=local("Position Update Time", zone=None),
    key=("Instrument Name", "Position Create Time"),
    typed_by=("Margin Mode",),
    types={"/*": _CLOSED},
    money="",
)
"""Past positions: their profit, fee and penalty may exceed the margin, so they move nothing."""

SPOT_TABLE = Statement(
    venue=NAME,
    name="spot-table",
    title="Spot trades of 2020 saved from the web page (CSV); no history",
    headers=(
        Header(
            columns=(
                *("Order ID", "Trade ID", "Trade Time", "Pairs", "Amount", "Price", "Total"),
                *("taker/maker", "Fee", "unit"),
            )
        ),
    ),
    clock=local("Trade Time", zone=None),
    key=("Trade ID",),
    typed_by=("taker/maker",),
    types={"/*": no_history("a spot trade of the old exchange: no contract, and no balance")},
    money="",
)
"""Spot trades as OKEx saved them."""
