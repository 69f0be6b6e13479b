"""Bitget's recorded cases, those that leave out an input, and unseen ones."""

from fractions import Fraction

import pytest

from isoledger.conformance import CaseError
from isoledger.conformance.bitget import RUNNERS
from isoledger.venues.bitget.rules import DYNAMIC_NS, SOLVED_NS
from tests.conformance.recorded import asked, outside, results

COUNT = 17

INCOMPLETE = {"bg_iso_funding_then_close", "bitget_amr_step1"}
"""Cases whose inputs do not determine what they expect."""


def test_every_recorded_case_comes_out_but_two_that_leave_out_an_input():
    found = results(RUNNERS, "bitget")
    assert len(found) == COUNT
    assert set(outside(found)) == INCOMPLETE


def test_the_funding_case_comes_out_with_the_funding_and_the_position_of_its_log():
    """4.62996 less 0.01159516 of funding, on 0.006 short at 19291.5; the note states both.

    12.56865501 + 4.61836484 + 0.186 - 0.0693378 = 17.30368205.
    """
    name = "bg_iso_funding_then_close"
    told = {"side": "short", "qty": "0.006", "entry": "19291.5", "funding": "-0.01159516"}
    assert name not in outside(results(RUNNERS, "bitget", added={name: told}))
    assert set(outside(results(RUNNERS, "bitget"))[name].values()) == {None}


def test_the_automatic_margin_call_comes_out_with_the_balance_of_its_first_step():
    """600 less 544.99 is 55.01; only the case before states the 600."""
    name = "bitget_amr_step1"
    assert outside(results(RUNNERS, "bitget"))[name] == {"available": None}
    assert name not in outside(results(RUNNERS, "bitget", added={name: {"balance": "600"}}))


def _asked(kind: str, time_ns: int | None = None, **inputs: object):
    return asked(RUNNERS, "bitget", kind, time_ns, **inputs)


SHORT = {"side": "short", "qty": "0.006", "entry": "19291.5", "leverage": "25"}


def test_a_position_in_the_second_tier_has_its_rate():
    """10 BTC at 20,000 are 200,000: half a per cent, and nothing is deducted in 2022."""
    big = {"side": "long", "qty": "10", "entry": "20000", "leverage": "10"}
    found = _asked("isolated_liq_price", 0, **big)
    assert found["liq"] == 18000 / (1 - Fraction("0.005") - Fraction("0.0006"))
    assert found["available"] is None
    today = _asked("isolated_liq_price", **big)
    assert today["liq"] == 17995 / (1 - Fraction("0.005") - Fraction("0.0006"))


def test_without_a_step_an_added_margin_gives_the_price_as_it_is_solved():
    found = _asked("auto_add_margin", **SHORT, margin_before="4", auto_add="1")
    assert found["margin"] == 5
    assert found["liq"] == (Fraction("0.006") * Fraction("19291.5") + 5) / (
        Fraction("0.006") * (1 + Fraction("0.0046"))
    )


def test_a_cross_price_depends_on_its_day():
    inputs = {
        "side": "long",
        "qty": "0.002",
        "entry": "37355.5",
        "mark": "37359",
        "mmr": "0.004",
        "taker": "0.0006",
        "equity_implied": "11.6117613949",
    }
    early = _asked("cross_liq_price", **inputs)["liq"]
    late = _asked("cross_liq_price", SOLVED_NS, **inputs)["liq"]
    bare = 37359 - Fraction("11.6117613949") / Fraction("0.002")
    assert early == bare + Fraction("0.0046") * 37359
    assert late == bare / (1 - Fraction("0.0046"))


def test_the_margin_shown_depends_on_its_day():
    inputs = {"qty": "1", "entry": "100", "mark": "110", "leverage": "10"}
    assert _asked("position_fields", **inputs)["marginSize"] == 10
    assert _asked("position_fields", DYNAMIC_NS, **inputs)["marginSize"] == 11


def test_a_fee_rate_that_is_not_stated_is_a_regular_users():
    found = _asked("initial_margin", qty="1", mark="100", leverage="20")
    assert found["positionBalance"] == Fraction("5.06")


def test_a_short_grows_on_its_side():
    found = _asked(
        "isolated_increase",
        side="short",
        available="100",
        add_qty="0.5",
        fill="90",
        leverage="10",
        fee="0.01",
        pos_before="1@120",
    )
    assert found["entry"] == 110
    assert found["available"] == 100 - Fraction("4.51")


def test_a_lot_written_otherwise_is_refused():
    inputs = {"available": "1", "add_qty": "1", "fill": "1", "fee": "0"}
    with pytest.raises(CaseError, match="size@price"):
        _asked("isolated_increase", **inputs, pos_before="1 at 2")


def test_a_position_beyond_rescue_has_no_ratio():
    found = _asked(
        "isolated_liquidation",
        side="short",
        qty="1",
        entry="100",
        leverage="10",
        mark_at_trigger="111",
        pnl="-11",
        fee="0",
        available_before="3",
    )
    assert found["margin_ratio"] is None
    assert found["available_after"] == 3


def test_a_row_that_is_not_cut_does_not_match():
    rows = [["long", "10.12", "10.129"], ["short", "10.13", "10.129"]]
    assert _asked("rounding", rows=rows)["matches"] == 1
