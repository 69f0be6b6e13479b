"""Bybit's rules by date, and what an isolated position locks."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

import isoledger as il
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, FeeOn, Pot, Surplus
from isoledger.venues.bybit.rules import (
    AT_MARK_NS,
    CROSS_ORDERS,
    CROSS_RULES,
    LESS_FEE_NS,
    ORDERS,
    RULES,
    TAKER,
    bust_price,
    cross_rules,
    fee_to_close,
    funding_of,
    locked,
    order_rules,
    position_of,
    printed,
    trading_fee,
)
from isoledger.venues.framing import Frame

AT = il.PositionId("X")


def holding(quantity: str, entry: str, *, inverse: bool = False) -> il.Holding:
    return Frame(
        symbol="X",
        quantity=Fraction(quantity),
        payoff=il.Payoff.INVERSE if inverse else il.Payoff.LINEAR,
        entry=Fraction(entry),
        maintenance=Fraction("0.005"),
        settle="COIN",
        tick=Fraction(1, 2),
    ).holding


def test_the_base_of_maintenance_changed_on_one_day_and_nothing_else_did():
    before, after = RULES.at(AT_MARK_NS - 1), RULES.at(AT_MARK_NS)
    assert (before.basis, after.basis) == (Basis.ENTRY, Basis.VALUE)
    for rules in (before, after):
        assert rules.reserve_required
        assert (rules.fee_pot, rules.funding_pot) == (Pot.HOME, Pot.HOME_FIRST)
        assert rules.surplus is Surplus.INSURANCE
        assert (rules.shown.long, rules.shown.short) == (Rounding.CEILING, Rounding.FLOOR)


def test_the_days_are_the_ones_that_are_written():
    days = [(AT_MARK_NS, (2025, 9, 2)), (LESS_FEE_NS, (2023, 6, 1))]
    for instant, day in days:
        assert instant == int(datetime(*day, tzinfo=UTC).timestamp()) * 10**9


def test_one_record_and_two_days_give_two_prices():
    bought = holding("5", "8000")
    position = position_of(
        bought, locked(bought.cost.value, Fraction(10), Fraction(0)), Fraction(0), position=AT
    )
    old, new = (
        il.liquidation_price(position, RULES.at(day), time_ns=day)
        for day in (AT_MARK_NS - 1, AT_MARK_NS)
    )
    assert (old.exact, new.exact) == (7240, Fraction(7200) / Fraction("0.995"))
    assert new.shown == Fraction("7236.5")


def test_an_ordinary_users_taker_rate_fell_once():
    assert TAKER.at(LESS_FEE_NS - 1) == Fraction("0.0006")
    assert TAKER.at(LESS_FEE_NS) == Fraction("0.00055")


def test_an_official_lock_comes_out_to_the_last_digit():
    """ETHUSDT 0.5 at 1073.85, 10x, taker 0.06 %: positionIM 53.98243950."""
    cost = holding("0.5", "1073.85").cost.value
    assert locked(cost, Fraction(10), Fraction("0.0006")) == Fraction("53.9824395")


@pytest.mark.parametrize("quantity", ["200", "-200"])
@pytest.mark.parametrize("inverse", [True, False])
def test_the_fee_part_of_a_lock_is_the_fee_at_the_loss_of_the_rest(quantity, inverse):
    taker = Fraction("0.0006")
    bought = holding(quantity, "1812.7", inverse=inverse)
    cost = bought.cost.value
    total = locked(cost, Fraction(12), taker, abs(cost) / 20)
    position = position_of(bought, total, taker, position=AT)
    assert abs(position.collateral.value - total) < Fraction(1, 10**29)
    due = fee_to_close(cost, position.margin.value, taker)
    assert abs(position.reserve.value - due) < Fraction(1, 10**29)
    bust = bust_price(position)
    assert bust is not None
    left = bought.profit(bust) + position.margin.value
    assert abs(left) < Fraction(1, 10**20)


def test_a_lock_above_the_whole_value_of_a_long_is_margin_and_needs_no_fee():
    bought = holding("1", "100")
    position = position_of(bought, Fraction(120), Fraction("0.0006"), position=AT)
    assert (position.margin.value, position.reserve.value) == (120, 0)
    assert bust_price(position) is None
    assert fee_to_close(bought.cost.value, Fraction(120), Fraction("0.0006")) == 0


def test_a_lock_that_does_not_pay_its_fee_is_refused():
    with pytest.raises(il.LimitedLiabilityError):
        position_of(holding("1", "100"), Fraction(0), Fraction("0.0006"), position=AT)


@pytest.mark.parametrize(("quantity", "shown"), [("1", "8000.5"), ("-1", "12000")])
def test_a_bankruptcy_price_is_rounded_to_the_safe_side(quantity, shown):
    bought = holding(quantity, "10000.2")
    position = position_of(bought, Fraction(2000), Fraction(0), position=AT)
    assert printed(bust_price(position), position, RULES.at(0)) == Fraction(shown)
    assert printed(None, position, RULES.at(0)) is None


def test_cross_holds_back_the_fee_at_the_bankruptcy_price_by_leverage():
    rules = cross_rules(AT_MARK_NS, Fraction(10), Fraction("0.0005"), sign=1)
    assert (rules.closing_fee, rules.fee_on) == (Fraction("0.00045"), FeeOn.ENTRY)
    assert CROSS_RULES.at(0).closing_fee == 0


def test_a_fee_is_billed_to_eight_decimals_with_ties_away_from_zero():
    assert trading_fee(Fraction("1.8135"), Fraction("0.00055")) == Fraction("0.00099743")


@pytest.mark.parametrize(("quantity", "flow"), [("100", "-0.003676"), ("-100", "0.003676")])
def test_a_long_pays_funding_at_a_rate_above_zero(quantity, flow):
    amount = funding_of(Fraction(quantity), Fraction("0.3676"), Fraction("0.0001"))
    assert amount == Fraction(flow)


def test_an_order_reserves_both_fees():
    """The FAQ's example: 1 at 10000, 50x, 0.075 %: 200 + 7.5 + 7.35."""
    taker = Fraction("0.00075")
    order = il.Order(size=1, price=il.Price.of(10000), leverage=il.Exact(50))
    at = il.Footing(rules=order_rules(taker))
    due = il.order_margin(order, holding("1", "10000").instrument, at)
    assert (due.initial, due.fees) == (200, Fraction("14.85"))


def test_a_fee_is_reserved_at_the_rate_of_the_day():
    before, since = (ORDERS.at(LESS_FEE_NS - step) for step in (1, 0))
    assert (before.opening_fee, before.rate_to_close) == (Fraction("0.0006"), Fraction("0.0006"))
    assert since.rate_to_close == Fraction("0.00055")


def test_the_help_pages_order_costs_5057():
    """1 at 50,000, 10x, 0.06 %: 5,000 and 30 and 27."""
    one = il.Order(size=1, price=il.Price.of(50000), leverage=il.Exact(10))
    at = il.Footing(rules=ORDERS.at(LESS_FEE_NS - 1))
    assert il.order_margin(one, holding("1", "50000").instrument, at).total == 5057


def test_cross_margin_is_at_the_mark_since_2025():
    kept = [CROSS_ORDERS.at(AT_MARK_NS - step).held_at_mark for step in (1, 0)]
    assert kept == [False, True]
    assert not ORDERS.at(AT_MARK_NS).held_at_mark
