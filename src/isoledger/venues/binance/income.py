"""The income of Binance futures: every movement of money with its type, and no balance.

An income row is money alone. Told so it is a whole history of money; told beside the trades, the
profit and the commission of trades are left to these. The two must not meet in one account.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.events import Funding, InsuranceClear, MarginEvent, Settlement, SettlementKind
from isoledger.core.identity import PositionId
from isoledger.core.rules import Evidence
from isoledger.venues.binance.rules import CROSS, CROSS_BOOK, NAME
from isoledger.venues.binance.terms import DECIMALS, terms
from isoledger.venues.heads import Header
from isoledger.venues.instants import MILLISECOND_NS, local, stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.translation import Given

MONEY = "income"
"""The telling in which income is all of the account's money."""

TRADES = "trades"
"""The telling in which trades state their own profit and commission."""

_COIN = coin("asset", DECIMALS)
_COLUMNS = Columns(amount="income", coin=_COIN, book=CROSS_BOOK)


def _assumed(meaning: Meaning, why: str) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED, why=why)


def _alone(row: Row) -> PositionId | None:
    """The isolated position of *row*, if the user said that its symbol stands alone."""
    symbol = row.record.optional("symbol") or ""
    return PositionId(symbol) if symbol in row.given.isolated else None


def _own_funding(row: Row) -> tuple[MarginEvent, ...]:
    at = _alone(row)
    if at is None:
        return _COLUMNS.funding().tell(row)
    return (Funding(stamp=row.stamp(), position=at, amount=_COLUMNS.moved(row)),)


def _own_clearance(row: Row) -> tuple[MarginEvent, ...]:
    moved, at = _COLUMNS.moved(row), _alone(row)
    return (InsuranceClear(stamp=row.stamp(), amount=moved, position=at, book=CROSS_BOOK),)


def _delivered(row: Row) -> tuple[MarginEvent, ...]:
    at = _alone(row) or PositionId(row.record.text("symbol"), pool=CROSS)
    told = Settlement(
        stamp=row.stamp(),
        position=at,
        kind=SettlementKind.DELIVERY,
        amount=_COLUMNS.moved(row),
    )
    return (told,)


_SETTLED = "profit at delivery; DELIVERED_SETTELMENT is the venue's own spelling"

TYPES: Mapping[str, Meaning] = {
    "TRANSFER": _COLUMNS.transfer(),
    "INTERNAL_TRANSFER": _COLUMNS.transfer(),
    "CROSS_COLLATERAL_TRANSFER": _COLUMNS.transfer(),
    "STRATEGY_UMFUTURES_TRANSFER": _COLUMNS.transfer(),
    "DEPOSIT": _COLUMNS.transfer(why="of the saved table: from the spot account"),
    "WITHDRAW": _COLUMNS.transfer(why="of the saved table: to the spot account"),
    "REALIZED_PNL": _COLUMNS.profit("the commission is a row of its own"),
    "COMMISSION": _COLUMNS.charge("commission"),
    "FUNDING_FEE": _COLUMNS.funding(),
    "SPECIAL_FUNDING_FEE": _assumed(_COLUMNS.funding(), "seen in other readers only"),
    "INSURANCE_CLEAR": _assumed(_COLUMNS.insurance(), "both signs are told of; no recorded row"),
    "COMMISSION_REBATE": _COLUMNS.charge("commission rebate"),
    "API_REBATE": _COLUMNS.charge("API rebate"),
    "REFERRAL_KICKBACK": _COLUMNS.charge("referral kickback"),
    "FEE_RETURN": _COLUMNS.charge("fee returned"),
    "FEE": _assumed(_COLUMNS.charge("fee of options"), "of the options bill"),
    "POSITION_LIMIT_INCREASE_FEE": _COLUMNS.charge("position limit increase"),
    "WELCOME_BONUS": _COLUMNS.bonus("welcome bonus"),
    "CONTEST_REWARD": _COLUMNS.bonus("contest reward"),
    "BFUSD_REWARD": _COLUMNS.bonus("BFUSD reward"),
    "AUTO_EXCHANGE": _COLUMNS.adjustment("one leg of an automatic exchange"),
    "COIN_SWAP_DEPOSIT": _COLUMNS.adjustment("one leg of a swap of coins"),
    "COIN_SWAP_WITHDRAW": _COLUMNS.adjustment("one leg of a swap of coins"),
    "DELIVERED_SETTELMENT": _assumed(_COLUMNS.profit(), _SETTLED),
    "DELIVERED_SETTLEMENT": _assumed(_COLUMNS.profit(), _SETTLED),
    "OPTIONS_PREMIUM_FEE": _COLUMNS.profit("the premium of an option; options are not kept"),
    "OPTIONS_SETTLE_PROFIT": _COLUMNS.profit("the payout of an option; options are not kept"),
    "CONTRACT": _assumed(_COLUMNS.profit(), "of the options bill; options are not kept"),
}
"""What each type of income means, where income is all there is."""

_DELIVERY = _assumed(Meaning(becomes=("Settlement",), tell=_delivered), _SETTLED)

BESIDE_TYPES: Mapping[str, Meaning] = {
    **TYPES,
    "REALIZED_PNL": no_history("the trade states its profit"),
    "COMMISSION": no_history("the trade states its commission"),
    "FUNDING_FEE": Meaning(becomes=("FundingTotal or Funding",), tell=_own_funding),
    "SPECIAL_FUNDING_FEE": _assumed(
        Meaning(becomes=("FundingTotal or Funding",), tell=_own_funding),
        "seen in other readers only",
    ),
    "INSURANCE_CLEAR": _assumed(
        Meaning(becomes=("InsuranceClear",), tell=_own_clearance),
        "both signs are told of; no recorded row",
    ),
    "DELIVERED_SETTELMENT": _DELIVERY,
    "DELIVERED_SETTLEMENT": _DELIVERY,
}
"""The same beside trades: funding and the clearance fee reach an isolated position."""

_UNDER_NAMES = ("time", "incomeType", "income", "asset", "symbol", "tranId")
_TABLE = Header(
    columns=("Date(UTC)", "type", "Amount", "Asset", "Symbol", "Transaction ID"),
    names=_UNDER_NAMES,
)
_REST_TABLE = Header(
    columns=("Symbol", "Income Type", "Amount", "Currency", "Transaction ID", "Time(ms)"),
    names=("symbol", "incomeType", "income", "asset", "tranId", "ms"),
)
_IN_SECONDS = local("time")
_IN_MILLISECONDS = stamped("ms", MILLISECOND_NS)


def _when(record: Record, given: Given) -> int:
    """The table says its time in one of two ways."""
    return (_IN_SECONDS if record.optional("ms") is None else _IN_MILLISECONDS)(record, given)


INCOME = Statement(
    venue=NAME,
    name="income",
    title="Income history: all money, no trades (API, USD-M and COIN-M)",
    endpoints=("/fapi/v1/income", "/dapi/v1/income"),
    fields=("incomeType", "income", "tranId"),
    clock=stamped("time"),
    order=Order.EITHER,
    key=("incomeType", "tranId", "symbol", "asset"),
    home=CROSS_BOOK,
    typed_by=("incomeType",),
    types=TYPES,
    money=MONEY,
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

INCOME_TABLE = evolve(
    INCOME,
    name="income-table",
    title="Futures transaction history saved from the web page (CSV, both headers)",
    endpoints=(),
    fields=(),
    headers=(_TABLE, _REST_TABLE),
    keyed="income",
    clock=_when,
)
"""The table a person saves: the same rows under the same identity, to the second."""
