"""What open orders reserve, from arithmetic shown beside each figure."""

from fractions import Fraction

import pytest

from isoledger.core.errors import AssetMismatchError, MissingMarkError, TermsError
from isoledger.core.holding import Holding
from isoledger.core.numbers import Exact, Price
from isoledger.core.orders import (
    Order,
    OrderRules,
    PricedAt,
    Sides,
    available,
    order_margin,
    reserved,
)
from tests.core.kit import INVERSE, LINEAR, XBT, usdt

FLAT = Holding.nothing(LINEAR)


def order(size, price, leverage="10", **more):
    return Order(size=size, price=Price.of(price), leverage=Exact.of(leverage), **more)


def test_an_order_reserves_its_value_by_its_leverage():
    found = order_margin(order(2, "1000"), LINEAR, OrderRules())
    assert (found.initial, found.open_loss, found.fees) == (200, 0, 0)
    inverse = order_margin(order(100, "10000"), INVERSE, OrderRules())
    assert inverse.total == Fraction(1, 1000)


def test_a_sale_below_the_mark_is_measured_at_the_mark_where_the_venue_says_so():
    rules = OrderRules(priced_at=PricedAt.WORSE)
    mark = Fraction(1100)
    assert order_margin(order(-1, "1000"), LINEAR, rules, mark=mark).initial == 110
    assert order_margin(order(-1, "1200"), LINEAR, rules, mark=mark).initial == 120
    assert order_margin(order(1, "1000"), LINEAR, rules, mark=mark).initial == 100
    at_mark = OrderRules(priced_at=PricedAt.MARK)
    assert order_margin(order(1, "1000"), LINEAR, at_mark, mark=mark).initial == 110
    with pytest.raises(MissingMarkError, match="BTCUSDT"):
        order_margin(order(1, "1000"), LINEAR, at_mark)


@pytest.mark.parametrize(
    ("size", "price", "loss"), [(1, "1010", 10), (1, "990", 0), (-1, "990", 10), (-1, "1010", 0)]
)
def test_what_an_order_would_lose_at_once_is_reserved(size, price, loss):
    rules = OrderRules(open_loss=True)
    assert order_margin(order(size, price), LINEAR, rules, mark=Fraction(1000)).open_loss == loss


def test_fees_to_open_and_to_close_are_reserved():
    # 1000 at 50x, taker 0.06 %: 20; 0.6 to open; long bankrupt at 980: 0.588; short at 1020: 0.612
    rules = OrderRules(opening_fee=Fraction(6, 10_000), closing_fee=Fraction(6, 10_000))
    long, short = (order_margin(order(size, "1000", "50"), LINEAR, rules) for size in (1, -1))
    assert long.total == 20 + Fraction("0.6") + Fraction("0.588")
    assert short.total == 20 + Fraction("0.6") + Fraction("0.612")


def test_the_larger_side_is_reserved_or_both():
    orders = [order(1, "1000"), order(1, "900"), order(-1, "1100")]
    assert reserved(orders, FLAT, OrderRules()) == usdt("190")
    assert reserved(orders, FLAT, OrderRules(sides=Sides.BOTH)) == usdt("300")
    assert reserved([], FLAT, OrderRules()) == usdt("0")


def test_what_closes_reserves_nothing_and_what_trades_first_closes():
    # long 2: of sales at 1100, 1050 and 1000 the two lowest close; the highest opens a short
    held = Holding(LINEAR, 2, usdt("2000"))
    orders = [order(-1, "1100"), order(-1, "1050"), order(-1, "1000")]
    assert reserved(orders, held, OrderRules()) == usdt("110")
    split = [order(-3, "1100")]
    assert reserved(split, held, OrderRules()) == usdt("110"), "one lot of three opens"
    assert reserved([order(1, "1000")], held, OrderRules()) == usdt("100"), "the same side opens"
    short = Holding(LINEAR, -1, usdt("-1000"))
    buys = [order(1, "900"), order(1, "950")]
    assert reserved(buys, short, OrderRules()) == usdt("90"), "the higher bid trades first"


def test_an_order_that_can_only_close_reserves_nothing():
    only = order(5, "1000", reduce_only=True)
    assert reserved([only], FLAT, OrderRules()) == usdt("0")
    assert order_margin(only, LINEAR, OrderRules()).total == 0


def test_reserves_are_rounded_up():
    assert reserved([order(1, "1000", "3")], FLAT, OrderRules()) == usdt("333.34")


def test_what_is_left_is_never_below_zero():
    orders = [order(1, "1000")]
    assert available(usdt("150"), orders, FLAT, OrderRules()) == usdt("50")
    assert available(usdt("50"), orders, FLAT, OrderRules()) == usdt("0")
    with pytest.raises(AssetMismatchError):
        available(XBT.exactly(1), orders, FLAT, OrderRules())


@pytest.mark.parametrize(("size", "leverage"), [(0, "10"), (1, "0"), (1, "-2")])
def test_an_order_has_a_size_and_a_leverage(size, leverage):
    with pytest.raises(TermsError, match="it has no size, or a leverage"):
        order(size, "1000", leverage)
