"""Hypothetical trades, amounts and prices; each answer is judged by trying it and one unit more."""

from fractions import Fraction
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import isoledger as il
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.cross import CrossPool
from isoledger.core.errors import LimitedLiabilityError, TermsError
from isoledger.core.events import Funding
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import pool_liquidation_price
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price
from isoledger.core.risk import position_risk
from isoledger.core.rules import PLAIN_RULES, Basis, Rules
from isoledger.core.whatif import (
    Accrual,
    Moment,
    _least,
    break_even,
    if_isolated,
    if_levered,
    if_moved,
    if_pooled,
    if_traded,
    largest_size,
    margin_for,
    post_mortem,
    removable,
    time_to_liquidation,
    top_up,
)
from tests.core.kit import BTC, INVERSE, LINEAR, POOLED, USDT, XBT, fill, listing, stamp, usdt

NOW = Moment(rules=Rules(), time_ns=0, mark=Fraction(1000))
CENT = Money(1, USDT)


def long(margin="100", cost="1000", size=1, reserve="0"):
    return IsolatedPosition(
        id=BTC,
        holding=Holding(LINEAR, size, usdt(cost)),
        margin=usdt(margin),
        reserve=usdt(reserve),
    )


def exact(found):
    assert isinstance(found, LiquidationPrice)
    return found.exact


# --- trades and moves


def test_a_trade_that_was_not_made_goes_through_the_same_rules():
    # 1 more at 900: cost 1900, 100 behind both, fee 1 out of it: 99 + w - 1900 = 0.05 w
    after = if_traded(long(), 1, Price.of(900), NOW, fee=usdt("1"))
    assert (after.holding.size, after.holding.cost) == (2, usdt("1900"))
    assert exact(NOW.price(after)) == Fraction(1801 * 100, 95 * 2)


def test_margin_may_come_with_the_trade():
    after = if_traded(long(), -1, Price.of(1100), NOW, margin=usdt("5"))
    assert (after.holding.size, after.margin) == (0, usdt("205"))


def test_nothing_that_was_supposed_is_left_behind():
    before = long()
    if_traded(before, 1, Price.of(900), NOW)
    if_moved(before, usdt("7"))
    assert before == long()


def test_more_than_there_is_cannot_be_taken_out():
    assert if_moved(long(), usdt("-100")).margin == usdt("0")
    with pytest.raises(LimitedLiabilityError):
        if_moved(long(), usdt("-100.01"))


def test_leverage_sets_the_margin_anew():
    after = if_levered(long(), Exact.of(3), NOW)
    assert after.margin == usdt("333.34")
    assert after.leverage == Exact.of(3)
    assert if_levered(long(size=0, cost="0"), Exact.of(3), NOW).margin == usdt("0")
    with pytest.raises(TermsError, match="leverage: 0 is not above zero"):
        if_levered(long(), Exact.of(0), NOW)


def test_there_and_back_between_a_position_and_a_pool():
    pool = if_pooled(
        long(reserve="3"), CrossPool(name="cross", balances=il.FrozenMap({USDT: usdt("7")}))
    )
    assert pool.balance(USDT) == usdt("110")
    found = pool_liquidation_price(pool, POOLED, {"BTCUSDT": NOW.mark}, NOW.rules, time_ns=0)
    assert exact(found) == exact(NOW.price(long("110")))
    assert if_isolated(pool, POOLED, usdt("100")) == long()


def test_what_the_pool_holds_already_is_added_to():
    once = if_pooled(long(), CrossPool(name="cross"))
    twice = if_pooled(long(cost="1100"), once)
    assert twice.holdings[POOLED] == Holding(LINEAR, 2, usdt("2100"))
    assert twice.balance(USDT) == usdt("200")
    # a short of 3 at 1200 closes the 2 for a profit of 300
    against = if_pooled(long(cost="-3600", size=-3), twice)
    assert against.holdings[POOLED] == Holding(LINEAR, -1, usdt("-1200"))
    assert against.balance(USDT) == usdt("600")


# --- amounts


def test_the_least_top_up_saves_and_a_cent_less_does_not():
    # at 900: 100 - 100 = 0 against 45: 45.01 more, since at equality it is liquidated
    moment = NOW.at(Fraction(900))
    assert top_up(long(), moment) == usdt("45.01")
    assert top_up(long(), NOW) == usdt("0")


def test_what_can_be_taken_out_leaves_what_opening_needs():
    # at 1000: equity 150, opening needs 10 % of 1000
    assert removable(long("150"), NOW) == usdt("50")
    assert removable(long("50"), NOW) == usdt("0")
    # at 2000: equity 1150 less 200 leaves 950, but only the 150 put in can go
    assert removable(long("150"), NOW.at(Fraction(2000))) == usdt("150")


def test_a_reserve_that_is_required_does_not_open():
    # 150 and 20 aside: 10 % of 1000 must stay, and the 20 besides
    kept = Moment(rules=Rules(reserve_required=True), time_ns=0, mark=Fraction(1000))
    assert removable(long("150", reserve="20"), kept) == usdt("50")
    assert removable(long("150", reserve="20"), NOW) == usdt("70")


def test_margin_for_a_price_where_the_requirement_stands_at_the_mark():
    # 5 % of 1000 now, not of 900: F - 100 = 50
    moment = Moment(rules=Rules(basis=Basis.MARK), time_ns=0, mark=Fraction(1000))
    assert margin_for(long(), Fraction(900), moment) == usdt("150")
    assert exact(moment.price(long("150"))) == 900


def test_margin_puts_the_price_where_it_is_wanted():
    # at 900: F - 100 = 45
    assert margin_for(long(), Fraction(900), NOW) == usdt("145")
    assert exact(NOW.price(long("145"))) == 900
    # far above the entry no margin is needed
    assert margin_for(long(), Fraction(2000), NOW) is None


POSITIONS = st.builds(
    lambda size, price, margin: long(margin=f"{margin}", cost=f"{size * price}", size=size),
    st.integers(-9, 9).filter(bool),
    st.integers(500, 1500),
    st.integers(0, 3000),
)
MARKS = st.integers(300, 3000).map(Fraction)
RULES = st.sampled_from([Rules(), Rules(basis=Basis.ENTRY), Rules(closing_fee=Fraction(1, 1000))])


@given(POSITIONS, MARKS, RULES)
def test_each_amount_is_true_and_one_unit_more_is_not(position, mark, rules):
    moment = Moment(rules=rules, time_ns=0, mark=mark)
    added = top_up(position, moment)
    assert moment.is_safe(if_moved(position, added))
    assert not added or not moment.is_safe(if_moved(position, added - CENT))
    spare = removable(position, moment)
    if spare:
        assert moment.is_open(if_moved(position, -spare))
    if spare < position.margin and moment.is_open(position):
        assert not moment.is_open(if_moved(position, -spare - CENT))
    wanted = margin_for(position, mark, moment)
    if wanted is not None:
        assert not moment.is_safe(evolve(position, margin=wanted))
        assert moment.is_safe(evolve(position, margin=wanted + CENT))


@given(POSITIONS, MARKS, st.integers(0, 2000), st.booleans(), st.sampled_from([0, 10]))
def test_the_largest_size_fits_and_one_lot_more_does_not(position, mark, free, is_long, fee):
    rate, free = Fraction(fee, 10_000), usdt(str(free))
    price = Price.of(int(mark))
    moment = Moment(rules=Rules(), time_ns=0, mark=mark)
    size = largest_size(position, price, free, moment, is_long=is_long, fee_rate=rate)
    sign = 1 if is_long else -1
    assert size * sign >= 0

    held = position.holding.size
    closing = abs(held) if held * sign < 0 else 0

    def fits(lots):
        if abs(lots) == closing and lots:
            return True
        cost = USDT.round(abs(lots) * mark * rate, il.Rounding.CEILING)
        if cost > position.collateral + free:
            return False
        after = if_traded(position, lots, price, moment, margin=free, fee=cost)
        return not after.holding.size or moment.is_open(after)

    assert not size or fits(size)
    if size or fits(0):
        assert not fits(size + sign)


def test_a_fee_that_is_more_than_all_there_is_buys_nothing():
    flat, all_of_it = long("0", cost="0", size=0), Fraction(1, 10)
    price, free = Price.of(1000), usdt("99")
    assert largest_size(flat, price, free, NOW, is_long=True, fee_rate=all_of_it) == 0


def test_closing_always_fits_though_nothing_pays_its_fee():
    owing, price = long("0", cost="2000", size=2), Price.of(900)
    fee = Fraction(1, 1000)
    found = largest_size(owing, price, usdt("0"), NOW, is_long=False, fee_rate=fee)
    assert found == -2


def test_lots_that_gain_more_at_once_than_they_need_have_no_largest_number():
    # bought at 800 where the mark is 1000: 200 of profit a lot, and 100 to open it
    flat = long("0", cost="0", size=0)
    with pytest.raises(TermsError, match=r"800 gains more at the mark 1000 .* ask with 800 as the"):
        largest_size(flat, Price.of(800), usdt("99"), NOW, is_long=True)


def test_closing_comes_before_opening_the_other_way():
    # short of 2 with nothing behind it: 2 lots close it; 100 free open one more lot at 1000
    short = long("0", cost="-2000", size=-2)
    assert largest_size(short, Price.of(1000), usdt("100"), NOW, is_long=True) == 3


# --- prices and times


def test_the_break_even_price_pays_fees_and_funding_back():
    # (1000 + 3) / (1 - 0.001)
    rate = Fraction(1, 1000)
    found = break_even(long(), usdt("3"), fee_rate=rate)
    assert found == Fraction(1003) / (1 - rate)
    assert found - 1000 - 3 - rate * found == 0
    short = break_even(long(cost="-1000", size=-1), usdt("3"), fee_rate=rate)
    assert 1000 - short - 3 - rate * short == 0
    assert break_even(long(), usdt("-3")) == 997, "what was received lowers it"
    assert break_even(long(size=0, cost="0"), usdt("3")) is None
    assert break_even(long(), usdt("-1000")) is None, "it is won at any price"


def test_the_break_even_price_of_an_inverse_contract():
    # long 100 at 10,000: worth -0.01; 0.001 paid: worth must rise to -0.009: 100 / 0.009
    held = IsolatedPosition(
        id=BTC,
        holding=Holding(INVERSE, 100, XBT.exactly("-0.01")),
        margin=XBT.zero,
        reserve=XBT.zero,
    )
    assert break_even(held, XBT.exactly("0.001")) == Fraction(100_000, 9)


def test_funding_eats_the_margin_in_so_many_payments():
    # 0.1 % of 1000 a time; 100 - 1 n <= 50 after 50, the first at 7, every 8
    found = time_to_liquidation(long(), Fraction(1, 1000), NOW, every_ns=8, next_ns=7)
    assert found == Accrual(payments=50, time_ns=7 + 49 * 8, each=usdt("1"))
    again = NOW.at(Fraction(1000))
    assert again.is_safe(long("51"))
    assert not again.is_safe(long("50"))


def test_who_receives_funding_lives_as_far_as_it_goes():
    short = long(cost="-1000", size=-1)
    assert time_to_liquidation(short, Fraction(1, 1000), NOW, every_ns=8, next_ns=7) is None
    assert time_to_liquidation(long(), Fraction(0), NOW, every_ns=8, next_ns=7) is None
    flat = long(size=0, cost="0")
    assert time_to_liquidation(flat, Fraction(1, 1000), NOW, every_ns=8, next_ns=7) is None
    paying = time_to_liquidation(short, Fraction(-1, 1000), NOW, every_ns=8, next_ns=7)
    assert paying is not None
    assert paying.payments == 50


def test_funding_is_paid_by_the_margin_before_the_reserve():
    # 55 against 47.75, and a reserve of 10 on both sides: one payment of 9.55 is too much
    kept = Moment(rules=Rules(reserve_required=True), time_ns=0, mark=Fraction(955))
    held = long("100", reserve="10")
    lasts = time_to_liquidation(held, Fraction(1, 100), kept, every_ns=5, next_ns=7)
    assert lasts == Accrual(payments=1, time_ns=7, each=usdt("9.55"))
    after = evolve(held, margin=held.margin - lasts.each)
    assert kept.is_safe(held)
    assert not kept.is_safe(after)


def test_what_is_liquidatable_already_waits_for_no_payment():
    now = Moment(rules=Rules(), time_ns=3, mark=Fraction(900))
    lasts = time_to_liquidation(long(), Fraction(1, 100), now, every_ns=5, next_ns=7)
    assert lasts == Accrual(payments=0, time_ns=3, each=usdt("9"))


def test_profit_that_is_not_realised_does_not_pay_funding():
    # at 3000 its equity is 2100, but only the 100 of margin can pay: 34 payments of 3
    found = time_to_liquidation(
        long(), Fraction(1, 1000), NOW.at(Fraction(3000)), every_ns=1, next_ns=0
    )
    assert found is not None
    assert found.payments == 34


# --- what happened to it


def test_a_post_mortem_says_which_event_moved_the_price_where():
    events = [
        listing(0),
        il.MarginTransfer(stamp=stamp(1), position=BTC, amount=usdt("100")),
        fill(2, 1, "1000"),
        Funding(stamp=stamp(3), position=BTC, amount=usdt("-10")),
        il.MarginTransfer(stamp=stamp(4), position=BTC, amount=usdt("20")),
        fill(5, -1, "900"),
    ]
    told = post_mortem(il.Ledger.replay(events), BTC)
    assert [type(one.event).__name__ for one in told] == [
        "MarginTransfer", "Fill", "Funding", "MarginTransfer", "Fill",
    ]  # fmt: skip
    flat = NoLiquidationPrice(reason=NoPrice.FLAT)
    assert (told[0].before, told[0].after, told[1].before) == (flat, flat, flat)
    assert [exact(one.after) for one in told[1:4]] == [
        Fraction(90_000, 95), Fraction(91_000, 95), Fraction(89_000, 95),
    ]  # fmt: skip
    assert all(b.before == a.after for a, b in pairwise(told))
    assert told[-1].after == flat


def test_the_smallest_top_up_that_would_have_survived():
    """Long 1 at 1000 with 100, gone at 900: 45.01 more and it lives through 900."""
    events = [listing(0), il.MarginTransfer(stamp=stamp(1), position=BTC, amount=usdt("100"))]
    events += [
        fill(2, 1, "1000"),
        il.Liquidation(stamp=stamp(3), position=BTC, price=Price.of(900)),
    ]
    told = post_mortem(il.Ledger.replay(events), BTC)
    before = told[-2].position
    added = top_up(before, NOW.at(Fraction(900)))
    assert added == usdt("45.01")
    risk = position_risk(if_moved(before, added), Fraction(900), Rules(), time_ns=0)
    assert not risk.is_liquidatable


def test_a_position_nobody_opened_has_no_history():
    assert post_mortem(il.Ledger.replay([listing(0)], rules=PLAIN_RULES), BTC) == ()


def test_what_no_amount_can_do_is_said():
    """No rule is such that no amount helps; a test may be."""
    with pytest.raises(TermsError, match="no amount is enough"):
        _least(lambda _: False)


def test_a_payment_of_funding_is_rounded_up():
    moment = NOW.at(Fraction(1001))
    lasts = time_to_liquidation(long(), Fraction(1, 100_000), moment, every_ns=1, next_ns=0)
    assert lasts.each == usdt("0.02")
