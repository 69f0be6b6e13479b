"""By which rules CoinEx keeps margin: two interfaces, two formulas."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Surplus

NAME = "coinex"

CROSS = "cross"
"""The pool of all cross positions."""

CROSS_BOOK = pool_book(CROSS)
"""The book of that pool: the account's balance is what stands behind them."""

_VERSION_2 = Rules(
    fee_pot=Pot.HOME,  # assumed
    funding_pot=Pot.POSITION,  # assumed
    surplus=Surplus.INSURANCE,  # assumed
    home=CROSS_BOOK,
    # Recorded: 2 prices to 20 decimals. Official: S(1 -+ r)/(1 -+ mmr), r = margin / value at S.
    basis=Basis.VALUE,
    evidence=Evidence.RECORDED,
    source="docs.coinex.com/api/v2: 2 positions; support page on liquidation",
)

RULES: RuleBook = Dated[Rules].always(_VERSION_2)
"""Of the second interface. S is the settle price: profit is booked and the entry re-marked."""

VERSION_1: RuleBook = Dated[Rules].always(
    evolve(_VERSION_2, basis=Basis.ENTRY, source="one position of the first interface, 2022-04-30")
)
"""Of the first interface. Not told apart by date: a sample of the second bears an older one."""

ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.LARGER,
        opening_fee=Fraction("0.0005"),
        evidence=Evidence.OFFICIAL,
        source=(
            "initial margin and trading fees at the preset price are locked: support "
            "900006931103, 48249536422937 (read 2026); assumed: the larger side counts, and 0.05 %"
        ),
    )
)
"""What open orders lock, at the taker rate of an ordinary user."""
