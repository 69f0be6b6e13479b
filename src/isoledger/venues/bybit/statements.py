"""What Bybit says of an account: its transaction log, and the table of it that a person saves.

The two doors have two signs: in the log of the API a fee is above zero when paid, in the table it
is below. Each declares its own sum, which every row must satisfy. Trades carry their fee and
profit, so that the log alone rebuilds money and positions; isolated margin is a lock that no row
shows, so that all positions are taken for those of the one pool.
"""

from fractions import Fraction

from isoledger.core.books import ALL
from isoledger.core.events import MarginEvent, SettlementKind
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.venues.bybit.rules import CROSS, CROSS_BOOK, NAME
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, Row, coin
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity, Running, number
from isoledger.venues.trading import Trades, joined, unless_nothing

DECIMALS = 20
"""How fine the books are: the table prints so many decimals. Recorded."""

LOT = Fraction(1, 10**8)
"""One size unit of a linear contract, in coins: finer than any order. An inverse one's is 1 USD."""

_SIGNS = {"BUY": 1, "SELL": -1}
_TELLING = "transaction log"
_COIN = coin("currency", DECIMALS)
_MONEY = Columns(amount="change", coin=_COIN, fee="fee", book=CROSS_BOOK)


def terms(row: Row) -> Instrument | None:
    """The contract of *row*; ``None``: it is about none, or a spot pair."""
    symbol, settle = row.record.optional("symbol"), row.record.optional("currency") or ""
    if symbol is None or _is_spot(row):
        return None
    inverse = symbol.startswith(settle) and not symbol.endswith((settle, "PERP"))
    return Instrument(
        symbol=symbol,
        base=settle if inverse else symbol.removesuffix("PERP").removesuffix(settle),
        quote="USD" if inverse else settle,
        settle=Asset(settle, DECIMALS),
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(1) if inverse else LOT,
        lot=Fraction(1) if inverse else LOT,
        tick=LOT,
    )


def _is_spot(row: Row) -> bool:
    """Whether a trade exchanged coins: the API says so, the table gives it no ``Action``."""
    category = row.record.optional("category")
    if category is not None:
        return category == "spot"
    return row.type == "TRADE" and "action" in row.record.fields and not _action(row)


def _action(row: Row) -> str:
    return (row.record.optional("action") or "").removeprefix("--")


def _position(row: Row) -> PositionId:
    return PositionId(row.record.text("symbol"), pool=CROSS)


def _lots(row: Row, quantity: Fraction) -> int:
    """*quantity* of the contract of *row* in its lots."""
    known = terms(row)
    count = quantity / (LOT if known is None else known.lot)
    if count.denominator != 1:
        raise row.record.fault("qty", f"{quantity} is no whole number of lots")
    return count.numerator


def _size(row: Row) -> int:
    """Signed lots that were traded."""
    side = row.record.text("side").upper()
    if side not in _SIGNS:
        raise row.record.fault("side", f"{side[:20]!r} is neither Buy nor Sell")
    return _SIGNS[side] * _lots(row, abs(number(row.record, "qty")))


def _held(row: Row) -> int | None:
    """Signed lots before a trade; the table states positions without a sign that is known."""
    if row.record.optional("category") is None or row.record.optional("size") is None:
        return None
    return _lots(row, row.amount("size")) - _size(row)


def _traded(row: Row) -> tuple[MarginEvent, ...]:
    return (_LEG if _is_spot(row) else _TRADES.fill()).tell(row)


_TRADES = Trades(
    position=_position,
    size=_size,
    price="tradePrice",
    coin=_COIN,
    fee="fee",
    realised="cashFlow",
    held=_held,
)
_LEG = _MONEY.adjustment("one leg of a spot trade")
_FUNDING = unless_nothing(_TRADES.funding("funding", "feeRate"), "funding")
_SESSION = unless_nothing(_TRADES.settlement(SettlementKind.SESSION), "cashFlow")

TYPES = {
    "TRADE": Meaning(becomes=("Fill", "Adjustment"), tell=_traded, why="spot trades leg by leg"),
    "SETTLEMENT": joined(_FUNDING, _SESSION, why="USDC contracts settle their profit as well"),
    "DELIVERY": _TRADES.settlement(SettlementKind.DELIVERY),
    "LIQUIDATION": _TRADES.liquidation(),
    "ADL": _TRADES.deleveraging(),
    "TRANSFER_IN": _MONEY.transfer(),
    "TRANSFER_OUT": _MONEY.transfer(),
    "AIRDROP": _MONEY.bonus("airdrop"),
    "BONUS": _MONEY.bonus("bonus"),
    "BONUS_RECOLLECT": _MONEY.bonus("bonus taken back"),
    "FEE_REFUND": _MONEY.charge("fee refund"),
    "INTEREST": _MONEY.interest(),
    "CURRENCY_BUY": _MONEY.adjustment("one leg of a conversion"),
    "CURRENCY_SELL": _MONEY.adjustment("one leg of a conversion"),
    "AUTO_DEDUCTION": _MONEY.adjustment("deducted by the venue"),
}
"""What each type of row means, in the log and in the table."""

LOG = Statement(
    venue=NAME,
    name="transaction-log",
    title="Transaction log of the unified account, as the API answers",
    endpoints=("/v5/account/transaction-log",),
    under="result.list",
    fields=("cashFlow", "cashBalance", "transactionTime"),
    clock=stamped("transactionTime"),
    key=("id", "type", "tradeId", "currency"),
    keyed="log",
    identities=(Identity(total="change", ways=(("cashFlow", "funding", "-fee"),)),),
    running=(Running(balance="cashBalance", change="change", by=("currency",)),),
    asserts=(_MONEY.states("cashBalance", ALL),),
    home=CROSS_BOOK,
    types=TYPES,
    terms=terms,
    money=_TELLING,
)
"""The log of the API."""
