from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.cross import CrossPool
from isoledger.core.errors import MalformedNumberError, MissingMarkError, TermsError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price
from isoledger.core.risk import (
    Requirement,
    Risk,
    Worth,
    holding_risk,
    pool_risk,
    position_risk,
)
from isoledger.core.rules import Basis, FeeOn, Rules
from tests.core.kit import (
    BTC,
    COIN,
    INVERSE,
    LINEAR,
    POOLED,
    USDC,
    USDT,
    XBT,
    terms,
    usdt,
)

PLAIN = Rules()
HELD = Holding(LINEAR, 2, usdt("200"))
LONG = IsolatedPosition(id=BTC, holding=HELD, margin=usdt("20"), reserve=usdt("3"))
HUNDRED = Fraction(100)


def risk(equity, initial, maintenance):
    return Risk(
        equity=Fraction(equity), initial=Fraction(initial), maintenance=Fraction(maintenance)
    )


def bare_risk(holding, mark, rules, time_ns):
    return holding_risk(holding, mark, Requirement.of(holding, rules, time_ns))


def test_the_risk_of_a_position_is_collateral_and_profit_against_its_requirements():
    # worth 2 * 110 = 220: 23 + 20 against 22 to open and 11 to keep
    assert position_risk(LONG, Fraction(110), PLAIN, time_ns=0) == risk(43, 22, 11)
    assert position_risk(LONG, Fraction(90), PLAIN, time_ns=0) == risk(3, 18, 9)


def test_a_flat_position_needs_nothing_and_no_tiers():
    flat = IsolatedPosition.flat(BTC, terms(tiers=None))
    assert position_risk(flat, HUNDRED, PLAIN, time_ns=0) == risk(0, 0, 0)


def test_without_tiers_nothing_is_required_and_so_nothing_is_answered():
    with pytest.raises(TermsError) as caught:
        bare_risk(Holding(terms(tiers=None), 1, usdt("1")), HUNDRED, PLAIN, 0)
    assert str(caught.value) == "BTCUSDT: its margin tiers are not known"


def test_an_inverse_position_has_no_risk_at_a_price_of_zero():
    with pytest.raises(MalformedNumberError):
        bare_risk(Holding(INVERSE, 100, XBT.exactly("-0.0125")), Fraction(0), PLAIN, 0)


def test_the_requirement_may_be_measured_at_entry_and_contain_the_closing_fee():
    rules = Rules(basis=Basis.ENTRY, closing_fee=Fraction(1, 100))
    # 5 % of 200 at entry, and 1 % of 2 * 110 now
    at_110 = bare_risk(HELD, Fraction(110), rules, 0)
    assert at_110 == risk(20, 20, Fraction(10) + Fraction(22, 10))
    needs = Requirement.of(HELD, rules, 0)
    assert needs.base(HELD, Fraction(7)) == 200
    assert needs.tier(HELD, Fraction(7)) is needs.table.tiers[0]


@pytest.mark.parametrize(
    ("equity", "maintenance", "liquidatable", "bankrupt", "ratio"),
    [
        (10, 5, False, False, Fraction(1, 2)),
        (5, 5, True, False, Fraction(1)),
        (4, 5, True, False, Fraction(5, 4)),
        (0, 5, True, True, None),
        (-1, 5, True, True, None),
        (-1, 0, True, True, None),
        (0, 0, False, False, None),
        (10, 0, False, False, Fraction(0)),
    ],
)
def test_a_position_is_liquidated_when_equity_no_longer_exceeds_its_requirement(
    equity, maintenance, liquidatable, bankrupt, ratio
):
    found = risk(equity, 0, maintenance)
    assert found.is_liquidatable is liquidatable
    assert found.is_bankrupt is bankrupt
    assert found.margin_ratio == ratio


def test_risks_add_up():
    assert risk(1, 2, 3) + risk(10, 20, 30) == risk(11, 22, 33)


COINS = Holding(INVERSE, 100, XBT.exactly("-0.0125"))
POOL = CrossPool(
    name="cross",
    balances=FrozenMap({USDT: usdt("20"), XBT: XBT.exactly("0.5"), USDC: USDC.zero}),
    holdings=FrozenMap(
        {
            POOLED: HELD,
            COIN._replace(pool="cross"): COINS,
            POOLED._replace(leg="long"): Holding.nothing(LINEAR),
        }
    ),
)
MARKS = {"BTCUSDT": Fraction(110), "XBTUSD": Fraction(10_000)}
WORTHS = {XBT: Fraction(9000)}


def test_a_pool_counts_every_asset_at_its_worth():
    # cash 20 + 0.5 * 9000; profits 20 + 0.0025 * 9000; worth now 220 and 0.01 coins
    found = pool_risk(POOL, MARKS, PLAIN, time_ns=0, asset=USDT, worths=WORTHS)
    assert found.equity == 20 + 4500 + 20 + Fraction(225, 10)
    assert found.initial == 22 + Fraction(1, 1000) * 9000
    assert found.maintenance == 11 + Fraction(1, 2000) * 9000


def test_a_sum_of_requirements_is_cut_once():
    # 11 + 0.0005 * 9000 = 15.5 for the pool; the parts are not cut on their own
    cut = Rules(basis=Basis.MARK, requirement_step=Fraction(1))
    found = pool_risk(POOL, MARKS, cut, time_ns=0, asset=USDT, worths=WORTHS)
    whole = pool_risk(POOL, MARKS, PLAIN, time_ns=0, asset=USDT, worths=WORTHS)
    assert (found.maintenance, whole.maintenance) == (15, Fraction(31, 2))
    assert (found.equity, found.initial) == (whole.equity, whole.initial)


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_cut_is_a_step_above_zero(step):
    with pytest.raises(TermsError, match=f"step {step} is not above zero"):
        Rules(basis=Basis.MARK, requirement_step=Fraction(step))


def test_what_the_cut_at_the_mark_took_off_stands_while_a_moving_requirement_is_solved():
    # 2 coins bought at 100 with 30 behind them: 5 % of 206 is 10.3, cut to 10 at a mark of 103
    position = IsolatedPosition(
        id=BTC, holding=Holding(LINEAR, 2, usdt("200")), margin=usdt("30"), reserve=usdt("0")
    )
    cut = Rules(requirement_step=Fraction(1))
    whole, at_mark = (
        liquidation_price(position, rules, time_ns=0, mark=Fraction(103)).exact
        for rules in (PLAIN, cut)
    )
    assert whole == Fraction(170) / Fraction("1.9")
    assert at_mark == (170 - Fraction("0.3")) / Fraction("1.9")
    assert liquidation_price(position, cut, time_ns=0).exact == whole, "no mark, no cut"


def test_what_is_not_there_needs_no_worth_and_what_is_flat_no_mark():
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({XBT: XBT.zero, USDT: usdt("5")}),
        holdings=FrozenMap({POOLED: Holding.nothing(LINEAR)}),
    )
    assert pool_risk(pool, {}, PLAIN, time_ns=0, asset=USDT) == risk(5, 0, 0)


def test_a_missing_mark_or_worth_is_named():
    with pytest.raises(MissingMarkError) as caught:
        pool_risk(POOL, {}, PLAIN, time_ns=0, asset=USDT, worths=WORTHS)
    assert str(caught.value) == "the risk of a pool needs the mark of BTCUSDT; pass it in"
    for worths in (None, {}):
        with pytest.raises(MissingMarkError) as caught:
            pool_risk(POOL, MARKS, PLAIN, time_ns=0, asset=USDT, worths=worths)
        assert str(caught.value) == "collateral in another asset needs the mark of XBt; pass it in"


def test_the_tiers_of_the_day_count():
    steep = il.TierTable.flat(initial=Fraction(1, 2), maintenance=Fraction(1, 4))
    dated = il.Dated(((0, LINEAR.tiers.at(0)), (5, steep)))
    held = Holding(terms(tiers=dated), 2, usdt("200"))
    assert bare_risk(held, HUNDRED, PLAIN, 4) == risk(0, 20, 10)
    assert bare_risk(held, HUNDRED, PLAIN, 5) == risk(0, 100, 50)


def test_a_haircut_is_taken_off_what_is_had_and_not_off_what_is_owed():
    # 1 coin had counts 9000 * 0.8; 1 coin owed counts 9000 against
    worths = {XBT: Worth(Fraction(9000), Fraction(1, 5))}
    had = CrossPool(name="cross", balances=FrozenMap({XBT: XBT.exactly(1)}))
    owed = CrossPool(name="cross", balances=FrozenMap({XBT: XBT.exactly(-1)}))
    equity = [
        pool_risk(pool, {}, PLAIN, time_ns=0, asset=USDT, worths=worths).equity
        for pool in (had, owed)
    ]
    assert equity == [7200, -9000]


def test_a_requirement_in_another_asset_is_owed_without_a_haircut():
    # XBTUSD: profit 0.0025 coins counts 0.8 of 9000, the requirement of 0.0005 all of it
    inverse = evolve(
        POOL,
        balances=FrozenMap(),
        holdings=FrozenMap(
            {COIN._replace(pool="cross"): POOL.holdings[COIN._replace(pool="cross")]}
        ),
    )
    full = pool_risk(inverse, MARKS, PLAIN, time_ns=0, asset=USDT, worths=WORTHS)
    worths = {XBT: Worth(Fraction(9000), Fraction(1, 5))}
    found = pool_risk(inverse, MARKS, PLAIN, time_ns=0, asset=USDT, worths=worths)
    assert found.equity == full.equity * Fraction(8, 10)
    assert found.maintenance == full.maintenance


def test_a_loss_in_another_asset_is_owed_without_a_haircut():
    at = COIN._replace(pool="cross")
    inverse = evolve(POOL, balances=FrozenMap(), holdings=FrozenMap({at: POOL.holdings[at]}))
    symbol = POOL.holdings[at].instrument.symbol
    fallen = {**MARKS, symbol: MARKS[symbol] / 2}
    worths = {XBT: Worth(Fraction(9000), Fraction(1, 5))}
    found = pool_risk(inverse, fallen, PLAIN, time_ns=0, asset=USDT, worths=worths)
    assert found.equity == POOL.holdings[at].profit(fallen[symbol]) * 9000 < 0


@pytest.mark.parametrize("haircut", ["-0.1", "1.1"])
def test_a_haircut_is_a_share(haircut):
    with pytest.raises(TermsError, match="is no share"):
        Worth(Fraction(1), Fraction(haircut))


def test_a_pool_cannot_be_judged_by_a_fee_at_the_bankruptcy_price_of_one_position():
    rules = Rules(closing_fee=Fraction(1, 1000), fee_on=FeeOn.BANKRUPTCY)
    with pytest.raises(TermsError, match="no bankruptcy price to take a fee at"):
        pool_risk(POOL, MARKS, rules, time_ns=0, asset=USDT, worths=WORTHS)


def test_a_pool_is_told_the_predicted_rate_of_each_symbol():
    rules = Rules(funding_required=True)
    plain = pool_risk(POOL, MARKS, rules, time_ns=0, asset=USDT, worths=WORTHS)
    rates = {"BTCUSDT": Fraction(1, 100)}
    found = pool_risk(POOL, MARKS, rules, time_ns=0, asset=USDT, worths=WORTHS, funding=rates)
    assert found.maintenance == plain.maintenance + 220 * Fraction(1, 100)


def test_cash_and_a_loss_in_the_same_coin_are_netted_before_the_haircut():
    """1 coin had and 0.4 lost leave 0.6, of which 0.8 counts; with 1.4 lost, 0.4 is owed whole."""
    at = COIN._replace(pool="cross")
    instrument = POOL.holdings[at].instrument
    worths = {XBT: Worth(Fraction(9000), Fraction(1, 5))}
    for lost, equity in (("0.4", 6 * 9 * 80), ("1.4", -4 * 900)):
        value = instrument.value(1, Fraction(100))
        cost = XBT.exactly(value) + XBT.exactly(lost)
        holdings = FrozenMap({at: Holding(instrument, 1, cost)})
        pool = evolve(POOL, balances=FrozenMap({XBT: XBT.exactly(1)}), holdings=holdings)
        marks = {instrument.symbol: Fraction(100)}
        found = pool_risk(pool, marks, PLAIN, time_ns=0, asset=USDT, worths=worths)
        assert found.equity == equity


@pytest.mark.parametrize(("larger_leg", "maintenance"), [(False, 25), (True, 15)])
def test_of_two_legs_the_larger_needs_margin_where_the_rules_say_so(larger_leg, maintenance):
    """3 short and 2 long at 100, of which 5 % each."""
    holdings = FrozenMap(
        {
            POOLED._replace(leg="long"): Holding(LINEAR, 2, usdt("200")),
            POOLED._replace(leg="short"): Holding(LINEAR, -3, usdt("-300")),
        }
    )
    pool = evolve(POOL, balances=FrozenMap(), holdings=holdings)
    rules = Rules(larger_leg=larger_leg)
    found = pool_risk(pool, {LINEAR.symbol: HUNDRED}, rules, time_ns=0, asset=USDT)
    assert (found.equity, found.maintenance) == (0, maintenance)
    assert found.initial == 2 * maintenance
