"""OKX's funding account: its bills from the API, and the table that a person saves.

It is another account than the one that trades, and is kept in the wallet: money that goes over
leaves one and arrives at the other, each told by its own bills.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.books import WALLET
from isoledger.core.rules import Evidence
from isoledger.venues.heads import Header
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, coin
from isoledger.venues.okx.contracts import DECIMALS
from isoledger.venues.okx.rules import NAME
from isoledger.venues.okx.tables import TELLING, clock
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, Running

_MONEY = Columns(amount="balChg", coin=coin("ccy", DECIMALS), book=WALLET)
_SAVED = Columns(amount="Amount", coin=coin("Symbol", DECIMALS), book=WALLET)


def _assumed(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED)


_TRANSFERS = (
    *(18, 19, 20, 21, 22, 23, 130, 131),
    *(270, 284, 285, 286, 287, 288, 289, 303),
)
_EARNED = (
    *(28, 48, 50, 53, 54, 68, 69, 77, 83, 85, 87, 88, 124, 126, 129, 139, 146, 147),
    *(150, 151, 152, 153, 154, 155, 162, 169, 172, 173, 181, 182, 183, 184, 185, 186, 189),
    *(204, 209, 211, 222, 227, 229, 232, 233, 251, 271, 307, 308, 309),
)
_GIVEN = (49, 51, 52, 84, 145, 221, 223, 224, 263, 266)
_CONVERTED = (61, 72, 73, 74, 135, 138, 187, 188, 193, 200, 220, 230, 311)
_ELSEWHERE = (
    *(75, 76, 78, 79, 80, 81, 82, 86, 89, 90, 91, 94, 136, 137, 160, 161, 163),
    *(202, 203, 205, 207, 208, 210, 225, 226, 228, 249, 250, 252, 304, 305, 306),
)
_LENT = (
    *range(92, 94),
    *range(95, 100),
    *range(102, 116),
    *(127, 128, 175, 176, 177, 178, 179, 180),
    *range(212, 220),
)
_OTHER = (
    *(47, 125, 143, 144, 174),
    *range(116, 124),
    *(132, 133, 134, 195, 196, 197, 198, 199),
)


def _codes(meaning: Meaning, *codes: int) -> dict[str, Meaning]:
    return {str(code): meaning for code in codes}


ASSET_TYPES: Mapping[str, Meaning] = {
    "1": _MONEY.transfer("deposit"),
    "2": _MONEY.transfer("withdrawal"),
    "13": _MONEY.transfer("withdrawal", "cancelled, and given back"),
    **_codes(_MONEY.transfer(), *_TRANSFERS),
    **_codes(_assumed(_MONEY.bonus("given by the venue")), *_EARNED),
    **_codes(_assumed(_MONEY.charge("taken by the venue")), *_GIVEN),
    **_codes(_assumed(_MONEY.adjustment("one leg of a conversion")), *_CONVERTED),
    **_codes(_assumed(_MONEY.transfer(why="savings and products are kept elsewhere")), *_ELSEWHERE),
    **_codes(_assumed(_MONEY.adjustment("a loan, its collateral or its cost")), *_LENT),
    **_codes(_assumed(_MONEY.adjustment("moved by the venue or a merchant")), *_OTHER),
}
"""What each ``type`` means."""

ASSET_BILLS = Statement(
    venue=NAME,
    name="asset-bills",
    title="Bills of the funding account, as the API answers",
    endpoints=("/api/v5/asset/bills", "/api/v5/asset/bills-history"),
    under="data",
    fields=("billId", "balChg", "bal", "ts"),
    without=("posBalChg", "subType"),
    clock=stamped("ts"),
    key=("billId",),
    unique=True,
    keyed="asset-bill",
    running=(Running(balance="bal", change="balChg", by=("ccy",)),),
    asserts=(_MONEY.states("bal"),),
    types=ASSET_TYPES,
    money="bills",
)
"""Bills of the funding account; with those of the trading account they are one telling."""

_COLUMNS = ("id", "Time", "Type", "Amount", "Before Balance", "After Balance")
_ABOVE = "UID:{uid},Account Type:{account},Time Zone:{zone}"

FUNDING_TABLE = Statement(
    venue=NAME,
    name="funding-table",
    title="Funding account history saved from the web page (CSV)",
    headers=tuple(
        Header(columns=columns, above=above)
        for columns in ((*_COLUMNS, "Fee", "Symbol"), (*_COLUMNS, "Symbol"))
        for above in (_ABOVE, "")
    ),
    clock=clock,
    order=Order.EITHER,
    key=("id",),
    unique=True,
    keyed="saved-asset-bill",
    identities=(
        Identity(
            total="After Balance",
            ways=(("Before Balance", "Amount"), ("Before Balance", "Amount", "Fee")),
        ),
    ),
    running=(Running(balance="After Balance", change="Amount", by=("Symbol",)),),
    asserts=(_SAVED.states("After Balance"),),
    typed_by=("Type",),
    types={
        "Deposit": _SAVED.transfer("deposit"),
        "Withdrawal": _SAVED.transfer("withdrawal"),
        "Transfer in": _assumed(_SAVED.transfer()),
        "Transfer out": _assumed(_SAVED.transfer()),
        "Transfer to trading account": _assumed(_SAVED.transfer()),
        "Transfer from trading account": _assumed(_SAVED.transfer()),
    },
    money=TELLING,
)
"""What a person saves of the funding account."""
