"""What Bybit says of an account: its transaction logs, and the tables of it that a person saves.

The doors have different signs: in the log of the API a fee is above zero when paid, in the table
of the unified account it is below; funding is above zero when received, in the classic log and
the old table when paid. Each declares its own sum, which every row must satisfy, and what moved is
taken from that sum. Trades carry their fee and profit, so that the log alone rebuilds money and
positions; isolated margin is a lock that no row shows, so that all positions are taken for those
of the one pool.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.events import FundingTotal, MarginEvent, SettlementKind
from isoledger.core.instrument import Instrument
from isoledger.core.rules import Evidence
from isoledger.venues.bybit.rules import CROSS_BOOK, NAME
from isoledger.venues.bybit.terms import (
    DECIMALS,
    contract,
    is_option,
    lots,
    position,
    signed,
)
from isoledger.venues.bybit.types import moves
from isoledger.venues.heads import Header
from isoledger.venues.instants import local, stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running
from isoledger.venues.trading import Trades, joined, unless_nothing
from isoledger.venues.translation import Given

_COIN = coin("currency", DECIMALS)
_CONTRACTS = frozenset({"linear", "inverse"})
_SPOT = "spot"


def terms(row: Row) -> Instrument | None:
    """The contract of *row*; ``None``: it is about none, or a spot pair or an option.

    Raises:
        FieldError: Its contract is not settled in the coin that the row moved.
    """
    symbol = row.record.optional("symbol")
    found = None if symbol is None or not _is_contract(row) else contract(symbol)
    if found is not None and found.settle != _COIN(row):
        why = f"{symbol} is settled in {found.settle.code}, and the row moved another coin"
        raise row.record.fault("currency", why)
    return found


def _is_contract(row: Row) -> bool:
    """Whether *row* is about a contract: the API says so, the table gives spot no ``Action``."""
    category = row.record.optional("category")
    if category is not None:
        return category in _CONTRACTS
    if is_option(row.record.optional("symbol") or ""):
        return False
    return row.type != "TRADE" or row.record.optional("action") != _SPOT


def tabular(record: Record) -> Record:
    """*record* of the table with what it trades: a trade without an ``Action`` is of spot."""
    action = record.fields.get("action")
    return evolve(record, fields={**record.fields, "action": _SPOT if action == "--" else action})


def _is_option(row: Row) -> bool:
    return row.record.optional("category") == "option" or is_option(row.record.text("symbol"))


def _size(row: Row) -> int:
    return signed(row, "qty")


def _held(row: Row) -> int | None:
    """Signed lots before a trade; the table states positions without a sign that is known."""
    if row.record.optional("category") is None or row.record.optional("size") is None:
        return None
    return lots(row, row.amount("size"), "size") - _size(row)


def types(fee: str) -> Mapping[str, Meaning]:
    """What each type of row means, where the field *fee* has the fee (paid above zero)."""
    money = Columns(amount="change", coin=_COIN, fee=fee, book=CROSS_BOOK)
    trades = Trades(
        position=position,
        size=_size,
        price="tradePrice",
        coin=_COIN,
        fee=fee,
        realised="cashFlow",
        held=_held,
    )

    def traded(row: Row) -> tuple[MarginEvent, ...]:
        if _is_contract(row):
            return trades.fill().tell(row)
        return (money.profit() if _is_option(row) else leg).tell(row)

    def delivered(row: Row) -> tuple[MarginEvent, ...]:
        return (money.profit() if _is_option(row) else delivery).tell(row)

    def funded(row: Row) -> tuple[MarginEvent, ...]:
        moved = row.amount("change") - row.amount("cashFlow") + row.amount(fee)
        amount = _COIN(row).exactly(moved)
        symbol = row.record.text("symbol")
        told = FundingTotal(stamp=row.stamp(), symbol=symbol, amount=amount, book=CROSS_BOOK)
        return (told,)

    leg = money.adjustment("one leg of a spot trade")
    delivery = trades.settlement(SettlementKind.DELIVERY)
    funding = unless_nothing(Meaning(becomes=("FundingTotal",), tell=funded), "funding")
    session = unless_nothing(trades.settlement(SettlementKind.SESSION), "cashFlow")
    unseen = "no recorded row"
    return {
        "TRADE": Meaning(
            becomes=("Fill", "RealisedProfit or Adjustment"),
            tell=traded,
            why="options are money alone, spot trades are told leg by leg",
        ),
        "SETTLEMENT": joined(
            funding, session, why="USDC contracts settle their profit of the session as well"
        ),
        "DELIVERY": Meaning(becomes=("Settlement or RealisedProfit",), tell=delivered),
        "LIQUIDATION": evolve(trades.liquidation(), evidence=Evidence.ASSUMED, why=unseen),
        "ADL": evolve(trades.deleveraging(), evidence=Evidence.ASSUMED, why=unseen),
        **moves(money),
    }


MONEY = Columns(amount="change", coin=_COIN, book=CROSS_BOOK)

LOG = Statement(
    venue=NAME,
    name="transaction-log",
    title="Transaction log of the API: unified account, or classic with its other funding sign",
    endpoints=("/v5/account/transaction-log", "/v5/account/contract-transaction-log"),
    under="result.list",
    around=("category", "currency"),
    fields=("cashFlow", "change", "transactionTime"),
    clock=stamped("transactionTime"),
    key=("id", "type", "tradeId", "currency", "transactionTime", "symbol"),
    keyed="log",
    identities=(
        Identity(
            total="change",
            ways=(("cashFlow", "funding", "-fee"), ("cashFlow", "-funding", "-fee")),
        ),
    ),
    running=(Running(balance="cashBalance", change="change", by=("currency",)),),
    asserts=(MONEY.states("cashBalance"),),
    home=CROSS_BOOK,
    types=types("fee"),
    terms=terms,
    money="transaction log",
)
"""The logs of the API. The documentation's own sample repeats one id on two rows, so that it is
no key alone. A loan is in the balance and its debt is not, so that the pool is asserted."""

_NAMES: Mapping[str, str] = {
    "Uid": "uid",
    "Currency": "currency",
    "Contract": "symbol",
    "Type": "type",
    "Direction": "side",
    "Quantity": "qty",
    "Position": "position",
    "Filled Price": "tradePrice",
    "Funding": "funding",
    "Fee Paid": "fee",
    "Cash Flow": "cashFlow",
    "Change": "change",
    "Wallet Balance": "cashBalance",
    "Action": "action",
    "Fee Rate": "feeRate",
    "OrderId": "orderId",
    "Order ID": "orderId",
    "TradeId": "tradeId",
    "Trade ID": "tradeId",
    "Time(UTC)": "time",
    "Time": "ms",
}


def _head(columns: str, above: str = "") -> Header:
    cells = tuple(columns.split(","))
    return Header(columns=cells, names=tuple(_NAMES[cell] for cell in cells), above=above)


_ROW = (
    "Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,"
    "Change,Wallet Balance"
)
PREAMBLE = "UID: {holder},Company Name:{company},Country:{country}"
"""The line above the head of a table."""
_IN_SECONDS, _IN_MILLISECONDS = local("time"), stamped("ms")
_MILLISECONDS_UTC = local("ms", "%Y-%m-%d %H:%M:%S.%f")


def _when(record: Record, given: Given) -> int:
    """The table says its time in one of three ways."""
    if record.optional("ms") is None:
        return _IN_SECONDS(record, given)
    clock = _IN_MILLISECONDS if record.text("ms").isdigit() else _MILLISECONDS_UTC
    return clock(record, given)


_ROW_KEY = ("ms", "time", "currency", "symbol", "type", "side", "qty", "tradePrice", "change")

TABLE = evolve(
    LOG,
    name="asset-changes",
    title="Asset change details of the unified account, saved from the web page (CSV)",
    endpoints=(),
    under="",
    around=(),
    fields=(),
    headers=(
        _head(f"Uid,{_ROW},Action,Time(UTC)", PREAMBLE),
        _head(f"Uid,{_ROW},Action,Time(UTC)"),
        _head(f"{_ROW},Action,OrderId,TradeId,Time", PREAMBLE),
        _head(f"{_ROW},Action,OrderId,TradeId,Time"),
    ),
    reads=tabular,
    clock=_when,
    nulls=frozenset({"", "--"}),
    key=(*_ROW_KEY, "cashBalance", "orderId", "tradeId"),
    keyed="table",
    identities=(Identity(total="change", ways=(("cashFlow", "funding", "fee"),)),),
    types=types("-fee"),
    money="asset change table",
)
"""The table of the unified account. It has no id, so that a row is known by all that it says."""

_DIRECTIONS = {
    "Open Long": ("Buy", "1"),
    "Close Long": ("Sell", "1"),
    "Open Short": ("Sell", "2"),
    "Close Short": ("Buy", "2"),
}
_OLD_TYPES = {
    "trade": "TRADE",
    "funding": "SETTLEMENT",
    "liquidation": "LIQUIDATION",
    "transferIn": "TRANSFER_IN",
    "transferOut": "TRANSFER_OUT",
    "adl": "ADL",
    "settlement": "DELIVERY",
}


def directed(record: Record) -> Record:
    """*record* of the old table with its side and leg apart: it says ``Open Long`` and the like."""
    said = record.fields.get("side")
    side, index = _DIRECTIONS.get(str(said), (said, "0"))
    fields = {**record.fields, "side": side, "positionIdx": index}
    return evolve(record, fields=fields)


_TOLD = types("fee")

OLD_TABLE = evolve(
    TABLE,
    name="asset-changes-old",
    title="Asset changes of the old derivatives account, saved from the web page (CSV)",
    headers=(
        Header(
            columns=(
                "Time",
                *_ROW.split(","),
                "Fee Rate",
                "Trade ID",
                "Order ID",
            ),
            names=(
                "time",
                *(_NAMES[cell] for cell in _ROW.split(",")),
                "feeRate",
                "tradeId",
                "orderId",
            ),
        ),
    ),
    reads=directed,
    clock=local("time"),
    keyed="old-table",
    order=Order.NEWEST,
    identities=(Identity(total="change", ways=(("cashFlow", "-funding", "-fee"),)),),
    types={
        old: evolve(_TOLD[new], evidence=Evidence.ASSUMED, why="read as other readers do")
        for old, new in _OLD_TYPES.items()
    },
    money="old asset change table",
)
"""The table of the old account: both fee and funding are above zero when paid, hedge mode is told.
No recorded row: as public readers of it have it."""
