"""By which rules Delta Exchange keeps margin, and how we know."""

from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Surplus

NAME = "delta"

RULES: RuleBook = Dated[Rules].always(
    Rules(
        fee_pot=Pot.HOME,  # assumed
        funding_pot=Pot.HOME,  # assumed: realised funding is a cash flow of the position
        surplus=Surplus.INSURANCE,  # assumed
        # Recorded: 2 prices to the last digit; margin added and taken moves both prices alike.
        basis=Basis.ENTRY,
        evidence=Evidence.RECORDED,
        source="live positions of 2023-07-20 and 2026-01-14",
    )
)

RATES: FrozenMap[str, Fraction] = FrozenMap({"BTCUSDT": Fraction(1, 200)})
"""Maintenance rates of the lowest tier. Recorded: it gives both prices to the last digit."""
