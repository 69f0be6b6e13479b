"""By which rules BingX keeps margin: little is known, and less is proved."""

from fractions import Fraction

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.risk import Risk
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Surplus

NAME = "bingx"

CROSS = "cross"
"""The pool of all cross positions."""

CROSS_BOOK = pool_book(CROSS)
"""The book of that pool: the account's balance is what stands behind them."""

RULES: RuleBook = Dated[Rules].always(
    Rules(
        fee_pot=Pot.HOME,  # assumed
        funding_pot=Pot.POSITION,  # official, and recorded: initialMargin is short by it
        surplus=Surplus.INSURANCE,  # assumed
        home=CROSS_BOOK,
        # Official: at a maintenance rate of 0.5 % and the taker rate, 0.05 %, of the value. The one
        # recorded price contradicts it (294.096 for 294.169) and needs 0.525 % in all: the fee is
        # left out here, and the whole rate asked for.
        basis=Basis.VALUE,
        closing_fee=Fraction(0),
        evidence=Evidence.ASSUMED,
        source="support.bingx.com 360046487573; one documented position",
    )
)

STANDARD_SHARE = Fraction(1, 10)
"""Standard futures are liquidated when a tenth of the initial margin is left.

Official: support.bingx.com/hc/en-001/articles/360045019194."""


def standard_risk(equity: Fraction, initial: Fraction, share: Fraction = STANDARD_SHARE) -> Risk:
    """The risk of a standard futures position, whose maintenance is a share of its initial margin.

    >>> standard_risk(Fraction(150), Fraction(15)).is_liquidatable
    False
    """
    return Risk(equity=equity, initial=initial, maintenance=share * initial)


def margin_rate(risk: Risk) -> Fraction:
    """What is left above maintenance as a share of the initial margin; 0 at liquidation."""
    return (risk.equity - risk.maintenance) / risk.initial


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.BOTH,
        opening_fee=Fraction("0.0005"),
        evidence=Evidence.OFFICIAL,
        source=(
            "frozen margin is the sum of order value by leverage, and the taker fee: "
            "support.bingx.com 360046487393; 7,017.50 of 25352317867673 (both read 2026); "
            "assumed: lots that only close freeze nothing"
        ),
    )
)
"""What open orders freeze, at the taker rate of an ordinary user."""
