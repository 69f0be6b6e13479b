"""Every recorded figure of HTX, and a case that no file holds."""

from fractions import Fraction

from isoledger.conformance.htx import RUNNERS
from tests.conformance.recorded import asked, cases, outside, results


def test_every_figure_comes_out():
    assert len(cases("htx")) == 1
    assert outside(results(RUNNERS, "htx")) == {}


def test_an_unseen_short_is_solved_upwards():
    found = asked(
        RUNNERS,
        "htx",
        "liq_price_isolated_linear",
        volume="10",
        contract_size="0.01",
        cost_hold="2000",
        margin_static="50",
        adjust_factor="0.05",
        lever="5",
        last="2010",
        side="sell",
    )
    assert found["liquidation_price"] == Fraction(250) / (Fraction("0.1") * Fraction("1.01"))
    assert found["margin_balance"] == 49
    assert found["position_margin"] == Fraction("40.2")
