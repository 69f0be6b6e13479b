"""Executions of Bybit: trades, funding and take-overs one by one, and what completes them.

An execution states its fee above zero when paid, its funding likewise, which is the other sign
than the log's. Executions, conversions, transfers and interest together are a telling of their
own beside the log.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.events import Conversion, FundingTotal, MarginEvent, SettlementKind
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.bybit.rules import CROSS_BOOK, NAME
from isoledger.venues.bybit.terms import DECIMALS, contract, is_option, known, position, signed
from isoledger.venues.heads import Header
from isoledger.venues.instants import local, stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.trading import Trades

MONEY = "executions"
"""The telling of executions and of what completes them."""

_CONTRACTS = frozenset({"", "linear", "inverse"})


def _fee_coin(row: Row) -> Asset:
    """The coin of a fee: as stated, or else what the contract is settled in."""
    code = row.record.optional("feeCurrency")
    return known(row).settle if code is None else Asset(code, DECIMALS)


_TRADES = Trades(
    position=position,
    size=lambda row: signed(row, "execQty"),
    price="execPrice",
    coin=lambda row: known(row).settle,
    fee="execFee",
    fee_coin=_fee_coin,
    realised="execPnl",
)


def _of_contracts(meaning: Meaning) -> Meaning:
    """*meaning*, for rows about contracts on margin; others are parked."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        category = row.record.optional("category") or ""
        if category not in _CONTRACTS or is_option(row.record.text("symbol")):
            why = f"{category or 'option'}: an execution does not say all that moved; read the log"
            raise row.record.fault("category", why)
        return meaning.tell(row)

    return evolve(meaning, tell=tell)


def _funded(row: Row) -> tuple[MarginEvent, ...]:
    amount, symbol = row.money("-execFee", _fee_coin(row)), row.record.text("symbol")
    return (FundingTotal(stamp=row.stamp(), symbol=symbol, amount=amount, book=CROSS_BOOK),)


def _refused(row: Row) -> tuple[MarginEvent, ...]:
    raise row.record.fault("execType", f"{row.type} does not say what moved; read the log")


_DELIVERED = _of_contracts(_TRADES.settlement(SettlementKind.DELIVERY))
_PARKED = Meaning(becomes=("nothing: parked",), tell=_refused, why="it does not say what moved")

TYPES: Mapping[str, Meaning] = {
    "Trade": _of_contracts(_TRADES.fill()),
    "BlockTrade": _of_contracts(_TRADES.fill()),
    "MovePosition": _of_contracts(_TRADES.fill()),
    "FutureSpread": _of_contracts(_TRADES.fill()),
    "AdlTrade": _of_contracts(_TRADES.deleveraging()),
    "BustTrade": evolve(
        _of_contracts(_TRADES.liquidation()), evidence=Evidence.ASSUMED, why="no recorded row"
    ),
    "Funding": _of_contracts(Meaning(becomes=("FundingTotal",), tell=_funded)),
    "Delivery": _DELIVERED,
    "Settle": _DELIVERED,
    **dict.fromkeys(
        ("CorporateAction", "ForwardSplitSettle", "ReverseSplitSettle", "Dividend", "UNKNOWN"),
        _PARKED,
    ),
}
"""What each ``execType`` means. Official: docs/v5/enum, execType; the last ones by a later copy."""


def terms(row: Row) -> Instrument | None:
    """The contract of *row*, if it is of one that is on margin."""
    symbol = row.record.optional("symbol") or ""
    about = (row.record.optional("category") or "") in _CONTRACTS and not is_option(symbol)
    return contract(symbol) if about else None


EXECUTIONS = Statement(
    venue=NAME,
    name="executions",
    title="Executions: trades, funding, take-overs, deliveries (API and stream)",
    endpoints=("/v5/execution/list",),
    under="result.list data",
    around=("category",),
    fields=("execId", "execType", "execFee", "execQty"),
    without=("legs",),
    clock=stamped("execTime"),
    order=Order.EITHER,
    key=("execId",),
    unique=True,
    keyed="execution",
    home=CROSS_BOOK,
    typed_by=("execType",),
    types=TYPES,
    terms=terms,
    money=MONEY,
)
"""The answer of the API, and the messages of the stream."""

_TRADE_NAMES = (
    "symbol,execType,execQty,execPrice,orderPrice,feeRate,execFee,feeCurrency,feeV2,side,orderType,"
    "execId,orderId,time"
)
_TRADE_HEAD = (
    "Market,Filled Type,Filled Quantity,Filled Price,Order Price,Fee Rate,Trading Fee,feeCoin,"
    "ExecFeeV2,Direction,Order Type,Trasaction ID,Order No.,Transaction Time(UTC+0)"
)
_AS_THE_API = {
    "TRADE": "Trade",
    "FUNDING": "Funding",
    "ADL": "AdlTrade",
    "LIQUIDATION": "BustTrade",
    "DELIVERY": "Delivery",
    "SETTLE": "Settle",
}

TRADE_TABLE = evolve(
    EXECUTIONS,
    name="trade-table",
    title="Trade history of perpetuals, saved from the web page (CSV, to the minute)",
    endpoints=(),
    under="",
    around=(),
    fields=(),
    headers=(Header(columns=tuple(_TRADE_HEAD.split(",")), names=tuple(_TRADE_NAMES.split(","))),),
    clock=local("time", "%H:%M %Y-%m-%d"),
    nulls=frozenset({"", "--"}),
    order=Order.NEWEST,
    keyed="trade-table",
    types={
        word: evolve(TYPES[known_as], evidence=Evidence.ASSUMED, why="as the API; no recorded row")
        for upper, known_as in _AS_THE_API.items()
        for word in (upper, known_as, upper.capitalize())
    },
    money="trade table",
)
"""The table a person saves. Its times are whole minutes, so that it is a telling of its own."""

_MARGIN = frozenset({"UNIFIED", "CONTRACT"})


def _signed(record: Record) -> Record:
    """*record* of a transfer with its amount as the margin account sees it."""
    into, out = (str(record.fields.get(f"{end}AccountType")) in _MARGIN for end in ("to", "from"))
    amount = str(record.fields.get("amount"))
    moved = "0" if into == out else amount if into else f"-{amount}"
    return evolve(record, fields={**record.fields, "moved": moved})


_TRANSFERRED = Columns(amount="moved", coin=coin("coin", DECIMALS), book=CROSS_BOOK)


def _transferred(row: Row) -> tuple[MarginEvent, ...]:
    return _TRANSFERRED.transfer().tell(row) if row.amount("moved") else ()


TRANSFERS = Statement(
    venue=NAME,
    name="transfers",
    title="Transfers between the accounts of a person (API)",
    endpoints=("/v5/asset/transfer/query-inter-transfer-list",),
    under="result.list",
    reads=_signed,
    fields=("transferId", "fromAccountType", "toAccountType"),
    clock=stamped("timestamp"),
    key=("transferId",),
    unique=True,
    keyed="transfer",
    home=CROSS_BOOK,
    typed_by=("status",),
    types={
        "SUCCESS": Meaning(
            becomes=("Transfer",), tell=_transferred, why="neither end is the margin account"
        ),
        "PENDING": no_history("it has not happened yet"),
        "FAILED": no_history("it did not happen"),
    },
    money=MONEY,
)
"""The answer of the API."""


def _converted(row: Row) -> tuple[MarginEvent, ...]:
    its = row.record
    told = Conversion(
        stamp=row.stamp(),
        sold=row.money("fromAmount", Asset(its.text("fromCoin"), DECIMALS)),
        bought=row.money("toAmount", Asset(its.text("toCoin"), DECIMALS)),
        book=CROSS_BOOK,
    )
    return (told,)


def _done(record: Record) -> Record:
    """*record* with what became of it: the two answers call it differently."""
    state = record.fields.get("exchangeStatus") or record.fields.get("status")
    return evolve(record, fields={**record.fields, "done": state})


_ELSEWHERE = no_history("a conversion in the funding account")
_CONVERTED = Meaning(becomes=("Conversion",), tell=_converted)
_UNDONE = no_history("it did not happen, or not yet")

CONVERSIONS = Statement(
    venue=NAME,
    name="conversions",
    title="Conversions of coins, of small balances as well (API)",
    endpoints=(
        "/v5/asset/exchange/query-convert-history",
        "/v5/asset/covert/small-balance-history",
    ),
    under="result.list result.records.subRecords",
    around=("accountType", "exchangeTxId", "createdAt"),
    reads=_done,
    fields=("exchangeTxId", "fromCoin", "toCoin", "fromAmount"),
    clock=stamped("createdAt"),
    key=("exchangeTxId", "fromCoin"),
    unique=True,
    keyed="conversion",
    home=CROSS_BOOK,
    typed_by=("done", "accountType"),
    types={
        "success/eb_convert_uta": _CONVERTED,
        "success/*": _ELSEWHERE,
        **{f"{state}/*": _UNDONE for state in ("init", "processing", "failure", "fail")},
    },
    money=MONEY,
)
"""The answers of the API. A fee of small balances is taken to be inside what came: ``assumed``."""


def _when_created(record: Record) -> Record:
    """*record* with the instant under its newer name."""
    return evolve(record, fields={"createdTime": record.fields.get("createTime"), **record.fields})


BORROWINGS = Statement(
    venue=NAME,
    name="borrow-history",
    title="Interest on what is borrowed, hour by hour (API)",
    endpoints=("/v5/account/borrow-history",),
    under="result.list",
    reads=_when_created,
    fields=("borrowCost", "hourlyBorrowRate"),
    clock=stamped("createdTime"),
    key=("currency", "createdTime"),
    keyed="interest",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Columns(
            amount="-borrowCost", coin=coin("currency", DECIMALS), book=CROSS_BOOK
        ).interest()
    },
    money=MONEY,
)
"""The answer of the API."""
