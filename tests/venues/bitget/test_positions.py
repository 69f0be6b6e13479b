"""Bitget's positions: every recorded one recomputed, and what a record leaves out."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from isoledger.conformance.cases import parsed
from isoledger.core.liquidation import NoLiquidationPrice, NoPrice
from isoledger.core.rules import Basis
from isoledger.venues.bitget.positions import CLIENT_NS, stated
from isoledger.venues.bitget.rules import DYNAMIC_NS, SOLVED_NS
from isoledger.venues.errors import FieldError
from isoledger.venues.stated import Besides
from tests.real import real
from tests.venues.recorded import deviation, recorded, records, solved

VENUES = ("bitget", "bitget-uta", "coincatch")

TO_THE_DIGIT = (77, 78, 80, 83, 84, 86, 87, 88, 89, 90, 92, 94, 95, 96)
"""Isolated positions whose printed price is ours, cut to two decimals."""

ENTRY_CUT = (85, 91)
"""Two fills each: the entry price is itself cut to two decimals, so that the price may be a cent
off. 85 was opened at 16448.83(3), 91 at 16493.85(2)."""

CROSS = {
    21: "2e-7",  # the ratio has 11 digits
    97: "3e-4",  # the ratio has 9 digits, and the equity is 200 times what it requires
    98: "1e-7",  # the ratio has 10 digits
}

LIVED = 17
"""How many isolated prices the recorded lives of positions hold."""

LEFT_BY_FUNDING = Fraction("0.50453118")
"""What funding had taken from record 93's margin before its log begins: its closing brought so
much less back than value at entry by leverage."""


@pytest.mark.parametrize("place", TO_THE_DIGIT)
def test_a_recorded_isolated_price_comes_out_to_the_last_digit(place):
    assert deviation(stated(recorded(*VENUES)[place]["raw"])) == 0


@pytest.mark.parametrize("place", ENTRY_CUT)
def test_an_entry_price_that_is_cut_costs_a_cent(place):
    assert deviation(stated(recorded(*VENUES)[place]["raw"])) == Fraction("0.01")


def test_a_price_that_is_not_rounded_comes_out_to_its_sixteen_decimals():
    assert deviation(stated(recorded(*VENUES)[20]["raw"])) < Fraction("1e-16")


def test_funding_before_the_log_began_is_the_callers_to_know():
    record = recorded(*VENUES)[93]
    found = stated(record["raw"])
    assert 10 < deviation(found) < Fraction("10.2")
    assert "no funding paid" in found.assumed[-1]
    margin = Fraction(record["margin"]) - LEFT_BY_FUNDING
    assert deviation(stated(record["raw"], Besides(margin=margin))) == 0


@pytest.mark.parametrize("place", CROSS)
def test_a_recorded_cross_price_comes_out_as_well_as_its_ratio_is_printed(place):
    assert deviation(stated(recorded(*VENUES)[place]["raw"])) < Fraction(CROSS[place])


@pytest.mark.parametrize("place", [81, 82])
def test_a_cross_price_of_the_stream_comes_out_with_the_equity_of_its_second(place):
    """The record itself knows the profit in it, and nothing of the balance."""
    record = recorded(*VENUES)[place]
    equity = Fraction(record["margin"])
    assert deviation(stated(record["raw"], Besides(equity=equity))) == 0
    balance = equity - Fraction(str(record["raw"]["unrealisedPnl"]))
    assert deviation(stated(record["raw"], Besides(margin=balance))) == 0


@pytest.mark.parametrize("place", [64, 79])
def test_a_price_below_zero_is_none_and_ours_is_none_too(place):
    found = stated(recorded(*VENUES)[place]["raw"])
    assert found.reported is None
    assert "below zero" in found.sentinel
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.COVERED)


def test_a_long_far_above_the_mark_has_no_price():
    found = stated(recorded(*VENUES)[99]["raw"])
    assert found.reported is None
    assert "100 times" in found.sentinel
    assert found.missing == ("which side it is",)
    long = stated(recorded(*VENUES)[99]["raw"] | {"holdSide": "long"})
    assert "a long is not liquidated by a rise" in long.sentinel


@pytest.mark.parametrize(("place", "lacks"), [(22, "equity"), (23, "mark"), (81, "equity")])
def test_what_a_record_cannot_tell_is_named(place, lacks):
    found = stated(recorded(*VENUES)[place]["raw"])
    assert found.subject is None
    assert lacks in found.missing[0]


def _isolated_steps(found: Any) -> Iterator[dict[str, Any]]:
    """Every isolated position with a price in what was recorded of a life."""
    if isinstance(found, list):
        for inner in found:
            yield from _isolated_steps(inner)
    elif isinstance(found, dict):
        if found.get("marginMode", found.get("marginType")) in {"fixed", "isolated"}:
            yield found
        yield from _isolated_steps(list(found.values()))


def test_every_isolated_price_of_the_recorded_lives_comes_out_to_the_last_digit():
    """Openings, funding, a leverage change, and the mark running into a liquidation."""
    lives: Any = parsed(real("sequences.json").read_bytes(), "sequences.json")
    steps = list(_isolated_steps([life["steps"] for life in lives if life["venue"] == "bitget"]))
    assert len(steps) == LIVED
    assert {deviation(stated(step)) for step in steps} == {0}


def test_every_record_is_accounted_for():
    told = {*TO_THE_DIGIT, *ENTRY_CUT, *CROSS, 20, 22, 23, 64, 79, 81, 82, 93, 99}
    assert set(recorded(*VENUES)) == told


def test_the_cross_rule_of_its_day_is_taken():
    early, late = (stated(recorded(*VENUES)[place]["raw"]) for place in (21, 98))
    assert early.rules.basis is Basis.MARK
    assert late.rules.basis is Basis.VALUE
    assert early.time_ns < SOLVED_NS <= late.time_ns


def test_the_other_rule_does_not_fit():
    """The same records under each other's rules are 26 and 9 apart."""
    raw = recorded(*VENUES)[21]["raw"]
    assert deviation(stated(raw, Besides(time_ns=SOLVED_NS))) > 26
    raw = recorded(*VENUES)[98]["raw"]
    assert deviation(stated(raw, Besides(time_ns=SOLVED_NS - 1))) > 8


def _position(**changes: object) -> dict[str, object]:
    """A long of 2 coins at 100, 10x, at a mark of 110."""
    record: dict[str, object] = {
        "symbol": "XUSDT",
        "holdSide": "long",
        "total": "2",
        "openPriceAvg": "100",
        "leverage": "10",
        "marginMode": "isolated",
        "marginSize": "20",
        "markPrice": "110",
        "keepMarginRate": "0.005",
        "liquidationPrice": "90.5",
        "uTime": "1700000000000",
    }
    return {k: v for k, v in (record | changes).items() if v is not None}


def test_the_margin_shown_since_2025_is_taken_back_to_the_entry_price():
    """Since then it is counted at the mark: 22 of what is 20 at the entry price."""
    before = stated(_position())
    after = stated(_position(marginSize="22"), Besides(time_ns=DYNAMIC_NS))
    assert before.subject.margin == after.subject.margin
    assert "taken back" in after.assumed[-1]
    assert solved(before).exact == 180 / (2 * (1 - Fraction("0.0056")))


def test_without_a_mark_it_is_taken_as_it_is():
    after = stated(_position(marginSize="20", markPrice=None), Besides(time_ns=DYNAMIC_NS))
    assert after.subject.margin.value == 20


def test_today_a_price_is_printed_to_the_tick():
    found = stated(_position(), Besides(time_ns=DYNAMIC_NS, tick=Fraction("0.5")))
    assert solved(found).shown * 2 == int(solved(found).shown * 2)
    assert solved(found).shown > solved(found).exact


def test_the_users_fee_is_taken_where_it_is_known():
    assert stated(_position(), Besides(taker=Fraction("0.0004"))).rules.closing_fee == Fraction(
        "0.0004"
    )
    unified = _position(avgPrice="100", openPriceAvg=None)
    assert stated(unified).rules.closing_fee == Fraction("0.0006")
    assert stated(unified, Besides(taker=Fraction(0))).rules.closing_fee == 0


def test_the_callers_mark_and_rate_stand_in():
    bare = _position(markPrice=None, keepMarginRate=None)
    found = stated(bare, Besides(mark=Fraction(105), maintenance=Fraction("0.006")))
    assert found.mark == 105
    assert solved(found).exact == 180 / (2 * (1 - Fraction("0.0066")))


def test_a_rate_that_nobody_states_is_that_of_small_positions_in_bitcoin():
    found = stated(_position(keepMarginRate=None))
    assert "maintenance rate" in found.assumed[0]


def test_a_profit_tells_the_mark_and_no_profit_tells_none():
    assert stated(_position(markPrice=None, unrealizedPL="20")).mark == 110
    assert stated(_position(markPrice=None, unrealizedPL="0")).mark is None


def test_a_flat_position_is_said_to_be_flat():
    found = stated(_position(total="0", markPrice=None, unrealizedPL="1", liquidationPrice=""))
    assert found.missing == ("a position: it is flat",)


def test_a_short_without_leverage_has_all_of_its_value_as_margin():
    found = stated(_position(holdSide="short", leverage=None, marginSize=None))
    assert found.subject.margin.value == 200


def test_a_price_a_hundred_times_the_mark_is_none_even_for_a_short():
    assert "another leg" in stated(_position(holdSide="short", liquidationPrice="11001")).sentinel
    assert stated(_position(holdSide="short", liquidationPrice="11000")).sentinel == ""


def test_a_record_without_a_time_is_of_today_and_a_clients_of_its_logs():
    assert stated(_position(uTime=None)).time_ns == DYNAMIC_NS
    client = {
        "symbol": {"baseAsset": "X", "quoteAsset": "USDT"},
        "positionSide": "long",
        "positionAmount": "2",
        "price": "100",
        "leverage": 10,
        "marginType": "isolated",
        "liquidationPrice": "90.41",
    }
    found = stated(client)
    assert (found.symbol, found.time_ns) == ("XUSDT", CLIENT_NS)


def test_a_cross_position_with_a_ratio_of_nothing_needs_the_balance():
    bare = _position(marginMode="crossed", marginRatio="0")
    assert stated(bare).missing == ("the equity of the account",)


def test_a_float_is_refused():
    with pytest.raises(FieldError, match="total"):
        stated(_position(total=2.0))


def test_a_negative_price_of_coincatch_is_none_and_its_pool_covers_any_fall():
    found = stated(records("coincatch")[0])
    assert (found.reported, found.printed) == (None, "-3433.328491")
    assert "below zero" in found.sentinel
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.COVERED)
    # the venue's own sum, at the mark: mark - equity/size + (rate + fee) x mark
    size, mark, rate = Fraction("0.01"), Fraction("2568.83"), Fraction("0.0039")
    equity = found.subject.pool.cash[0].value + Fraction("0.1371")
    assert abs(mark - equity / size + rate * mark + Fraction("3433.328491")) < Fraction("0.00001")
