from isoledger.core.rules import Basis, Evidence, Pot, Surplus
from isoledger.venues.dydx import NAME, RULES
from isoledger.venues.dydx.rules import FUNDING_SECONDS, PPM, QUOTE_DECIMALS


def test_everything_is_paid_out_of_the_subaccount_and_what_a_liquidation_leaves_stays():
    rules = RULES.at(0)
    assert (rules.fee_pot, rules.funding_pot) == (Pot.POSITION, Pot.POSITION)
    assert (rules.surplus, rules.basis) == (Surplus.HOME, Basis.VALUE)
    assert (rules.closing_fee, rules.evidence) == (0, Evidence.OFFICIAL)
    assert NAME in rules.source


def test_the_units_are_the_chains():
    assert (QUOTE_DECIMALS, PPM, FUNDING_SECONDS) == (6, 1_000_000, 28_800)
