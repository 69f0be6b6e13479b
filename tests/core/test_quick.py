"""The price without its proof is the price with it."""

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from isoledger.core.certificate import LiquidationPrice, NoPrice
from isoledger.core.dated import Dated
from isoledger.core.errors import TermsError
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price
from isoledger.core.quick import QuickPrice, quick_price
from isoledger.core.rules import Basis, Rules, Shown
from isoledger.core.tiers import MarginTier, TierTable
from tests.core.kit import BTC, INVERSE, LINEAR, XBT, terms, usdt
from tests.core.test_pieces import long
from tests.laws.test_liquidation import MARK, RULES, positions


@settings(max_examples=200)
@given(positions(steep=400), st.booleans(), RULES, MARK | st.none(), st.sampled_from([None, 1, -1]))
def test_the_quick_price_is_the_proven_one(position, by_size, rules, mark, funding):
    if by_size:
        position = counted_by_size(position)
    if rules.basis is Basis.MARK:
        mark = mark or Fraction(50)
    rate = None if funding is None else Fraction(funding, 1000)
    quick = quick_price(position, rules, time_ns=0, mark=mark, funding=rate)
    proven = liquidation_price(position, rules, time_ns=0, mark=mark, funding=rate)
    if isinstance(proven, LiquidationPrice):
        assert quick.exact == proven.exact
        assert quick.ticks * position.holding.instrument.tick == proven.tick
    else:
        assert quick is proven.reason


def counted_by_size(position):
    """The same with tiers by lots."""
    held = position.holding
    table = held.instrument.tiers.at(0)
    tiers = tuple(evolve(tier, deduction=Fraction(0)) for tier in table.tiers)
    counted = Dated.always(TierTable(tiers=tiers, stepped=True, by_size=True))
    terms = evolve(held.instrument, tiers=counted)
    return evolve(position, holding=Holding(terms, held.size, held.cost))


def quick(held, **more):
    time_ns, rules = more.pop("time_ns", 0), Rules(**more.pop("rules", {}))
    return quick_price(held, rules, time_ns=time_ns, **more)


def test_a_price_without_its_proof():
    # 100 + w - 1000 = 0.05 w at 947.368...: 9,473 ticks of a tenth
    found = quick(long())
    assert found == QuickPrice(exact=Fraction(90_000, 95), ticks=9473)
    short = quick(long(cost="-1000", size=-1))
    assert short == QuickPrice(exact=Fraction(110_000, 105), ticks=10477)


def test_why_there_is_none():
    assert quick(long(size=0, cost="0")) is NoPrice.FLAT
    assert quick(long(margin="1000")) is NoPrice.COVERED
    assert quick(long(margin="999.99")) is NoPrice.BELOW_TICK
    sunk = evolve(long(size=-1, cost="-1000"), holding=Holding(LINEAR, -1, usdt("1000")))
    assert quick(sunk) is NoPrice.SUNK
    with pytest.raises(TermsError, match="tiers are not known"):
        quick(long(instrument=terms(tiers=None)))


def test_what_is_not_shown_is_none_and_what_is_stays_exact():
    shown = {"shown": Shown(ceiling=Fraction(900))}
    assert quick(long(), rules=shown) is NoPrice.UNSHOWN
    shown = {"shown": Shown(ceiling=Fraction(950))}
    assert quick(long(), rules=shown) == quick(long())


def test_a_reserve_that_is_required_is_left_out():
    assert quick(long(reserve="10"), rules={"reserve_required": True}) == quick(long())
    assert quick(long(reserve="10")) == quick(long(margin="110"))


def test_a_part_of_a_table_and_a_requirement_above_the_value_go_the_long_way():
    tier = MarginTier(floor=Fraction(0), cap=None, initial=Fraction(1), maintenance=Fraction(1))
    for table in (TierTable(tiers=(tier,), part=True), TierTable(tiers=(tier,))):
        held = long(instrument=terms(tiers=Dated.always(table)))
        assert quick(held) is NoPrice.SUNK
    entry = quick(long(), rules={"basis": Basis.ENTRY})
    assert entry == QuickPrice(exact=Fraction(950), ticks=9500)


def test_predicted_funding_counts_the_quick_way_too():
    # a long pays 1 %: 900 / 0.94; a short pays -1 %: 1100 / 1.06
    asks = {"funding_required": True}
    paid = quick(long(), rules=asks, funding=Fraction(1, 100))
    assert paid.exact == Fraction(90_000, 94)
    short = quick(long(cost="-1000", size=-1), rules=asks, funding=Fraction(-1, 100))
    assert short.exact == Fraction(110_000, 106)
    assert quick(long(), rules=asks, funding=Fraction(-1, 100)) == quick(long())


def test_a_requirement_that_is_rounded_at_the_mark_goes_the_long_way():
    # at 990 maintenance is 49.5, cut by steps of 7 to 49: 100 + w - 1000 = 0.05 w - 0.5
    found = quick(long(), rules={"requirement_step": Fraction(7)}, mark=Fraction(990))
    assert found.exact == Fraction(89_950, 95)
    assert quick(long(), rules={"requirement_step": Fraction(7)}) == quick(long())


def test_an_inverse_contract_the_quick_way():
    # 0.001 + w - 0.01 = 0.05 w for a short of 100: 100 / w at 10,555.5 up to a half
    held = IsolatedPosition(
        id=BTC,
        holding=Holding(INVERSE, -100, XBT.exactly("0.01")),
        margin=XBT.exactly("0.001"),
        reserve=XBT.zero,
    )
    found = quick(held)
    assert found == QuickPrice(exact=Fraction(95_000, 9), ticks=21112)


def test_of_several_roots_behind_steps_the_first_on_the_way_down_is_found():
    """140 + w - 200: half of all above 101 is asked, at 120; a tenth at 66, below the step."""
    rates = [(0, 10, "0.005"), (10, 100, "0.01"), (100, 101, "0.1"), (101, None, "0.5")]
    tiers = tuple(
        MarginTier(
            floor=Fraction(floor),
            cap=None if cap is None else Fraction(cap),
            initial=Fraction(1),
            maintenance=Fraction(rate),
        )
        for floor, cap, rate in rates
    )
    table = TierTable(tiers=tiers, stepped=True)
    held = long(instrument=terms(tiers=Dated.always(table)), cost="200", margin="140")
    assert quick(held) == QuickPrice(exact=Fraction(120), ticks=1200)
    assert liquidation_price(held, Rules(), time_ns=0).exact == 120


def test_a_requirement_that_jumps_over_equity_ends_a_short_past_the_floor():
    """100 and 1000 - w are more than 1 % of 1,000 at 1,000, and less than a fifth of it behind."""
    rates = [(0, 1000, "0.01"), (1000, None, "0.2")]
    tiers = tuple(
        MarginTier(
            floor=Fraction(floor),
            cap=None if cap is None else Fraction(cap),
            initial=Fraction(1),
            maintenance=Fraction(rate),
        )
        for floor, cap, rate in rates
    )
    whole = terms(tiers=Dated.always(TierTable(tiers=tiers, stepped=True)))
    held = long(instrument=whole, size=-1, cost="-1000", margin="100")
    assert quick(held) == QuickPrice(exact=Fraction(1000), ticks=10_001)
