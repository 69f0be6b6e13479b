"""What moved money at BingX: income, trades, and the margin of isolated positions.

An income row is money alone. Told so it is a whole history of money; told beside the trades, the
profit and the commission of trades are left to these. The two must not meet in one account.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.events import Funding, MarginCause, MarginEvent, MarginTransfer
from isoledger.core.identity import PositionId
from isoledger.core.rules import Evidence
from isoledger.venues.bingx.rules import CROSS_BOOK, NAME
from isoledger.venues.bingx.terms import DECIMALS, position, settle, terms, traded
from isoledger.venues.instants import local, stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Running
from isoledger.venues.trading import Trades
from isoledger.venues.translation import Given

INCOME_ALONE = "income"
"""The telling in which income is all of the account's money."""

TRADES = "trades"
"""The telling in which trades state their commission, and their profit is computed."""

_COLUMNS = Columns(amount="income", coin=coin("asset", DECIMALS), book=CROSS_BOOK)


def _assumed(meaning: Meaning, why: str) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED, why=why)


_UNSEEN = "named by the documentation; no row is recorded"

TYPES: Mapping[str, Meaning] = {
    "TRANSFER": _COLUMNS.transfer(),
    "REALIZED_PNL": _COLUMNS.profit("the commission is a row of its own"),
    "FUNDING_FEE": _COLUMNS.funding(),
    "TRADING_FEE": _COLUMNS.charge("trading fee"),
    "INSURANCE_CLEAR": _assumed(
        _COLUMNS.insurance(), "below zero with the word Liquidation: what a liquidation took"
    ),
    "TRIAL_FUND": _assumed(_COLUMNS.bonus("trial fund"), _UNSEEN),
    "ADL": _assumed(_COLUMNS.profit("profit of an automatic deleveraging"), _UNSEEN),
    "SYSTEM_DEDUCTION": _assumed(_COLUMNS.adjustment("deducted by the venue"), _UNSEEN),
    "GTD_PRICE": _assumed(_COLUMNS.charge("guaranteed price"), _UNSEEN),
}
"""What each type of income means, where income is all there is."""


def _own_funding(row: Row) -> tuple[MarginEvent, ...]:
    symbol = row.record.optional("symbol") or ""
    if symbol not in row.given.isolated:
        return _COLUMNS.funding().tell(row)
    at = PositionId(symbol)
    return (Funding(stamp=row.stamp(), position=at, amount=_COLUMNS.moved(row)),)


BESIDE_TYPES: Mapping[str, Meaning] = {
    **TYPES,
    "REALIZED_PNL": no_history("the trade makes its profit"),
    "TRADING_FEE": no_history("the trade states its commission"),
    "ADL": no_history("the trade makes its profit"),
    "FUNDING_FEE": Meaning(becomes=("FundingTotal or Funding",), tell=_own_funding),
}
"""The same beside trades: funding reaches an isolated position."""

INCOME = Statement(
    venue=NAME,
    name="income",
    title="Income history: all money, no trades (API; three months are kept)",
    endpoints=("/openApi/swap/v2/user/income",),
    under="data",
    fields=("incomeType", "income", "tranId"),
    clock=stamped("time"),
    order=Order.EITHER,
    key=("incomeType", "tranId", "tradeId", "symbol", "asset", "time"),
    home=CROSS_BOOK,
    typed_by=("incomeType",),
    types=TYPES,
    money=INCOME_ALONE,
)
"""The answer of the API."""

INCOME_BESIDE = evolve(
    INCOME,
    name="income-beside-trades",
    title="Income history beside trades: transfers, funding and the like (API; ask for it)",
    asked=True,
    keyed="income",
    types=BESIDE_TYPES,
    terms=terms,
    money=TRADES,
)
"""The same answer, for an account whose trades are read as well."""

_FINE, _WHOLE = (local("filledTime", f"%Y-%m-%dT%H:%M:%S{end}%z") for end in (".%f", ""))


def _filled(record: Record, given: Given) -> int:
    """When a trade was filled, by the field that says its zone.

    ``filledTm`` has the same hour and says ``Z``, wrongly: an order of 20:58:36+0800 bears an id
    of 12:58:01 UTC.
    """
    return (_FINE if "." in record.text("filledTime") else _WHOLE)(record, given)


def _fills(quantity: str, price: str, realised: str = "") -> Trades:
    return Trades(
        position=position,
        size=lambda row: traded(row, quantity),
        price=price,
        coin=settle,
        fee="-commission",
        realised=realised,
    )


def _two_ways(meaning: Meaning) -> Mapping[str, Meaning]:
    return {"BUY": meaning, "SELL": meaning}


FILLS = Statement(
    venue=NAME,
    name="fills",
    title="Trades with commission (API, USDT and USDC contracts)",
    endpoints=("/openApi/swap/v2/trade/fillHistory",),
    under="data.fill_history_orders",
    fields=("symbol", "qty", "price", "commission", "tradeId", "filledTime"),
    clock=_filled,
    order=Order.EITHER,
    key=("symbol", "tradeId", "side"),
    keyed="trade",
    home=CROSS_BOOK,
    typed_by=("side",),
    types=_two_ways(_fills("qty", "price").fill()),
    terms=terms,
    money=TRADES,
)
"""The trades of one symbol. A commission is below zero when paid (recorded)."""


def _no_side(row: Row) -> tuple[MarginEvent, ...]:
    raise row.record.fault("side", "is missing: bought or sold? fillHistory says so")


ORDER_FILLS = evolve(
    FILLS,
    name="order-fills",
    title="Filled orders (API; without ids of trades: prefer fills)",
    endpoints=("/openApi/swap/v2/trade/allFillOrders",),
    under="data.fill_orders",
    fields=("volume", "price", "commission", "orderId", "filledTime"),
    without=("tradeId",),
    key=("symbol", "orderId", "side", "filledTime", "price", "volume"),
    keyed="order-fill",
    types={
        **_two_ways(
            _assumed(
                _fills("volume", "price").fill(),
                "the one recorded value, 12.7492, is not price x size, 12.74608",
            )
        ),
        "": Meaning(
            becomes=("Fill",),
            tell=_no_side,
            why="without a side, as all recorded ones are, it is parked",
            evidence=Evidence.ASSUMED,
        ),
    },
    money="order fills",
)
"""The same trades told by order."""

COIN_FILLS = evolve(
    FILLS,
    name="coin-fills",
    title="Trades with profit and commission (API, coin-margined contracts)",
    endpoints=("/openApi/cswap/v1/trade/allFillOrders",),
    under="data",
    fields=("volume", "tradePrice", "commission", "tradeId", "tradeTime"),
    clock=stamped("tradeTime"),
    types=_two_ways(_fills("volume", "tradePrice", "realizedPnl").fill()),
)
"""The trades of coin-margined contracts."""


def _moved(cause: MarginCause) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        told = MarginTransfer(
            stamp=row.stamp(),
            position=PositionId(row.record.text("symbol")),
            amount=row.money("marginChange", settle(row)),
            book=CROSS_BOOK,
            cause=cause,
        )
        return (told,)

    return Meaning(becomes=("MarginTransfer",), tell=tell)


_CLOSING = "whether profit is in what a close moves out is not recorded"

MARGINS = Statement(
    venue=NAME,
    name="position-margin",
    title="History of the margin of isolated positions (API)",
    endpoints=("/openApi/swap/v1/positionMargin/history",),
    under="data.records",
    fields=("changeReason", "marginChange", "marginAfterChange"),
    clock=stamped("time"),
    order=Order.EITHER,
    key=("symbol", "positionId", "changeReason", "marginChange", "marginAfterChange", "time"),
    keyed="margin",
    running=(Running(balance="marginAfterChange", change="marginChange", by=("positionId",)),),
    home=CROSS_BOOK,
    typed_by=("changeReason",),
    types={
        "OpenPosition": evolve(_moved(MarginCause.ALLOCATION), evidence=Evidence.RECORDED),
        "ManualMarginAddition": _moved(MarginCause.USER),
        "ManualMarginReduction": _moved(MarginCause.USER),
        "AutoMarginAddition": _moved(MarginCause.AUTO_ADD),
        "IncreaseLeverage": _moved(MarginCause.RELEASE),
        "ReduceLeverage": _moved(MarginCause.ALLOCATION),
        "ClosePosition": _assumed(_moved(MarginCause.RELEASE), _CLOSING),
        "CloseOpenPosition": _assumed(_moved(MarginCause.RELEASE), _CLOSING),
        "FundingFeeSettlement": no_history("income tells the funding, and it reaches the margin"),
        "Liquidation": no_history("the trades of the liquidation move what was there"),
        "ADL": no_history("the trades of the deleveraging move what was there"),
    },
    terms=terms,
    money=TRADES,
)
"""What went into and out of the margin of isolated positions, with the margin after it."""
