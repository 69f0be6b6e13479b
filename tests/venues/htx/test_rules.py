"""The rules of HTX, by the numbers of its own rows."""

from fractions import Fraction

from isoledger.core.instrument import Payoff
from isoledger.core.rules import Basis, Pot, Surplus
from isoledger.venues.htx import rules


def test_maintenance_is_the_adjustment_factor_of_the_position_margin():
    value, leverage, adjustment = Fraction(1000), Fraction(5), Fraction("0.04")
    kept = rules.maintenance_rate(adjustment, leverage) * value
    assert kept == adjustment * rules.position_margin(value, leverage) == 8


def test_the_ratio_is_zero_where_equity_is_at_maintenance():
    margin, adjustment = Fraction(200), Fraction("0.04")
    assert rules.risk_rate(adjustment * margin, margin, adjustment) == 0
    assert rules.risk_rate(Fraction(9), margin, adjustment) > 0


def test_the_payoff_is_in_the_name():
    names = ["BTC-USDT", "BTC-USDT-220325", "BTC-USD", "BTC-USD-220325", "BTC"]
    inverse = [name for name in names if rules.payoff_of(name) is Payoff.INVERSE]
    assert inverse == ["BTC-USD", "BTC-USD-220325"]


def test_maintenance_moves_with_the_price_and_no_fee_is_in_it():
    in_force = rules.RULES.at(0)
    assert (in_force.basis, in_force.closing_fee) == (Basis.VALUE, 0)


def test_the_account_of_the_contract_pays_all_and_loses_all():
    in_force = rules.RULES.at(0)
    assert (in_force.fee_pot, in_force.funding_pot) == (Pot.POSITION, Pot.POSITION)
    assert in_force.surplus is Surplus.INSURANCE
