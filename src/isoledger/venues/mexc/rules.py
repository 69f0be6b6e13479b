"""By which rules MEXC keeps margin, and how we know."""

from fractions import Fraction

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus

NAME = "mexc"

CROSS = "cross"
"""The pool of all cross positions."""

CROSS_BOOK = pool_book(CROSS)
"""The book of that pool: the account's balance is what stands behind them."""

RULES: RuleBook = Dated[Rules].always(
    Rules(
        fee_pot=Pot.HOME,  # assumed
        funding_pot=Pot.POSITION,  # assumed
        surplus=Surplus.INSURANCE,  # assumed
        home=CROSS_BOOK,
        # Official, by the example 48200: maintenance on the value at entry, no fee.
        basis=Basis.ENTRY,
        # Recorded: the margin of a position holds a fee reserve, and the price does not see it.
        reserve_required=True,
        # Assumed: to the nearest step. One price is recorded, and any rounding but up gives it.
        shown=Shown(long=Rounding.HALF_EVEN, short=Rounding.HALF_EVEN),
        evidence=Evidence.OFFICIAL,
        source="blog.mexc.fm/liquidation-in-futures-2; one live position of 2021-01-07",
    )
)
"""A newer question-and-answer page of the venue adds a liquidation fee and gives no number."""

TAKER = Fraction("0.0006")
"""Taker rate inside the margin of a position.

Recorded: 0.1290338 = 12.173 x (1/100 + 0.0006), 2021-01-07."""

CONTRACTS: FrozenMap[str, Fraction] = FrozenMap({"ETH_USDT": Fraction(1, 100)})
"""Coins a contract is worth, where a record needs it. Recorded: the same position."""

RATES: FrozenMap[str, Fraction] = FrozenMap({"ETH_USDT": Fraction(1, 200)})
"""Maintenance rates of the lowest tier, which records leave out. Assumed: it fits one price."""

ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.BOTH,
        opening_fee=TAKER,
        evidence=Evidence.OFFICIAL,
        source=(
            "opening cost is initial margin and transaction fees: mexc.com announcements, margin "
            "calculation (read 2026); assumed: the fee to open only, and orders add up"
        ),
    )
)
"""What open orders cost, at the taker rate of an ordinary user."""
