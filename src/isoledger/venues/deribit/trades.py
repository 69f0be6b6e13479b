"""Deribit's trades of one's own: size, price and fee; what becomes cash only the log says."""

from isoledger.core.events import Fill, MarginEvent
from isoledger.core.money import Asset
from isoledger.venues.deribit.contracts import DECIMALS, is_option, position, size, terms
from isoledger.venues.deribit.rules import CROSS_BOOK, NAME
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.statement import Statement


def _traded(row: Row) -> tuple[MarginEvent, ...]:
    """A trade.

    Raises:
        FieldError: Of an option: its premium is cash, and whether it opens is not said.
    """
    record = row.record
    if is_option(record.text("instrument_name")):
        why = "an option, which does not say whether it opens: read the transaction log"
        raise record.fault("instrument_name", why)
    told = Fill(
        stamp=row.stamp(),
        position=position(row),
        size=size(row, "direction"),
        price=record.price("price"),
        fee=row.money("fee", Asset(record.text("fee_currency"), DECIMALS)),
    )
    return (told,)


_TRADE = Meaning(becomes=("Fill",), tell=_traded)

TRADES = Statement(
    venue=NAME,
    name="user-trades",
    title="Trades of one's own, from the API",
    endpoints=(
        "private/get_user_trades_by_currency",
        "private/get_user_trades_by_instrument",
        "private/get_user_trades_by_order",
    ),
    under="result.trades",
    fields=("trade_id", "instrument_name", "direction", "fee", "fee_currency"),
    clock=stamped("timestamp"),
    key=("trade_id", "instrument_name"),
    unique=True,
    keyed="trade",
    home=CROSS_BOOK,
    typed_by=("state",),
    types={
        "filled": _TRADE,
        "open": _TRADE,
        "archive": no_history("a trade before its last state was kept: the log has it"),
    },
    terms=terms,
    money="trades",
)
"""What was traded, with the state of its order: profit is that of the average entry."""
