"""By which rules Phemex keeps margin and rounds what it books, and how we know."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, FeeOn, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.core.tiers import MarginTier, TierTable

NAME = "phemex"

CROSS = "cross"
"""The pool behind all positions of a currency: its balance is one number."""

CROSS_BOOK = pool_book(CROSS)

_RULES = Rules(
    home=CROSS_BOOK,
    # Assumed: every recorded balance is of a cross account.
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    # Official: taken over at the bankruptcy price, the whole margin is lost.
    surplus=Surplus.INSURANCE,
    # Recorded: 20921.8 of 2024-01-17 needs maintenance at entry and no fee. So says the older page.
    basis=Basis.ENTRY,
    closing_fee=Fraction(0),
    # Recorded: a long price is rounded up to the tick (2 records). Assumed for short: down.
    shown=Shown(long=Rounding.CEILING, short=Rounding.FLOOR),
    evidence=Evidence.RECORDED,
    source="live position of 2024-01-17; phemex.com/help-center/liquidation-price",
)

RULES: RuleBook = Dated[Rules].always(_RULES)
"""What the recorded positions obey."""

VALUE_ROUNDING = Rounding.TOWARD_ZERO
"""The value of a fill is cut as a whole, not by contract (8 of 8 recorded fills)."""

FEE_ROUNDING = Rounding.CEILING
"""Fees and funding are rounded up: what is paid grows, a rebate shrinks (8 of 8 recorded)."""

TICKS: FrozenMap[str, Fraction] = FrozenMap(
    {"BTCUSD": Fraction(1, 2), "ETHUSD": Fraction(1, 20), "BTCUSDT": Fraction(1, 10)}
)
"""Price steps. Recorded: prices of fills (BTCUSD, 2019-2020) and bankruptcy prices."""

_BANDS = 10
_BAND = Fraction(2_000_000)


def published(taker: Fraction) -> Rules:
    """The rules by the venue's newer help page, which no recorded price obeys.

    Official (help-center/liq-price-for-USDTM): maintenance and a closing fee on the value at the
    solved price.

    Args:
        taker: The user's taker rate.
    """
    source = "phemex.com/help-center/liq-price-for-USDTM"
    return evolve(
        _RULES,
        basis=Basis.VALUE,
        closing_fee=taker,
        fee_on=FeeOn.VALUE,
        shown=Shown(),
        evidence=Evidence.OFFICIAL,
        source=source,
    )


def bands(rows: list[tuple[Fraction, Fraction]]) -> TierTable:
    """Tiers that each count for what lies in them: (floor, maintenance), lowest first.

    Official (help-center/legerage-IM-MM-USDTM): 3,000,000 needs 2,000,000 x 0.5 % and
    1,000,000 x 0.75 %. Assumed: initial margin is twice the maintenance margin.
    """
    tiers: list[MarginTier] = []
    for index, (floor, rate) in enumerate(rows):
        below = tiers[-1] if tiers else None
        due = below.deduction + floor * (rate - below.maintenance) if below else Fraction(0)
        cap = rows[index + 1][0] if index + 1 < len(rows) else None
        tier = MarginTier(floor=floor, cap=cap, initial=2 * rate, maintenance=rate, deduction=due)
        tiers.append(tier)
    return TierTable(tiers=tuple(tiers))


TIERS: FrozenMap[str, TierTable] = FrozenMap(
    {"BTCUSDT": bands([(_BAND * n, Fraction(2 + n, 400)) for n in range(_BANDS)])}
)
"""Maintenance from 0.5 %, and 0.25 % more every 2,000,000 USDT.

Official for the first two bands; recorded: a risk limit of 20,000,000 has a rate of 2.75 %, which
is that of the tenth band, and is printed on positions that are far below it."""


def closing_fee(cost: Money, margin: Money, taker: Fraction) -> Money:
    """The reserve for closing at the bankruptcy price, rounded up.

    Args:
        cost: Signed cost of what is held.
        margin: Margin behind it.
        taker: The user's taker rate.
    """
    return cost.asset.round(taker * abs(cost - margin).value, FEE_ROUNDING)


def share_of_value(initial: Fraction, taker: Fraction, *, buy: bool) -> Fraction:
    """``buyValueToCost`` or ``sellValueToCost``: what an order of value 1 ties up.

    Initial margin, the fee to open, and the fee to close at bankruptcy.
    """
    return initial + taker + taker * (1 + (-initial if buy else initial))


def fee(value: Fraction, rate: Fraction, asset: Asset) -> Money:
    """The fee on a fill; below zero a rebate."""
    return asset.round(value * rate, FEE_ROUNDING)


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.LARGER,
        open_loss=True,
        opening_fee=Fraction("0.0006"),
        closing_fee=None,
        evidence=Evidence.RECORDED,
        source=(
            "buyValueToCost and sellValueToCost of 5 records, linear and inverse, all 10 exact; "
            "phemex.com/help-center/Order-Cost-USDT-Contract; assumed: the larger side counts, "
            "and estimatedOrdLoss is the loss at the mark (0 in every record)"
        ),
    )
)
"""What open orders cost, at the taker rate of the recorded accounts of 2025."""
