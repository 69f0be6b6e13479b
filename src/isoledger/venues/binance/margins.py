"""What went into and out of the isolated wallets of Binance futures.

No income row tells it. The history of position margin does, for 30 days: what a user moved, and
(as ``TRADE``) what an opening moved in, its open loss included, and a close moved out. It has no
id, so that a row is known by all that it says.
"""

from attrs import evolve

from isoledger.core.events import MarginCause, MarginEvent, MarginTransfer
from isoledger.core.rules import Evidence
from isoledger.venues.binance.income import TRADES
from isoledger.venues.binance.rules import CROSS_BOOK, NAME
from isoledger.venues.binance.terms import DECIMALS, alone, terms
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, coin
from isoledger.venues.statement import Order, Statement

_COIN = coin("asset", DECIMALS)
_BESIDE = 1 << 48
"""So far from its trade in the instant: what goes in is there before it, what goes out after."""


def _moved(cause: MarginCause) -> Meaning:
    def tell(row: Row) -> tuple[MarginEvent, ...]:
        into = row.record.whole("type") == 1
        amount = abs(row.money("amount", _COIN(row)))
        stamp = row.stamp()
        place = stamp.sequence - _BESIDE if into else stamp.sequence + _BESIDE
        told = MarginTransfer(
            stamp=evolve(stamp, sequence=place),
            position=alone(row),
            amount=amount if into else -amount,
            book=CROSS_BOOK,
            cause=_CLOSED if cause is MarginCause.ALLOCATION and not into else cause,
        )
        return (told,)

    return Meaning(becomes=("MarginTransfer",), tell=tell)


_CLOSED = MarginCause.RELEASE
_TRADED = evolve(
    _moved(MarginCause.ALLOCATION),
    evidence=Evidence.RECORDED,
    why="what a trade moved in, open loss included, or out; below zero when out",
)
_BY_USER = _moved(MarginCause.USER)
_UNSAID = evolve(_BY_USER, evidence=Evidence.ASSUMED, why="COIN-M does not say whose move it was")

MARGIN_HISTORY = Statement(
    venue=NAME,
    name="position-margin",
    title="History of the margin of isolated positions (API, USD-M and COIN-M; 30 days)",
    endpoints=("/fapi/v1/positionMargin/history", "/dapi/v1/positionMargin/history"),
    fields=("amount", "asset", "symbol", "positionSide", "type"),
    without=("incomeType", "price"),
    clock=stamped("time"),
    order=Order.EITHER,
    key=("symbol", "positionSide", "type", "deltaType", "amount", "asset", "time", "clientTranId"),
    keyed="margin",
    home=CROSS_BOOK,
    typed_by=("deltaType", "type"),
    types={
        "TRADE/*": _TRADED,
        "USER_ADJUST/*": _BY_USER,
        "/*": _UNSAID,
    },
    terms=terms,
    money=TRADES,
)
"""The answer of the API."""
