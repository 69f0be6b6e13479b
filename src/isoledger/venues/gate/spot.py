"""Gate's spot account: the billing table that a person saves, in local times."""

from isoledger.venues.gate.rules import NAME
from isoledger.venues.heads import Header
from isoledger.venues.instants import local
from isoledger.venues.meaning import Columns, coin
from isoledger.venues.statement import Order, Statement

_COIN = coin("type", 18)
_MONEY = Columns(amount="change_amount", coin=_COIN)
_LEG = _MONEY.adjustment("one leg of a spot trade")
_DUST = _MONEY.adjustment("one leg of a swap of small balances")

BILLING = Statement(
    venue=NAME,
    name="spot-billing",
    title="Billing of the spot account, saved (local times: say the time zone)",
    headers=(
        Header(
            columns=(
                "no",
                "time",
                "action_desc",
                "action_data",
                "type",
                "change_amount",
                "amount",
                "total",
            )
        ),
    ),
    clock=local("time", zone=None),
    order=Order.EITHER,
    key=("time", "action_desc", "action_data", "type", "change_amount", "total"),
    typed_by=("action_desc",),
    types={
        "Deposits": _MONEY.transfer("deposit"),
        "Withdrawals": _MONEY.transfer("withdrawal"),
        "Referral Superior Rebate": _MONEY.bonus("referral rebate"),
        "Airdrop": _MONEY.bonus("airdrop"),
        "HODL Interest": _MONEY.interest(),
        "Dust Swap-Small Balances Deducted": _DUST,
        "Dust Swap-GT Added": _DUST,
        "Order Placed": _LEG,
        "Order Filled": _LEG,
        "Trading Fees": _MONEY.charge("trading fee"),
    },
    money="spot billing",
)
"""The row number is of the file, not of the fact: it is no part of the key."""
