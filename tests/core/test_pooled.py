"""A leg and its pool, as one thing."""

from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from tests.core.kit import BTC, INVERSE, LINEAR, POOLED, USDC, USDT, fill, usdt
from tests.core.whatif.kit import pooled


def test_a_leg_is_found_in_its_pool():
    position = pooled()
    assert position.holding == il.Holding(LINEAR, 1, usdt("1000"))
    assert (position.cash(USDT), position.cash(USDC)) == (usdt("100"), USDC.zero)


def test_a_leg_that_is_not_held_yet_needs_its_terms():
    pool = il.CrossPool(name="cross")
    with pytest.raises(il.TermsError, match="the pool cross never held it"):
        il.PooledPosition.of(pool, POOLED)
    fresh = il.PooledPosition(pool=pool, id=POOLED, instrument=LINEAR)
    assert fresh.holding.is_flat
    bought = fresh.filled(fill(0, 2, "900", position=POOLED, fee=usdt("1")), il.Rules())
    assert (bought.holding.cost, bought.cash(USDT)) == (usdt("1800"), usdt("-1"))


@pytest.mark.parametrize(
    ("at", "terms"),
    [(BTC, LINEAR), (POOLED._replace(pool="other"), LINEAR), (POOLED, INVERSE)],
)
def test_a_leg_is_of_this_pool_and_of_this_instrument(at, terms):
    with pytest.raises(il.TermsError, match="it is no position in"):
        il.PooledPosition(pool=il.CrossPool(name="cross"), id=at, instrument=terms)


def test_a_side_of_hedge_mode_is_a_leg():
    at = POOLED._replace(leg="short")
    assert il.PooledPosition(pool=il.CrossPool(name="cross"), id=at, instrument=LINEAR).id == at


def test_cash_goes_to_and_from_its_pool_in_any_asset():
    position = pooled()
    assert position.moved(usdt("5")).cash(USDT) == usdt("105")
    assert position.moved(USDC.exactly("-5")).cash(USDC) == USDC.exactly("-5")
    assert position.charged(usdt("130")).cash(USDT) == usdt("-30")
    assert position == pooled(), "nothing that was supposed is left behind"


def test_a_fill_of_one_leg_is_a_fill_of_its_pool():
    position = pooled()
    sold = position.filled(fill(0, -1, "1100", position=POOLED, fee=usdt("1")), il.Rules())
    assert sold.holding.is_flat
    assert sold.cash(USDT) == usdt("199")
    assert evolve(sold, pool=position.pool) == position
    assert position.holding.profit(Fraction(1100)) == 100
