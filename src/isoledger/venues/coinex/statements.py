"""What moved money at CoinEx: trades, funding, margin and settlements of positions."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.events import (
    EntryRebase,
    Funding,
    FundingTotal,
    MarginCause,
    MarginEvent,
    MarginTransfer,
)
from isoledger.core.instrument import Payoff
from isoledger.core.rules import Evidence
from isoledger.venues.coinex.rules import CROSS_BOOK, NAME
from isoledger.venues.coinex.terms import (
    DECIMALS,
    known,
    lots,
    position,
    settle,
    sign,
    terms,
    trimmed,
)
from isoledger.venues.errors import IdentityError
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, coin, no_history
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Running
from isoledger.venues.trading import Trades

MONEY = "positions"
"""Trades, funding and margin moves complete one another; transfers have no answer here."""

_SIGNS = {"buy": 1, "sell": -1}
_CUT = Fraction(1, 10**8)


def _size(row: Row) -> int:
    return _SIGNS[row.type] * lots(row, "amount")


_TRADES = Trades(
    position=position,
    size=_size,
    price="price",
    coin=settle,
    fee="fee",
    fee_coin=coin("fee_ccy", DECIMALS),
)
_FILL = evolve(_TRADES.fill(), why="profit is computed: some answers state none")

DEALS = Statement(
    venue=NAME,
    name="deals",
    title="Trades with fee (API version 2, or streamed)",
    endpoints=("/v2/futures/user-deals", "/v2/futures/order-deals", "user_deals.update"),
    under="data",
    reads=trimmed,
    fields=("deal_id", "market", "side", "price", "amount", "fee"),
    clock=stamped("created_at"),
    order=Order.EITHER,
    key=("market", "deal_id", "side"),
    keyed="deal",
    home=CROSS_BOOK,
    typed_by=("side",),
    types={"buy": _FILL, "sell": _FILL},
    terms=terms,
    money=MONEY,
)
"""Trades, those of liquidations and deleveragings among them."""


def _due(row: Row) -> Fraction:
    """What a position pays by its size, settle price and rate; a long one at a rate above zero."""
    size, price = row.amount("open_interest"), row.record.divisor("settle_price")
    value = size / price if known(row).payoff is Payoff.INVERSE else size * price
    return sign(row) * value * row.amount("funding_rate")


def _funding(row: Row) -> tuple[MarginEvent, ...]:
    """The amount that is stated, with the sign that side and rate give it.

    Raises:
        IdentityError: The amount is not size x settle price x rate, cut to eight decimals.
    """
    stated, due = abs(row.amount("funding_value")), _due(row)
    if abs(abs(due) - stated) > _CUT:
        where = f"{row.record.file}, row {row.record.row}"
        sum_text = "funding_value = open_interest x settle_price x funding_rate"
        raise IdentityError(source=where, identity=sum_text, found=f"{stated} and {abs(due)}")
    at = position(row)
    amount = settle(row).exactly(-stated if due > 0 else stated)
    if not at.is_isolated:
        total = FundingTotal(stamp=row.stamp(), symbol=at.symbol, amount=amount, book=CROSS_BOOK)
        return (total,)
    rate = row.record.number("funding_rate")
    return (Funding(stamp=row.stamp(), position=at, amount=amount, rate=rate),)


FUNDING = Statement(
    venue=NAME,
    name="funding",
    title="Funding of positions (API version 2)",
    endpoints=("/v2/futures/position-funding-history",),
    under="data",
    reads=trimmed,
    fields=("market", "position_id", "funding_rate", "funding_value"),
    clock=stamped("created_at"),
    order=Order.EITHER,
    key=("market", "position_id", "created_at"),
    keyed="funding",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(
            becomes=("FundingTotal or Funding",),
            tell=_funding,
            why="the sample is above zero for a long at a rate above zero, who pays; version 1"
            " had it below zero: the sign is taken from side and rate",
            evidence=Evidence.ASSUMED,
        )
    },
    terms=terms,
    money=MONEY,
)
"""What funding brought and took."""


def _moved(row: Row) -> tuple[MarginEvent, ...]:
    told = MarginTransfer(
        stamp=row.stamp(),
        position=position(row),
        amount=row.money("margin_change", settle(row)),
        book=CROSS_BOOK,
        cause=MarginCause.USER,
    )
    return (told,)


_OF_A_POOL = "a cross position's margin is its pool's: nothing left the pool"

MARGINS = Statement(
    venue=NAME,
    name="position-margin",
    title="History of the margin of positions (API version 2)",
    endpoints=("/v2/futures/position-margin-history",),
    under="data",
    reads=trimmed,
    fields=("market", "position_id", "margin_mode", "margin_change", "margin_avbl"),
    clock=stamped("created_at"),
    order=Order.EITHER,
    key=("market", "position_id", "created_at", "margin_change", "margin_avbl"),
    keyed="margin",
    running=(Running(balance="margin_avbl", change="margin_change", by=("position_id",)),),
    home=CROSS_BOOK,
    typed_by=("margin_mode",),
    types={
        "isolated": Meaning(
            becomes=("MarginTransfer",),
            tell=_moved,
            why="above zero when added (recorded: +2.1, then -1.5)",
            evidence=Evidence.RECORDED,
        ),
        "cross": no_history(_OF_A_POOL),
    },
    terms=terms,
    money=MONEY,
)
"""What a user added and took, with the margin after it. What an opening took is not among them."""


def _settled(row: Row) -> tuple[MarginEvent, ...]:
    realised = row.money("margin_change", settle(row))
    return (EntryRebase(stamp=row.stamp(), position=position(row), realised=realised),)


_SETTLED = Meaning(
    becomes=("EntryRebase",),
    tell=_settled,
    why="profit is booked and the entry moves to the settle price",
    evidence=Evidence.ASSUMED,
)

SETTLEMENTS = evolve(
    MARGINS,
    name="position-settlements",
    title="History of automatic settlements (API version 2; written like position-margin: ask)",
    endpoints=("/v2/futures/position-settle-history",),
    asked=True,
    keyed="settlement",
    running=(),
    types={"isolated": _SETTLED, "cross": _SETTLED},
)
"""Unrealised profit that was booked. Nothing in a row tells it from one of `MARGINS`."""
