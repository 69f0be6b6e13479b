"""Which field of a venue's record holds what: one row a venue."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from attrs import evolve, field, frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.fields import MILLISECOND_NS, SECOND_NS, Fields
from isoledger.venues.others.rules import POLONIEX_TICKS
from isoledger.venues.outline import Outline

More: TypeAlias = Callable[[Fields, Outline], Outline]
"""What follows from a record beyond the fields that state it."""


def nothing_more(_: Fields, outline: Outline) -> Outline:
    """The outline as it is."""
    return outline


@frozen(kw_only=True)
class Shape:
    """Where a venue's record says what. An empty name: nowhere.

    Attributes:
        price: The liquidation price.
        symbol: The instrument.
        size: The size, signed where there is no side.
        side: The side.
        longs: The words of it that mean long, in lower case.
        entry: The entry price.
        mark: The mark.
        rate: The maintenance rate.
        leverage: The leverage.
        margin: Margin of an isolated position, without unrealised profit.
        time: When.
        unit_ns: How many ns the unit of that time has.
        profit: Unrealised profit, where it must be size x (mark - entry).
        floor: The lowest price that is printed, which stands for "none".
        ticks: Price steps by instrument, where the printed digits do not show them.
        cross: Whether positions share a pool.
        more: What follows beyond that.
    """

    price: str
    symbol: str
    size: str
    side: str = ""
    longs: frozenset[str] = frozenset({"long", "buy"})
    entry: str
    mark: str = ""
    rate: str = ""
    leverage: str = "leverage"
    margin: str = ""
    time: str = ""
    unit_ns: int = MILLISECOND_NS
    profit: str = ""
    floor: Fraction | None = None
    ticks: FrozenMap[str, Fraction] = FrozenMap()
    cross: bool = True
    more: More = field(default=nothing_more)


def _poloniex(fields: Fields, outline: Outline) -> Outline:
    """A contract's worth from the cost; the margin holds a reserve, and so does the requirement."""
    cost, quantity = fields.exact("posCost"), fields.exact("currentQty")
    reserve, entry = fields.exact("posComm"), fields.divisor("avgEntryPrice")
    return evolve(
        outline,
        contract=cost / (quantity * entry) if quantity else None,
        margin=fields.exact("posMargin") - reserve,
        reserve=reserve,
        cross=fields.fields.get("crossMode") is not False,
    )


def _edgex(fields: Fields, outline: Outline) -> Outline:
    """No size is stated: value less profit is size x entry. The rate is a binary fraction."""
    value, profit = fields.exact("positionValue"), fields.exact("unrealizePnl")
    size = (value - profit) / fields.divisor("avgEntryPrice")
    balance = fields.exact("totalEquity") - profit
    mark = value / size if size else None
    return evolve(outline, quantity=size, mark=mark, margin=balance)


def _digifinex(fields: Fields, outline: Outline) -> Outline:
    """Worth and mark follow; in margin mode ``fixed`` the margin ratio is the position's own."""
    entry, size = fields.divisor("avg_cost"), fields.exact("position")
    if not size or not outline.quantity:
        return outline
    contract = fields.divisor("margin") * fields.divisor("leverage") / (size * entry)
    profit = fields.exact("unrealized_pnl")
    mark = entry + profit / (contract * outline.quantity)
    known = evolve(outline, contract=contract, mark=mark)
    if fields.text("margin_mode") != "fixed":
        return known
    equity = fields.exact("margin_ratio") * contract * size * mark
    return evolve(known, margin=equity - profit, cross=False)


SHAPES: FrozenMap[str, Shape] = FrozenMap(
    {
        "zb": Shape(
            price="liquidatePrice",
            symbol="marketName",
            size="amount",
            side="side",
            longs=frozenset({"1"}),
            entry="avgPrice",
            margin="margin",
            time="modifyTime",
            cross=False,
        ),
        "poloniexfutures": Shape(
            price="liquidationPrice",
            symbol="symbol",
            size="currentQty",
            entry="avgEntryPrice",
            mark="markPrice",
            rate="maintMarginReq",
            leverage="",
            time="currentTimestamp",
            ticks=POLONIEX_TICKS,
            more=_poloniex,
        ),
        "edgex": Shape(
            price="liquidatePrice",
            symbol="",
            size="",
            entry="avgEntryPrice",
            rate="riskRate",
            leverage="",
            more=_edgex,
        ),
        "digifinex": Shape(
            price="liquidation_price",
            symbol="instrument_id",
            size="position",
            side="side",
            entry="avg_cost",
            rate="maint_margin_ratio",
            time="timestamp",
            more=_digifinex,
        ),
        "grvt": Shape(
            price="est_liquidation_price",
            symbol="instrument",
            size="size",
            entry="entry_price",
            mark="mark_price",
            time="event_time",
            unit_ns=1,
        ),
        "derive": Shape(
            price="liquidation_price",
            symbol="instrument_name",
            size="amount",
            entry="average_price",
            mark="mark_price",
            time="creation_timestamp",
        ),
        "modetrade": Shape(
            price="est_liq_price",
            symbol="symbol",
            size="position_qty",
            entry="average_open_price",
            mark="mark_price",
            rate="mmr",
            leverage="",
            time="timestamp",
        ),
        "whitebit": Shape(
            price="liquidationPrice",
            symbol="market",
            size="amount",
            entry="basePrice",
            leverage="",
            time="modifyDate",
            unit_ns=SECOND_NS,
        ),
        "polymarket": Shape(
            price="liquidation_price",
            symbol="symbol",
            size="size",
            entry="entry_price",
            time="timestamp",
        ),
        "deepcoin": Shape(
            price="liqPx",
            symbol="instId",
            size="pos",
            side="posSide",
            entry="avgPx",
            leverage="lever",
            time="uTime",
            floor=Fraction(1, 10**5),
        ),
        "extended": Shape(
            price="liquidationPrice",
            symbol="market",
            size="size",
            side="side",
            entry="openPrice",
            mark="markPrice",
            margin="margin",
            time="updatedAt",
            profit="unrealisedPnl",
            cross=False,
        ),
    }
)
"""By venue."""
