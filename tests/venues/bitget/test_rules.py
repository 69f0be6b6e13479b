"""Bitget's rules: what they say on which day."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.errors import TierTableError
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.rules import Basis, Evidence, Pot, Surplus
from isoledger.venues.bitget import rules, rules as bitget
from isoledger.venues.framing import Frame, pooled
from tests.venues.ordered import due, order

ROWS = [
    {"startUnit": "1000", "endUnit": "5000", "leverage": "20", "keepMarginRate": "0.01"},
    {"startUnit": "0", "endUnit": "1000", "leverage": "50", "keepMarginRate": "0.005"},
]


def _frame(**changes: object) -> Frame:
    figures: dict[str, object] = {
        "symbol": "BTCUSDT",
        "quantity": Fraction("0.017"),
        "entry": Fraction(16174),
        "margin": Fraction("10.99832"),
        "maintenance": Fraction("0.004"),
        "tick": Fraction("0.1"),
    }
    return Frame(**(figures | changes))


def test_the_same_isolated_position_is_printed_three_ways_on_three_days():
    """15598.794454...: cut to 15598.79, not rounded, and up to the tick."""
    prices = [
        liquidation_price(_frame().isolated(), rules.isolated_rules(day), time_ns=day)
        for day in (0, rules.UNROUNDED_NS, rules.DYNAMIC_NS)
    ]
    assert len({price.exact for price in prices}) == 1
    assert prices[0].shown == Fraction("15598.79")
    assert prices[1].shown == prices[1].exact
    assert prices[2].shown == Fraction("15598.8")


def test_a_short_is_printed_down_to_the_tick():
    frame = _frame(quantity=Fraction("-0.017"))
    today = rules.isolated_rules(rules.DYNAMIC_NS)
    price = liquidation_price(frame.isolated(), today, time_ns=rules.DYNAMIC_NS)
    assert price.exact - Fraction("0.1") < price.shown <= price.exact


def test_a_cross_requirement_stood_at_the_mark_and_moves_since():
    leg = pooled([_frame()], Fraction(20), {"BTCUSDT": Fraction(16000)})

    def price(day: int) -> Fraction:
        found = pool_liquidation_price(
            leg.pool, leg.leg, leg.marks, rules.cross_rules(day), time_ns=day
        )
        return found.exact

    due, quantity = Fraction("0.0046"), Fraction("0.017")
    bare = 16174 - 20 / quantity
    assert price(rules.SOLVED_NS - 1) == bare + due * 16000
    assert price(rules.SOLVED_NS) == bare / (1 - due)


def test_pots_are_the_same_on_all_days():
    for book in (rules.RULES, rules.CROSS_RULES, rules.UNIFIED_RULES):
        for _, version in book:
            assert version.fee_pot is Pot.HOME
            assert version.funding_pot is Pot.POSITION
            assert version.surplus is Surplus.INSURANCE
            assert version.source


def test_what_is_not_recorded_is_said_to_be_assumed():
    assert rules.RULES.at(0).evidence is Evidence.RECORDED
    assert rules.RULES.at(rules.DYNAMIC_NS).evidence is Evidence.ASSUMED
    assert rules.UNIFIED_RULES.at(0).evidence is Evidence.ASSUMED
    assert rules.UNIFIED_RULES.at(0).basis is Basis.VALUE


@pytest.mark.parametrize("of", [rules.isolated_rules, rules.cross_rules])
def test_the_fee_is_the_users_own_or_a_regular_users(of):
    assert of(0).closing_fee == Fraction("0.0006")
    assert of(0, Fraction("0.0004")).closing_fee == Fraction("0.0004")


def test_the_margin_shown_is_counted_at_the_mark_since_2025():
    before, after = rules.DYNAMIC_NS - 1, rules.DYNAMIC_NS
    assert rules.margin_counted_on(Fraction(10), Fraction(12), before) == 10
    assert rules.margin_counted_on(Fraction(10), Fraction(12), after) == 12


def test_the_unified_account_counts_the_fee_to_close_in():
    found = rules.unified_margin(Fraction(100), Fraction(20), Fraction("0.0006"))
    assert found == Fraction("5.06")


def test_tiers_step_before_2025_and_deduct_since():
    tables = rules.tier_tables(ROWS)
    before, after = tables.at(rules.DYNAMIC_NS - 1), tables.at(rules.DYNAMIC_NS)
    assert before.stepped
    assert before.at(Fraction(2000)).requirement(Fraction(2000)) == 20
    assert not after.stepped
    assert after.at(Fraction(2000)).requirement(Fraction(2000)) == 15
    assert after.tiers[1].deduction == 5


def test_the_same_position_has_another_price_when_tiers_deduct():
    frame = _frame(
        quantity=Fraction(20),
        entry=Fraction(100),
        margin=Fraction(200),
        maintenance=Fraction(0),
        tiers=rules.tier_tables(ROWS),
    )

    def price(day: int) -> Fraction:
        day_rules = rules.isolated_rules(day)
        return liquidation_price(frame.isolated(), day_rules, time_ns=day).exact

    rate = 1 - Fraction("0.01") - rules.TAKER
    assert price(0) == 1800 / (20 * rate)
    assert price(rules.DYNAMIC_NS) == 1795 / (20 * rate)


def test_a_gap_between_tiers_is_refused():
    with pytest.raises(TierTableError, match="floor"):
        rules.tier_tables([ROWS[1], ROWS[0] | {"startUnit": "1001"}])


def test_the_smallest_positions_in_bitcoin_keep_four_in_a_thousand():
    assert Fraction("0.004") == rules.FIRST_RATE


def test_the_opening_loss_counts_since_2026():
    """The announcement's example: 1 at 71,000, 5x, the mark at 70,500: 14,200, then 14,700."""
    bid = order(1, 71000, "5")
    before, since = (bitget.ORDERS.at(bitget.OPENING_LOSS_NS - step) for step in (1, 0))
    plain = due(before, bid)
    assert (plain.initial, plain.open_loss, plain.fees) == (14200, 0, 71000 * bitget.TAKER)
    found = due(since, bid, mark="70500")
    assert found.initial + found.open_loss == 14700


def test_the_days_are_those_the_pages_and_records_name():
    days = {
        rules.UNROUNDED_NS: datetime(2023, 8, 7, tzinfo=UTC),
        rules.DYNAMIC_NS: datetime(2025, 9, 29, tzinfo=UTC),
    }
    assert all(day.timestamp() * 10**9 == at for at, day in days.items())
    stood, moved = (datetime(*day, tzinfo=UTC) for day in ((2023, 11, 24), (2024, 12, 28)))
    assert stood.timestamp() * 10**9 < rules.SOLVED_NS < moved.timestamp() * 10**9


def test_of_two_cross_legs_the_larger_needs_margin_since_requirements_move():
    book = bitget.CROSS_RULES
    before, since = book.at(bitget.SOLVED_NS - 1), book.at(bitget.SOLVED_NS)
    assert (before.larger_leg, since.larger_leg) == (False, True)
