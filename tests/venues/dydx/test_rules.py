from isoledger.core.rules import Basis, Evidence, Pot, Surplus
from isoledger.venues.dydx import NAME, RULES, rules as dydx
from isoledger.venues.dydx.rules import FUNDING_SECONDS, PPM, QUOTE_DECIMALS
from tests.venues.ordered import contract, due, due_beside, order


def test_everything_is_paid_out_of_the_subaccount_and_what_a_liquidation_leaves_stays():
    rules = RULES.at(0)
    assert (rules.fee_pot, rules.funding_pot) == (Pot.POSITION, Pot.POSITION)
    assert (rules.surplus, rules.basis) == (Surplus.HOME, Basis.VALUE)
    assert (rules.closing_fee, rules.evidence) == (0, Evidence.OFFICIAL)
    assert NAME in rules.source


def test_the_units_are_the_chains():
    assert (QUOTE_DECIMALS, PPM, FUNDING_SECONDS) == (6, 1_000_000, 28_800)


def test_a_resting_order_reserves_nothing():
    assert due(dydx.ORDERS.at(0), order(1, 100), contract(initial="0.05")).total == 0
    assert due_beside(dydx.ORDERS.at(0), 1, 100, [order(5, 100)]) == 0


def test_equity_that_equals_the_requirement_is_enough():
    assert RULES.at(0).strict
