"""What has to be won back, and how long what there is lasts."""

from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.whatif.accrual import INSTANTS_MAX
from tests.core.kit import BTC, INVERSE, POOLED, USDC, USDT, XBT, usdt
from tests.core.whatif.kit import COIN, NOW, at, beside, long, pooled


def plan(rate="0.001", every=8, first=7):
    return il.FundingPlan(rate=Fraction(rate), every_ns=every, next_ns=first)


def lasts(position, moment=NOW, **plans):
    return il.time_to_liquidation(position, {"BTCUSDT": plan()} | plans, moment)


def test_the_break_even_price_pays_fees_and_funding_back():
    # (1000 + 3) / (1 - 0.001)
    rate = Fraction(1, 1000)
    for held in (long, pooled):
        found = il.break_even(held(), usdt("3"), fee_rate=rate)
        assert found == Fraction(1003) / (1 - rate)
        assert found - 1000 - 3 - rate * found == 0
        short = il.break_even(held(cost="-1000", size=-1), usdt("3"), fee_rate=rate)
        assert 1000 - short - 3 - rate * short == 0
        assert il.break_even(held(), usdt("-3")) == 997, "what was received lowers it"
        assert il.break_even(held(size=0, cost="0"), usdt("3")) is None
        assert il.break_even(held(), usdt("-1000")) is None, "it is won at any price"


def test_the_break_even_price_of_an_inverse_contract():
    # long 100 at 10,000: worth -0.01; 0.001 paid: worth must rise to -0.009: 100 / 0.009
    held = il.IsolatedPosition(
        id=BTC,
        holding=il.Holding(INVERSE, 100, XBT.exactly("-0.01")),
        margin=XBT.zero,
        reserve=XBT.zero,
    )
    assert il.break_even(held, XBT.exactly("0.001")) == Fraction(100_000, 9)


def test_funding_eats_the_margin_in_so_many_payments():
    # 0.1 % of 1000 a time; 100 - 1 n <= 50 after 50, the first at 7, every 8
    found = il.Accrual(
        time_ns=7 + 49 * 8,
        payments=il.FrozenMap({"BTCUSDT": 50}),
        each=il.FrozenMap({"BTCUSDT": usdt("1")}),
    )
    assert lasts(long()) == lasts(pooled()) == found
    assert NOW.is_safe(long("51"))
    assert not NOW.is_safe(long("50"))


def test_a_payment_is_rounded_against_who_pays_and_who_is_paid():
    for rate, each in (("0.00001234", "0.02"), ("-0.00001234", "-0.01")):
        assert plan(rate).charge(long().holding, Fraction(1000)) == usdt(each)


def test_who_receives_funding_lasts():
    for held in (long, pooled):
        short = held(cost="-1000", size=-1)
        assert lasts(short) is None
        assert lasts(held(), BTCUSDT=plan("0")) is None
        assert lasts(held(size=0, cost="0")) is None
        assert il.time_to_liquidation(held(), {}, NOW) is None
        assert il.time_to_liquidation(held(), {"ETH": plan()}, NOW) is None
        paying = lasts(short, BTCUSDT=plan("-0.001"))
        assert paying is not None
        assert paying.payments == {"BTCUSDT": 50}


def test_who_is_liquidated_already_is_so_now_and_pays_nothing():
    found = lasts(pooled(), at(900))
    assert found == il.Accrual(time_ns=0, payments=il.FrozenMap({"BTCUSDT": 0}), each=found.each)


def test_profit_that_is_not_realised_does_not_pay_the_funding_of_a_position_but_of_a_pool():
    # at 3000 its equity is 2100, but only the 100 of margin can pay: 34 payments of 3
    every = plan(every=1, first=0)
    assert lasts(long(), at(3000), BTCUSDT=every).payments == {"BTCUSDT": 34}
    # the pool owes the rest: 100 - 3 n + 2000 <= 150
    assert lasts(pooled(), at(3000), BTCUSDT=every).payments == {"BTCUSDT": 650}


def test_the_reserve_pays_last_of_all():
    # 100 of margin pay 50 times down to 50; at equality it is over. A reserve of 10 adds 10
    assert lasts(long(reserve="10")).payments == {"BTCUSDT": 60}
    kept = evolve(at(3000), rules=il.Rules(reserve_required=True))
    # 102 of margin: 34 times; then two of reserve, once each; then nothing is left to pay
    assert lasts(long("102", reserve="6"), kept).payments == {"BTCUSDT": 37}


def test_the_first_payment_may_be_at_the_beginning_of_time():
    found = lasts(long("50.5"), BTCUSDT=plan(first=0))
    assert (found.time_ns, found.payments) == (0, {"BTCUSDT": 1})


def test_legs_pay_each_at_its_own_times():
    # 100 against 50 and 5 % of a coin of 500: 25 to lose
    both = beside(pooled("100"), -1000, "1")
    moment = evolve(NOW.at({"XBTUSD": Fraction(1000)}), worths={XBT: Fraction(500)})
    plans = {"BTCUSDT": plan(every=8, first=7), "XBTUSD": plan("-0.01", every=12, first=1)}
    found = il.time_to_liquidation(both, plans, moment)
    # 5 at 1, 13, 25, 37, which it comes to owe in coins; 1 at 7, 15, 23, 31, 39
    assert (found.time_ns, found.payments) == (39, {"BTCUSDT": 5, "XBTUSD": 4})
    assert found.each == {"BTCUSDT": usdt("1"), "XBTUSD": XBT.exactly("0.01")}
    late = il.time_to_liquidation(both, plans | {"BTCUSDT": plan(first=1000)}, moment)
    assert (late.time_ns, late.payments) == (49, {"BTCUSDT": 0, "XBTUSD": 5})


def test_a_pool_may_die_before_it_is_paid_though_it_would_be():
    # pays 30 at 1, 3, 5 and is paid 100 at 6, 12: what comes later does not help
    both = beside(pooled("140"), -1000, "1")
    moment = evolve(NOW.at({"XBTUSD": Fraction(1000)}), worths={XBT: Fraction(500)})
    plans = {"BTCUSDT": plan("0.03", 2, 1), "XBTUSD": plan("0.2", 6, 6)}
    found = il.time_to_liquidation(both, plans, moment)
    assert found.time_ns == 5
    assert il.time_to_liquidation(both.moved(usdt("60")), plans, moment) is None


def test_both_sides_of_a_symbol_pay_and_are_paid():
    pool = pooled("100").pool
    short = POOLED._replace(leg="short")
    hedged = il.PooledPosition.of(
        evolve(
            pool,
            holdings=pool.holdings.set(short, il.Holding(pooled().instrument, -3, usdt("-3000"))),
        ),
        short,
    )
    found = il.time_to_liquidation(hedged.moved(usdt("150")), {"BTCUSDT": plan("-0.001")}, NOW)
    assert found.each == {"BTCUSDT": usdt("2")}
    assert found.payments == {"BTCUSDT": 25}


def test_a_mark_of_what_pays_must_be_known():
    rich = beside(pooled("1000"), -1000, "1")
    with pytest.raises(il.MissingMarkError):
        il.time_to_liquidation(rich, {"XBTUSD": plan()}, NOW)


def test_intervals_that_come_round_too_late_are_refused():
    both = beside(pooled("1000"), -1000, "1")
    moment = evolve(NOW.at({"XBTUSD": Fraction(1000)}), worths={XBT: Fraction(500)})
    plans = {"BTCUSDT": plan(every=10_007), "XBTUSD": plan(every=10_009)}
    with pytest.raises(il.TermsError, match=f"more than {INSTANTS_MAX} payments"):
        il.time_to_liquidation(both, plans, moment)
    assert both.cash(USDC) == USDC.zero
    assert both.cash(USDT) == usdt("1000")
    assert COIN in both.pool.holdings


def test_time_passes_between_payments():
    with pytest.raises(il.TermsError, match="an interval of 0 ns is not above zero"):
        plan(every=0)
