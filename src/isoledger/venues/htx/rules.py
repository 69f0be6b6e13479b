"""By which rules HTX (Huobi) keeps margin, and how we know."""

from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Payoff
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus

NAME = "htx"

GRID = Fraction(1, 10**18)
"""Amounts and prices are written with 18 decimals.

Recorded: prices of 2021-2024, cut or rounded to the nearest alike. Nearest is our choice."""

RULES: RuleBook = Dated[Rules].always(
    Rules(
        # Official (settlement page): profit, funding and fees are booked in the account of the
        # contract, which for an isolated contract is the position's own.
        fee_pot=Pot.POSITION,
        funding_pot=Pot.POSITION,
        # Official (24959973437846): what is left goes to the contract's insurance fund.
        surplus=Surplus.INSURANCE,
        # Recorded: 5 of 5 prices. Maintenance moves with the price; no closing fee.
        basis=Basis.VALUE,
        closing_fee=Fraction(0),
        shown=Shown(long=Rounding.HALF_EVEN, short=Rounding.HALF_EVEN, grid=GRID),
        evidence=Evidence.RECORDED,
        source="support 900001325083 and 104919792315746; 5 recorded prices, 2021-2024",
    )
)
"""Both pages of the venue say the same of maintenance, in opposite directions: equity over
position margin less the adjustment factor at 0, or maintenance over equity at 1."""

FACES: FrozenMap[str, Fraction] = FrozenMap({"BTC-USDT": Fraction(1, 1000)})
"""Coins a contract is worth, for records of accounts, which do not say it.

Recorded: position margin x leverage / (volume x last price) of a BTC-USDT position."""


def maintenance_rate(adjustment: Fraction, leverage: Fraction) -> Fraction:
    """Share of the value to keep: the adjustment factor is a share of the position margin.

    >>> maintenance_rate(Fraction("0.075"), Fraction(5))
    Fraction(3, 200)
    """
    return adjustment / leverage


def position_margin(value: Fraction, leverage: Fraction) -> Fraction:
    """What a position of an absolute *value* at the last price ties up."""
    return value / leverage


def risk_rate(equity: Fraction, margin: Fraction, adjustment: Fraction) -> Fraction:
    """The venue's old margin ratio; liquidation at or below 0.

    Args:
        equity: Margin with unrealised profit.
        margin: Position margin at the last price.
        adjustment: The adjustment factor.
    """
    return equity / margin - adjustment


def payoff_of(code: str) -> Payoff:
    """Contracts are named ``BTC-USDT`` and ``BTC-USDT-220325`` (linear), ``BTC-USD`` (inverse).

    >>> payoff_of("BTC-USD").value, payoff_of("BTC-USDT-220325").value
    ('inverse', 'linear')
    """
    return Payoff.INVERSE if code.split("-")[1:2] == ["USD"] else Payoff.LINEAR


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.BOTH,
        held_at_mark=True,
        evidence=Evidence.RECORDED,
        source=(
            "margin_frozen of an order is its value at the limit by its leverage: 13.2 of "
            "2021-12-10 (cross) and 1.3329 of 2020-12-03 (isolated); margin of what is held is at "
            "the last price (3 of 3 recorded positions); assumed: orders add up"
        ),
    )
)
"""What open orders freeze. The mark is the last price here: it moves the margin of what is held."""

MULTI_ASSET_ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.BOTH,
        open_loss=True,
        held_at_mark=True,
        evidence=Evidence.OFFICIAL,
        source=(
            "potential loss of open orders: htx.com/support 95010764818702 (the venue takes it "
            "off the equity, which comes to the same); assumed: orders add up"
        ),
    )
)
"""The same in the multi-asset mode, where an order's loss at the mark counts."""
