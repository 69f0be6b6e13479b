"""What HTX says an account is at one moment: margin accounts, and the positions in them.

``margin_static`` is a margin account without unrealised profit: it is asserted of its own book. A
position is asserted with its size: its entry is moved by settlements and rounded.
"""

from collections.abc import Iterator

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.rules import Evidence
from isoledger.venues.htx.rules import NAME
from isoledger.venues.htx.terms import asset, book, held, lots, sign
from isoledger.venues.instants import taken
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity

_OWN = ("margin_account", "margin_mode", "position_mode")


def _asserted(row: Row, at: int, record: Record) -> PositionAssertion:
    size = sign(record) * lots(record, "volume")
    return PositionAssertion(stamp=row.stamp(at), position=held(record), size=size)


def _held(row: Row) -> tuple[MarginEvent, ...]:
    return (_asserted(row, 0, row.record),)


def _inside(record: Record) -> Iterator[Record]:
    """The positions that an account lists, each with the account's own words.

    Raises:
        FieldError: It lists something else.
    """
    listed = record.fields.get("positions") or []
    own = {name: record.fields[name] for name in _OWN if name in record.fields}
    for one in listed if isinstance(listed, list) else [listed]:
        if not isinstance(one, dict):
            raise record.fault("positions", "holds something that is no position")
        yield evolve(record, fields={**own, **one})


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    record = row.record
    amount = asset(row).exactly(record.number("margin_static").value)
    balance = BalanceAssertion(stamp=row.stamp(), amount=amount, book=book(record))
    inside = (_asserted(row, at, one) for at, one in enumerate(_inside(record), 1))
    return (balance, *inside)


_ACCOUNT = Meaning(becomes=("BalanceAssertion", "PositionAssertion"), tell=_holds)

ACCOUNTS = Statement(
    venue=NAME,
    name="accounts",
    title="Margin accounts, with their positions where they are listed (API and stream)",
    endpoints=(
        "/linear-swap-api/v1/swap_account_info",
        "/linear-swap-api/v1/swap_cross_account_info",
        "/linear-swap-api/v1/swap_account_position_info",
        "/linear-swap-api/v1/swap_cross_account_position_info",
        "/swap-api/v1/swap_account_info",
        "/swap-api/v1/swap_account_position_info",
        "accounts",
        "accounts_cross",
    ),
    under="data",
    around=("ts",),
    fields=("margin_static", "margin_balance", "withdraw_available"),
    clock=taken("ts"),
    key=("margin_account", "contract_code", "symbol", "ts"),
    keyed="account",
    identities=(Identity(total="margin_balance", ways=(("margin_static", "profit_unreal"),)),),
    typed_by=(),
    types={"": _ACCOUNT},
    money="",
)
"""What is in each margin account."""

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions (API and stream)",
    endpoints=(
        "/linear-swap-api/v1/swap_position_info",
        "/linear-swap-api/v1/swap_cross_position_info",
        "/swap-api/v1/swap_position_info",
        "positions",
        "positions_cross",
    ),
    under="data",
    around=("ts",),
    fields=("contract_code", "volume", "cost_hold", "direction"),
    without=("margin_static", "settlement_time"),
    clock=taken("ts"),
    key=("margin_account", "contract_code", "direction", "ts"),
    keyed="position",
    typed_by=(),
    types={"": Meaning(becomes=("PositionAssertion",), tell=_held)},
    money="",
)
"""What is held."""

VERSION_5_POSITIONS = evolve(
    POSITIONS,
    name="positions-v5",
    title="Positions, from the API (v5)",
    endpoints=("/v5/trade/position/opens",),
    fields=("contract_code", "volume", "open_avg_price", "direction"),
    without=(),
    clock=taken("ts", "updated_time"),
)
"""The same, by the fifth interface."""


def _multi_asset(row: Row) -> tuple[MarginEvent, ...]:
    """The cross purse of one currency; where isolated equity is inside, it is nobody's book."""
    if row.amount("isolated_equity"):
        return ()
    its, record = asset(row), row.record
    amount = its.exactly(record.number("equity").value) - row.money("profit_unreal", its)
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=pool_book(its.code)),)


VERSION_5_BALANCES = Statement(
    venue=NAME,
    name="balances-v5",
    title="Balances of the multi-asset account, from the API (v5)",
    endpoints=("/v5/account/balance",),
    under="data.details",
    around=("ts",),
    fields=("details", "equity", "isolated_equity", "available_margin"),
    clock=taken("ts", "updated_time"),
    key=("currency", "ts"),
    keyed="balance",
    typed_by=(),
    types={
        "": Meaning(
            becomes=("BalanceAssertion",),
            tell=_multi_asset,
            why="isolated equity is in it: no book of the account is so much",
            evidence=Evidence.ASSUMED,
        )
    },
    money="",
)
"""Equity less unrealised profit, by currency."""
