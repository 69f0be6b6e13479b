from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.dydx.margin import (
    Perpetual,
    Subaccount,
    accrued,
    fill_quote,
    funding_index_delta,
    settled,
    settlement_ppm,
)

BTC = Perpetual(resolution=-8, price=50_000, exponent=0, initial_ppm=200_000, fraction_ppm=500_000)
SCALED = Perpetual(
    resolution=-6,
    price=367_500,
    exponent=-1,
    initial_ppm=200_000,
    fraction_ppm=500_000,
    open_interest=1_123_456_789,
    lower=25_000_000_000_000,
    upper=50_000_000_000_000,
)


def account(usdc, size):
    return Subaccount(usdc=usdc * 10**6, positions=FrozenMap({"BTC": (BTC, size)} if size else {}))


def test_a_value_is_cut_toward_zero():
    coin = Perpetual(resolution=-8, price=1, exponent=0, initial_ppm=1, fraction_ppm=1)
    assert (coin.notional(199), coin.notional(-199)) == (1, -1)


def test_requirements_are_rounded_up_and_maintenance_twice():
    coin = Perpetual(resolution=-6, price=1, exponent=0, initial_ppm=250_001, fraction_ppm=500_000)
    assert coin.initial(5) == 2  # 1.250005
    assert coin.maintenance(5) == 1  # half of 2
    assert coin.maintenance(-9) == 2  # 2.250009, so 3, so 1.5


def test_open_interest_scales_the_initial_requirement_alone():
    assert SCALED.scaled_ppm == 721_185
    assert (SCALED.initial(12_000), SCALED.maintenance(12_000)) == (318_042_585, 44_100_000)


@pytest.mark.parametrize(
    ("interest", "ppm"), [(0, 200_000), (680_272_108, 200_000), (2_000_000_000, 1_000_000)]
)
def test_scaling_begins_at_the_lower_cap_and_ends_at_one(interest, ppm):
    assert evolve(SCALED, open_interest=interest).scaled_ppm == ppm
    assert evolve(SCALED, open_interest=interest, upper=0).scaled_ppm == 200_000


def test_caps_that_are_one_make_a_step():
    at = SCALED.notional(SCALED.open_interest)
    for cap, ppm in ((at + 1, 200_000), (at, 10**6), (at - 1, 10**6)):
        assert evolve(SCALED, lower=cap, upper=cap).scaled_ppm == ppm


def test_a_subaccount_is_liquidatable_below_its_requirement_and_not_at_it():
    at, below = account(-4500, 10_000_000), account(-4501, 10_000_000)
    assert (at.net_collateral, at.maintenance) == (500_000_000, 500_000_000)
    assert (at.is_liquidatable, below.is_liquidatable) == (False, True)
    assert not account(-1, 0).is_liquidatable, "nothing held, nothing to liquidate"


def test_the_bankruptcy_price_shares_what_is_there_by_maintenance():
    assert account(-4501, 10_000_000).bankruptcy_quote("BTC", -10_000_000) == 4_501_000_000
    assert account(-5000, 10_000_000).bankruptcy_quote("BTC", -5_000_000) == 2_500_000_000
    assert account(13, -100_000_000).bankruptcy_quote("BTC", 21_347) == -2775


def test_a_fillable_price_gives_way_as_the_collateral_falls():
    price = {usdc: account(usdc, 10_000_000) for usdc in (-4000, -4501, -5000, -6000)}
    found = [held.fillable_price("BTC", 10**6, 10**5) for held in price.values()]
    assert found == [500, Fraction(49_999, 100), 495, 495]


def test_the_insurance_fund_takes_a_fee_and_pays_what_is_missing():
    held = account(-5100, 10_000_000)
    above = fill_quote(-10_000_000, 56_100_000_000, -8)
    below = fill_quote(-10_000_000, 50_490_000_000, -8)
    assert (above, below) == (5_610_000_000, 5_049_000_000)
    assert held.insurance_delta("BTC", above, 5000) == 28_050_000
    assert held.insurance_delta("BTC", above, 10**6) == 510_000_000
    assert held.insurance_delta("BTC", below, 5000) == -51_000_000
    assert fill_quote(10_000_000, 44_100_000_000, -8) == -4_410_000_000


def test_a_funding_index_moves_by_what_is_left_after_two_cuts():
    market = Perpetual(resolution=-12, price=1000, exponent=0, initial_ppm=1, fraction_ppm=1)
    assert funding_index_delta(market, 1_001_999, 28_800) == 1001
    assert funding_index_delta(market, -1_001_999, 28_800) == -1001


def test_funding_is_settled_once_and_down():
    dues = [settlement_ppm(3, 100_000, 0), settlement_ppm(-1, 100_001, 0)]
    assert dues == [-300_000, 100_001]
    assert settled(*dues) == -1
    assert sum(-(-due // 10**6) for due in dues) == 1, "each alone would be rounded otherwise"


def test_the_indexer_lists_a_payment_a_tick():
    assert accrued(Fraction(20), 10_058, 10_054) == -80
