from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, Evidence, Pot, Surplus
from isoledger.venues.kucoin import rules, rules as kucoin
from isoledger.venues.kucoin.rules import (
    BANKRUPT_UP_NS,
    CROSS_RULES,
    FINER_NS,
    MARK_NS,
    RULES,
    bankruptcy_shown,
    fineness,
)
from tests.venues.ordered import due, due_beside, order


def test_the_instants_are_the_ones_their_names_say():
    assert datetime.fromtimestamp(MARK_NS // 10**9, UTC).isoformat() == "2025-05-22T04:00:00+00:00"
    assert BANKRUPT_UP_NS < FINER_NS < MARK_NS


def test_maintenance_was_measured_at_entry_and_is_measured_on_the_value_now():
    old, new = RULES.at(MARK_NS - 1), RULES.at(MARK_NS)
    assert (old.basis, old.closing_fee, old.reserve_required) == (Basis.ENTRY, 0, True)
    assert (new.basis, new.closing_fee) == (Basis.VALUE, Fraction("0.0006"))
    assert (old.funding_required, new.funding_required) == (True, False)
    assert (new.reserve_required, CROSS_RULES.at(0).basis) == (False, Basis.VALUE)


@pytest.mark.parametrize("version", [held for _, held in RULES])
def test_every_version_takes_funding_from_the_position_and_fees_from_the_wallet(version):
    assert (version.fee_pot, version.funding_pot) == (Pot.HOME, Pot.POSITION)
    assert (version.surplus, version.evidence) == (Surplus.INSURANCE, Evidence.RECORDED)
    assert version.source


def test_a_price_was_rounded_to_the_tick_then_to_a_hundredth_and_now_to_seven_decimals():
    grids = [held.shown.grid for _, held in RULES]
    assert grids == [None, Fraction(1, 100), Fraction(1, 10**7)]
    assert RULES.at(0).shown.long is Rounding.CEILING
    assert RULES.at(0).shown.short is Rounding.FLOOR


def test_a_bankruptcy_price_was_rounded_away_from_the_entry():
    early, late = bankruptcy_shown(BANKRUPT_UP_NS - 1), bankruptcy_shown(BANKRUPT_UP_NS)
    assert (early.long, early.short) == (Rounding.FLOOR, Rounding.CEILING)
    assert (late.long, late.short) == (Rounding.CEILING, Rounding.FLOOR)


def test_amounts_were_rounded_to_8_decimals_and_are_cut_to_10():
    assert fineness(FINER_NS - 1) == (Fraction(1, 10**8), Rounding.HALF_EVEN)
    assert fineness(FINER_NS) == (Fraction(1, 10**10), Rounding.TOWARD_ZERO)


def test_ticks_are_those_of_their_day():
    ticks = rules.TICKS["XBTUSDTM"]
    assert ticks.at(rules.instant_ns(2023, 5, 13)) == 1
    assert ticks.at(rules.instant_ns(2024, 4, 8)) == Fraction(1, 10)
    assert rules.TICKS["ETHUSDTM"].at(rules.instant_ns(2021, 12, 4)) == Fraction(1, 20)


def test_an_isolated_order_costs_margin_and_the_fee_to_open():
    """The page's contract, 0.001 BTC at 50,000 and 10x with a taker rate of 0.06 %: 5 and 0.03."""
    found = due(kucoin.ORDERS.at(0), order(1, 50, "10"))
    assert (found.initial, found.fees) == (5, Fraction("0.03"))


def test_opposite_cross_orders_count_beyond_what_they_close():
    rules = kucoin.CROSS_ORDERS.at(0).charging(Fraction(0))
    book = [order(1, 100), order(-3, 100)]
    assert due_beside(rules, 1, 100, book, leverage="10") == 20
    isolated = kucoin.ORDERS.at(0).charging(Fraction(0))
    assert due_beside(isolated, 1, 100, book, leverage="10") == 10 + 20
