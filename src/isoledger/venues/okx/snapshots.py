"""OKX's snapshots: what is held and how much there is, at an instant; and sums of what is over."""

from isoledger.core.events import BalanceAssertion, MarginEvent, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.okx.contracts import CONTRACTS, DECIMALS, LEGS, lots
from isoledger.venues.okx.rules import CROSS, CROSS_BOOK, NAME
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


def _balance(row: Row) -> tuple[MarginEvent, ...]:
    """The cash of a coin: isolated margin is not in ``cashBal``."""
    asset = Asset(row.record.text("ccy"), DECIMALS)
    amount = asset.exactly(row.record.number("cashBal").value)
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=CROSS_BOOK),)


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
    under="data.details",
    around=("uTime",),
    fields=("cashBal", "ccy", "eq"),
    clock=stamped("uTime"),
    key=("ccy", "uTime"),
    unique=True,
    keyed="balance",
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_balance)},
    money="",
)
"""How much there is of each coin, as of its last change."""
