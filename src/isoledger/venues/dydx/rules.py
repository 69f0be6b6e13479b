"""By which rules dYdX v4 liquidates.

A subaccount owns one purse of USDC and its positions; isolation is a subaccount of its own, and an
isolated market allows no other position beside it. All is whole quantums: see `margin`.
"""

from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.orderrules import OrderRuleBook, OrderRules, RatedBy, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Surplus

NAME = "dydx"

QUOTE_DECIMALS = 6
"""A quote quantum is 1e-6 USDC."""

PPM = 10**6
"""Rates are whole millionths."""

FUNDING_SECONDS = 8 * 60 * 60
"""Funding rates are of eight hours."""

RULES: RuleBook = Dated[Rules].always(
    Rules(
        # Official (x/clob, x/subaccounts of dydxprotocol/v4-chain at 84d4664b): fees and funding
        # move the subaccount's USDC; what a liquidation leaves stays there, less an insurance fee.
        fee_pot=Pot.POSITION,
        funding_pot=Pot.POSITION,
        surplus=Surplus.HOME,
        # Official: maintenance on the value at the oracle price, no fee inside. The protocol calls
        # a subaccount liquidatable from one quantum below the requirement on: strictly.
        basis=Basis.VALUE,
        closing_fee=Fraction(0),
        strict=True,
        evidence=Evidence.OFFICIAL,
        source="dydxprotocol/v4-chain at 84d4664b, 2026-03-04: lib/margin, x/perpetuals, x/clob",
    )
)
"""The mechanics since the chain began (2023-10). Rates of a market are governance values."""

ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        rated_by=RatedBy.TIER,
        sides=Sides.NONE,
        held_at_mark=True,
        evidence=Evidence.OFFICIAL,
        source=(
            "dydxprotocol/v4-chain, x/clob: AddOrderToOrderbookSubaccountUpdatesCheck asks whether "
            "one order alone could be filled, and keeps nothing; a match asks again. Orders are "
            "limited in number by equity"
        ),
    )
)
"""Resting orders reserve nothing."""
