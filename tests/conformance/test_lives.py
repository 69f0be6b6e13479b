"""What events do to a position's margin and to the free balance."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.conformance.lives import Life, decimal
from isoledger.core.errors import OffGridError
from isoledger.core.rules import Pot, Rules
from isoledger.venues.framing import Frame

FRAME = Frame(
    symbol="X",
    quantity=Fraction(2),
    entry=Fraction(100),
    margin=Fraction(20),
    maintenance=Fraction("0.01"),
)
RULES = Rules(fee_pot=Pot.HOME)
LIFE = Life.of(FRAME, RULES)


def test_it_begins_with_its_margin_and_nothing_moved():
    assert (LIFE.margin, LIFE.home) == (20, 0)


def test_margin_moved_in_comes_from_home():
    after = LIFE.moved(Fraction(5))
    assert (after.margin, after.home) == (25, -5)
    assert after.moved(Fraction(-5)) == LIFE


def test_funding_is_paid_by_the_pot_of_the_rules():
    assert LIFE.funded(Fraction(-3)).margin == 17
    home = Life.of(FRAME, evolve(RULES, funding_pot=Pot.HOME)).funded(Fraction(-3))
    assert (home.margin, home.home) == (20, -3)


def test_a_trade_takes_margin_and_fee_from_home():
    trade = evolve(FRAME, quantity=Fraction(1), entry=Fraction(103))
    after = LIFE.traded(trade, margin=Fraction(10), fee=Fraction("0.5"))
    assert (after.margin, after.home) == (30, Fraction("-10.5"))
    assert after.position.holding.entry_price() == 101


def test_a_trade_finer_than_the_lot_is_refused():
    with pytest.raises(OffGridError):
        LIFE.traded(evolve(FRAME, quantity=Fraction(1, 2)), margin=Fraction(0), fee=Fraction(0))


def test_closing_brings_home_margin_and_profit_less_the_fee():
    after = LIFE.closed(Fraction(-7), Fraction("0.2"))
    assert after.position.holding.is_flat
    assert (after.margin, after.home) == (0, Fraction("12.8"))


def test_a_liquidation_brings_home_nothing():
    after = LIFE.liquidated(Fraction(-7))
    assert after.position.holding.is_flat
    assert (after.margin, after.home) == (0, 0)


def test_a_new_leverage_moves_nothing():
    after = LIFE.releveraged(Fraction(75))
    assert (after.margin, after.home) == (20, 0)
    assert str(after.position.leverage) == "75"


def test_a_fraction_is_written_out():
    assert decimal(Fraction(-1, 8)).startswith("-0.125")
    assert decimal(Fraction(1, 3)) == "0." + "3" * 30
