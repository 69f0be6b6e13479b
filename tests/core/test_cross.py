import copy
import pickle
from fractions import Fraction

import pytest

import isoledger as il
from isoledger.core.cross import CrossPool
from isoledger.core.errors import IncompleteEventError, MissingMarkError
from isoledger.core.events import Fee, InsuranceClear
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from tests.core.kit import (
    BTC,
    COIN,
    CROSS,
    INVERSE,
    LINEAR,
    POOLED,
    USDT,
    XBT,
    account,
    fill,
    listing,
    margin,
    stamp,
    usdt,
)

AT = {"stamp": stamp(9), "position": POOLED}
HELD = Holding(LINEAR, 2, usdt("200"))
POOL = CrossPool(
    name="cross",
    balances=FrozenMap({USDT: usdt("20")}),
    holdings=FrozenMap({POOLED: HELD}),
)


def test_a_pool_pays_losses_out_of_one_purse_and_may_owe():
    step = POOL.apply(fill(9, -1, "50", position=POOLED, fee=usdt("1")), LINEAR)
    assert step.state.balance(USDT) == usdt("-31")
    assert step.state.holdings[POOLED] == Holding(LINEAR, 1, usdt("100"))
    assert step.entry.total(CROSS, USDT) == usdt("-51")


def test_a_fee_in_another_asset_is_another_balance_of_the_pool():
    step = POOL.apply(fill(9, 1, "50", position=POOLED, fee=XBT.exactly("0.1")), LINEAR)
    assert step.state.balance(XBT) == XBT.exactly("-0.1")
    assert step.state.balance(USDT) == usdt("20")


def test_what_was_never_opened_is_flat():
    assert POOL.holding(COIN, INVERSE) == Holding.nothing(INVERSE)
    assert POOL.holding(POOLED, LINEAR) is HELD


def test_nothing_moved_opens_no_balance():
    step = CrossPool(name="cross").apply(fill(9, 1, "50", position=POOLED), LINEAR)
    assert dict(step.state.balances) == {}
    step = POOL.apply(il.Funding(**AT, amount=XBT.zero), LINEAR)
    assert dict(step.state.balances) == {USDT: usdt("20")}


@pytest.mark.parametrize(
    ("event", "balance", "held"),
    [
        (il.Funding(**AT, amount=usdt("-3")), "17", HELD),
        (il.EntryRebase(**AT, realised=usdt("7")), "27", Holding(LINEAR, 2, usdt("207"))),
        (
            il.Deleveraging(**AT, size=-1, price=il.Price.of(110)),
            "30",
            Holding(LINEAR, 1, usdt("100")),
        ),
        (il.Liquidation(**AT, price=il.Price.of(80)), "-20", Holding.nothing(LINEAR)),
        (il.Liquidation(**AT, realised=usdt("-45")), "-25", Holding.nothing(LINEAR)),
        (
            il.Settlement(**AT, kind=il.SettlementKind.SESSION, price=il.Price.of(90)),
            "0",
            Holding(LINEAR, 2, usdt("180")),
        ),
        (
            il.Settlement(**AT, kind=il.SettlementKind.EARLY, amount=usdt("1"), fee=usdt("2")),
            "19",
            Holding.nothing(LINEAR),
        ),
        (il.PositionAssertion(**AT, size=9), "20", HELD),
    ],
    ids=range(8),
)
def test_every_event_of_a_pooled_position_settles_against_the_pool(event, balance, held):
    step = POOL.apply(event, LINEAR)
    assert step.state.balance(USDT) == usdt(balance)
    assert step.state.holdings[POOLED] == held


def test_the_rebase_of_nothing_in_a_pool_leaves_no_cost():
    flat = CrossPool(name="cross", holdings=FrozenMap({POOLED: Holding.nothing(LINEAR)}))
    step = flat.apply(il.EntryRebase(**AT, realised=usdt("7")), LINEAR)
    assert step.state.holdings[POOLED].is_flat
    assert step.state.balance(USDT) == usdt("7")


def test_leverage_and_opening_positions_are_kept():
    step = POOL.apply(il.LeverageChange(**AT, leverage=il.Exact.of(5)), LINEAR)
    assert step.state.leverage == {POOLED: il.Exact.of(5)}
    opening = il.OpeningPosition(**AT, size=2, cost=usdt("200"))
    assert CrossPool(name="cross").apply(opening, LINEAR).state.holdings == {POOLED: HELD}


@pytest.mark.parametrize(
    "event",
    [margin(9, "1", position=POOLED), il.ReserveMove(**AT, amount=usdt("1"))],
    ids=["margin", "reserve"],
)
def test_a_position_in_a_pool_has_no_margin_of_its_own(event):
    with pytest.raises(IncompleteEventError) as caught:
        POOL.apply(event, LINEAR)
    assert caught.value.needs == (
        "an isolated position; cross:BTCUSDT shares the margin of its pool"
    )


def test_a_pool_is_not_taken_over_without_a_price():
    with pytest.raises(IncompleteEventError):
        POOL.apply(il.Liquidation(**AT), LINEAR)


def test_the_profit_of_a_pool_sums_what_settles_in_one_asset():
    ether = LINEAR.symbol, il.PositionId("ETHUSDT", pool="cross")
    other = Holding(INVERSE, 100, XBT.exactly("-0.0125"))
    pool = CrossPool(
        name="cross",
        holdings=FrozenMap({POOLED: HELD, COIN: other, ether[1]: Holding(LINEAR, 0, USDT.zero)}),
    )
    marks = {"BTCUSDT": Fraction(110), "XBTUSD": Fraction(10_000)}
    assert pool.profit(USDT, marks) == 20
    assert pool.profit(XBT, marks) == Fraction(25, 10_000)


def test_a_mark_that_is_missing_is_named():
    with pytest.raises(MissingMarkError) as caught:
        POOL.profit(USDT, {})
    assert str(caught.value) == "the profit of a pool needs the mark of BTCUSDT; pass it in"


def test_positions_of_a_pool_stand_in_for_one_another_and_legs_are_two():
    long, short = (il.PositionId("BTCUSDT", leg, "cross") for leg in ("long", "short"))
    after = account(
        [
            listing(1),
            fill(2, 2, "100", position=long),
            fill(3, -2, "100", position=short),
            fill(4, -2, "90", position=long),
            fill(5, 1, "90", position=short),
        ]
    ).pools["cross"]
    assert after.balance(USDT) == usdt("-10")
    assert after.holdings[long].is_flat
    assert after.holdings[short] == Holding(LINEAR, -1, usdt("-100"))


def test_a_fee_or_a_clearing_of_a_pooled_position_is_the_pools():
    events = [listing(1), fill(2, 2, "100", position=POOLED)]
    fee = Fee(stamp=stamp(3), amount=usdt("3"), position=POOLED)
    clear = InsuranceClear(stamp=stamp(4), amount=usdt("1"), position=POOLED)
    assert account([*events, fee]).balance(USDT, CROSS) == usdt("-3")
    assert account([*events, fee, clear]).balance(USDT, CROSS) == usdt("-2")
    assert account([*events, fee, clear]).balance(USDT, il.ALL) == usdt("-2")


def test_the_book_of_a_pool_is_not_the_book_of_a_position():
    assert POOL.book == CROSS != str(BTC)


def test_a_pool_is_frozen_and_survives_copies():
    with pytest.raises(AttributeError):
        POOL.balances = FrozenMap()
    with pytest.raises(TypeError):
        POOL.balances[USDT] = usdt("1")
    assert pickle.loads(pickle.dumps(POOL)) == copy.deepcopy(POOL) == POOL
