"""Phemex's trades of one's own: what was traded, its value and fee; funding is among them.

The value of a fill is cut, its fee rounded up, both by the venue: they are taken as stated. The
stream says the profit and the balance as well; the answers of the API do not.
"""

from collections.abc import Callable

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import (
    BalanceAssertion,
    Deleveraging,
    Fill,
    Funding,
    Liquidation,
    MarginEvent,
)
from isoledger.core.instrument import Payoff
from isoledger.core.money import Money
from isoledger.core.rules import Evidence
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import PARTS, Meaning, Row, no_history
from isoledger.venues.phemex.rules import CROSS_BOOK, NAME
from isoledger.venues.phemex.scaled import coin, moved, plain, position, signed, terms
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Running


def _cost(row: Row, size: int) -> Money | None:
    """The signed value of a fill as it was cut; ``None`` where its contract's shape is unknown."""
    known = terms(row)
    value = row.maybe("execValue", coin(row))
    if known is None or value is None:
        return None
    return value if (size > 0) == (known.payoff is Payoff.LINEAR) else -value


def _profit(row: Row) -> Money | None:
    """The profit before the fee, where the stream states it."""
    return row.maybe("closedPnl", coin(row))


def _filled(row: Row) -> tuple[MarginEvent, ...]:
    size = signed(row, "execQty")
    if not size:
        return ()
    told = Fill(
        stamp=row.stamp(),
        position=position(row),
        size=size,
        price=row.record.price("execPrice"),
        cost=_cost(row, size),
        fee=row.money("execFee", coin(row)),
        realised=_profit(row),
    )
    return (told,)


def _by_force(kind: Callable[..., MarginEvent], name: str) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        told = kind(
            stamp=row.stamp(),
            position=position(row),
            size=signed(row, "execQty"),
            price=row.record.price("execPrice"),
            realised=_profit(row),
            fee=row.money("execFee", coin(row)),
        )
        return (told,)

    return Meaning(becomes=(name,), tell=tell, evidence=Evidence.ASSUMED)


def _funded(row: Row) -> tuple[MarginEvent, ...]:
    """Funding is written as a fee: paid above zero."""
    paid = row.money("execFee", coin(row))
    return (Funding(stamp=row.stamp(), position=position(row), amount=-paid),) if paid else ()


_FILL = Meaning(becomes=("Fill",), tell=_filled)
_FUNDING = Meaning(becomes=("Funding",), tell=_funded)
_TAKEN, _AGAINST = _by_force(Liquidation, "Liquidation"), _by_force(Deleveraging, "Deleveraging")
_WORDS = {"Trade": _FILL, "Funding": _FUNDING, "LiqTrade": _TAKEN, "AdlTrade": _AGAINST}
_CODES = {
    "1": _FILL,
    "4": evolve(_FUNDING, evidence=Evidence.ASSUMED),
    "6": _AGAINST,
    "7": _TAKEN,
}

TRADES = Statement(
    venue=NAME,
    name="user-trades",
    title="Trades of coin contracts and their funding, from the API",
    endpoints=("/exchange/order/trade",),
    under="data.rows data",
    reads=plain,
    fields=("transactTimeNs", "execPriceEp", "execValueEv", "execFeeEv", "execID"),
    without=("curAccBalanceEv", "execBaseQtyEv"),
    clock=stamped("transactTimeNs", 1),
    key=("execID", "symbol"),
    unique=True,
    keyed="trade",
    home=CROSS_BOOK,
    typed_by=("tradeType",),
    types={**_WORDS, **_CODES},
    terms=terms,
    money="trades",
)
"""Trades in scaled integers: the value of a currency's, by its own scale."""

TETHER_TRADES = evolve(
    TRADES,
    name="user-trades-usdt",
    title="Trades of dollar-T contracts and their funding, from the API",
    endpoints=("/api-data/g-futures/trades", "/g-orders/trades"),
    fields=("createdAt", "execPriceRp", "execValueRv", "execFeeRv", "execId"),
    without=("curAccBalanceRv", "orderId"),
    clock=stamped("createdAt"),
    key=("execId", "symbol", "createdAt"),
)
"""The same in plain numbers, and codes for words. Fees in the venue's own token are left out."""


def _states(row: Row) -> MarginEvent:
    amount, stamp = row.money("curAccBalance", coin(row)), row.stamp(PARTS - 1)
    return BalanceAssertion(stamp=stamp, amount=amount, book=ALL)


_LIFE = no_history("the life of an order: nothing was traded")

STREAM = evolve(
    TRADES,
    name="orders-stream",
    title="Orders and trades of coin contracts, streamed: with profit and balance",
    endpoints=("aop.subscribe",),
    under="orders",
    reads=moved,
    fields=("execSeq", "execID", "execStatus", "execValueEv", "curAccBalanceEv"),
    without=(),
    key=("execID", "execSeq", "symbol"),
    running=(Running(balance="curAccBalance", change="moved", by=("currency",)),),
    asserts=(_states,),
    types={**_WORDS, "Amend": _LIFE, "Cancel": _LIFE, "New": _LIFE},
    money="stream",
)
"""What happens, as it happens. Assumed: ``curAccBalance`` holds the margin of all positions."""

TETHER_STREAM = evolve(
    STREAM,
    name="orders-stream-usdt",
    title="Orders and trades of dollar-T contracts, streamed: with profit and balance",
    endpoints=("aop_p.subscribe",),
    under="orders_p",
    fields=("execSeq", "execID", "execStatus", "execValueRv", "curAccBalanceRv"),
)
"""The same in plain numbers."""
