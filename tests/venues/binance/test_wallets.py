"""The two wallets of an isolated position, through its life."""

from fractions import Fraction

import pytest

import isoledger as il
from isoledger.core.holding import Holding
from isoledger.venues.binance.wallets import Trade, Wallets
from isoledger.venues.framing import Frame, alone

AT = il.PositionId("BNBUSDT")
START = Frame(
    symbol="BNBUSDT",
    quantity=Fraction("0.04"),
    entry=Fraction("403.99"),
    lot=Fraction(1, 100),
).holding


def flat(cross: str) -> Wallets:
    nothing = Holding.nothing(START.instrument)
    return Wallets(
        position=alone(nothing, Fraction(0), position=AT),
        cross=START.instrument.settle.exactly(cross),
    )


def trade(size: int, price: str, fee: str, realised: str | None = None) -> Trade:
    profit = None if realised is None else Fraction(realised)
    return Trade(size=size, price=il.Exact.of(price), fee=Fraction(fee), realised=profit)


def test_an_opening_takes_its_share_from_cross_and_its_fee_from_the_position():
    after = flat("10").opened(
        trade(4, "403.99", "0.00646384"), leverage=Fraction(2), mark=Fraction(404)
    )
    assert after.position.margin.value == Fraction("8.07333616")
    assert after.cross.value == Fraction("1.9202")
    assert after.balance.value == 10 - Fraction("0.00646384")


def test_a_round_trip_leaves_everything_in_cross():
    held_on = flat("10").opened(trade(4, "400", "0.01"), leverage=Fraction(2), mark=Fraction(399))
    closed = held_on.closed(trade(-4, "410", "0.01"))
    assert closed.position.margin.units == 0
    assert closed.position.holding.is_flat
    assert closed.cross.value == 10 + Fraction("0.4") - Fraction("0.02")


def test_a_booked_profit_is_taken_over_a_computed_one():
    held_on = flat("10").opened(trade(4, "400", "0"), leverage=Fraction(2), mark=Fraction(400))
    assert held_on.closed(trade(-4, "410", "0", "0.39")).cross.value == Fraction("10.39")


@pytest.mark.parametrize("size", [-8, -12])
def test_a_turn_splits_its_fee_by_quantity(size):
    held_on = flat("10").opened(trade(4, "400", "0"), leverage=Fraction(2), mark=Fraction(400))
    after = held_on.turned(trade(size, "400", "0.12"), leverage=Fraction(2), mark=Fraction(400))
    opened = Fraction(-size - 4, 100)
    assert after.position.holding.size == size + 4
    assert after.position.margin.value == opened * 200 - Fraction("0.12") * (size + 4) / size
    assert after.balance.value == 10 - Fraction("0.12")


def test_a_loss_beyond_the_margin_is_the_insurances():
    held_on = flat("10").opened(trade(4, "400", "0"), leverage=Fraction(2), mark=Fraction(400))
    assert held_on.closed(trade(-4, "100", "0")).balance.value == 2
