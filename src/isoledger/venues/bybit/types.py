"""What each type of row means in Bybit's transaction log, by its enum of types.

Official: docs/v5/enum, type(uta-translog) and type(contract-translog), read November 2026. What
that page only names is ``assumed`` to be what its name says.
"""

from collections.abc import Iterable, Mapping

from attrs import evolve

from isoledger.core.rules import Evidence
from isoledger.venues.meaning import Columns, Meaning
from isoledger.venues.trading import unless_nothing

_TRANSFERS = ("TRANSFER_IN", "TRANSFER_OUT")
_MOVED = [
    "TRANSFER_IN_INS_LOAN",
    "TRANSFER_OUT_INS_LOAN",
    "INSTITUTION_LOAN_TRANSFER_IN",
    "INSTITUTION_LOAN_TRANSFER_OUT",
    "INSTITUTION_LOAN_WITHOUT_WITHDRAW",
    "INSTITUTION_LOAN_RESERVE_IN",
    "INSTITUTION_LOAN_RESERVE_OUT",
    "BONUS_TRANSFER_IN",
    "BONUS_TRANSFER_OUT",
    "PEF_TRANSFER_IN",
    "PEF_TRANSFER_OUT",
    "PREMARKET_TRANSFER_OUT",
    "CUSTODY_LOCK",
    "CUSTODY_UNLOCK",
    "CUSTODY_UNLOCK_REFUND",
    "DBS_CASH_IN",
    "DBS_CASH_OUT",
    "DBS_CASH_IN_TR",
    "DBS_CASH_OUT_TR",
    "CUSTODY_CASH_RECOVER_TR",
    "FLEXIBLE_STAKING_SUBSCRIPTION",
    "FLEXIBLE_STAKING_REDEMPTION",
    "FLEXIBLE_STAKING_REFUND",
    "FIXED_STAKING_SUBSCRIPTION",
    "FIXED_STAKING_REFUND",
    "ONCHAINEARN_SUBSCRIPTION",
    "ONCHAINEARN_REDEMPTION",
    "ONCHAINEARN_REFUND",
    "STRUCTURE_PRODUCT_SUBSCRIPTION",
    "STRUCTURE_PRODUCT_REFUND",
    "CLASSIC_WEALTH_MANAGEMENT_SUBSCRIPTION",
    "PREMIMUM_WEALTH_MANAGEMENT_SUBSCRIPTION",
    "PREMIMUM_WEALTH_MANAGEMENT_REFUND",
    "LIQUIDITY_MINING_SUBSCRIPTION",
    "LIQUIDITY_MINING_REFUND",
    "PWM_SUBSCRIPTION",
    "PWM_REFUND",
    "DEFI_INVESTMENT_SUBSCRIPTION",
    "DEFI_INVESTMENT_REDEMPTION",
    "DEFI_INVESTMENT_REFUND",
]
_LOANS = [
    "BORROW",
    "REPAY",
    "BORROWED_AMOUNT_INS_LOAN",
    "PRINCIPLE_REPAYMENT_INS_LOAN",
    "AUTO_PRINCIPLE_REPAYMENT_INS_LOAN",
    "INSTITUTION_LOAN_IN",
    "INSTITUTION_PAYBACK_PRINCIPAL_OUT",
    "INSTITUTION_LIQ_PRINCIPAL_OUT",
    "LOANS_BORROW_FUNDS",
    "FLOATING_TO_FIXED_BORROW",
    "FLOATING_TO_FIXED_REPAY",
]
_INTERESTS = [
    "INTEREST_REPAYMENT_INS_LOAN",
    "AUTO_INTEREST_REPAYMENT_INS_LOAN",
    "INSTITUTION_PAYBACK_INTEREST_OUT",
    "INSTITUTION_LIQ_INTEREST_OUT",
]
_LEGS = [
    "SPOT_REPAYMENT_SELL",
    "SPOT_REPAYMENT_BUY",
    "CONVERT",
    "AUTO_SOLD_COLLATERAL_INS_LOAN",
    "AUTO_BUY_LIABILITY_INS_LOAN",
    "INSTITUTION_EXCHANGE_SELL",
    "INSTITUTION_EXCHANGE_BUY",
    "TOKENS_SUBSCRIPTION",
    "TOKENS_REDEMPTION",
    "EARNING_REDEMPTION_SELL",
    "EARNING_REDEMPTION_BUY",
    "IDN_CONVERT_IN",
    "IDN_CONVERT_OUT",
    "PREMARKET_DELIVERY_SELL_NEW_COIN",
    "PREMARKET_DELIVERY_BUY_NEW_COIN",
]
_OTHERS = [
    "PREMARKET_DELIVERY_PLEDGE_PAY_SELLER",
    "PREMARKET_DELIVERY_PLEDGE_BACK",
    "PREMARKET_ROLLBACK_PLEDGE_BACK",
    "PREMARKET_ROLLBACK_PLEDGE_PENALTY_TO_BUYER",
    "LOANS_PLEDGE_ASSET",
    "PEF_PROFIT_SHARE",
    "PLATFORM_TOKEN_MNT_LIQRECALLEDMMNT",
    "PLATFORM_TOKEN_MNT_LIQRETURNEDMNT",
    "ALPHA_SMALL_TOKEN_REFUND",
    "Others",
]
_CHARGES = ["CUSTODY_NETWORK_FEE", "CUSTODY_SETTLE_FEE", "SPREAD_FEE_OUT", "BROKER_ABACCOUNT_FEE"]
_BONUSES = ["TWAP_BUDGET_AIRDROP", "TWAP_BUDGET_RECALL"]


def moves(money: Columns) -> Mapping[str, Meaning]:
    """Every type that moves money and trades nothing, of the one log or the other.

    Args:
        money: Where the statement keeps what a row moved.
    """
    return {
        **dict.fromkeys(_TRANSFERS, money.transfer()),
        "AIRDROP": money.bonus("airdrop"),
        "BONUS": money.bonus("bonus"),
        "BONUS_RECOLLECT": money.bonus("bonus taken back"),
        "FEE_REFUND": money.charge("fee refund"),
        "INTEREST": money.interest(),
        "CURRENCY_BUY": money.adjustment("one leg of a conversion"),
        "CURRENCY_SELL": money.adjustment("one leg of a conversion"),
        "AUTO_DEDUCTION": money.adjustment("deducted by the venue"),
        **_by_name(_MOVED, money.transfer()),
        **_by_name(_LOANS, unless_nothing(money.loan(), money.amount)),
        **_by_name(_INTERESTS, money.interest()),
        **_by_name(_LEGS, money.adjustment("one leg of an exchange")),
        **{name: _assumed(money.adjustment(_words(name))) for name in _OTHERS},
        **{name: _assumed(money.charge(_words(name))) for name in _CHARGES},
        **{name: _assumed(money.bonus(_words(name))) for name in _BONUSES},
    }


def _words(name: str) -> str:
    return name.lower().replace("_", " ")


def _assumed(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED, why="what its name says")


def _by_name(names: Iterable[str], meaning: Meaning) -> dict[str, Meaning]:
    return dict.fromkeys(names, _assumed(meaning))
