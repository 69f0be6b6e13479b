"""OKX's bills of the trading account: one row moves both the account's and a position's balance.

``bal`` is the account without its isolated margin, ``posBal`` the margin of one position. What a
row moved of each is stated, so that the margin that went in and out is read and not computed:
whatever of ``balChg`` is neither profit nor fee was moved between the two.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import margin_book
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    EntryRebase,
    FundingTotal,
    InsuranceClear,
    MarginCause,
    MarginEvent,
    MarginTransfer,
    SettlementKind,
)
from isoledger.core.money import Money
from isoledger.core.rules import Evidence
from isoledger.venues.errors import FieldError
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import PARTS, Columns, Meaning, Row, Teller, coin
from isoledger.venues.okx.contracts import (
    CONTRACTS,
    DECIMALS,
    SIDES,
    is_contract,
    is_isolated,
    lots,
    position,
)
from isoledger.venues.okx.rules import CROSS_BOOK, NAME
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity, Running, number
from isoledger.venues.trading import Trades

DUST = Fraction(1, 10**9)
"""What sums of doubles lose. Recorded: 2e-14 on one bill of 2021."""

_BOOKED = frozenset({"2", "3", "6", "8", "9", "13", "14", "24", "32"})
_COIN = coin("ccy", DECIMALS)
_MONEY = Columns(amount="balChg", coin=_COIN, symbol="instId", fee="-fee", book=CROSS_BOOK)


def size(row: Row) -> int:
    """Signed lots that *row* traded.

    Raises:
        FieldError: Its ``subType`` is no trade.
    """
    code = row.record.text("subType")
    if code not in SIDES:
        raise row.record.fault("subType", f"{code} does not say whether it bought or sold")
    return SIDES[code][0] * lots(row.record, abs(row.amount("sz")), "sz")


_TRADES = Trades(position=position, size=size, price="px", coin=_COIN, fee="-fee", realised="pnl")


def _margin(row: Row, part: int, amount: Money, cause: MarginCause) -> MarginTransfer:
    """*amount* moved into the position of *row*, out of it below zero."""
    stamp = row.stamp(part)
    return MarginTransfer(
        stamp=stamp, position=position(row), amount=amount, book=CROSS_BOOK, cause=cause
    )


def _margin_left(row: Row) -> tuple[MarginEvent, ...]:
    """What a row states of the margin of its position after it; bills of 2021 left it at 0."""
    record = row.record
    if not is_isolated(row) or record.optional("posBal") is None:
        return ()
    stated, asset = row.amount("posBal"), _COIN(row)
    if not stated and not row.amount("posBalChg"):
        return ()
    told = BalanceAssertion(
        stamp=row.stamp(PARTS - 2), amount=asset.exactly(stated), book=margin_book(position(row))
    )
    return (told,)


def _of_contract(trade: Meaning) -> Teller:
    """What a row means that trades a contract: the trade, and the margin that went with it."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        if not is_contract(row):
            return _other(row)
        if not is_isolated(row):
            return trade.tell(row)
        moved = row.money("posBalChg", _COIN(row)) - row.money("pnl", _COIN(row))
        off = row.money("balChg", _COIN(row)) - row.money("fee", _COIN(row)) + moved
        told: list[MarginEvent] = []
        if moved.units > 0:
            told.append(_margin(row, 0, moved, MarginCause.ALLOCATION))
        told.extend(trade.tell(row.part(len(told))))
        if moved.units < 0:
            told.append(_margin(row, len(told), moved, MarginCause.RELEASE))
        if off:
            told.extend(_rounded(row.part(len(told)), off))
        return (*told, *_margin_left(row))

    return tell


def _rounded(row: Row, off: Money) -> tuple[MarginEvent, ...]:
    """What a double lost between the two balances of a row."""
    reason = "rounded by the venue"
    return (Adjustment(stamp=row.stamp(), amount=off, book=CROSS_BOOK, reason=reason),)


def _liquidated(row: Row) -> tuple[MarginEvent, ...]:
    """A take-over: what went back to the account, what the fund kept or paid, and the trade.

    Money leaves before the trade, because the rules leave nothing to a position that is over.
    """
    if not is_contract(row):
        return _other(row)
    if not is_isolated(row):
        return _TRADES.liquidation().tell(row)
    moved = row.money("fee", _COIN(row)) - row.money("balChg", _COIN(row))
    kept = row.money("posBalChg", _COIN(row)) - row.money("pnl", _COIN(row)) - moved
    told: list[MarginEvent] = []
    if moved:
        cause = MarginCause.ALLOCATION if moved.units > 0 else MarginCause.SWEEP
        told.append(_margin(row, 0, moved, cause))
    if kept:
        stamp = row.stamp(len(told))
        told.append(InsuranceClear(stamp=stamp, amount=kept, position=position(row)))
    told.extend(_TRADES.liquidation().tell(row.part(len(told))))
    return (*told, *_margin_left(row))


def _other(row: Row) -> tuple[MarginEvent, ...]:
    """A trade of what is no position here: a leg of a spot trade, borrowed coins, an option."""
    kind = row.record.optional("instType")
    meaning = _OPTION if kind == "OPTION" else _BORROWED if kind == "MARGIN" else _LEG
    return meaning.tell(row)


_LEG = _MONEY.adjustment("one leg of a spot trade")
_BORROWED = _MONEY.adjustment("a trade with borrowed coins")
_OPTION = _MONEY.profit()


def _funded(row: Row) -> tuple[MarginEvent, ...]:
    """Funding out of the balance that the row says, or out of both."""
    account, asset, told = row.money("balChg", _COIN(row)), _COIN(row), list[MarginEvent]()
    if not is_isolated(row) and row.record.optional("posSide") is not None:
        return _TRADES.funding("balChg").tell(row)
    if account:
        symbol = row.record.text("instId")
        total = FundingTotal(stamp=row.stamp(), symbol=symbol, amount=account, book=CROSS_BOOK)
        told.append(total)
    if row.money("posBalChg", asset):
        told.extend(_TRADES.funding("posBalChg").tell(row.part(len(told))))
    return (*told, *_margin_left(row))


def _by_hand(cause: MarginCause) -> Meaning:
    """Margin moved between account and position: one event for the two balances of the row."""

    def tell(row: Row) -> tuple[MarginEvent, ...]:
        if not is_isolated(row):
            return _BORROWED.tell(row)
        moved = row.money("posBalChg", _COIN(row))
        return (_margin(row, 0, moved, cause), *_margin_left(row))

    return Meaning(becomes=("MarginTransfer",), tell=tell)


def _settled(row: Row) -> tuple[MarginEvent, ...]:
    booked = row.money("pnl", _COIN(row))
    return (EntryRebase(stamp=row.stamp(), position=position(row), realised=booked),)


def _trade(trade: Meaning) -> Meaning:
    becomes = (*trade.becomes, "MarginTransfer", "Adjustment")
    return evolve(trade, becomes=becomes, tell=_of_contract(trade))


def _assumed(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED)


_FILL = _trade(_TRADES.fill())
_TAKEN = Meaning(
    becomes=("Liquidation", "MarginTransfer", "InsuranceClear", "Adjustment"), tell=_liquidated
)
_DELEVERAGED = _trade(_TRADES.deleveraging())
_DELIVERED = _trade(_TRADES.settlement(SettlementKind.DELIVERY))
_REBASED = _trade(Meaning(becomes=("EntryRebase",), tell=_settled))
_FUNDING = Meaning(
    becomes=("Funding", "FundingTotal"),
    tell=_funded,
    why="of the position where its leg is known; until 2024 out of the account",
)
_LOAN = _assumed(_MONEY.loan())
_CONVERSION = _MONEY.adjustment("one leg of a conversion")


def _codes(meaning: Meaning, kind: int, *codes: int) -> dict[str, Meaning]:
    return {f"{kind}/{code}": meaning for code in codes}


TYPES: Mapping[str, Meaning] = {
    "1/*": _MONEY.transfer(),
    **_codes(_FILL, 2, *range(1, 7)),
    **_codes(_DELIVERED, 3, 112, 113),
    **_codes(_assumed(_MONEY.profit()), 3, 170, 171, 172),
    "3/117": _MONEY.insurance(),
    "4/*": _assumed(_MONEY.adjustment("a forced repayment")),
    **_codes(_TAKEN, 5, *range(100, 108)),
    **_codes(_assumed(_MONEY.adjustment("moved by a liquidation")), 5, 110, 111),
    "6/160": _by_hand(MarginCause.USER),
    "6/161": _by_hand(MarginCause.USER),
    "6/162": _by_hand(MarginCause.AUTO_ADD),
    **_codes(_assumed(_BORROWED), 6, 332, 333, 334),
    "7/*": _MONEY.interest(),
    **_codes(_FUNDING, 8, 173, 174),
    **_codes(_DELEVERAGED, 9, *range(125, 129)),
    **_codes(_MONEY.insurance(), 10, 108, 117),
    "11/*": _MONEY.adjustment("coins converted by the venue"),
    "12/*": _MONEY.transfer(),
    **_codes(_FILL, 13, 131, 132),
    **_codes(_FILL, 14, *range(204, 210)),
    "15/*": _LOAN,
    "16/*": _LOAN,
    "22/*": _LOAN,
    **_codes(_FILL, 24, *range(270, 276)),
    "26/*": _assumed(_MONEY.transfer(why="structured products are kept elsewhere")),
    "27/*": _CONVERSION,
    "28/*": _CONVERSION,
    "29/*": _CONVERSION,
    "30/*": _CONVERSION,
    **_codes(_assumed(_FILL), 32, *range(324, 330)),
    "33/*": _LOAN,
    "34/355": _assumed(_REBASED),
    "250/*": _assumed(_MONEY.adjustment("profit shared with a trader who was copied")),
    "251/*": _assumed(_MONEY.adjustment("shared profit given back")),
    "381/*": _assumed(_MONEY.interest()),
}
"""What each ``type/subType`` means."""


def legs(records: Sequence[Record]) -> list[Record]:
    """*records*, each row of a contract with the side of the position it is about.

    Trades say it. Funding and moved margin do not: they are of the only leg that was traded; of
    two, of the one whose margin was what the row began with. Where nothing tells, no side stands.

    Args:
        records: Bills, in any order.
    """
    known: dict[tuple[str, str], dict[str, Fraction]] = {}
    told: dict[str, Record] = {}
    for record in sorted(records, key=_placed):
        if _text(record, "instType") not in CONTRACTS:
            continue
        at = _text(record, "instId"), _text(record, "mgnMode")
        side = _side(record, known.setdefault(at, {}))
        if side:
            known[at][side] = _number(record, "posBal")
            told[record.source] = evolve(record, fields={**record.fields, "posSide": side})
    return [told.get(record.source, record) for record in records]


def _side(record: Record, known: Mapping[str, Fraction]) -> str:
    """The leg of *record*; empty: one of several."""
    code = _text(record, "subType")
    if code in SIDES:
        return SIDES[code][1]
    if not known:
        return "net"
    if len(known) > 1:
        began = _number(record, "posBal") - _number(record, "posBalChg")
        known = {side: left for side, left in known.items() if left == began}
    sides = list(known)
    return sides[0] if len(sides) == 1 else ""


def _placed(record: Record) -> tuple[int, ...]:
    """When a bill was written, and where it stands; numbers that are none come first."""
    texts = (_text(record, name) for name in ("ts", "billId"))
    return tuple(int(text) if text.isascii() and text.isdigit() else 0 for text in texts)


def _text(record: Record, name: str) -> str:
    """The text in *name*; what is none counts as nothing here and is refused when it is told."""
    value = record.fields.get(name)
    return value if isinstance(value, str) else ""


def _number(record: Record, name: str) -> Fraction:
    """The number in *name*; one that is none counts as 0 here and is refused when it is told."""
    try:
        return number(record, name)
    except FieldError:
        return Fraction(0)


BILLS = Statement(
    venue=NAME,
    name="bills",
    title="Bills of the trading account, as the API answers",
    endpoints=(
        "/api/v5/account/bills",
        "/api/v5/account/bills-archive",
        "/api/v5/account/bills-history-archive",
    ),
    under="data",
    fields=("billId", "balChg", "posBalChg", "subType"),
    clock=stamped("ts"),
    key=("billId",),
    unique=True,
    keyed="bill",
    identities=(
        Identity(
            total="balChg",
            ways=(("pnl", "fee", "-posBalChg"),),
            within=DUST,
            where=(("instType", CONTRACTS), ("type", _BOOKED)),
        ),
        Identity(
            total="balChg",
            ways=(("sz", "fee"), ("-sz", "fee")),
            within=DUST,
            where=(("instType", frozenset({"", "SPOT"})), ("type", frozenset({"1", "2"}))),
        ),
    ),
    running=(
        Running(balance="bal", change="balChg", by=("ccy",)),
        Running(balance="posBal", change="posBalChg", by=("instId", "mgnMode", "posSide", "ccy")),
    ),
    asserts=(_MONEY.states("bal"),),
    home=CROSS_BOOK,
    typed_by=("type", "subType"),
    types=TYPES,
    together=legs,
    money="bills",
)
"""The bills of the API: 7 days, 3 months, and older ones on request."""
