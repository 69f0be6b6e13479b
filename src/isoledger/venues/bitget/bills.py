"""Bitget's bills: of the classic account, of the unified one, and as the tax interface has them.

A bill moves its amount and its fee, which is below zero when paid. It names neither size nor
price, and what an isolated position takes along is in no bill: money is followed here, and the
fills tell positions. ``contract_settle_fee`` is funding.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.errors import IsoledgerError
from isoledger.core.numbers import Exact, plain
from isoledger.core.rules import Evidence
from isoledger.venues.bitget.rules import CROSS_BOOK, NAME
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, Meaning, coin, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Running

DECIMALS = 16
"""How fine the books are: fees and profits are booked to 8 decimals, tax rows show 16."""

NET = "amount + fee"
"""The field that `netted` adds."""


def netted(records: Sequence[Record]) -> list[Record]:
    """*records*, each with what it moved: amount and fee together.

    A type that ends in ``_IN`` or ``_OUT`` says the sign by its name, whatever the amount's is
    (assumed: samples show incoming ones only).
    """
    return [_netted(record) for record in records]


def _netted(record: Record) -> Record:
    try:
        amount, fee = _exact(record, "amount"), _exact(record, "fee")
    except IsoledgerError:
        return evolve(record, fields={**record.fields, NET: "unreadable"})  # refused when told
    word = record.fields.get("type") or record.fields.get("futureTaxType")
    name = word.upper() if isinstance(word, str) else ""
    sign = -1 if name.endswith("_OUT") else 1
    units = sign * abs(amount.units) if name.endswith(("_IN", "_OUT")) else amount.units
    scale = max(amount.scale, fee.scale)
    net = units * 10 ** (scale - amount.scale) + fee.units * 10 ** (scale - fee.scale)
    return evolve(record, fields={**record.fields, NET: plain(net, scale)})


def _exact(record: Record, name: str) -> Exact:
    return Exact.of("0") if record.optional(name) is None else record.number(name)


def _columns(coin_field: str) -> Columns:
    return Columns(amount=NET, coin=coin(coin_field, DECIMALS), fee="-fee", book=CROSS_BOOK)


def _assumed(meaning: Meaning) -> Meaning:
    return evolve(meaning, evidence=Evidence.ASSUMED)


_LOCK = no_history(
    "margin between the account and one of its positions: the bill does not say which leg, and"
    " what trades moved is in no bill"
)


def _listed(meaning: Meaning, *words: str) -> dict[str, Meaning]:
    return dict.fromkeys(words, meaning)


def _classic(money: Columns) -> dict[str, Meaning]:
    sides = ("exchange", "contract", "otc", "cross", "isolated", "strategy", "future_copytrade")
    moves = [
        f"{word}_{way}_{side}"
        for word in ("trans", "transfer")
        for way in ("from", "to")
        for side in sides
    ]
    return {
        **_listed(money.transfer(), *moves),
        **_listed(
            money.profit(),
            *("open_long", "open_short", "close_long", "close_short", "buy", "sell"),
            *("force_close_long", "force_close_short", "force_buy", "force_sell"),
            *("burst_long_loss_query", "burst_short_loss_query", "burst_buy", "burst_sell"),
            *("burst_close_long", "burst_close_short"),
            *("adl_close_long", "adl_close_short"),
            *("adl_buy_in_single_side_mode", "adl_sell_in_single_side_mode"),
            *("delivery_long", "delivery_short"),
        ),
        **_listed(money.funding(), "contract_settle_fee", "contract_main_settle_fee"),
        **_listed(
            _LOCK,
            *("append_margin", "reduce_margin", "auto_append_margin"),
            "adjust_down_lever_append_margin",
        ),
        **_listed(
            money.bonus("given by the venue"),
            *("cash_gift_issue", "bonus_issue", "user_grants_issue"),
        ),
        **_listed(
            money.bonus("taken back by the venue"),
            *("cash_gift_recycle", "bonus_recycle", "bonus_expired"),
        ),
        **_listed(
            _assumed(money.adjustment("profit shared in copy trading")),
            *("tracking_follow_pay", "tracking_follow_back", "tracking_trader_income"),
        ),
        "risk_captital_user_transfer": money.insurance(),
        **_listed(
            money.adjustment("one leg of a conversion"), "user_exchange_buy", "user_exchange_sell"
        ),
        "settle_interest": money.interest(),
    }


def _unified(money: Columns) -> dict[str, Meaning]:
    funded = [
        f"{kind}_SETTLE_FEE_USER_{way}"
        for kind in ("CONTRACT_MAIN", "MARGIN", "FIXED")
        for way in ("IN", "OUT")
    ]
    return {
        **_listed(
            money.transfer(),
            *("TRANSFER_IN", "TRANSFER_OUT", "RESERVE_TRANSFER_IN", "RESERVE_TRANSFER_OUT"),
            "PAPTRADING_USER_IN",
        ),
        **_listed(
            money.profit(),
            *("OPEN_LONG", "OPEN_SHORT", "CLOSE_LONG", "CLOSE_SHORT", "BUY_DEAL", "SELL_DEAL"),
            *("FORCE_CLOSE_LONG", "FORCE_CLOSE_SHORT", "FORCE_BUY_SSM", "FORCE_SELL_SSM"),
            *("BURST_CLOSE_LONG", "BURST_CLOSE_SHORT", "BURST_BUY_SSM", "BURST_SELL_SSM"),
            *("OFFSET_REDUCE_CLOSE_LONG", "OFFSET_REDUCE_CLOSE_SHORT"),
            *("DELIVERY_LONG", "DELIVERY_SHORT"),
        ),
        **_listed(money.funding(), *funded),
        **_listed(
            money.adjustment("one leg of a spot trade"),
            *("ORDER_DEALT_IN", "ORDER_DEALT_OUT", "ORDER_DEALT_FROZEN_OUT"),
        ),
        "ORDER_PLF_FEE_OUT": money.charge("trading fee"),
        **_listed(
            money.adjustment("one leg of a conversion"),
            *("EXCHANGE_SOURCE_TOKEN_USER_OUT", "EXCHANGE_TARGET_TOKEN_USER_IN"),
        ),
        **_listed(_assumed(money.loan()), "BORROW", "REPAYMENT"),
        "INTEREST_SETTLEMENT_OUT": money.interest(),
        **_listed(
            money.insurance(),
            *("RISK_LIQ_USER_IN", "RISK_LIQ_USER_OUT", "RISK_CAPTITAL_USER_TRANSFER"),
        ),
        **_listed(
            _LOCK,
            *("INCREASE_MARGIN", "REDUCE_MARGIN", "MARGIN_BACK", "MARGIN_LEVER_POS_IN"),
            *("MARGIN_LEVER_ORDER_FROZEN", "MARGIN_LEVER_ORDER_REFROZEN"),
        ),
        "BONUS_ISSUE": money.bonus("given by the venue"),
    }


_CLASSIC, _TAXED = _columns("coin"), _columns("marginCoin")

TYPES: Mapping[str, Meaning] = _classic(_CLASSIC)
"""What each ``businessType`` of the classic account means."""

UNIFIED_TYPES: Mapping[str, Meaning] = _unified(_CLASSIC)
"""What each ``type`` of the unified account means."""

_BOTH = {**_unified(_TAXED), **_classic(_TAXED)}
TAX_TYPES: Mapping[str, Meaning] = {
    **{name.lower(): meaning for name, meaning in _BOTH.items()},
    **{name.upper(): meaning for name, meaning in _BOTH.items()},
}
"""What each ``futureTaxType`` means: documented in capitals, answered in small letters."""

BILLS = Statement(
    venue=NAME,
    name="bills",
    title="Bills of the classic futures account, as the API answers",
    endpoints=("/api/v2/mix/account/bill",),
    under="data.bills",
    fields=("billId", "businessType", "amount", "fee"),
    clock=stamped("cTime"),
    key=("billId",),
    unique=True,
    keyed="bill",
    running=(Running(balance="balance", change=NET, by=("coin",)),),
    asserts=(_CLASSIC.states("balance", ALL),),
    home=CROSS_BOOK,
    typed_by=("businessType",),
    types=TYPES,
    together=netted,
    money="bills",
)
"""90 days of bills, 30 a call. That ``balance`` contains isolated margin is assumed."""

FINANCIAL_RECORDS = Statement(
    venue=NAME,
    name="financial-records",
    title="Financial records of the unified account, as the API answers",
    endpoints=("/api/v3/account/financial-records",),
    under="data.list",
    fields=("id", "coin", "type", "amount", "balance", "ts"),
    without=("businessType", "futureTaxType"),
    clock=stamped("ts"),
    key=("id",),
    unique=True,
    keyed="record",
    running=(Running(balance="balance", change=NET, by=("coin",)),),
    asserts=(_CLASSIC.states("balance", ALL),),
    home=CROSS_BOOK,
    types=UNIFIED_TYPES,
    together=netted,
    money="financial records",
)
"""Records of the unified account, 30 days a call."""

TAX_RECORDS = Statement(
    venue=NAME,
    name="future-record",
    title="Futures records of the tax interface, as the API answers",
    endpoints=("/api/v2/tax/future-record",),
    under="data",
    fields=("id", "futureTaxType", "marginCoin", "amount"),
    clock=stamped("ts"),
    key=("id",),
    unique=True,
    keyed="tax",
    home=CROSS_BOOK,
    typed_by=("futureTaxType",),
    types=TAX_TYPES,
    together=netted,
    money="tax records",
)
"""The same history without a balance."""
