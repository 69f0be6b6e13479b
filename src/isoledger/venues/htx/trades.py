"""HTX's trades, and the settlements between them.

A trade states its profit since the last settlement (``offset_profitloss``), as it is booked; a
settlement books the unrealised profit and moves the entry to its price. A fee is below zero when
paid. A trade that the venue made says so in ``order_source``.
"""

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from isoledger.core.events import BalanceAssertion, MarginEvent, Settlement, SettlementKind
from isoledger.core.money import Asset
from isoledger.venues.errors import IdentityError
from isoledger.venues.htx.rules import NAME
from isoledger.venues.htx.terms import DECIMALS, asset, book, held, lots, settle, sign, traded
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, text_of
from isoledger.venues.records import Json, Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import number
from isoledger.venues.trading import Trades

_TELLING = "trades"


def _size(row: Row) -> int:
    return sign(row.record) * lots(row.record, "trade_volume")


def _coin(row: Row) -> Asset:
    return Asset(settle(row.record.text("contract_code")), DECIMALS)


def _fee_coin(row: Row) -> Asset:
    paid = row.record.optional("fee_asset")
    return _coin(row) if paid is None else Asset(paid, DECIMALS)


_TRADES = Trades(
    position=traded,
    size=_size,
    price="trade_price",
    coin=_coin,
    fee="-trade_fee",
    fee_coin=_fee_coin,
    realised="offset_profitloss",
)

MATCHES = Statement(
    venue=NAME,
    name="match-results",
    title="Trades, from the API (v3)",
    endpoints=(
        "/linear-swap-api/v3/swap_matchresults",
        "/linear-swap-api/v3/swap_cross_matchresults",
        "/swap-api/v3/swap_matchresults",
    ),
    under="data",
    fields=("match_id", "trade_volume", "trade_price", "trade_fee", "offset"),
    without=("total_page",),
    clock=stamped("create_date"),
    key=("id",),
    unique=True,
    keyed="trade",
    typed_by=("order_source",),
    types={
        "risk": _TRADES.liquidation(),
        "ADL": _TRADES.deleveraging(),
        "adl": _TRADES.deleveraging(),
        "/*": _TRADES.fill(),
    },
    money=_TELLING,
)
"""Trades."""

OLDER_MATCHES = evolve(
    MATCHES,
    name="match-results-v1",
    title="Trades, from the API (v1)",
    endpoints=(
        "/linear-swap-api/v1/swap_matchresults",
        "/linear-swap-api/v1/swap_cross_matchresults",
        "/swap-api/v1/swap_matchresults",
        "/api/v1/contract_matchresults",
    ),
    under="data.trades",
    fields=(*MATCHES.fields, "total_page"),
    without=(),
)
"""The same, as it used to be answered."""


def of_order(record: Record) -> Record:
    """*record*, a trade in the answer about its order, under the names it has elsewhere."""
    fields = record.fields
    more = {"create_date": fields.get("created_at"), "offset_profitloss": fields.get("profit")}
    return evolve(record, fields={**fields, **more})


ORDER_TRADES = evolve(
    MATCHES,
    name="order-detail",
    title="Trades of one order, from the API",
    endpoints=(
        "/linear-swap-api/v1/swap_order_detail",
        "/linear-swap-api/v1/swap_cross_order_detail",
        "/swap-api/v1/swap_order_detail",
    ),
    under="data.trades",
    around=("contract_code", "direction", "offset", "margin_account", "order_source"),
    fields=("trades", "trade_id", "trade_volume", "trade_fee", "lever_rate"),
    without=(),
    reads=of_order,
)
"""The same trades, order by order."""

_KINDS = {"settlement": SettlementKind.SESSION, "delivery": SettlementKind.DELIVERY}
_PARTS = ("offset_profitloss", "fee", "funding_fee", "clawback")
_PROMISE = "settlement_profit_real = settlement_profit_unreal of all positions + " + " + ".join(
    _PARTS
)


def _inner(record: Record, name: str) -> Iterator[Record]:
    """The records in the list *name* of *record*; none where there is none.

    Raises:
        FieldError: It holds something else.
    """
    listed: Json = record.fields.get(name) or []
    for one in listed if isinstance(listed, list) else [listed]:
        if not isinstance(one, dict):
            raise record.fault(name, "holds something that is no record")
        yield evolve(record, fields=one)


def _positions(record: Record) -> Iterator[Record]:
    """The positions of *record*, which names their margin account."""
    own = ("margin_account", "margin_mode", "contract_code")
    around = {name: record.fields[name] for name in own if name in record.fields}
    for holder in (record, *_inner(record, "contract_detail")):
        for one in _inner(holder, "positions"):
            yield evolve(one, fields={**around, **one.fields})


def _settlement(row: Row, at: int, one: Record) -> Settlement:
    profit = number(one, "settlement_profit_unreal")
    return Settlement(
        stamp=row.stamp(at),
        position=held(one),
        kind=_KINDS[text_of(one, "settlement_type", frozenset(_KINDS))],
        price=one.price("settlement_price"),
        amount=_settle_asset(row).exactly(profit),
    )


def _settle_asset(row: Row) -> Asset:
    paid = row.record.optional("fee_asset")
    return asset(row) if paid is None else Asset(paid, DECIMALS)


def _settled(row: Row) -> tuple[MarginEvent, ...]:
    """Each position's settlement, and the balance after all of them.

    Raises:
        IdentityError: The parts of the profit do not add up to it.
    """
    record, positions = row.record, list(_positions(row.record))
    unreal = sum((number(one, "settlement_profit_unreal") for one in positions), Fraction(0))
    due = unreal + sum(number(record, name) for name in _PARTS)
    stated = number(record, "settlement_profit_real")
    if stated != due:
        source = f"{record.file}, row {record.row}"
        raise IdentityError(source=source, identity=_PROMISE, found=f"{stated}, and {due} in parts")
    told: list[MarginEvent] = [_settlement(row, at, one) for at, one in enumerate(positions)]
    amount = _settle_asset(row).exactly(record.number("margin_balance").value)
    stamp = row.stamp(len(told))
    return (*told, BalanceAssertion(stamp=stamp, amount=amount, book=book(record)))


SETTLEMENTS = Statement(
    venue=NAME,
    name="settlement-records",
    title="Settlements of one's own positions, from the API",
    endpoints=(
        "/linear-swap-api/v1/swap_user_settlement_records",
        "/linear-swap-api/v1/swap_cross_user_settlement_records",
        "/swap-api/v1/swap_user_settlement_records",
        "/api/v1/contract_user_settlement_records",
    ),
    under="data.settlement_records",
    fields=("settlement_records", "settlement_time", "settlement_profit_real", "margin_balance"),
    clock=stamped("settlement_time"),
    key=("margin_account", "contract_code", "symbol", "settlement_time"),
    keyed="settlement",
    typed_by=(),
    types={"": Meaning(becomes=("Settlement", "BalanceAssertion"), tell=_settled)},
    money=_TELLING,
)
"""What periodic settlement moved. Fees, closing profit, funding and clawback are told elsewhere."""
