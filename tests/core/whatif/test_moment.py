"""When a position is asked about: the solver's own numbers, whoever asks."""

from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.liquidation import isolated_leg
from tests.core.kit import POOLED, USDC, XBT, usdt
from tests.core.whatif.kit import COIN, NOW, at, beside, exact, long, pooled


def test_a_position_and_its_pool_have_the_same_risk_and_the_same_price():
    for position in (long(), pooled()):
        assert NOW.risk(position) == il.Risk(
            equity=Fraction(100), initial=Fraction(100), maintenance=Fraction(50)
        )
        assert exact(NOW.price(position)) == Fraction(90_000, 95)
        assert NOW.bankruptcy(position) == 900
        assert NOW.risk(position).margin_ratio == Fraction(1, 2)


def test_other_marks_leave_those_that_are_not_named():
    both = NOW.at({"XBTUSD": Fraction(7)}).at({"BTCUSDT": Fraction(5)})
    assert both.marks == {"BTCUSDT": 5, "XBTUSD": 7}
    assert NOW.marks == {"BTCUSDT": 1000}


def test_leverage_is_what_opening_needs_unless_the_tier_needs_more():
    for leverage, needed in ((5, 200), (10, 100), (100, 100), (0, 100)):
        alone = evolve(long(), leverage=il.Exact.of(leverage))
        pool = evolve(pooled().pool, leverage=il.FrozenMap({POOLED: il.Exact.of(leverage)}))
        for position in (alone, evolve(pooled(), pool=pool)):
            assert NOW.risk(position).initial == needed
            assert NOW.is_open(position) is (needed == 100)
            price = NOW.price(position)
            assert isinstance(price, il.LiquidationPrice)
            value = price.exact
            assert price.certificate.at_price.initial == value * needed / 1000


def test_safe_is_not_the_same_as_open():
    # at 950: equity 50; maintenance 47.5, opening 95
    for position in (long(), pooled()):
        assert at(950).is_safe(position)
        assert not at(950).is_open(position)
        assert not at(900).is_safe(position)
        assert NOW.is_open(position)


def test_what_opening_does_not_cover_is_not_open_though_it_needs_nothing_more():
    free = evolve(NOW, rules=il.Rules(closing_fee=Fraction(1, 5)))
    assert not free.is_open(long("150")), (
        "equity 150 covers opening, but not the requirement of 250"
    )


def test_a_mark_that_is_not_known_is_missing():
    unmarked = il.Moment(rules=il.Rules(), time_ns=0)
    for position in (long(), pooled()):
        with pytest.raises(il.MissingMarkError, match="BTCUSDT"):
            unmarked.risk(position)
    assert exact(unmarked.price(long())) == Fraction(90_000, 95), "alone it needs none"


def test_the_price_alone_moves_and_what_stands_at_the_mark_stands():
    frozen = evolve(NOW, rules=il.Rules(basis=il.Basis.MARK))
    for position in (long(), pooled()):
        assert NOW.risk_when(position, Fraction(900)).maintenance == 45
        assert frozen.risk_when(position, Fraction(900)).maintenance == 50
        assert frozen.risk_when(position, Fraction(900)).equity == 0


def test_worths_and_rates_reach_the_pool():
    rich = beside(pooled("0"), -1000, "1.25")  # worth 1 at 1000: lost 0.25
    moment = NOW.at({"XBTUSD": Fraction(1000)})
    with pytest.raises(il.MissingMarkError, match="XBt"):
        moment.risk(rich)
    moment = evolve(moment, worths={XBT: il.Worth(Fraction(2000), Fraction(1, 10))})
    assert moment.risk(rich).equity == -500
    assert moment.risk(rich).maintenance == 50 + Fraction(5, 100) * 2000
    predicted = evolve(
        moment, rules=il.Rules(funding_required=True), funding={"BTCUSDT": Fraction(1, 100)}
    )
    assert predicted.risk(rich).maintenance - moment.risk(rich).maintenance == 10
    assert predicted.risk(long()).maintenance == 60
    at_price = predicted.risk_when(rich, Fraction(1000))
    assert at_price == predicted.risk(rich)
    assert predicted.risk_when(long(), Fraction(1000)).maintenance == 60
    assert exact(predicted.price(long())) == Fraction(90_000, 94)


def test_the_bankruptcy_price_of_a_leg_counts_all_of_its_pool():
    # 1000 coins short of dollars at 1000 is worth 1 coin of 500: 0.25 lost: 125 behind, 100 cash
    moment = evolve(NOW.at({"XBTUSD": Fraction(1000)}), worths={XBT: Fraction(500)})
    hedged = beside(pooled("425"), -1000, "1.25")
    assert moment.bankruptcy(hedged) == 1000 - (425 - 125)
    assert moment.bankruptcy(evolve(hedged, id=POOLED._replace(leg="short"))) is None
    assert moment.bankruptcy(pooled("2000")) is None, "no price above zero costs it that much"
    coin = il.PooledPosition.of(hedged.pool, COIN)
    usd = evolve(moment, worths={hedged.cash(usdt("1").asset).asset: Fraction(1, 500)})
    # 425/500 = 0.85 coins and 0 of profit: bankrupt at 1000/p = 1.25 - 0.85
    assert usd.bankruptcy(coin) == 2500


def test_a_reserve_that_is_required_is_not_lost_at_bankruptcy():
    kept = evolve(NOW, rules=il.Rules(reserve_required=True))
    assert NOW.bankruptcy(long(reserve="10")) == 890
    assert kept.bankruptcy(long(reserve="10")) == 900


def test_one_leg_is_asked_with_the_lines_it_is_solved_with():
    leg = isolated_leg(long(), il.Rules(), time_ns=0, mark=Fraction(1000))
    assert NOW.risk_when(long(), Fraction(800)) == leg.risk(Fraction(800))


def test_collateral_of_another_asset_counts_after_its_haircut():
    moment = evolve(NOW, worths={USDC: il.Worth(Fraction(1), Fraction(1, 4))})
    assert moment.risk(pooled().moved(USDC.exactly("100"))).equity == 175
    assert moment.risk(pooled().moved(USDC.exactly("-100"))).equity == 0
