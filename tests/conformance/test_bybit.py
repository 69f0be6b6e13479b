"""Bybit's own numbers by the rules of their day, and cases that nobody printed."""

from fractions import Fraction

import pytest

from isoledger.conformance import Inputs, Verdict
from isoledger.conformance.bybit import RUNNERS
from isoledger.venues.bybit.rules import AT_MARK_NS
from tests.conformance.recorded import answer, cases, counts, judged, outside, results


def test_every_recorded_case_agrees_but_for_two_that_are_wrong_themselves():
    found = results(RUNNERS, "bybit")
    assert len(found) == 29
    assert {name: list(off) for name, off in outside(found).items()} == {
        "bybit_inverse_doc_position": ["positionIM"],
        "bybit_inverse_upnl": ["upnl"],
    }
    assert counts(found) == {
        "exact": 22,
        "outside": 2,
        "to the printed digits": 4,
        "within tolerance": 1,
    }
    # Two decimals of a help page, four of an old record, and the tick of a price.
    assert {name for name, one in found.items() if one.verdict is Verdict.PRINTED} == {
        "bybit_inverse_cross_old",
        "bybit_iso_ft_6",
        "bybit_usdc_perp_fields",
        "bybit_uta_iso_new_extra",
    }


def test_the_two_wrong_ones_are_wrong_by_this_sum():
    found = results(RUNNERS, "bybit")
    # 300 USD at 27464.50441675 with leverage 10 take a tenth of their value, not a hundredth.
    value = 300 / Fraction("27464.50441675")
    doubtful = found["bybit_inverse_doc_position"]
    assert abs(answer(doubtful, "positionIM") - value / 10) < Fraction(1, 10**8)
    assert abs(Fraction("0.00010923") - value / 100) < Fraction(1, 10**8)
    # 1000 USD from 5000 to 5500: the page multiplies a difference it has rounded before.
    assert answer(found["bybit_inverse_upnl"], "upnl") == pytest.approx(1000 / 5000 - 1000 / 5500)
    assert round(Fraction(1, 5000) - Fraction(1, 5500), 8) * 1000 != Fraction("0.01819")


def test_every_kind_that_was_recorded_has_a_runner_and_no_other_is_there():
    assert {(case.venue, case.kind) for case in cases("bybit").values()} == set(RUNNERS)


LONG = {"side": "long", "entry": "10", "leverage": "5", "mmr": "0.01"}


def liq(inputs: dict[str, str], time_ns: int | None = None) -> Fraction:
    """What the runner says to *inputs*."""
    found = RUNNERS["bybit", "isolated_liq_price"](Inputs("mine", inputs), time_ns)["liq"]
    assert isinstance(found, Fraction)
    return found


def test_the_same_position_is_judged_by_its_day_its_formula_or_todays_rules():
    old, new = Fraction(81, 10), Fraction(8) / Fraction("0.99")
    assert liq(LONG, AT_MARK_NS - 1) == old
    assert liq(LONG, AT_MARK_NS) == new
    assert liq(LONG) == new
    assert liq(LONG | {"formula": "old"}, AT_MARK_NS) == old
    assert liq(LONG | {"formula": "new"}, AT_MARK_NS - 1) == new


def test_a_formula_nobody_knows_is_refused():
    found = judged(RUNNERS, "bybit", "isolated_liq_price", LONG | {"formula": "best"}, liq="8")
    assert "'best' is not known" in found.why


def test_a_missing_rate_is_not_made_up():
    found = judged(
        RUNNERS, "bybit", "isolated_liq_price", {k: v for k, v in LONG.items() if k != "mmr"}, liq=1
    )
    assert "mmr" in found.why


def test_a_tick_rounds_long_up_and_short_down():
    short = LONG | {"side": "short", "tick": "0.05"}
    assert liq(LONG | {"tick": "0.05"}) == Fraction("8.1")  # 8.0808
    assert liq(short) == Fraction("11.85")  # 12 / 1.01 = 11.8812


def test_what_covers_the_whole_loss_has_no_price():
    found = judged(RUNNERS, "bybit", "isolated_liq_price", LONG | {"leverage": "1"}, liq=None)
    assert found.verdict is Verdict.EXACT
    covered = judged(
        RUNNERS, "bybit", "bankruptcy_price", LONG | {"leverage": "1", "tick": "0.1"}, bust=None
    )
    assert covered.verdict is Verdict.EXACT


def test_a_short_inverse_position_closes_at_what_is_left_of_its_value():
    inputs = {"side": "short", "usd": "100", "entry": "100", "leverage": "4", "mmr": "0.01"}
    # Old: 1 / (1 - 1/4 + 0.01). New: 100 * 0.99 / (1 - 1/4).
    assert liq(inputs | {"formula": "old"}) == pytest.approx(Fraction(100) / Fraction("0.76"))
    assert liq(inputs) == pytest.approx(Fraction(132))


def test_added_margin_moves_a_new_price_further_than_an_old_one():
    inputs = {"side": "short", "qty": "0.5", "entry": "100", "liq_before": "110", "added": "1"}
    old = judged(RUNNERS, "bybit", "isolated_add_margin", inputs, liq="112")
    assert old.verdict is Verdict.EXACT
    new = judged(RUNNERS, "bybit", "isolated_add_margin", inputs | {"mmr": "0.25"}, liq="111.6")
    assert new.verdict is Verdict.EXACT  # 1 / (0.5 * 1.25)


def test_a_short_is_enlarged_to_its_own_side():
    inputs = {"side": "short", "qty_before": "1", "added": "1", "qty_after": "2.5"}
    more = {"entry": "100", "liq0": "110"}
    found = judged(RUNNERS, "bybit", "isolated_increase", inputs | more, liq="110.4")
    assert found.verdict is Verdict.EXACT


def test_a_price_at_which_nobody_is_liquidated_has_no_margin():
    inputs = {"side": "long", "qty": "1", "entry": "100", "liq_before": "120", "added": "1"}
    found = judged(RUNNERS, "bybit", "isolated_add_margin", inputs, liq="119")
    assert "nothing could be liquidated at 120" in found.why
