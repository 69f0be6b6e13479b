"""A position after what has not happened."""

from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from tests.core.kit import LINEAR, POOLED, USDC, USDT, usdt
from tests.core.whatif.kit import NOW, exact, long, pooled

THREE = il.Exact.of(3)


def test_a_trade_that_was_not_made_goes_through_the_same_rules():
    # 1 more at 900: cost 1900, 100 behind both, fee 1 out of it: 99 + w - 1900 = 0.05 w
    for position in (long(), pooled()):
        after = il.if_traded(position, 1, il.Price.of(900), NOW, fee=usdt("1"))
        assert (after.holding.size, after.holding.cost) == (2, usdt("1900"))
        assert exact(NOW.price(after)) == Fraction(1801 * 100, 95 * 2)


def test_margin_may_come_with_the_trade():
    after = il.if_traded(long(), -1, il.Price.of(1100), NOW, margin=usdt("5"))
    assert (after.holding.size, after.margin) == (0, usdt("205"))
    after = il.if_traded(pooled(), -1, il.Price.of(1100), NOW, margin=USDC.exactly("5"))
    assert (after.cash(USDT), after.cash(USDC)) == (usdt("200"), USDC.exactly("5"))


def test_nothing_that_was_supposed_is_left_behind():
    before = long()
    il.if_traded(before, 1, il.Price.of(900), NOW)
    il.if_moved(before, usdt("7"))
    assert before == long()


def test_more_than_there_is_cannot_be_taken_out_of_a_position_but_of_a_pool():
    assert il.if_moved(long(), usdt("-100")).margin == usdt("0")
    with pytest.raises(il.LimitedLiabilityError):
        il.if_moved(long(), usdt("-100.01"))
    assert il.if_moved(pooled(), usdt("-100.01")).cash(USDT) == usdt("-0.01")


def test_leverage_sets_the_margin_of_a_position_anew():
    after = il.if_levered(long(), THREE, NOW)
    assert (after.margin, after.leverage) == (usdt("333.34"), THREE)
    assert il.if_levered(long(size=0, cost="0"), THREE, NOW).margin == usdt("0")
    with pytest.raises(il.TermsError, match="leverage: 0 is not above zero"):
        il.if_levered(long(), il.Exact.of(0), NOW)
    with pytest.raises(il.MissingMarkError):
        il.if_levered(long(), THREE, il.Moment(rules=il.Rules(), time_ns=0))


def test_leverage_in_a_pool_moves_no_cash_but_what_opening_needs():
    after = il.if_levered(pooled(), il.Exact.of(4), NOW)
    assert after.cash(USDT) == usdt("100")
    assert after.pool.leverage[POOLED] == il.Exact.of(4)
    assert NOW.risk(after) == evolve(NOW.risk(pooled()), initial=Fraction(250))
    assert NOW.price(after) != NOW.price(pooled()), "the certificate says what opening needs"
    assert exact(NOW.price(after)) == exact(NOW.price(pooled()))


def test_there_and_back_between_a_position_and_a_pool():
    before = il.CrossPool(name="cross", balances=il.FrozenMap({USDT: usdt("7")}))
    position = evolve(long(reserve="3"), leverage=THREE)
    pool = il.if_pooled(position, before)
    assert (pool.balance(USDT), pool.leverage[POOLED]) == (usdt("110"), THREE)
    found = NOW.price(il.PooledPosition.of(pool, POOLED))
    assert exact(found) == exact(NOW.price(long("110")))
    alone, left = il.if_isolated(pool, POOLED, usdt("103"))
    assert alone == evolve(position, margin=usdt("103"), reserve=usdt("0"))
    assert left == before


def test_what_a_pool_holds_already_cannot_be_put_into_it():
    with pytest.raises(il.TermsError, match="the pool cross holds it already"):
        il.if_pooled(long(), pooled().pool)
    flat = pooled(size=0, cost="0").pool
    assert il.if_pooled(long(), flat).holdings[POOLED] == long().holding


def test_only_what_a_pool_held_can_leave_it_and_with_no_debt():
    with pytest.raises(il.TermsError, match="never held it"):
        il.if_isolated(pooled().pool, POOLED._replace(leg="long"), usdt("1"))
    with pytest.raises(il.LimitedLiabilityError):
        il.if_isolated(pooled().pool, POOLED, usdt("-1"))


def test_a_new_leg_is_opened_in_a_pool():
    fresh = il.PooledPosition(
        pool=pooled().pool, id=POOLED._replace(leg="short"), instrument=LINEAR
    )
    after = il.if_traded(fresh, -1, il.Price.of(1000), NOW)
    assert NOW.risk(after).maintenance == 100, "both sides are required"
    assert exact(NOW.price(after)) == 1000, "cash of 100 against a tenth of what they are worth"
