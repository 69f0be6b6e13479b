"""KuCoin's own ledgers: of the classic futures account, and of the unified one.

The classic one books one row a contract and 8 hours, in which profit, fees and funding are netted,
with its sign: a loss is below zero. Its ``accountEquity`` has unrealised profit in it, and proves
no row. The unified one says the direction in a word, and the balance after the row.
"""

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.rules import Evidence
from isoledger.venues.instants import stamped
from isoledger.venues.kucoin.rules import CROSS_BOOK, NAME
from isoledger.venues.kucoin.terms import DECIMALS
from isoledger.venues.meaning import Columns, Meaning, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Running

_COIN = coin("currency", DECIMALS)
_CLASSIC = Columns(amount="amount", coin=_COIN, symbol="remark", book=CROSS_BOOK)
_DONE = "Completed"
_PENDING = {
    "Pending/*": no_history("profit of a period that is not over: it is told when it is settled")
}
_NETTED = "profit, fees and funding of one contract and 8 hours, netted"

HISTORY = Statement(
    venue=NAME,
    name="transaction-history",
    title="Ledger of the classic futures account, from the API",
    endpoints=("/api/v1/transaction-history",),
    under="data.dataList",
    fields=("accountEquity", "offset", "remark", "status", "type"),
    clock=stamped("time"),
    key=("currency", "time", "type", "remark", "amount", "offset"),
    keyed="ledger",
    running=(Running(balance="accountEquity", change="amount", by=("currency",)),),
    home=CROSS_BOOK,
    typed_by=("status", "type"),
    types={
        f"{_DONE}/RealisedPNL": _CLASSIC.profit(_NETTED),
        f"{_DONE}/Deposit": _CLASSIC.transfer("deposit"),
        f"{_DONE}/Withdrawal": _CLASSIC.transfer("withdrawal"),
        f"{_DONE}/TransferIn": _CLASSIC.transfer(),
        f"{_DONE}/TransferOut": _CLASSIC.transfer(),
        **_PENDING,
    },
    money="transaction history",
)
"""The ledger of the classic account."""

TRANSFERS = evolve(
    HISTORY,
    name="transaction-history-beside-fills",
    title="Ledger of the classic futures account: what fills and funding leave out",
    asked=True,
    types={
        **HISTORY.types,
        f"{_DONE}/RealisedPNL": no_history("told by fills and funding history, row by row"),
    },
    money="fills",
)
"""The same, for those who have the fills and the funding."""


def signed(record: Record) -> Record:
    """*record* with its amount below zero where it went out."""
    amount, fields = record.fields.get("amount"), record.fields
    if fields.get("direction") != "OUT" or not isinstance(amount, str):
        return evolve(record, fields={**fields, "moved": amount})
    turned = amount[1:] if amount.startswith("-") else f"-{amount}"
    return evolve(record, fields={**fields, "moved": turned})


def _assumed(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED)


_UNIFIED = Columns(amount="moved", coin=_COIN, book=CROSS_BOOK)
_MEANT = {
    "TRANSFER": _UNIFIED.transfer(),
    "SUB_TRANSFER": _UNIFIED.transfer(),
    "SUB_TO_SUB_TRANSFER": _UNIFIED.transfer(),
    "FUNDING_FEE": _UNIFIED.funding("funding: no row names the contract"),
    "FUTURES_EXCHANGE_OPEN": _assumed(_UNIFIED.charge("fee of opening a position")),
    "FUTURES_EXCHANGE_CLOSE": _assumed(_UNIFIED.profit("profit less the fee of closing")),
    "FUTURES_EXCHANGE_REBATE": _assumed(_UNIFIED.charge("rebate of fees")),
    "TRADE_EXCHANGE": _UNIFIED.adjustment("one leg of a spot trade"),
    "SPOT_EXCHANGE": _UNIFIED.adjustment("one leg of a spot trade"),
    "SPOT_EXCHANGE_REBATE": _assumed(_UNIFIED.charge("rebate of fees")),
    "RETURNED_FEES": _UNIFIED.charge("fees returned"),
    "DEDUCTION_FEES": _UNIFIED.charge("fees deducted"),
    "KCS_DEDUCTION_FEES": _UNIFIED.charge("fees paid in KCS"),
    "KCS_RETURNED_FEES": _UNIFIED.charge("fees returned in KCS"),
    "LIABILITY_INTEREST": _UNIFIED.interest(),
    "AUTO_EXCHANGE_USER": _UNIFIED.adjustment("one leg of a conversion by the venue"),
    "OTHER": _UNIFIED.adjustment("not named by the venue"),
}

UNIFIED = Statement(
    venue=NAME,
    name="account-ledger",
    title="Ledger of the unified account, from the API",
    endpoints=("/api/ua/v1/account/ledger",),
    under="data.items",
    fields=("businessType", "direction", "balance", "accountType", "ts"),
    reads=signed,
    clock=stamped("ts", 1),
    key=("id", "currency", "businessType", "direction"),
    unique=True,
    keyed="account-ledger",
    running=(Running(balance="balance", change="moved", by=("accountType", "currency")),),
    asserts=(_UNIFIED.states("balance", ALL),),
    home=CROSS_BOOK,
    typed_by=("direction", "businessType"),
    types={f"{way}/{name}": meant for way in ("IN", "OUT") for name, meant in _MEANT.items()},
    money="account ledger",
)
"""The ledger of the unified account."""
