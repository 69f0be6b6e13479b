"""All prices of a pool at once, by hand and against a fine grid of factors."""

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given, settings, strategies as st

from isoledger.core import stress as room
from isoledger.core.certificate import LiquidationPrice, NoPrice
from isoledger.core.cross import CrossPool
from isoledger.core.errors import TermsError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.core.risk import Worth
from isoledger.core.rules import Rules, Shown
from isoledger.core.stress import Setting, first_to_die, stressed
from tests.core.kit import INVERSE, LINEAR, POOLED, USDT, XBT, terms, usdt

ETHER = PositionId("ETHUSDT", pool="cross")
COIN = PositionId("XBTUSD", pool="cross")
ETH = terms("ETHUSDT", base="ETH")
MARKS = {"BTCUSDT": Fraction(1000), "ETHUSDT": Fraction(100), "XBTUSD": Fraction(1000)}
PLAIN = Setting(rules=Rules(), time_ns=0, asset=USDT, worths={XBT: Fraction(1000)})
FALL = dict.fromkeys(MARKS, Fraction(-1))
NEAR = Fraction(1, 10**9)


def pool(cash, **held):
    by_name = {"btc": (POOLED, LINEAR), "eth": (ETHER, ETH), "coin": (COIN, INVERSE)}
    holdings = {}
    for name, (size, cost) in held.items():
        at, instrument = by_name[name]
        money = (XBT if instrument is INVERSE else USDT).exactly(cost)
        holdings[at] = Holding(instrument, size, money)
    return CrossPool(
        name="cross", balances=FrozenMap({USDT: usdt(cash)}), holdings=FrozenMap(holdings)
    )


def test_one_long_dies_where_its_own_price_says():
    # 100 + 1000 (1 - t) - 1000 = 0.05 * 1000 (1 - t) at t = 50 / 950
    found = stressed(pool("100", btc=(1, "1000")), MARKS, PLAIN, FALL, limit=Fraction(1, 2))
    assert found is not None
    assert found.survives <= Fraction(50, 950) <= found.dies <= found.survives + NEAR
    assert found.risk.is_liquidatable
    assert found.marks["BTCUSDT"] == 1000 * (1 - found.dies)


def test_two_longs_die_together_sooner_than_either_alone():
    # 300 - 2000 t = 0.05 * 2000 (1 - t) at t = 200 / 1900
    both = pool("300", btc=(1, "1000"), eth=(10, "1000"))
    found = stressed(both, MARKS, PLAIN, FALL, limit=Fraction(1, 2))
    assert found is not None
    assert found.survives <= Fraction(200, 1900) <= found.dies
    assert stressed(both, MARKS, PLAIN, {"BTCUSDT": Fraction(-1)}, limit=Fraction(1, 10)) is None


def test_a_hedge_lives_through_what_ends_one_leg():
    hedged = pool("100", btc=(1, "1000"), eth=(-10, "-1000"))
    # losses cancel; 100 against 0.05 * 2000 (1 - t): dead at once, and never after
    at_once = stressed(hedged, MARKS, PLAIN, FALL, limit=Fraction(1, 2))
    assert at_once is not None
    assert (at_once.survives, at_once.dies) == (0, 0)
    richer = pool("101", btc=(1, "1000"), eth=(-10, "-1000"))
    assert stressed(richer, MARKS, PLAIN, FALL, limit=Fraction(1, 2)) is None
    rise = dict.fromkeys(MARKS, Fraction(1))
    found = stressed(richer, MARKS, PLAIN, rise, limit=Fraction(1, 2))
    # 101 = 100 (1 + t)
    assert found is not None
    assert found.survives <= Fraction(1, 100) <= found.dies


def test_betas_move_prices_by_their_own_measure():
    both = pool("300", btc=(1, "1000"), eth=(10, "1000"))
    found = stressed(
        both, MARKS, PLAIN, {"BTCUSDT": Fraction(-1), "ETHUSDT": Fraction(-2)}, limit=Fraction(2, 5)
    )
    # 300 - 3000 t = 0.05 (2000 - 3000 t) at t = 200 / 2850
    assert found is not None
    assert found.survives <= Fraction(200, 2850) <= found.dies


BETAS = st.sampled_from([-2, -1, 0, 1, 2]).map(Fraction)


@settings(max_examples=40)
@given(
    st.integers(50, 3000),
    st.integers(-5, 5),
    st.integers(-30, 30),
    st.sampled_from([-2000, -500, 0, 500, 1500]),
    st.tuples(BETAS, BETAS, BETAS),
)
def test_no_factor_of_a_fine_grid_dies_before_the_answer(cash, btc, eth, coin, betas):
    held = {}
    if btc:
        held["btc"] = (btc, str(btc * 1000))
    if eth:
        held["eth"] = (eth, str(eth * 100))
    if coin:
        held["coin"] = (coin, f"{-coin}e-3")
    subject = pool(str(cash), **held)
    direction = dict(zip(MARKS, betas, strict=True))
    limit = Fraction(7, 16)
    found = stressed(subject, MARKS, PLAIN, direction, limit=limit, within=Fraction(1, 10**6))
    assume(held)
    for n in range(113):
        factor = limit * n / 112
        moved = {s: p * (1 + direction[s] * factor) for s, p in MARKS.items()}
        dead = PLAIN.risk(subject, moved).is_liquidatable
        if found is None or factor <= found.survives:
            assert not dead or (found is not None and found.dies == factor == 0)
    if found is not None and found.dies - found.survives > 0:
        assert found.dies - found.survives <= Fraction(1, 10**6)
        near = PLAIN.risk(subject, found.marks)
        assert near.equity - near.maintenance <= Fraction(1, 10)


def test_the_leg_that_needs_the_smallest_move_is_the_first_to_die():
    both = pool("300", btc=(1, "1000"), eth=(5, "500"))
    found = first_to_die(both, MARKS, PLAIN)
    assert found is not None
    assert found[0] == POOLED
    assert found[1].exact < 1000
    assert first_to_die(pool("5000", btc=(1, "1000")), MARKS, PLAIN) is None
    flat = pool("5", btc=(0, "0"))
    assert first_to_die(flat, MARKS, PLAIN) is None
    assert stressed(flat, MARKS, PLAIN, FALL, limit=Fraction(1, 2)) is None


def test_a_leg_settled_in_another_coin_ends_where_the_whole_pool_does():
    both = pool("300", btc=(1, "1000"), coin=(1000, "-1"))
    for at in (POOLED, COIN):
        found = PLAIN.price(both, at, MARKS)
        assert isinstance(found, LiquidationPrice)
        risk = PLAIN.risk(both, {**MARKS, at.symbol: found.exact})
        assert risk.equity == risk.maintenance > 0
    assert first_to_die(both, MARKS, PLAIN) is not None
    # 300 + 1000 (1 - 1000 / p) = 50 + 50 * 1000 / p
    assert PLAIN.price(both, COIN, MARKS).exact == Fraction(1_050_000, 1250)


def test_what_other_coins_count_for_is_counted_in_the_legs_own():
    ether = Asset("ETH", 8)
    worths = {XBT: Fraction(1000), ether: Worth(Fraction(100), Fraction(1, 2))}
    asks = evolve(PLAIN, worths=worths)
    held = pool("0", coin=(1000, "-1"))
    cash = held.balances.set(ether, ether.exactly("6")).set(XBT, XBT.exactly("0"))
    found = asks.price(evolve(held, balances=cash), COIN, MARKS)
    # 6 * 50 + 1000 (1 - 1000 / p) = 50 * 1000 / p
    assert found.exact == Fraction(1_050_000, 1300)


def test_a_leg_whose_coin_counts_less_had_than_owed_has_no_straight_line():
    asks = evolve(PLAIN, worths={XBT: Worth(Fraction(1000), Fraction(1, 10))})
    with pytest.raises(TermsError, match=r"had it counts for 900 USDT and owed for 1000, .*alone"):
        asks.price(pool("300", coin=(1000, "-1")), COIN, MARKS)
    assert asks.price(pool("300"), COIN, MARKS).reason is NoPrice.FLAT


def test_a_price_that_the_venue_does_not_show_still_ends_the_pool():
    hidden = evolve(PLAIN, rules=Rules(shown=Shown(floor=Fraction(999))))
    held = pool("100", btc=(1, "1000"))
    assert hidden.price(held, POOLED, MARKS).reason is NoPrice.UNSHOWN
    found = first_to_die(held, MARKS, hidden)
    assert found is not None
    assert found[1].exact == Fraction(18_000, 19)


def test_a_price_must_stay_a_price():
    with pytest.raises(TermsError, match="BTCUSDT has no price at 1"):
        stressed(pool("100", btc=(1, "1000")), MARKS, PLAIN, FALL, limit=Fraction(1))


def test_a_question_too_fine_to_answer_is_refused(monkeypatch):
    monkeypatch.setattr(room, "_LOOKS_MAX", 5)
    with pytest.raises(TermsError, match="5 looks were not enough"):
        stressed(pool("100", btc=(1, "1000")), MARKS, PLAIN, FALL, limit=Fraction(1, 2))


def test_predicted_funding_counts_in_a_pool_too():
    asks = Setting(
        rules=Rules(funding_required=True),
        time_ns=0,
        asset=USDT,
        funding={"BTCUSDT": Fraction(1, 20)},
    )
    held = pool("100", btc=(1, "1000"))
    found = stressed(held, MARKS, asks, FALL, limit=Fraction(1, 2))
    assert found is not None
    assert found.dies == 0, "100 against (0.05 + 0.05) * 1000"
    assert first_to_die(held, MARKS, asks) is not None


def test_a_sum_that_is_rounded_down_lets_a_pool_live_longer():
    # 100 - 1000 t against 50 (1 - t), which is 40 from the first on: dead at 0.06, not at 0.0526
    cut = evolve(PLAIN, rules=Rules(requirement_step=Fraction(10)))
    found = stressed(pool("100", btc=(1, "1000")), MARKS, cut, FALL, limit=Fraction(1, 2))
    assert found is not None
    assert found.survives <= Fraction(6, 100) <= found.dies


def test_where_nothing_must_be_kept_only_a_debt_is_too_little():
    for cash in ("0", "5"):
        held = pool(cash, btc=(0, "0"))
        assert stressed(held, MARKS, PLAIN, FALL, limit=Fraction(1, 2)) is None
    owing = stressed(pool("-5", btc=(0, "0")), MARKS, PLAIN, FALL, limit=Fraction(1, 2))
    assert owing is not None
    assert owing.dies == 0
