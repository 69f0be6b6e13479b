"""What BingX says an account is at one moment: balances and positions.

``balance`` is without unrealised profit, and printed to four decimals. A position is asserted with
its size; its margin moves with the mark and is printed to four decimals, so that it is not.
"""

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.bingx.rules import CROSS_BOOK, NAME
from isoledger.venues.bingx.terms import DECIMALS, lots, position, terms
from isoledger.venues.instants import taken
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity


def _held(row: Row) -> tuple[MarginEvent, ...]:
    short = row.record.text("positionSide") == "SHORT"
    size = lots(row, "positionAmt")
    told = PositionAssertion(
        stamp=row.stamp(), position=position(row), size=-abs(size) if short else size
    )
    return (told,)


POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions (API, all contracts; older answers do not say when: say it)",
    endpoints=("/openApi/swap/v2/user/positions", "/openApi/cswap/v1/user/positions"),
    under="data",
    fields=("positionId", "positionAmt", "availableAmt", "avgPrice", "initialMargin"),
    clock=taken("updateTime"),
    order=Order.EITHER,
    key=("positionId", "updateTime", "positionAmt"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("PositionAssertion",), tell=_held)},
    terms=terms,
    money="",
)
"""What is held, each leg of hedge mode by itself."""


def _closed(row: Row) -> tuple[MarginEvent, ...]:
    return (PositionAssertion(stamp=row.stamp(), position=position(row), size=0),)


def _said(record: Record) -> Record:
    """*record* with whether all of it was closed in plain text."""
    all_of_it = str(record.fields.get("closeAllPositions")).lower()
    return evolve(record, fields={**record.fields, "closed": all_of_it})


CLOSED = evolve(
    POSITIONS,
    name="closed-positions",
    title="History of positions (API): each ends with nothing held",
    endpoints=("/openApi/swap/v1/trade/positionHistory", "/openApi/swap/v2/trade/positionHistory"),
    under="data",
    reads=_said,
    fields=("positionId", "avgClosePrice", "netProfit", "closePositionAmt"),
    key=("positionId", "updateTime"),
    keyed="closed",
    typed_by=("closed",),
    types={
        "true": Meaning(
            becomes=("PositionAssertion",),
            tell=_closed,
            why="profit, commission and funding are what trades and income tell",
        ),
        "false": no_history("it is still open; what is left of it is not stated"),
    },
)
"""What was held and is no more."""


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    amount = row.money("balance", Asset(row.record.text("asset"), DECIMALS))
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=ALL),)


BALANCES = Statement(
    venue=NAME,
    name="balances",
    title="Balances (API; they do not say when: say it)",
    endpoints=("/openApi/swap/v3/user/balance", "/openApi/swap/v2/user/balance"),
    under="data",
    fields=("asset", "balance", "equity", "availableMargin"),
    clock=taken(),
    order=Order.EITHER,
    key=("asset", "userId"),
    keyed="balance",
    identities=(Identity(total="equity", ways=(("balance", "unrealizedProfit"),)),),
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(
            becomes=("BalanceAssertion",),
            tell=_holds,
            why="printed to four decimals; the margin of isolated positions is taken to be in it",
            evidence=Evidence.ASSUMED,
        )
    },
    money="",
)
"""What there is of each coin."""
