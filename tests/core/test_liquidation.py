import random
from fractions import Fraction
from itertools import count

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import (
    bankruptcy_price,
    liquidation_price,
    pool_bankruptcy_price,
    pool_liquidation_price,
)
from isoledger.core.money import Money
from isoledger.core.quick import quick_price
from isoledger.core.risk import position_risk
from isoledger.core.rules import Basis, Evidence, Rules
from isoledger.core.tiers import MarginTier, TierTable
from tests.core.kit import (
    BTC,
    COIN,
    INVERSE,
    LINEAR,
    POOLED,
    QUANTO,
    USDT,
    XBT,
    terms,
    usdt,
)

PLAIN = Rules()


def position(contract, size, cost, margin, reserve=0):
    """A position with money as text."""
    settle = contract.settle
    return IsolatedPosition(
        id=il.PositionId(contract.symbol),
        holding=Holding(contract, size, settle.exactly(cost)),
        margin=settle.exactly(margin),
        reserve=settle.exactly(reserve),
    )


def steps(*rows, stepped=True):
    """Tiers of (cap, maintenance percent); initial is twice that."""
    tiers, floor, before, deducted = [], Fraction(0), Fraction(0), Fraction(0)
    for cap, percent in rows:
        rate = Fraction(percent) / 100
        deducted += Fraction(0) if stepped else floor * (rate - before)
        top = None if cap is None else Fraction(cap)
        deduction = deducted if floor else Fraction(0)
        tiers.append(
            MarginTier(
                floor=floor,
                cap=top,
                initial=min(rate * 2, 1),
                maintenance=rate,
                deduction=deduction,
            )
        )
        floor, before = top or floor, rate
    return il.Dated.always(TierTable(stepped=stepped, tiers=tuple(tiers)))


def proof(found):
    """*found* without who said which number: the same price may have other witnesses."""
    if not isinstance(found, LiquidationPrice):
        return found
    return evolve(found, certificate=evolve(found.certificate, inputs=()))


def solved(held, rules=PLAIN, **given):
    found = liquidation_price(held, rules, time_ns=0, **given)
    assert isinstance(found, LiquidationPrice)
    return found


# --- by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "exact", "tick"),
    [
        # 100 + w - 1000 = w/20          -> w = 900 * 20/19
        (position(LINEAR, 1, "1000", "100"), Fraction(18_000, 19), "947.3"),
        # 100 + 1000 - w = w/20          -> w = 1100 * 20/21
        (position(LINEAR, -1, "-1000", "100"), Fraction(22_000, 21), "1047.7"),
        # the reserve stands behind it as well: 110 + w - 1000 = w/20
        (position(LINEAR, 1, "1000", "100", "10"), Fraction(17_800, 19), "936.8"),
        # 0.00125 + 0.0125 - w = w/20    -> w = 0.01375 * 20/21, price 100/w
        (position(INVERSE, 100, "-0.0125", "0.00125"), Fraction(84_000, 11), "7636.0"),
        # 0.00125 + w - 0.0125 = w/20    -> w = 0.01125 * 20/19, price 100/w
        (position(INVERSE, -100, "0.0125", "0.00125"), Fraction(76_000, 9), "8444.5"),
        # quanto: 10 contracts at 200 cost 0.002; 0.0002 + w - 0.002 = w/20; price w/0.00001
        (position(QUANTO, 10, "0.002", "0.0002"), Fraction(3600, 19), "189.45"),
    ],
    ids=["long", "short", "reserve", "inverse long", "inverse short", "quanto"],
)
def test_the_price_is_where_equity_meets_the_requirement(held, exact, tick):
    found = solved(held)
    assert found.exact == exact
    assert found.tick == Fraction(tick)
    assert found.certificate.tier == 0


def test_the_certificate_says_all_that_is_needed_to_check_it():
    rules = Rules(evidence=Evidence.RECORDED)
    proof = solved(position(LINEAR, 1, "1000", "100"), rules).certificate
    exact = Fraction(18_000, 19)
    assert proof.equation == "100 + 1 * w - 1000 == 0 + 1/20 * w + 0 at w = 18000/19"
    assert proof.at_price.equity == proof.at_price.maintenance == exact / 20
    assert proof.at_price.initial == exact / 10
    assert proof.at_tick.is_liquidatable
    assert proof.at_tick.equity == Fraction("47.3")
    assert not proof.one_safer.is_liquidatable
    assert proof.one_safer.equity == Fraction("47.4")
    assert (proof.basis, proof.evidence) == (Basis.VALUE, Evidence.RECORDED)


def test_a_requirement_at_entry_does_not_move_with_the_price():
    # 5 % of 1000: 100 + w - 1000 = 50
    found = solved(position(LINEAR, 1, "1000", "100"), Rules(basis=Basis.ENTRY))
    assert found.exact == found.tick == 950
    assert found.certificate.at_tick.equity == found.certificate.at_tick.maintenance == 50
    assert found.certificate.one_safer.equity == Fraction("50.1")
    assert found.certificate.basis is Basis.ENTRY


def test_a_requirement_at_entry_with_a_closing_fee_moves_with_the_fee_only():
    # 100 + w - 1000 = 50 + w/1000   -> w = 950 * 1000/999
    rules = Rules(basis=Basis.ENTRY, closing_fee=Fraction(1, 1000))
    assert solved(position(LINEAR, 1, "1000", "100"), rules).exact == Fraction(950_000, 999)


def test_a_requirement_at_the_mark_stays_where_the_mark_is():
    # 5 % of a mark of 1200 is 60: 100 + w - 1000 = 60
    rules = Rules(basis=Basis.MARK)
    found = solved(position(LINEAR, 1, "1000", "100"), rules, mark=Fraction(1200))
    assert found.exact == 960
    assert found.certificate.at_price.maintenance == 60
    assert found.certificate.at_price.initial == 120


def test_a_requirement_at_the_mark_needs_the_mark():
    with pytest.raises(MissingMarkError) as caught:
        liquidation_price(position(LINEAR, 1, "1000", "100"), Rules(basis=Basis.MARK), time_ns=0)
    assert str(caught.value) == "maintenance at the mark needs the mark of BTCUSDT; pass it in"


def test_the_fee_to_close_is_required_on_top():
    # 100 + w - 1000 = w/20 + w/1000  -> w = 900 / 0.949
    rules = Rules(closing_fee=Fraction(1, 1000))
    assert solved(position(LINEAR, 1, "1000", "100"), rules).exact == Fraction(900_000, 949)


def test_a_value_in_a_higher_tier_is_solved_there():
    # 5 % to 1000, then 10 % less 50; size 2 for 2000: 300 + w - 2000 = w/10 - 50 -> w = 1650/0.9
    contract = terms(tiers=steps((1000, 5), (None, 10), stepped=False))
    found = solved(position(contract, 2, "2000", "300"))
    assert found.exact == Fraction(1650, 1) / Fraction(9, 10) / 2
    assert found.certificate.tier == 1
    assert found.certificate.equation.endswith("== 0 + 1/10 * w + -50 at w = 5500/3")


def test_a_value_beyond_the_last_cap_is_solved_in_the_last_tier():
    # capped at 500 and worth 1100/1.05 all the same
    contract = terms(tiers=steps((500, 5), stepped=False))
    found = solved(position(contract, -1, "-1000", "100"))
    assert found.exact == Fraction(22_000, 21)
    assert found.certificate.tier == 0


def test_a_short_is_liquidated_where_a_stepped_requirement_jumps_over_its_equity():
    # at 1000: 15 of equity against 10; just above: against 20
    contract = terms(tiers=steps((1000, 1), (None, 2)))
    found = solved(position(contract, -1, "-960", "55"))
    assert found.exact == 1000
    assert found.tick == Fraction("1000.1")
    proof = found.certificate
    assert (proof.at_price.equity, proof.at_price.maintenance) == (15, 10)
    assert (proof.at_tick.equity, proof.at_tick.maintenance) == (
        Fraction("14.9"),
        Fraction("20.002"),
    )
    assert proof.one_safer == proof.at_price
    assert not proof.one_safer.is_liquidatable
    assert proof.tier == 1


def test_an_inverse_long_is_liquidated_where_a_stepped_requirement_jumps_over_its_equity():
    # 100 USD; worth 0.0125 at 8000, where 1 % becomes 2 %: 0.0002 of equity, 0.000125, 0.00025
    contract = terms(
        "XBTUSD",
        settle=XBT,
        payoff=il.Payoff.INVERSE,
        tick=Fraction(1, 2),
        tiers=steps((Fraction(1, 80), 1), (None, 2)),
    )
    found = solved(position(contract, 100, "-0.0120", "0.0007"))
    assert found.exact == 8000
    assert found.tick == Fraction("7999.5")
    assert found.certificate.at_tick.is_liquidatable
    assert not found.certificate.one_safer.is_liquidatable


def test_the_lowest_price_has_no_tick_below_it():
    # 0.04 + 0.05 - w = w/20 -> 0.0857..., up to the first tick; half of 0.0857... is safe
    found = solved(position(LINEAR, -1, "-0.05", "0.04"))
    assert found.tick == Fraction("0.1")
    assert found.certificate.one_safer.equity == Fraction("0.09") - Fraction("0.09") / 2 / Fraction(
        "1.05"
    )
    assert not found.certificate.one_safer.is_liquidatable


# --- no price ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (IsolatedPosition.flat(BTC, LINEAR), NoPrice.FLAT),
        (position(LINEAR, 1, "1000", "1000"), NoPrice.COVERED),
        (position(LINEAR, 1, "1000", "1001"), NoPrice.COVERED),
        (position(LINEAR, 1, "-5", "0"), NoPrice.COVERED),
        (position(INVERSE, -100, "0.0125", "0.0125"), NoPrice.COVERED),
        (position(LINEAR, 1, "10", "9.99"), NoPrice.BELOW_TICK),
        (position(terms(tiers=steps((None, 100))), 1, "1000", "100"), NoPrice.SUNK),
        (position(terms(tiers=steps((None, 100))), 1, "1000", "1000"), NoPrice.SUNK),
        (position(terms(tiers=steps((None, 100))), 1, "1000", "1001"), NoPrice.COVERED),
    ],
    ids=range(9),
)
def test_where_no_mark_liquidates_the_reason_is_said(held, reason):
    assert liquidation_price(held, PLAIN, time_ns=0) == NoLiquidationPrice(reason=reason)


def test_a_requirement_that_grows_faster_than_a_long_gains_has_no_price_below():
    whole = terms(tiers=steps((None, 100)))
    rules = Rules(closing_fee=Fraction(1, 100))
    for margin, reason in (
        ("100", NoPrice.SUNK),
        ("1000", NoPrice.SUNK),
        ("1001", NoPrice.REVIVED),
    ):
        found = liquidation_price(position(whole, 1, "1000", margin), rules, time_ns=0)
        assert found == NoLiquidationPrice(reason=reason)
    marks = {50: NoPrice.COVERED, 100: NoPrice.REVIVED, 1000: NoPrice.REVIVED}
    for mark, reason in marks.items():  # 1 + w exceeds 1.01 w below 100
        held = position(whole, 1, "1000", "1001")
        found = liquidation_price(held, rules, time_ns=0, mark=Fraction(mark))
        assert found == NoLiquidationPrice(reason=reason)


def test_without_tiers_nothing_is_solved():
    with pytest.raises(TermsError):
        liquidation_price(position(terms(tiers=None), 1, "1000", "100"), PLAIN, time_ns=0)


# --- by search: every tick is tried, in arithmetic of its own ------------------------------------


def cases():
    """Contracts of every kind with three tiers and between 20 and 60 percent of margin."""
    dice, found = random.Random(20261122), []
    for _ in range(120):
        long, inverse, stepped = (dice.random() < 0.5 for _ in range(3))
        edges = sorted(dice.sample(range(60, 160), 2))
        percents = sorted(dice.sample(range(1, 20), 3))
        found.append(
            {
                "long": long,
                "inverse": inverse,
                # where the requirement falls with the value, steps make more than one crossing
                "stepped": stepped and long is inverse,
                "rows": list(zip([*edges, None], percents, strict=True)),
                "margin": dice.randrange(2000, 6000),
            }
        )
    return found


def spelled(price, *, long, inverse, stepped, rows, margin):
    """Equity less requirement of one contract worth 100 at a price of 100, spelled out."""
    size = 1 if long else -1
    value = 10_000 / price if inverse else price
    worth, cost = (-size * value, -size * 100) if inverse else (size * value, size * 100)
    due = floor = Fraction(0)
    for cap, percent in rows:
        top = value if cap is None else min(value, Fraction(cap))
        if stepped and value > floor:
            due = value * Fraction(percent) / 100
        elif not stepped and top > floor:
            due += (top - floor) * Fraction(percent) / 100
        floor = Fraction(cap or 0)
    return Fraction(margin, 100) + worth - cost - due


@pytest.mark.parametrize("case", cases(), ids=range(120))
def test_no_tick_on_the_way_is_liquidatable_before_the_one_that_is_said(case):
    long, inverse = case["long"], case["inverse"]
    contract = terms(
        payoff=il.Payoff.INVERSE if inverse else il.Payoff.LINEAR,
        multiplier=Fraction(10_000) if inverse else Fraction(1),
        tick=Fraction(1, 4),
        tiers=steps(*case["rows"], stepped=case["stepped"]),
    )
    cost = 10_000 if long is not inverse else -10_000
    held = IsolatedPosition(
        id=BTC,
        holding=Holding(contract, 1 if long else -1, Money(cost, USDT)),
        margin=Money(case["margin"], USDT),
        reserve=USDT.zero,
    )
    step = -contract.tick if long else contract.tick
    assert spelled(Fraction(100), **case) > 0
    way = (Fraction(100) + away * step for away in count())
    bad = next(price for price in way if price <= 0 or spelled(price, **case) <= 0)
    found = liquidation_price(held, PLAIN, time_ns=0)
    assert isinstance(found, LiquidationPrice)
    assert found.tick == bad
    proof = found.certificate
    assert proof.at_tick.equity - proof.at_tick.maintenance == spelled(bad, **case)
    assert proof.at_tick.is_liquidatable
    assert not proof.one_safer.is_liquidatable


# --- pools ---------------------------------------------------------------------------------------

ETHER = il.PositionId("ETHUSDT", pool="cross")


def pool(*, cash="100", more=()):
    return CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt(cash)}),
        holdings=FrozenMap({POOLED: Holding(LINEAR, 1, usdt("1000")), **dict(more)}),
    )


def in_pool(held, at=POOLED, rules=PLAIN, **marks):
    return pool_liquidation_price(
        held,
        at,
        {"BTCUSDT": Fraction(1000), **{k: Fraction(v) for k, v in marks.items()}},
        rules,
        time_ns=0,
    )


def test_a_pool_of_one_position_is_liquidated_where_the_position_alone_would_be():
    alone = solved(position(LINEAR, 1, "1000", "100"))
    assert proof(in_pool(pool())) == proof(alone)


def test_the_other_positions_of_a_pool_count_at_their_marks():
    # ETH: 10 at 20, now 15: -50 of profit, 7.5 to keep, 15 to open
    ether = Holding(terms("ETHUSDT"), 10, usdt("200"))
    found = in_pool(pool(more=[(ETHER, ether)]), ETHUSDT=15)
    # 100 - 50 + w - 1000 = 7.5 + w/20 -> w = 957.5 * 20/19
    assert found.exact == Fraction(19_150, 19)
    proof = found.certificate
    assert proof.at_price.equity == proof.at_price.maintenance
    assert proof.at_price.initial == 15 + found.exact / 10
    assert proof.equation.startswith("50 + 1 * w - 1000 == 15/2 + 1/20 * w + 0 at w = ")


def test_both_legs_of_one_symbol_move_with_its_price():
    # long 3 at 1000, short 1 at 1000: net 2 at 1000, and 5 % of all 4
    long, short = (il.PositionId("BTCUSDT", leg, "cross") for leg in ("long", "short"))
    hedged = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt("500")}),
        holdings=FrozenMap(
            {long: Holding(LINEAR, 3, usdt("3000")), short: Holding(LINEAR, -1, usdt("-1000"))}
        ),
    )
    # 500 + 2p - 2000 = 4p/20 -> p = 1500/1.8
    assert in_pool(hedged, long).exact == Fraction(1500) / Fraction(9, 5)
    # for the short leg nothing is wrong on the way up
    assert in_pool(hedged, short) == NoLiquidationPrice(reason=NoPrice.COVERED)


def test_a_pool_that_cannot_be_saved_by_any_price_of_a_short_is_sunk():
    short = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt("-2000")}),
        holdings=FrozenMap({POOLED: Holding(LINEAR, -1, usdt("-1000"))}),
    )
    assert in_pool(short) == NoLiquidationPrice(reason=NoPrice.SUNK)


def test_a_leg_that_is_flat_or_unknown_has_no_price():
    flat = pool(more=[(ETHER, Holding.nothing(terms("ETHUSDT")))])
    assert in_pool(flat, ETHER) == NoLiquidationPrice(reason=NoPrice.FLAT)
    assert in_pool(flat, COIN) == NoLiquidationPrice(reason=NoPrice.FLAT)


def test_a_pool_measured_at_the_mark_uses_the_marks_given():
    # 5 % of 1000: 100 + w - 1000 = 50
    assert in_pool(pool(), rules=Rules(basis=Basis.MARK)).exact == 950


def test_collateral_in_another_coin_counts_at_its_worth():
    held = CrossPool(
        name="cross",
        balances=FrozenMap({XBT: XBT.exactly("0.01")}),
        holdings=FrozenMap({POOLED: Holding(LINEAR, 1, usdt("1000"))}),
    )
    marks = {"BTCUSDT": Fraction(1000)}
    found = pool_liquidation_price(
        held, POOLED, marks, PLAIN, time_ns=0, worths={XBT: Fraction(10_000)}
    )
    assert proof(found) == proof(solved(position(LINEAR, 1, "1000", "100")))
    with pytest.raises(MissingMarkError):
        pool_liquidation_price(held, POOLED, marks, PLAIN, time_ns=0)


def test_a_mark_that_is_missing_is_named():
    ether = Holding(terms("ETHUSDT"), 10, usdt("200"))
    with pytest.raises(MissingMarkError, match="needs the mark of ETHUSDT"):
        in_pool(pool(more=[(ETHER, ether)]))


# --- bankruptcy ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "price"),
    [
        (position(LINEAR, 1, "1000", "100"), Fraction(900)),
        (position(LINEAR, 1, "1000", "90", "10"), Fraction(900)),
        (position(LINEAR, -2, "-2000", "100"), Fraction(1050)),
        # 100 / (0.0125 + 0.00125)
        (position(INVERSE, 100, "-0.0125", "0.00125"), Fraction(80_000, 11)),
        # 100 / (0.0125 - 0.00125)
        (position(INVERSE, -100, "0.0125", "0.00125"), Fraction(80_000, 9)),
        (position(LINEAR, 1, "1000", "1000"), None),
        (position(LINEAR, 1, "1000", "1001"), None),
        (position(INVERSE, -100, "0.0125", "0.0125"), None),
        (IsolatedPosition.flat(BTC, LINEAR), None),
    ],
    ids=range(9),
)
def test_a_position_is_bankrupt_where_it_has_lost_all_behind_it(held, price):
    assert bankruptcy_price(held) == price
    if price is not None:
        assert held.collateral.value + held.holding.profit(price) == 0
        liquidated = solved(held).exact
        assert price < liquidated if held.holding.size > 0 else price > liquidated


def test_of_two_prices_where_a_requirement_jumps_the_mark_says_which_comes_first():
    # 1 % up to a value of 100, 2 % of all of it above: a long of 1 that cost 99.50, with 1.30.
    # Above 100: 1.30 + w - 99.50 = 0.02 w at w = 98.20 / 0.98 = 100.204...; below: at 98.20 / 0.99.
    tiers = TierTable(
        stepped=True,
        tiers=(
            MarginTier(
                floor=Fraction(0),
                cap=Fraction(100),
                initial=Fraction(1, 10),
                maintenance=Fraction(1, 100),
            ),
            MarginTier(
                floor=Fraction(100),
                cap=None,
                initial=Fraction(1, 10),
                maintenance=Fraction(2, 100),
            ),
        ),
    )
    cents = il.Asset("USDT", 2)
    contract = il.Instrument(
        symbol="X",
        base="X",
        quote="USDT",
        settle=cents,
        payoff=il.Payoff.LINEAR,
        multiplier=Fraction(1),
        tick=Fraction(1, 100),
        tiers=il.Dated.always(tiers),
    )
    held = IsolatedPosition(
        id=il.PositionId("X"),
        holding=Holding(contract, 1, cents.exactly("99.50")),
        margin=cents.exactly("1.30"),
        reserve=cents.zero,
    )
    above = liquidation_price(held, Rules(), time_ns=0, mark=Fraction(101))
    below = liquidation_price(held, Rules(), time_ns=0, mark=Fraction("99.5"))
    assert proof(above) == proof(liquidation_price(held, Rules(), time_ns=0))
    assert (above.exact, below.exact) == (Fraction(9820, 98), Fraction(9820, 99))


def test_what_is_liquidatable_at_its_mark_was_ended_by_the_price_behind_it():
    # 1 % up to 100, 20 % of all of it above: a long that cost 110, with 20, ends at 90 / 0.8 and,
    # were it still there below 100, again at 90 / 0.99
    contract = terms(tiers=steps((100, 1), (None, 20)))
    held = position(contract, 1, "110", "20")
    dead, alive = Fraction(105), Fraction(95)
    assert il.position_risk(held, dead, PLAIN, time_ns=0).is_liquidatable
    assert solved(held, mark=dead).exact == Fraction(225, 2)
    assert not il.position_risk(held, alive, PLAIN, time_ns=0).is_liquidatable
    assert solved(held, mark=alive).exact == Fraction(9000, 99)


def test_a_jump_that_takes_exactly_all_equity_is_a_tick_further():
    # at 150: 15 of equity against 7.50, and just above it against 15
    held = position(terms(tiers=steps((150, 5), (None, 10))), -1, "-100", "65")
    found = solved(held)
    assert (found.exact, found.tick) == (150, Fraction("150.1"))
    assert found.certificate.at_tick.is_liquidatable
    assert not found.certificate.one_safer.is_liquidatable
    assert solved(held, mark=Fraction(150)).tick == Fraction("150.1")


def test_a_leg_that_lives_has_no_price_that_its_hedge_left_behind():
    # long 1 and short 2 of an inverse contract; 0.4 % of a value up to 1 and 20.4 % above: at a
    # price of 200 the requirement of both falls, so that the pool lives again beyond it
    coin = evolve(INVERSE, multiplier=Fraction(100), tiers=steps((1, "0.4"), (None, "20.4")))
    settle = coin.settle
    legs = [il.PositionId(coin.symbol, leg, "cross") for leg in ("long", "short")]
    held = [
        Holding(coin, 1, settle.exactly("-0.917431")),
        Holding(coin, -2, settle.exactly("2.150538")),
    ]
    hedged = CrossPool(
        name="cross",
        balances=FrozenMap({settle: settle.exactly("0.945")}),
        holdings=FrozenMap(dict(zip(legs, held, strict=True))),
    )
    rules, marks = Rules(closing_fee=Fraction(1, 100)), {coin.symbol: Fraction(100)}
    risk = il.pool_risk(hedged, marks, rules, time_ns=0, asset=settle)
    assert not risk.is_liquidatable
    found = pool_liquidation_price(hedged, legs[0], marks, rules, time_ns=0)
    assert found == NoLiquidationPrice(reason=NoPrice.COVERED)


def test_a_root_that_is_the_cap_of_its_tier_lies_in_it():
    # 11 + 100 - 110 = 1 % of 100; above, 20 % of all of it begins
    found = solved(position(terms(tiers=steps((100, 1), (None, 20))), 1, "110", "11"))
    assert (found.exact, found.certificate.tier) == (Fraction(990, 8), 1)
    near = solved(
        position(terms(tiers=steps((100, 1), (None, 20))), 1, "110", "11"), mark=Fraction(100)
    )
    assert (near.exact, near.certificate.tier) == (100, 0)


def test_a_mark_on_a_cap_is_judged_by_the_tier_below_it():
    # at 100: 10 against 1, and just above it against 20
    held = position(terms(tiers=steps((100, 1), (None, 20))), 1, "110", "20")
    assert solved(held, mark=Fraction(100)).exact == Fraction(9000, 99)


def test_a_hedge_that_is_owed_more_than_there_is_at_any_price_is_sunk():
    # long 1 and short 1 at the mark: 90 against 100, wherever the price goes
    legs = {
        il.PositionId("BTCUSDT", leg, "cross"): Holding(LINEAR, size, usdt(f"{1000 * size}"))
        for leg, size in (("long", 1), ("short", -1))
    }
    for cash in ("90", "100"):
        hedged = CrossPool(
            name="cross", balances=FrozenMap({USDT: usdt(cash)}), holdings=FrozenMap(legs)
        )
        for leg in legs:
            found = in_pool(hedged, leg, rules=Rules(basis=Basis.MARK))
            assert found == NoLiquidationPrice(reason=NoPrice.SUNK)


def test_the_certificate_of_a_pool_says_that_the_pool_stands():
    said = {one.name: one.origin for one in in_pool(pool()).certificate.inputs}
    assert said["equity that stands"] == "pool"


def test_a_pool_that_was_never_alive_above_its_mark_has_the_first_price_below():
    # long 3 and short 2: 500 + p - 1000 against 30 % of what is worth more than 2700, else 1 %:
    # dead at 1500 and all above, alive below 900, where the long has left its upper tier
    contract = terms(tiers=steps((2700, 1), (None, 30)))
    legs = [il.PositionId("BTCUSDT", leg, "cross") for leg in ("long", "short")]
    held = (Holding(contract, 3, usdt("3000")), Holding(contract, -2, usdt("-2000")))
    hedged = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt("500")}),
        holdings=FrozenMap(dict(zip(legs, held, strict=True))),
    )
    assert in_pool(hedged, legs[0], BTCUSDT=1500).exact == Fraction(10_000, 19)
    assert in_pool(hedged, legs[0], BTCUSDT=800).exact == Fraction(10_000, 19)


# --- bankruptcy of a reserve, and of a pool ------------------------------------------------------


def test_a_reserve_that_pays_the_fee_to_close_is_not_lost():
    held = position(LINEAR, 1, "1000", "100", "10")
    assert bankruptcy_price(held) == 890
    assert bankruptcy_price(held, Rules(reserve_required=True)) == 900


def test_a_pool_is_bankrupt_at_the_price_of_a_leg_at_which_nothing_is_left():
    coin = il.PositionId(INVERSE.symbol, pool="cross")
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt("425")}),
        holdings=FrozenMap(
            {
                POOLED: Holding(LINEAR, 1, usdt("1000")),
                coin: Holding(INVERSE, -1000, XBT.exactly("1.25")),
            }
        ),
    )
    marks, worths = {"BTCUSDT": Fraction(1000), "XBTUSD": Fraction(1000)}, {XBT: Fraction(500)}
    # the coins are short and worth 1: 0.25 lost, 125 of 425
    assert pool_bankruptcy_price(pool, POOLED, marks, worths=worths) == 1000 - 300
    with pytest.raises(MissingMarkError):
        pool_bankruptcy_price(pool, POOLED, marks)
    back = pool_bankruptcy_price(pool, coin, marks, worths={USDT: Fraction(1, 500)})
    assert back == 1000 / (Fraction(5, 4) - Fraction(425, 500))
    assert pool_bankruptcy_price(pool, BTC, marks, worths=worths) is None
    rich = evolve(pool, balances=FrozenMap({USDT: usdt("1125")}))
    assert pool_bankruptcy_price(rich, POOLED, marks, worths=worths) is None


def test_a_flat_leg_has_no_bankruptcy_price():
    pool = CrossPool(name="cross", holdings=FrozenMap({POOLED: Holding.nothing(LINEAR)}))
    assert pool_bankruptcy_price(pool, POOLED, {}) is None


# --- equality, and nothing required ---------------------------------------------------------------


@pytest.mark.parametrize(("strict", "long_tick", "short_tick"), [(False, 90, 110), (True, 89, 111)])
def test_where_equality_is_enough_the_tick_is_one_further(strict, long_tick, short_tick):
    """1 at 100; 5 % of the entry is 5 and 15 stand behind it: 90, or 110, to the tick."""
    whole, rules = terms(tick=Fraction(1)), Rules(basis=Basis.ENTRY, strict=strict)
    for size, tick in ((1, long_tick), (-1, short_tick)):
        held = position(whole, size, str(100 * size), "15")
        found = liquidation_price(held, rules, time_ns=0)
        assert found.exact == (90 if size > 0 else 110)
        assert found.tick == tick
        assert found.certificate.at_price.is_liquidatable is not strict
        assert found.certificate.at_tick.is_liquidatable
        assert not found.certificate.one_safer.is_liquidatable
        quick = quick_price(held, rules, time_ns=0)
        assert quick.ticks == tick


def test_a_first_tick_at_which_equality_is_enough_has_no_tick_below_it():
    whole, rules = terms(tick=Fraction(10)), Rules(basis=Basis.ENTRY, strict=True)
    held = position(whole, 1, "100", "95")  # 95 + 10 - 100 == 5
    assert liquidation_price(held, rules, time_ns=0) == NoLiquidationPrice(
        reason=NoPrice.BELOW_TICK
    )
    assert quick_price(held, rules, time_ns=0) is NoPrice.BELOW_TICK


def test_where_nothing_is_required_it_ends_below_nought_and_not_at_it():
    """A deduction of 5 takes off all that 5 % of less than 100 asks: 10 + w - 100 == 0 at 90."""
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=Fraction(1, 10),
        maintenance=Fraction(1, 20),
        deduction=Fraction(5),
    )
    table = TierTable(tiers=(tier,), part=True)
    whole = terms(tick=Fraction(1), tiers=Dated[TierTable].always(table))
    held = position(whole, 1, "100", "10")
    found = liquidation_price(held, PLAIN, time_ns=0)
    assert (found.exact, found.tick) == (90, 89)
    assert not found.certificate.at_price.is_liquidatable
    for price, is_dead in ((90, False), (Fraction(899, 10), True), (91, False)):
        risk = position_risk(held, Fraction(price), PLAIN, time_ns=0)
        assert (risk.maintenance, risk.is_liquidatable) == (0, is_dead)
    short = position(whole, -1, "-100", "20")  # 20 + 100 - w == 0.05 w - 5 at 119.05, as ever
    assert liquidation_price(short, PLAIN, time_ns=0).exact == Fraction(125 * 100, 105)


def test_a_pool_that_a_loss_of_the_leg_would_revive_is_not_called_covered():
    """Long 1 and short 3 at 100, at 200 the pool is dead; a fall costs the long and saves it."""
    whole = terms(tick=Fraction(1))
    long, short = (PositionId("BTCUSDT", leg, "cross") for leg in ("long", "short"))
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: usdt("150")}),
        holdings=FrozenMap(
            {
                long: Holding(whole, 1, usdt("100")),
                short: Holding(whole, -3, usdt("-300")),
            }
        ),
    )
    now = {symbol: Fraction(price) for symbol, price in ((whole.symbol, 200),)}
    reason = pool_liquidation_price(pool, long, now, PLAIN, time_ns=0)
    assert reason == NoLiquidationPrice(reason=NoPrice.REVIVED)
    safe = {whole.symbol: Fraction(100)}
    covered = pool_liquidation_price(pool, long, safe, PLAIN, time_ns=0)
    assert covered == NoLiquidationPrice(reason=NoPrice.COVERED)
    ended = pool_liquidation_price(pool, short, now, PLAIN, time_ns=0)
    assert ended.exact < 200


def test_where_the_larger_leg_needs_margin_the_price_of_both_says_so():
    """2 long and 3 short at 100 with 30: 30 + 100 - p == 0.15 p, and not 0.25 p."""
    holdings = FrozenMap(
        {
            POOLED._replace(leg="long"): Holding(LINEAR, 2, usdt("200")),
            POOLED._replace(leg="short"): Holding(LINEAR, -3, usdt("-300")),
        }
    )
    pool = CrossPool(name="cross", balances=FrozenMap({USDT: usdt("30")}), holdings=holdings)
    now, rules = {LINEAR.symbol: Fraction(100)}, Rules(larger_leg=True)
    long, short = (
        pool_liquidation_price(pool, POOLED._replace(leg=leg), now, rules, time_ns=0)
        for leg in ("long", "short")
    )
    assert short.exact == Fraction(13_000, 115)
    assert long == NoLiquidationPrice(reason=NoPrice.COVERED)
