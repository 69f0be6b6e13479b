"""What open orders reserve, from arithmetic shown beside each figure."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.errors import AssetMismatchError, MissingMarkError, TermsError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.numbers import Exact, Price
from isoledger.core.orderrules import (
    ClosingOn,
    Footing,
    Order,
    OrderRules,
    PricedAt,
    RatedBy,
    Sides,
)
from isoledger.core.orders import (
    OpenOrders,
    available,
    held_margin,
    initial_margin,
    order_margin,
    pool_available,
    pool_initial_margin,
    reserved,
)
from isoledger.core.risk import Worth
from isoledger.core.tiers import MarginTier, TierTable
from tests.core.kit import COIN, INVERSE, LINEAR, POOLED, USDT, XBT, terms, usdt

FLAT = Holding.nothing(LINEAR)
LONG = Holding(LINEAR, 2, usdt("2000"))
TEN = Exact(10)


def order(size, price, leverage="10", **more):
    return Order(size=size, price=Price.of(price), leverage=Exact.of(leverage), **more)


def by(mark=None, **rules):
    return Footing(rules=OrderRules(**rules), mark=mark, leverage=TEN, time_ns=0)


PLAIN = by()


def test_an_order_reserves_its_value_by_its_leverage():
    found = order_margin(order(2, "1000"), LINEAR, PLAIN)
    assert (found.initial, found.open_loss, found.fees) == (200, 0, 0)
    assert order_margin(order(100, "10000"), INVERSE, PLAIN).total == Fraction(1, 1000)


def test_a_sale_below_the_mark_is_measured_at_the_mark_where_the_venue_says_so():
    footing = by(Fraction(1100), priced_at=PricedAt.WORSE)
    assert order_margin(order(-1, "1000"), LINEAR, footing).initial == 110
    assert order_margin(order(-1, "1200"), LINEAR, footing).initial == 120
    assert order_margin(order(1, "1000"), LINEAR, footing).initial == 100
    with pytest.raises(MissingMarkError, match="BTCUSDT"):
        order_margin(order(1, "1000"), LINEAR, by(priced_at=PricedAt.MARK))


@pytest.mark.parametrize(
    ("size", "price", "loss"), [(1, "1010", 10), (1, "990", 0), (-1, "990", 10), (-1, "1010", 0)]
)
def test_what_an_order_would_lose_at_once_is_reserved(size, price, loss):
    footing = by(Fraction(1000), open_loss=True)
    assert order_margin(order(size, price), LINEAR, footing).open_loss == loss


def test_fees_to_open_and_to_close_are_reserved():
    # 1000 at 50x, taker 0.06 %: 20; 0.6 to open; long bankrupt at 980: 0.588; short at 1020: 0.612
    footing = by(opening_fee=Fraction(6, 10_000), closing_fee=None)
    long, short = (order_margin(order(size, "1000", "50"), LINEAR, footing) for size in (1, -1))
    assert long.total == 20 + Fraction("0.6") + Fraction("0.588")
    assert short.total == 20 + Fraction("0.6") + Fraction("0.612")


@pytest.mark.parametrize(
    ("on", "size", "leverage", "base"),
    [
        (ClosingOn.VALUE, 1, "10", 1000),
        (ClosingOn.VALUE, -1, "10", 1000),
        (ClosingOn.MARGIN, 1, "10", 1100),
        (ClosingOn.MARGIN, -1, "10", 1100),
        (ClosingOn.BANKRUPTCY, 1, "10", 900),
        (ClosingOn.BANKRUPTCY, -1, "10", 1100),
        (ClosingOn.BANKRUPTCY, 1, "0.5", 0),
    ],
)
def test_the_fee_to_close_is_a_share_of_what_the_venue_says(on, size, leverage, base):
    footing = by(closing_fee=Fraction(1, 100), closing_on=on)
    assert order_margin(order(size, "1000", leverage), LINEAR, footing).fees == Fraction(base, 100)


def test_an_inverse_order_is_bankrupt_where_it_has_lost_its_margin():
    # 100 USD at 10000 are 0.01; 10x: long bankrupt at a worth of 0.011, short at 0.009
    footing = by(closing_fee=Fraction(1, 100))
    long, short = (order_margin(order(size, "10000"), INVERSE, footing) for size in (100, -100))
    assert (long.fees, short.fees) == (Fraction("0.00011"), Fraction("0.00009"))


def test_the_larger_side_is_reserved_or_both_or_none():
    orders = [order(1, "1000"), order(1, "900"), order(-1, "1100")]
    assert reserved(orders, FLAT, PLAIN) == usdt("190")
    assert reserved(orders, FLAT, by(sides=Sides.BOTH)) == usdt("300")
    assert reserved(orders, FLAT, by(sides=Sides.AFTER_CLOSING)) == usdt("190")
    assert reserved(orders, FLAT, by(sides=Sides.NONE)) == usdt("0")
    assert order_margin(orders[0], LINEAR, by(sides=Sides.NONE)).total == 0
    assert reserved([], FLAT, PLAIN) == usdt("0")


def test_what_closes_reserves_nothing_and_what_trades_first_closes():
    # long 2: of sales at 1100, 1050 and 1000 the two lowest close; the highest opens a short
    orders = [order(-1, "1100"), order(-1, "1050"), order(-1, "1000")]
    assert reserved(orders, LONG, PLAIN) == usdt("110")
    split = [order(-3, "1100")]
    assert reserved(split, LONG, PLAIN) == usdt("110"), "one lot of three opens"
    assert reserved([order(1, "1000")], LONG, PLAIN) == usdt("100"), "the same side opens"
    short = Holding(LINEAR, -1, usdt("-1000"))
    buys = [order(1, "900"), order(1, "950")]
    assert reserved(buys, short, PLAIN) == usdt("90"), "the higher bid trades first"


def test_a_side_may_use_what_closing_sets_free():
    # long 2 at a mark of 1000: 200 of margin; a sale of 5 at 1000 leaves a short of 3: 300
    footing = by(Fraction(1000), sides=Sides.AFTER_CLOSING, held_at_mark=True)
    assert reserved([order(-4, "1000")], LONG, footing) == usdt("0")
    assert reserved([order(-5, "1000")], LONG, footing) == usdt("100")
    assert reserved([order(-5, "1000"), order(1, "1500")], LONG, footing) == usdt("150")
    # short 2: a bid of 5 at 1200: |-200 + 600| - 200
    short = Holding(LINEAR, -2, usdt("-2000"))
    assert reserved([order(5, "1200")], short, footing) == usdt("200")


def test_losses_and_fees_are_those_of_the_lots_that_open():
    # of 5 sold at 990 under a mark of 1000, 3 open: 30 of loss, 2.97 to open; |200 - 495| - 200
    footing = by(
        Fraction(1000), sides=Sides.AFTER_CLOSING, open_loss=True, opening_fee=Fraction(1, 1000)
    )
    assert reserved([order(-5, "990")], LONG, footing) == usdt("127.97")


def test_a_fee_is_reserved_even_where_closing_sets_more_free_than_opening_needs():
    # of 3 sold at 1000, 1 opens: its fee is 1; its 100 are less than the 200 set free
    footing = by(sides=Sides.AFTER_CLOSING, opening_fee=Fraction(1, 1000))
    assert reserved([order(-3, "1000")], LONG, footing) == usdt("1")


def test_what_closes_is_rated_as_the_position_is_and_what_adds_as_it_says():
    footing = by(sides=Sides.AFTER_CLOSING)
    assert reserved([order(-4, "1000", "1")], LONG, footing) == usdt("0")
    assert reserved([order(1, "1000", "1")], LONG, footing) == usdt("1000")


def test_a_loss_is_counted_from_the_limit_whatever_the_margin_is_measured_at():
    footing = by(Fraction(1000), priced_at=PricedAt.WORSE, open_loss=True)
    found = order_margin(order(-1, "990"), LINEAR, footing)
    assert (found.initial, found.open_loss) == (100, 10)


def test_the_larger_side_is_larger_with_its_fees():
    # 20 and 0.6 either way; to close 0.588 of the bid, 0.612 of the offer
    footing = by(opening_fee=Fraction(6, 10_000), closing_fee=None)
    book = [order(1, "1000", "50"), order(-1, "1000", "50")]
    assert reserved(book, FLAT, footing) == usdt("21.22")
    assert reserved(book[:1], FLAT, footing) == usdt("21.19")


def test_an_order_that_can_only_close_reserves_nothing():
    only = order(5, "1000", reduce_only=True)
    assert reserved([only], FLAT, PLAIN) == usdt("0")
    assert order_margin(only, LINEAR, PLAIN).total == 0


def stepped(by_size):
    """10 % up to 2 lots or 2000, 50 % above."""
    bounds = (2, 2000)
    edge = Fraction(bounds[0 if by_size else 1])
    low, high = Fraction(1, 10), Fraction(1, 2)
    tiers = (
        MarginTier(floor=Fraction(0), cap=edge, initial=low, maintenance=low),
        MarginTier(floor=edge, cap=None, initial=high, maintenance=high),
    )
    table = TierTable(tiers=tiers, stepped=True, by_size=by_size)
    return terms(tiers=Dated[TierTable].always(table))


@pytest.mark.parametrize("by_size", [True, False])
@pytest.mark.parametrize(
    ("held", "size", "due"),
    [
        (0, 2, "200"),  # 2 lots: 10 %
        (0, 3, "1500"),  # 3 lots: 50 %
        (1, 2, "1000"),  # 1 held and 2 more are 3 lots: 50 % of the 2
        (2, -3, "100"),  # 2 close, 1 opens a short of 1: 10 %
        (2, -1, "0"),
        (-2, -1, "500"),
    ],
)
def test_the_tier_is_that_of_the_position_the_side_would_make(by_size, held, size, due):
    instrument = stepped(by_size)
    holding = Holding(instrument, held, USDT.exactly(1000 * held))
    assert reserved([order(size, "1000")], holding, by(rated_by=RatedBy.TIER)) == usdt(due)


def test_what_closing_sets_free_is_measured_in_the_tier_the_side_leads_to():
    # long 3: 50 % of 3000; a sale of 5 leaves a short of 2, at 10 %: nothing more is needed
    # long 1: 100; buying 2 makes 3 lots at 50 %: 1500 - 100
    footing = by(rated_by=RatedBy.TIER, sides=Sides.AFTER_CLOSING)
    instrument = stepped(by_size=True)
    long = Holding(instrument, 3, usdt("3000"))
    assert reserved([order(-5, "1000")], long, footing) == usdt("0")
    one = Holding(instrument, 1, usdt("1000"))
    assert reserved([order(2, "1000")], one, footing) == usdt("1400")


def test_reserves_are_rounded_up_at_once_or_part_by_part():
    # 333.333.. and 0.333..: together 333.67; apart 333.34 and 0.34
    orders = [order(1, "1000", "3")]
    assert reserved(orders, FLAT, PLAIN) == usdt("333.34")
    fee = Fraction(1, 3000)
    assert reserved(orders, FLAT, by(opening_fee=fee)) == usdt("333.67")
    assert reserved(orders, FLAT, by(opening_fee=fee, rounded_apart=True)) == usdt("333.68")


def test_the_margin_of_what_is_held_is_at_entry_or_at_the_mark():
    assert held_margin(FLAT, PLAIN) == 0
    assert held_margin(LONG, by(Fraction(1500))) == 200
    assert held_margin(LONG, by(Fraction(1500), held_at_mark=True)) == 300
    with pytest.raises(MissingMarkError, match="BTCUSDT"):
        held_margin(LONG, by(held_at_mark=True))


@pytest.mark.parametrize(("size", "fee"), [(2, "18"), (-2, "22")])
def test_what_is_held_keeps_its_fee_to_close(size, fee):
    # 2000 at 10x: bankrupt at 1800 or 2200
    held = Holding(LINEAR, size, usdt(str(1000 * size)))
    assert held_margin(held, by(closing_fee=Fraction(1, 100))) == 200 + Fraction(fee)


def test_the_initial_margin_is_that_of_position_and_orders():
    assert initial_margin([order(-3, "1100")], LONG, PLAIN) == usdt("310")
    assert initial_margin([], LONG, evolve(PLAIN, leverage=Exact(3))) == usdt("666.67")


def test_what_is_left_is_never_below_zero():
    orders = [order(1, "1000")]
    assert available(usdt("150"), orders, FLAT, PLAIN) == usdt("50")
    assert available(usdt("50"), orders, FLAT, PLAIN) == usdt("0")
    with pytest.raises(AssetMismatchError):
        available(XBT.exactly(1), orders, FLAT, PLAIN)


POOL = CrossPool(
    name="cross",
    balances=FrozenMap({USDT: usdt("1000"), XBT: XBT.exactly(1)}),
    holdings=FrozenMap({POOLED: LONG}),
    leverage=FrozenMap({POOLED: TEN, COIN: Exact(5)}),
)
MARKS = {"BTCUSDT": Fraction(1100), "XBTUSD": Fraction(1000)}
WORTHS = {XBT: Fraction(1000)}
AT_MARK = OrderRules(held_at_mark=True)
OURS = OpenOrders(position=POOLED, instrument=LINEAR, orders=(order(1, "1000"),))
OTHERS = OpenOrders(
    position=COIN, instrument=INVERSE, orders=(Order(size=500, price=Price.of("1000")),)
)


def test_a_pool_needs_the_margin_of_every_position_and_its_orders():
    # 2 at 1100 by 10: 220; 1000 by 10: 100; 0.5 coins by 5 at 1000: 100
    found = pool_initial_margin(POOL, [OURS, OTHERS], MARKS, AT_MARK, asset=USDT, worths=WORTHS)
    assert found == 220 + 100 + 100
    assert pool_initial_margin(POOL, [], MARKS, AT_MARK, asset=USDT) == 220


def test_what_a_pool_has_left_is_its_equity_less_that():
    # 1000 + 1 coin at 1000 + 2 x 100 of profit - 420
    found = pool_available(POOL, [OURS, OTHERS], MARKS, AT_MARK, asset=USDT, worths=WORTHS)
    assert found == 1780
    large = OpenOrders(position=POOLED, instrument=LINEAR, orders=(order(30, "1000"),))
    assert pool_available(POOL, [large], MARKS, AT_MARK, asset=USDT, worths=WORTHS) == 0
    closed = evolve(POOL, holdings=FrozenMap({POOLED: FLAT}))
    assert pool_available(closed, [], {}, AT_MARK, asset=USDT, worths=WORTHS) == 2000


def test_a_profit_in_another_asset_counts_less_its_haircut_and_a_loss_in_full():
    # 1000 USD bought at 1000 are 1 coin; at 2000 half a coin is won, at 500 one is lost
    coin = Holding(INVERSE, 1000, XBT.exactly("-1"))
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt("5000")}),
        holdings=FrozenMap({COIN: coin}),
        leverage=FrozenMap({COIN: TEN}),
    )
    worths = {XBT: Worth(Fraction(1000), Fraction(1, 10))}
    for mark, profit in ((2000, 450), (500, -1000)):
        left = pool_available(
            pool, [], {"XBTUSD": Fraction(mark)}, OrderRules(), asset=USDT, worths=worths
        )
        assert left == 5000 + profit - 100


def test_a_pool_knows_last_prices_by_symbol():
    rules = OrderRules(priced_at=PricedAt.LAST, held_at_mark=True)
    sale = OpenOrders(position=POOLED, instrument=LINEAR, orders=(order(-3, "1000"),))
    lasts = {"BTCUSDT": Fraction(1200)}
    found = pool_initial_margin(POOL, [sale], MARKS, rules, asset=USDT, lasts=lasts)
    assert found == 220 + 120
    with pytest.raises(MissingMarkError, match="last price"):
        pool_initial_margin(POOL, [sale], MARKS, rules, asset=USDT)


def test_orders_of_one_position_come_once():
    with pytest.raises(TermsError, match="given twice"):
        pool_initial_margin(POOL, [OURS, OURS], MARKS, AT_MARK, asset=USDT)
