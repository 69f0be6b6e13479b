"""OKX's snapshots: what is held and how much there is, at an instant; and sums of what is over."""

from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.okx.contracts import CONTRACTS, DECIMALS, LEGS, lots
from isoledger.venues.okx.rules import CROSS, CROSS_BOOK, NAME
from isoledger.venues.records import Json, Record
from isoledger.venues.statement import Statement


def _held(row: Row) -> tuple[MarginEvent, ...]:
    record = row.record
    side, isolated = record.text("posSide"), record.text("mgnMode") == "isolated"
    if side not in LEGS:
        raise record.fault("posSide", f"{side[:20]!r} is none of {', '.join(LEGS)}")
    count = lots(record, row.amount("pos"), "pos")
    margin = row.maybe("margin", Asset(record.text("ccy"), DECIMALS)) if isolated else None
    told = PositionAssertion(
        stamp=row.stamp(),
        position=PositionId(record.text("instId"), LEGS[side], "" if isolated else CROSS),
        size=-abs(count) if side == "short" else count,
        margin=margin,
    )
    return (told,)


def _balances(row: Row) -> tuple[MarginEvent, ...]:
    """The cash of each coin: isolated margin is not in ``cashBal``."""
    told: list[MarginEvent] = []
    for detail in _details(row.record):
        asset = Asset(detail.text("ccy"), DECIMALS)
        amount, stamp = asset.exactly(detail.number("cashBal").value), row.stamp(len(told))
        told.append(BalanceAssertion(stamp=stamp, amount=amount, book=CROSS_BOOK))
    return tuple(told)


def _details(record: Record) -> list[Record]:
    listed = record.fields.get("details")
    if not isinstance(listed, list):
        raise record.fault("details", "is no list of coins")
    found: list[Record] = []
    for detail in listed:
        if not isinstance(detail, dict):
            raise record.fault("details", "holds something that is no coin")
        found.append(_part(record, detail))
    return found


def _part(record: Record, fields: dict[str, Json]) -> Record:
    return Record(
        raw=record.raw, source=record.source, file=record.file, row=record.row, fields=fields
    )


_POSITION = Meaning(becomes=("PositionAssertion",), tell=_held)

POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions, as the API answers or streams them",
    endpoints=("/api/v5/account/positions",),
    under="data",
    fields=("instId", "mgnMode", "posSide", "avgPx", "lever"),
    without=("closeAvgPx", "billId", "ordId"),
    clock=stamped("uTime"),
    key=("instId", "mgnMode", "posSide", "uTime"),
    keyed="position",
    typed_by=("instType",),
    types={
        **dict.fromkeys(sorted(CONTRACTS), _POSITION),
        "MARGIN": no_history("borrowed coins: no position here"),
        "OPTION": no_history("an option: no position here"),
    },
    money="",
)
"""What is held: asserted as of its last change."""

BALANCE = Statement(
    venue=NAME,
    name="balance",
    title="Balances of the trading account, as the API answers or streams them",
    endpoints=("/api/v5/account/balance",),
    under="data",
    fields=("details", "cashBal", "totalEq"),
    clock=stamped("uTime"),
    key=("uTime",),
    keyed="balance",
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_balances)},
    money="",
)
"""How much there is of each coin."""
