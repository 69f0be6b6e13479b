"""Gate's rules: what they say on which day, margins, and tables of tiers."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.errors import TierTableError
from isoledger.core.liquidation import liquidation_price
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, Pot
from isoledger.venues.framing import Frame
from isoledger.venues.gate import rules, rules as gate
from tests.venues.ordered import due, due_beside, order

ROWS = [
    {"risk_limit": "2000", "initial_rate": "0.04", "maintenance_rate": "0.02"},
    {"risk_limit": "1000", "initial_rate": "0.02", "maintenance_rate": "0.01"},
    {"risk_limit": "1000", "initial_rate": "0.02", "maintenance_rate": "0.01"},
]


def test_the_exit_fee_is_fixed_on_all_days():
    for _, version in rules.RULES:
        assert version.closing_fee == Fraction("0.00075")
        assert version.basis is Basis.VALUE
        assert version.fee_pot is Pot.HOME
        assert version.funding_pot is Pot.POSITION
        assert version.source


def test_prices_are_printed_towards_the_entry():
    shown = rules.rules_at(0).shown
    assert (shown.long, shown.short) == (Rounding.CEILING, Rounding.FLOOR)


def test_another_exit_fee_is_a_what_if():
    assert rules.rules_at(0).closing_fee == rules.EXIT_FEE
    assert rules.rules_at(0, Fraction("0.0006")).closing_fee == Fraction("0.0006")
    assert rules.rules_at(0, Fraction(0)).closing_fee == 0


def test_a_longs_margin_has_its_exit_fee_at_the_entry_and_a_shorts_at_bankruptcy():
    value, leverage = Fraction(1000), Fraction(10)
    assert rules.initial_margin(value, leverage, long=True) == Fraction("100.75")
    assert rules.initial_margin(value, leverage, long=False) == Fraction("100.825")


def test_tiers_step_before_2025_and_deduct_since():
    tables = rules.tier_tables(ROWS)
    before, after = tables.at(rules.TIERED_NS - 1), tables.at(rules.TIERED_NS)
    assert len(before.tiers) == 2
    assert before.at(Fraction(1500)).requirement(Fraction(1500)) == 30
    assert after.at(Fraction(1500)).requirement(Fraction(1500)) == 20


def test_the_same_position_has_another_price_since_tiers_deduct():
    frame = Frame(
        symbol="X",
        quantity=Fraction(15),
        entry=Fraction(100),
        margin=Fraction(200),
        tiers=rules.tier_tables(ROWS),
    )

    def price(day: int) -> Fraction:
        return liquidation_price(frame.isolated(), rules.rules_at(day), time_ns=day).exact

    rate = 1 - Fraction("0.02") - rules.EXIT_FEE
    assert price(rules.TIERED_NS - 1) == 1300 / (15 * rate)
    assert price(rules.TIERED_NS) == 1290 / (15 * rate)


def test_a_stated_deduction_has_to_keep_the_requirement_whole():
    stated = [ROWS[1] | {"deduction": "0"}, ROWS[0] | {"deduction": "10"}]
    assert rules.tier_tables(stated).at(rules.TIERED_NS).tiers[1].deduction == 10
    with pytest.raises(TierTableError, match="deduction"):
        rules.tier_tables([ROWS[1], ROWS[0] | {"deduction": "11"}])


def test_an_order_costs_its_margin_with_the_exit_fee_and_the_fee_to_open():
    """The help page's example: 100 at 50x is 2 and 0.075; besides, the fee to open."""
    found = due(gate.ORDERS.at(0), order(1, 100, "50"))
    assert found.total == Fraction("2.075") + 100 * Fraction("0.0005")
    mine = due(gate.ORDERS.at(0).charging(Fraction("0.0002")), order(1, 100, "50"))
    assert mine.total == Fraction("2.075") + 100 * Fraction("0.0002")


def test_closing_needs_nothing():
    sale = [order(-1, 100)]
    assert due_beside(gate.CROSS_ORDERS.at(0), 1, 100, sale, leverage="10", mark="100") == 0


def test_the_day_is_that_of_the_announcement():
    assert datetime(2025, 7, 29, tzinfo=UTC).timestamp() * 10**9 == rules.TIERED_NS


def test_of_two_legs_the_larger_needs_margin_since_2024():
    before, since = (gate.RULES.at(gate.HEDGED_NS - 1), gate.RULES.at(gate.HEDGED_NS))
    assert (before.larger_leg, since.larger_leg) == (False, True)
    assert gate.RULES.at(gate.TIERED_NS).larger_leg
    assert (
        datetime.fromtimestamp(gate.HEDGED_NS // 10**9, UTC).isoformat()
        == "2024-09-01T00:00:00+00:00"
    )
