"""Amounts and sizes; each answer is judged by trying it and one unit more."""

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import isoledger as il
from isoledger.core.whatif.limits import UNITS_MAX, least
from tests.core.kit import LINEAR, POOLED, USDC, USDT, usdt
from tests.core.whatif.kit import CENT, NOW, at, exact, long, pooled

WORTHLESS = evolve(NOW, worths={USDC: il.Worth(Fraction(1), Fraction(1))})
CUT = evolve(NOW, worths={USDC: il.Worth(Fraction(1), Fraction(1, 4))})


def test_the_least_top_up_saves_and_a_cent_less_does_not():
    # at 900: 100 - 100 = 0 against 45: 45.01 more, since at equality it is liquidated
    for position in (long(), pooled()):
        assert il.top_up(position, at(900)) == usdt("45.01")
        assert il.top_up(position, NOW) == usdt("0")


def test_a_top_up_in_another_asset_counts_after_its_haircut():
    moment = CUT.at({"BTCUSDT": Fraction(900)})
    assert il.top_up(pooled(), moment, USDC) == USDC.exactly("60.01")  # 60.01 * 0.75 = 45.0075
    owing = pooled("110").moved(USDC.exactly("-10"))
    assert il.top_up(owing, moment, USDC) == USDC.exactly("56.67"), "a debt is paid in full first"
    with pytest.raises(il.TermsError, match="no amount is enough"):
        il.top_up(pooled(), WORTHLESS.at({"BTCUSDT": Fraction(900)}), USDC)
    with pytest.raises(il.MissingMarkError):
        il.top_up(pooled(), at(900), USDC)


def test_a_position_of_its_own_takes_one_asset_only():
    with pytest.raises(il.AssetMismatchError):
        il.top_up(long(), at(900), USDC)
    with pytest.raises(il.AssetMismatchError):
        il.removable(long(), NOW, USDC)


def test_what_can_be_taken_out_leaves_what_opening_needs():
    # at 1000: equity 150, opening needs 10 % of 1000
    for held in (long, pooled):
        assert il.removable(held("150"), NOW) == usdt("50")
        assert il.removable(held("50"), NOW) == usdt("0")
        # at 2000: equity 1150 less 200 leaves 950, but only the 150 put in can go
        assert il.removable(held("150"), at(2000)) == usdt("150")


def test_what_leverage_needs_stays():
    position = evolve(long("300"), leverage=il.Exact.of(4))
    assert il.removable(position, NOW) == usdt("50")


def test_another_asset_can_go_as_far_as_it_counts():
    rich = pooled("80").moved(USDC.exactly("100"))  # 80 + 75 against 100
    assert il.removable(rich, CUT, USDC) == USDC.exactly("73.33")
    assert il.removable(rich, CUT) == usdt("55")
    assert il.removable(pooled("300").moved(USDC.exactly("-10")), CUT, USDC) == USDC.zero


def test_margin_puts_the_price_where_it_is_wanted():
    # at 900: F - 100 = 45
    for held in (long, pooled):
        assert il.margin_for(held(), Fraction(900), NOW) == usdt("145")
        assert exact(NOW.price(held("145"))) == 900
        # far above the entry no margin is needed
        assert il.margin_for(held(), Fraction(2000), NOW) is None
        assert il.margin_for(held(cost="0", size=0), Fraction(2000), NOW) is None


def test_what_is_measured_at_the_mark_stays_there_while_the_price_moves():
    frozen = evolve(NOW, rules=il.Rules(basis=il.Basis.MARK))
    for held in (long, pooled):
        assert il.margin_for(held(), Fraction(900), frozen) == usdt("150")
        assert exact(frozen.price(held("150"))) == 900


def test_a_balance_of_another_asset_puts_it_there_as_well():
    assert il.margin_for(pooled("100"), Fraction(900), CUT, USDC) == USDC.exactly("60")
    assert il.margin_for(pooled("145.01"), Fraction(900), CUT, USDC) is None


POSITIONS = st.builds(
    lambda size, price, margin: long(margin=f"{margin}", cost=f"{size * price}", size=size),
    st.integers(-9, 9).filter(bool),
    st.integers(500, 1500),
    st.integers(0, 3000),
)
MARKS = st.integers(300, 3000)
RULES = st.sampled_from(
    [
        il.Rules(),
        il.Rules(basis=il.Basis.ENTRY),
        il.Rules(closing_fee=Fraction(1, 1000)),
        il.Rules(closing_fee=Fraction(1, 1000), fee_on=il.FeeOn.BANKRUPTCY),
    ]
)


@given(POSITIONS, MARKS, RULES)
def test_each_amount_is_true_and_one_unit_more_is_not(position, mark, rules):
    moment = evolve(at(mark), rules=rules)
    added = il.top_up(position, moment)
    assert moment.is_safe(il.if_moved(position, added))
    assert not added or not moment.is_safe(il.if_moved(position, added - CENT))
    spare = il.removable(position, moment)
    if spare:
        assert moment.is_open(il.if_moved(position, -spare))
    if spare < position.margin and moment.is_open(position):
        assert not moment.is_open(il.if_moved(position, -spare - CENT))
    wanted = il.margin_for(position, Fraction(mark), moment)
    if wanted is not None:
        assert not moment.is_safe(evolve(position, margin=wanted))
        assert moment.is_safe(evolve(position, margin=wanted + CENT))


@given(POSITIONS, MARKS, st.integers(0, 2000), st.booleans(), st.sampled_from([0, 10]))
def test_the_largest_size_fits_and_one_lot_more_does_not(position, mark, free, is_long, fee):
    rate, free = Fraction(fee, 10_000), usdt(str(free))
    price, moment = il.Price.of(mark), at(mark)
    size = il.largest_size(position, price, free, moment, is_long=is_long, fee_rate=rate)
    sign = 1 if is_long else -1
    assert size * sign >= 0

    def fits(lots):
        cost = USDT.round(abs(lots) * mark * rate, il.Rounding.CEILING)
        if cost > position.collateral + free:
            return False
        after = il.if_traded(position, lots, price, moment, margin=free, fee=cost)
        return not after.holding.size or moment.is_open(after)

    assert not size or fits(size)
    if size or fits(0):
        assert not fits(size + sign)


def test_a_fee_that_is_more_than_all_there_is_buys_nothing():
    price, free = il.Price.of(1000), usdt("99")
    for held in (long, pooled):
        flat = held("0", cost="0", size=0)
        assert il.largest_size(flat, price, free, NOW, is_long=True, fee_rate=Fraction(1, 10)) == 0


def test_closing_comes_before_opening_the_other_way():
    # short of 2 with nothing behind it: 2 lots close it; 100 free open one more lot at 1000
    for held in (long, pooled):
        short = held("0", cost="-2000", size=-2)
        assert il.largest_size(short, il.Price.of(1000), usdt("100"), NOW, is_long=True) == 3
        assert il.largest_size(short, il.Price.of(1000), usdt("1"), NOW, is_long=False) == 0


def test_what_comes_free_may_be_of_any_asset_of_the_pool():
    flat = pooled("0", cost="0", size=0)
    price, free = il.Price.of(1000), USDC.exactly("400")  # counts for 300
    assert il.largest_size(flat, price, free, CUT, is_long=True) == 3


def test_a_new_leg_can_be_asked_about():
    fresh = il.PooledPosition(
        pool=pooled("400").pool, id=POOLED._replace(leg="short"), instrument=LINEAR
    )
    # 400 against 100 for what is held and 100 a lot
    assert il.largest_size(fresh, il.Price.of(1000), usdt("0"), NOW, is_long=False) == -3


def test_a_reserve_that_is_required_does_not_open():
    # 150 and 20 aside: 10 % of 1000 must stay, and the 20 besides
    kept = evolve(at(1000), rules=il.Rules(reserve_required=True))
    assert il.removable(long("150", reserve="20"), kept) == usdt("50")
    assert il.removable(long("150", reserve="20"), at(1000)) == usdt("70")


def test_closing_always_fits_though_nothing_pays_its_fee():
    owing, fee = long("0", cost="2000", size=2), Fraction(1, 1000)
    price = il.Price.of(900)
    found = il.largest_size(owing, price, usdt("0"), at(1000), is_long=False, fee_rate=fee)
    assert found == -2


def test_where_each_lot_brings_more_than_it_needs_no_size_is_the_largest():
    for position in (long(), pooled()):
        with pytest.raises(il.TermsError, match=r"gains more at the mark 1000 .* ask with"):
            il.largest_size(position, il.Price.of(500), usdt("0"), NOW, is_long=True)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_least_number_is_found_up_to_the_most(first, most):
    asked = []

    def holds(number):
        asked.append(number)
        return number >= first

    assert least(holds, most) == (first if first <= most else None)
    assert max(asked) <= most


def test_what_no_number_does_is_nothing():
    assert least(lambda _: False) is None
    assert least(lambda number: number == UNITS_MAX) == UNITS_MAX
