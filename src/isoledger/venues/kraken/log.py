"""Kraken's account log: every change of a balance, of money and of contracts.

A trade is two rows, one of contracts and one of money, and where money is missing two more of a
conversion before it. The row of money tells the trade, with the size from the row of contracts.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence

from attrs import evolve

from isoledger.core.errors import MalformedNumberError
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Deleveraging,
    Fill,
    Funding,
    FundingTotal,
    Interest,
    Liquidation,
    MarginEvent,
    RealisedProfit,
    Settlement,
    SettlementKind,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, plain as as_text
from isoledger.core.rules import Evidence
from isoledger.venues.heads import Header
from isoledger.venues.instants import iso, local
from isoledger.venues.kraken.contracts import (
    asset,
    book_of,
    is_contract,
    lots,
    position,
    terms_of,
)
from isoledger.venues.kraken.rules import NAME
from isoledger.venues.meaning import PARTS, Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running

_SIZE, _CASH = "contracts", "money"


def plain(record: Record) -> Record:
    """*record* with what it moved, and whether that is money or contracts."""
    fields = record.fields
    told = {"leg": _leg(record)}
    old, new = fields.get("old_balance"), fields.get("new_balance")
    if isinstance(old, str) and isinstance(new, str) and "change" not in fields:
        told["change"] = _difference(new, old)
    return evolve(record, fields={**fields, **told})


def _leg(record: Record) -> str:
    name = record.fields.get("asset")
    return _SIZE if isinstance(name, str) and is_contract(name) else _CASH


def _difference(new: str, old: str) -> str:
    try:
        after, before = Exact.of(new), Exact.of(old)
    except MalformedNumberError:
        return new  # the row is refused where its balance is read
    scale = max(after.scale, before.scale)
    units = after.units * 10 ** (scale - after.scale) - before.units * 10 ** (scale - before.scale)
    return as_text(units, scale)


def joined(records: Sequence[Record]) -> list[Record]:
    """*records*, those of money with the contracts that were traded for it.

    Rows of one execution belong together; where none is stated, rows of one instant, account,
    type and price do, in the order in which they stand.
    """
    sizes = defaultdict[tuple[str, ...], deque[Record]](deque)
    for record in records:
        if _leg(record) == _SIZE:
            sizes[_execution(record)].append(record)
    told: dict[str, Record] = {}
    for record in records:
        waiting = sizes[_execution(record)] if _leg(record) == _CASH else None
        if waiting and _trades(record):
            size = waiting.popleft()
            moved = plain(size).fields
            added = {"contract": moved.get("asset"), "traded": moved.get("change")}
            added["held"] = moved.get("old_balance")
            told[record.source] = evolve(record, fields={**record.fields, **added})
            told[size.source] = evolve(size, fields={**size.fields, "told": "yes"})
    return [told.get(record.source, record) for record in records]


def _execution(record: Record) -> tuple[str, ...]:
    names = ("execution",) if record.fields.get("execution") else _TOGETHER
    return tuple(str(record.fields.get(name)) for name in names)


def _trades(record: Record) -> bool:
    return record.fields.get("info") in _TRADED


_TOGETHER = ("date", "margin_account", "info", "trade_price")


def _moved(row: Row) -> Money:
    return row.money("change", asset(row.record.text("asset")))


def _pool(row: Row) -> str:
    return row.record.text("margin_account")


def _held_in(row: Row) -> PositionId:
    return position(row.record, "contract", _pool(row))


def _funded(row: Row) -> tuple[MarginEvent, ...]:
    """Funding of a position, or of the account where no contract is named."""
    amount = row.money("realized_funding", asset(row.record.text("asset")))
    if not amount:
        return ()
    if row.record.optional("contract") is not None:
        return (Funding(stamp=row.stamp(), position=_held_in(row), amount=amount),)
    return (FundingTotal(stamp=row.stamp(), symbol="", amount=amount, book=book_of(_pool(row))),)


def _booked(row: Row) -> tuple[Money, Money]:
    """Profit and fee: the fee is what the balance says, a fee of liquidation in it."""
    coin = asset(row.record.text("asset"))
    profit = row.money("realized_pnl", coin)
    return profit, profit + row.money("realized_funding", coin) - _moved(row)


def _sum(row: Row) -> tuple[MarginEvent, ...]:
    """A trade whose contracts are not told: profit and fee as one."""
    profit, fee = _booked(row)
    if not profit and not fee:
        return ()
    told = RealisedProfit(
        stamp=row.stamp(),
        symbol=(row.record.optional("contract") or "").upper(),
        amount=profit - fee,
        fee=fee,
        book=book_of(_pool(row)),
    )
    return (told,)


def _trade(tell: Callable[[Row, int, Money, Money], MarginEvent]) -> Meaning:
    def told(row: Row) -> tuple[MarginEvent, ...]:
        record = row.record
        if record.text("leg") == _SIZE:
            return _alone(row) if record.optional("told") is None else ()
        first = _funded(row)
        after = row.part(len(first))
        if record.optional("traded") is None:
            return (*first, *_sum(after))
        signed = lots(record, "traded", "contract")
        settle = terms_of(record, "contract").settle
        profit, fee = _booked(row)
        if profit.asset != settle:
            why = f"profit of {record.text('contract')} in {profit.asset.code}, not {settle.code}"
            raise record.fault("asset", why)
        return (*first, tell(after, signed, profit, fee))

    def _alone(row: Row) -> tuple[MarginEvent, ...]:
        """Contracts that cost nothing and brought nothing."""
        record = evolve(
            row.record, fields={**row.record.fields, "contract": row.record.text("asset")}
        )
        zero = terms_of(record, "contract").settle.zero
        bare = evolve(row, record=record)
        return (tell(bare, lots(record, "change", "contract"), zero, zero),)

    return Meaning(
        becomes=("Fill", "Funding", "RealisedProfit"),
        tell=told,
        why="two rows are one trade; of money alone it is a profit",
    )


def _fill(row: Row, size: int, profit: Money, fee: Money) -> MarginEvent:
    held = None
    if row.record.optional("held") is not None:
        held = lots(row.record, "held", "contract")
    return Fill(
        stamp=row.stamp(),
        position=_held_in(row),
        size=size,
        price=row.record.price("trade_price"),
        fee=fee,
        realised=profit,
        held=held,
    )


def _taken(row: Row, size: int, profit: Money, fee: Money) -> MarginEvent:
    return Liquidation(
        stamp=row.stamp(),
        position=_held_in(row),
        size=size,
        price=row.record.price("trade_price"),
        realised=profit,
        fee=fee,
    )


def _unwound(row: Row, size: int, profit: Money, fee: Money) -> MarginEvent:
    return Deleveraging(
        stamp=row.stamp(),
        position=_held_in(row),
        size=size,
        price=row.record.price("trade_price"),
        realised=profit,
        fee=fee,
    )


def _expired(row: Row, _: int, profit: Money, fee: Money) -> MarginEvent:
    kind = SettlementKind.DELIVERY
    stamp, held = row.stamp(), _held_in(row)
    return Settlement(stamp=stamp, position=held, kind=kind, amount=profit, fee=fee)


def _crossed(row: Row) -> tuple[MarginEvent, ...]:
    return (Transfer(stamp=row.stamp(), amount=_moved(row), book=book_of(_pool(row))),)


def _accrued(row: Row) -> tuple[MarginEvent, ...]:
    return (Interest(stamp=row.stamp(), amount=_moved(row), book=book_of(_pool(row))),)


def _other(reason: str) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        stamp, book = row.stamp(), book_of(_pool(row))
        return (Adjustment(stamp=stamp, amount=_moved(row), book=book, reason=reason),)

    return Meaning(becomes=("Adjustment",), tell=tell)


_FILL = _trade(_fill)
_TAKEN = evolve(_trade(_taken), becomes=("Liquidation", "Funding", "RealisedProfit"))
_UNWOUND = evolve(_trade(_unwound), becomes=("Deleveraging", "Funding", "RealisedProfit"))
_TRADED = {
    "futures trade": _FILL,
    "futures liquidation": _TAKEN,
    "covered liquidation": _TAKEN,
    "futures assignor": evolve(_TAKEN, evidence=Evidence.ASSUMED),
    "futures assignee": evolve(_FILL, evidence=Evidence.ASSUMED),
    "futures unwind bankrupt": evolve(_UNWOUND, evidence=Evidence.ASSUMED),
    "futures unwind counterparty": evolve(_UNWOUND, evidence=Evidence.ASSUMED),
    "settlement": evolve(_trade(_expired), becomes=("Settlement", "Funding", "RealisedProfit")),
}
_TRANSFER = Meaning(becomes=("Transfer",), tell=_crossed)
TYPES = {
    **_TRADED,
    "funding rate change": Meaning(becomes=("Funding",), tell=_funded),
    "conversion": _other("one leg of a conversion"),
    "interest payment": Meaning(becomes=("Interest",), tell=_accrued),
    "transfer": _TRANSFER,
    "cross-exchange transfer": _TRANSFER,
    "subaccount transfer": _TRANSFER,
    "admin transfer": _TRANSFER,
    "kfee applied": _other("fee credit"),
    "tax withheld": _other("tax withheld"),
    "tax refund": _other("tax refund"),
}
"""What each ``info`` (``type`` of the table) means."""


def terms(row: Row) -> Instrument | None:
    """The contract of *row*; ``None``: it names none."""
    name = "asset" if row.record.text("leg") == _SIZE else "contract"
    return None if row.record.optional(name) is None else terms_of(row.record, name)


def _states(row: Row) -> MarginEvent:
    amount = row.money("new_balance", asset(row.record.text("asset")))
    book = book_of(_pool(row))
    return BalanceAssertion(stamp=row.stamp(PARTS - 1), amount=amount, book=book)


def _only_money(record: Record) -> Record:
    """*record*; of contracts, without a balance that could be taken for money."""
    told = plain(record)
    if told.fields["leg"] == _CASH:
        return told
    moved = {"contracts": told.fields.get("new_balance")}
    kept = {name: value for name, value in told.fields.items() if name != "new_balance"}
    return evolve(told, fields={**kept, **moved})


_SUM = ("realized_pnl", "realized_funding", "-fee")
_PROMISED = (
    ("leg", frozenset({_CASH})),
    ("info", frozenset({*_TRADED, "funding rate change"})),
)

LOG = Statement(
    venue=NAME,
    name="account-log",
    title="Account log of all margin accounts, from the API",
    endpoints=("/api/history/v3/account-log",),
    under="logs",
    fields=("booking_uid", "margin_account", "old_balance", "new_balance", "info"),
    reads=_only_money,
    together=joined,
    clock=iso("date"),
    key=("id", "asset"),
    unique=True,
    keyed="log",
    identities=(
        Identity(total="change", ways=(_SUM, (*_SUM, "-liquidation_fee")), where=_PROMISED),
    ),
    running=(Running(balance="new_balance", change="change", by=("margin_account", "asset")),),
    asserts=(_states,),
    typed_by=("info",),
    types=TYPES,
    terms=terms,
    money="account log",
)
"""The log of the API. Its pages are best asked for by id: a row keeps its place in its instant."""

_NAMES = {
    "uid": "id",
    "dateTime": "date",
    "account": "margin_account",
    "type": "info",
    "symbol": "asset",
}


def _header(columns: str) -> Header:
    cells = tuple(columns.split(","))
    named = (_NAMES.get(cell, cell).replace(" ", "_") for cell in cells)
    return Header(columns=cells, names=tuple(named))


_LAST = (
    "change,new balance,new average entry price,trade price,mark price,funding rate,"
    "realized pnl,fee,realized funding,collateral"
)
HEADERS = (
    _header(
        f"uid,dateTime,account,type,symbol,contract,{_LAST},"
        "conversion spread percentage,liquidation fee,position uid"
    ),
    _header(f"uid,dateTime,account,type,symbol,{_LAST}"),
)
"""Two generations of the table, newest first."""

SAVED = evolve(
    LOG,
    name="account-log-csv",
    title="Account log of all margin accounts, saved as a table",
    endpoints=("/api/history/v3/accountlogcsv",),
    under="",
    headers=HEADERS,
    fields=(),
    clock=local("date"),
    order=Order.EITHER,
    keyed="log-csv",
    money="account log, saved",
)
"""The table: it says what was moved, and nothing of executions."""
