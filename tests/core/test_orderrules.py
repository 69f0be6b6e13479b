"""How venues measure an order: at which price, at which rate, with what missing."""

from fractions import Fraction

import pytest

from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.numbers import Exact, Price
from isoledger.core.orderrules import Footing, Order, OrderRules, PricedAt, RatedBy
from tests.core.kit import LINEAR, terms

MARK, LAST = Fraction(1100), Fraction(1000)


def order(size, price, leverage=None):
    found = None if leverage is None else Exact.of(leverage)
    return Order(size=size, price=Price.of(price), leverage=found)


@pytest.mark.parametrize(
    ("rule", "size", "limit", "price"),
    [
        (PricedAt.ORDER, -1, "900", 900),
        (PricedAt.MARK, 1, "900", 1100),
        (PricedAt.WORSE, 1, "1200", 1200),
        (PricedAt.WORSE, -1, "900", 1100),
        (PricedAt.WORSE, -1, "1200", 1200),
        (PricedAt.LAST, 1, "900", 900),
        (PricedAt.LAST, -1, "900", 1150),
        (PricedAt.LAST, -1, "1200", 1200),
    ],
)
def test_an_order_is_measured_where_the_venue_says(rule, size, limit, price):
    rules = OrderRules(priced_at=rule, last_markup=Fraction(15, 100))
    footing = Footing(rules=rules, mark=MARK, last=LAST)
    assert footing.price(order(size, limit), LINEAR) == price


def test_a_sale_is_measured_at_the_mark_where_that_is_above_the_last_price():
    rules = OrderRules(priced_at=PricedAt.LAST)
    assert Footing(rules=rules, mark=MARK, last=LAST).price(order(-1, "900"), LINEAR) == MARK


@pytest.mark.parametrize(
    ("rule", "size", "known", "named"),
    [
        (PricedAt.MARK, 1, {}, "BTCUSDT"),
        (PricedAt.WORSE, -1, {}, "BTCUSDT"),
        (PricedAt.LAST, -1, {"last": LAST}, "BTCUSDT"),
        (PricedAt.LAST, -1, {"mark": MARK}, r"BTCUSDT \(last price\)"),
    ],
)
def test_a_price_that_is_asked_for_and_missing_is_named(rule, size, known, named):
    footing = Footing(rules=OrderRules(priced_at=rule), **known)
    with pytest.raises(MissingMarkError, match=named):
        footing.price(order(size, "900"), LINEAR)


@pytest.mark.parametrize("rule", [PricedAt.WORSE, PricedAt.LAST])
def test_a_buy_needs_no_other_price_than_its_own(rule):
    assert Footing(rules=OrderRules(priced_at=rule)).price(order(1, "900"), LINEAR) == 900


@pytest.mark.parametrize(
    ("rule", "leverage", "rate"),
    [
        (RatedBy.LEVERAGE, "50", "0.02"),
        (RatedBy.TIER, "50", "0.1"),
        (RatedBy.LARGER, "50", "0.1"),
        (RatedBy.LARGER, "4", "0.25"),
    ],
)
def test_the_rate_is_by_leverage_by_tier_or_the_larger(rule, leverage, rate):
    footing = Footing(rules=OrderRules(rated_by=rule), time_ns=0)
    assert footing.rate(Exact.of(leverage), LINEAR, 1, Fraction(900)) == Fraction(rate)


def test_an_order_without_leverage_takes_that_of_the_position():
    footing = Footing(rules=OrderRules(), leverage=Exact(20))
    assert footing.rate(None, LINEAR, 1, Fraction(900)) == Fraction(1, 20)
    assert footing.rate(Exact(10), LINEAR, 1, Fraction(900)) == Fraction(1, 10)
    with pytest.raises(TermsError, match="neither order nor position states a leverage"):
        Footing(rules=OrderRules()).rate(None, LINEAR, 1, Fraction(900))


@pytest.mark.parametrize(("instrument", "time_ns"), [(LINEAR, None), (terms(tiers=None), 0)])
def test_a_rate_by_tier_needs_tiers_and_a_day(instrument, time_ns):
    footing = Footing(rules=OrderRules(rated_by=RatedBy.TIER), time_ns=time_ns)
    with pytest.raises(TermsError, match="give tiers and day"):
        footing.rate(None, instrument, 1, Fraction(900))


def test_the_user_pays_the_users_own_rate_where_a_fee_is_reserved():
    both = OrderRules(opening_fee=Fraction(6, 10_000), closing_fee=None)
    assert both.rate_to_close == Fraction(6, 10_000)
    mine = both.charging(Fraction(1, 10_000))
    assert (mine.opening_fee, mine.rate_to_close) == (Fraction(1, 10_000), Fraction(1, 10_000))
    fixed = OrderRules(opening_fee=Fraction(6, 10_000), closing_fee=Fraction(75, 100_000))
    assert fixed.charging(Fraction(1, 10_000)).rate_to_close == Fraction(75, 100_000)
    assert OrderRules().charging(Fraction(1)) == OrderRules()


@pytest.mark.parametrize("name", ["last_markup", "opening_fee", "closing_fee"])
def test_nothing_below_zero_is_reserved(name):
    with pytest.raises(TermsError, match=f"{name} -1 is below zero"):
        OrderRules(**{name: Fraction(-1)})


@pytest.mark.parametrize(
    ("size", "leverage", "why"),
    [
        (0, "10", "it has no size"),
        (1, "0", "its leverage 0 is not above zero"),
        (1, "-2", "its leverage -2 is not above zero"),
    ],
)
def test_an_order_has_a_size_and_a_leverage_above_zero(size, leverage, why):
    with pytest.raises(TermsError, match=why):
        order(size, "1000", leverage)
