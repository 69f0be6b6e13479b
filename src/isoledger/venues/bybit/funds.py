"""The funding account of Bybit, and the wallet of its old contract account: money alone.

A funding account is none on margin. It is read as an account of its own, so that what comes from
it and goes to it has two ends. Its types are words for people, of which new ones come and go:
what is no transfer is told as an adjustment under its own words, and the running balance proves
it.
"""

from collections.abc import Mapping

from attrs import evolve

from isoledger.core.rules import Evidence
from isoledger.venues.bybit.rules import CROSS_BOOK, NAME
from isoledger.venues.bybit.statements import PREAMBLE
from isoledger.venues.bybit.terms import DECIMALS
from isoledger.venues.heads import Header
from isoledger.venues.instants import SECOND_NS, local, stamped
from isoledger.venues.meaning import Columns, Meaning, coin
from isoledger.venues.records import Record
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Running

_MONEY = Columns(amount="amount", coin=coin("coin", DECIMALS))
_TRANSFERS: Mapping[str, Meaning] = {
    "Transfer in": _MONEY.transfer(),
    "Transfer out": _MONEY.transfer(),
    "Transfer": _MONEY.transfer(),
    "Deposit": _MONEY.transfer("deposit"),
    "Withdraw": _MONEY.transfer("withdrawal"),
    "Withdrawal": _MONEY.transfer("withdrawal"),
    "Airdrop": _MONEY.bonus("airdrop"),
}
_ANY = evolve(
    _MONEY.adjustment("of the funding account"),
    evidence=Evidence.ASSUMED,
    why="words for people; the running balance proves the amount",
)


_TYPES: Mapping[str, Meaning] = {
    **{f"fund/{word}": told for word, told in _TRANSFERS.items()},
    "fund/*": _ANY,
}


def _tabular(record: Record) -> Record:
    return evolve(record, fields={**record.fields, "family": "fund"})


_COLUMNS = ("Date & Time(UTC)", "Coin", "QTY", "Type", "Account Balance", "Description")
_NAMES = ("time", "coin", "amount", "type", "balance", "description")

FUND_TABLE = Statement(
    venue=NAME,
    name="fund-table",
    title="Asset change details of the funding account, saved from the web page (CSV)",
    headers=(
        Header(columns=("Uid", *_COLUMNS), names=("uid", *_NAMES), above=PREAMBLE),
        Header(columns=("Uid", *_COLUMNS), names=("uid", *_NAMES)),
        Header(columns=_COLUMNS, names=_NAMES),
    ),
    reads=_tabular,
    clock=local("time"),
    order=Order.EITHER,
    key=("time", "coin", "amount", "type", "balance", "description"),
    keyed="fund-table",
    running=(Running(balance="balance", change="amount", by=("coin",)),),
    asserts=(_MONEY.states("balance"),),
    typed_by=("family", "type"),
    types=_TYPES,
    money="fund table",
)
"""The table of the funding account. It has no id."""


def _signed(record: Record) -> Record:
    """*record* with the sign that its direction says, and the names that the table has."""
    fields = record.fields
    out = fields.get("ioDirection") == "O"
    told = {
        "family": "fund",
        "amount": f"-{fields.get('txnAmt')}" if out else fields.get("txnAmt"),
        "coin": fields.get("currency"),
        "type": fields.get("showBusiTypeEn"),
        "balance": fields.get("afterAmt"),
    }
    return evolve(record, fields={**fields, **told})


FUND_HISTORY = evolve(
    FUND_TABLE,
    name="fund-history",
    title="History of the funding account (API)",
    endpoints=("/v5/asset/fundinghistory",),
    under="result.list",
    headers=(),
    fields=("ioDirection", "txnAmt", "afterAmt"),
    reads=_signed,
    clock=stamped("createTime", SECOND_NS),
    order=Order.NEWEST,
    key=("createTime", "coin", "amount", "type", "balance", "descriptionEn"),
    keyed="fund-history",
    money="fund history",
)
"""The answer of the API. It has no id."""

_CONTRACT = Columns(amount="amount", coin=coin("coin", DECIMALS), symbol="address", book=CROSS_BOOK)

WALLET_TYPES: Mapping[str, Meaning] = {
    "Deposit": _CONTRACT.transfer("deposit"),
    "Withdraw": _CONTRACT.transfer("withdrawal"),
    "AccountTransfer": _CONTRACT.transfer(),
    "SubMember": _CONTRACT.transfer(),
    "RealisedPNL": _CONTRACT.profit("fees and funding are inside"),
    "Realized P&L": _CONTRACT.profit("fees and funding are inside"),
    "Commission": _CONTRACT.charge("commission"),
    "Refund": _CONTRACT.charge("refund"),
    "CashBack": _CONTRACT.charge("cash back"),
    "Prize": _CONTRACT.bonus("prize"),
    "Coupon": _CONTRACT.bonus("coupon"),
    "ReturnServiceCash": _CONTRACT.bonus("service cash returned"),
    "ExchangeOrderWithdraw": _CONTRACT.adjustment("one leg of an exchange"),
    "ExchangeOrderDeposit": _CONTRACT.adjustment("one leg of an exchange"),
    "Insurance": _CONTRACT.insurance(),
    "Funding": _CONTRACT.funding(),
}
"""What each type of a wallet record meant; of the versions before the fifth."""

WALLET_RECORDS = Statement(
    venue=NAME,
    name="wallet-fund-records",
    title="Wallet records of the old contract account (API before v5)",
    endpoints=("/contract/v3/private/account/wallet/fund-records",),
    under="result.list",
    fields=("coin", "type", "amount", "walletBalance", "execTime"),
    clock=stamped("execTime"),
    key=("execTime", "coin", "type", "amount", "walletBalance"),
    keyed="wallet",
    running=(Running(balance="walletBalance", change="amount", by=("coin",)),),
    asserts=(_CONTRACT.states("walletBalance"),),
    home=CROSS_BOOK,
    types={
        name: evolve(told, evidence=Evidence.ASSUMED, why=told.why or "of an API that is gone")
        for name, told in WALLET_TYPES.items()
    },
    money="wallet fund records",
)
"""The answer of the third version."""


def _older(record: Record) -> Record:
    names = {"wallet_balance": "walletBalance", "exec_time": "execTime"}
    return evolve(record, fields={names.get(k, k): v for k, v in record.fields.items()})


OLDER_RECORDS = evolve(
    WALLET_RECORDS,
    name="wallet-fund-records-v2",
    title="Wallet records of the old contract account (API v2)",
    endpoints=("/v2/private/wallet/fund/records",),
    under="result.data",
    fields=("wallet_balance", "amount", "exec_time"),
    reads=_older,
    clock=local("execTime", "%Y-%m-%dT%H:%M:%S.%fZ"),
    key=("id", "execTime", "coin"),
    keyed="wallet-v2",
    money="wallet fund records, v2",
)
"""The answer of the second version."""
