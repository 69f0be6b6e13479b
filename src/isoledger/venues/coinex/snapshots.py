"""What CoinEx says an account is at one moment, in both versions of its interface."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.coinex.rules import CROSS_BOOK, NAME
from isoledger.venues.coinex.terms import (
    DECIMALS,
    lots,
    position,
    settle,
    sign,
    terms,
    trimmed,
)
from isoledger.venues.instants import SECOND_NS, stamped, taken
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement

_PARTS = ("available", "frozen", "margin")


def _held(row: Row) -> tuple[MarginEvent, ...]:
    at, margin = position(row), row.amount("margin_avbl") - row.amount("unrealized_pnl")
    told = PositionAssertion(
        stamp=row.stamp(),
        position=at,
        size=sign(row) * lots(row, "open_interest"),
        margin=settle(row).exactly(margin) if at.is_isolated else None,
    )
    return (told,)


POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions (API version 2)",
    endpoints=("/v2/futures/pending-position", "/v2/futures/adjust-position-margin"),
    under="data",
    reads=trimmed,
    fields=("position_id", "market", "side", "open_interest", "margin_avbl", "settle_price"),
    without=("finished_type", "method"),
    clock=stamped("updated_at"),
    order=Order.EITHER,
    key=("market", "position_id", "updated_at"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(
            becomes=("PositionAssertion",),
            tell=_held,
            why="the margin of an isolated one without unrealised profit; no record states what"
            " its opening took",
        )
    },
    terms=terms,
    money="",
)
"""What is held; the answer to adding or taking margin is one as well."""

POSITION_STREAM = evolve(
    POSITIONS,
    name="positions-stream",
    title="Positions, streamed (version 2)",
    endpoints=("position.update",),
    under="data.position",
    fields=("method", "event", "position", "open_interest", "margin_avbl"),
    without=(),
)
"""The same, as it happens."""


def _finished(row: Row) -> tuple[MarginEvent, ...]:
    return (PositionAssertion(stamp=row.stamp(), position=position(row), size=0),)


FINISHED = evolve(
    POSITIONS,
    name="finished-positions",
    title="History of positions (API version 2): each ends with nothing held",
    endpoints=("/v2/futures/finished-position",),
    fields=("position_id", "market", "finished_type", "open_interest"),
    without=(),
    keyed="finished",
    types={
        "": Meaning(
            becomes=("PositionAssertion",),
            tell=_finished,
            why="the size it prints is that of before",
            evidence=Evidence.ASSUMED,
        )
    },
)
"""What was held and is no more."""

_SIDES_1 = {"1": "short", "2": "long"}
_MODES_1 = {"1": "isolated", "2": "cross"}


def first_version(record: Record) -> Record:
    """*record* of the first interface in the words of the second."""
    its = record.fields
    said = {
        "open_interest": its.get("amount"),
        "margin_avbl": its.get("margin_amount"),
        "unrealized_pnl": "0",
        "side": _SIDES_1.get(str(its.get("side")), its.get("side")),
        "margin_mode": _MODES_1.get(str(its.get("type")), its.get("type")),
    }
    return evolve(record, fields={**its, **said})


POSITIONS_1 = evolve(
    POSITIONS,
    name="positions-v1",
    title="Positions (API version 1, gone since 2024)",
    endpoints=("/perpetual/v1/position/pending",),
    under="data",
    reads=first_version,
    fields=("position_id", "market", "margin_amount", "mainten_margin", "open_val"),
    without=(),
    clock=stamped("update_time", SECOND_NS),
    key=("market", "position_id", "update_time"),
    keyed="position-v1",
)
"""What was held, as the first interface said it."""


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    asset = Asset(row.record.text("ccy"), DECIMALS)
    amount = asset.exactly(sum((row.amount(name) for name in _PARTS), start=Fraction(0)))
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=ALL),)


BALANCES = Statement(
    venue=NAME,
    name="balances",
    title="Balances (API version 2; they do not say when: say it)",
    endpoints=("/v2/assets/futures/balance",),
    under="data",
    fields=("ccy", "available", "frozen", "margin", "transferrable"),
    without=("balance_list",),
    clock=taken(),
    order=Order.EITHER,
    key=("ccy",),
    keyed="balance",
    home=CROSS_BOOK,
    typed_by=(),
    types={
        "": Meaning(
            becomes=("BalanceAssertion",),
            tell=_holds,
            why="what is free, frozen and locked as margin together",
            evidence=Evidence.ASSUMED,
        )
    },
    money="",
)
"""What there is of each coin."""

BALANCE_STREAM = evolve(
    BALANCES,
    name="balances-stream",
    title="Balances, streamed (version 2; they do not say when: say it)",
    endpoints=("balance.update",),
    under="data.balance_list",
    fields=("method", "balance_list", "ccy", "available", "frozen", "margin"),
    without=(),
)
"""The same, as it happens."""
