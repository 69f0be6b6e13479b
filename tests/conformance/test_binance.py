"""Binance's own numbers, and cases of the same kinds that nobody printed."""

import pytest

from isoledger.conformance import Inputs, Verdict
from isoledger.conformance.binance import RUNNERS
from tests.conformance.recorded import answer, cases, counts, judged, outside, results

VENUES = {"binance_usdm", "binance_coinm"}


def test_every_recorded_case_agrees_to_its_tolerance_or_its_last_digit():
    found = results(RUNNERS, *VENUES)
    assert len(found) == 34
    assert outside(found) == {}


def test_most_of_them_are_exact_and_what_is_not_is_printed_short():
    found = results(RUNNERS, *VENUES)
    assert counts(found) == {"exact": 22, "to the printed digits": 6, "within tolerance": 6}
    # Two decimals of a FAQ or of a screen, where the API prints eight; and the eight themselves.
    assert [name for name, one in found.items() if one.verdict is Verdict.PRINTED] == [
        "binance_um_iso_eth_faq",
        "binance_um_iso_derived_short",
        "binance_um_cross_eth_faq",
        "binance_um_order_im",
        "binance_cm_order_im",
        "bn_iso_partial_doge",
    ]


def test_every_kind_that_was_recorded_has_a_runner_and_no_other_is_there():
    assert {(case.venue, case.kind) for case in cases(*VENUES).values()} == set(RUNNERS)


def test_a_missing_rate_is_not_made_up():
    inputs = {"side": "long", "wb": "10", "qty": "1", "entry": "100"}
    found = judged(RUNNERS, "binance_usdm", "isolated_liq_price", inputs, liq="90")
    assert "mmr" in found.why


def test_what_covers_the_whole_loss_has_no_price():
    inputs = {"side": "long", "wb": "100", "qty": "1", "entry": "100", "mmr": "0.01"}
    found = judged(RUNNERS, "binance_usdm", "isolated_liq_price", inputs, liq=None)
    assert found.verdict is Verdict.EXACT


def test_a_day_chooses_how_a_price_is_printed():
    inputs = {"side": "short", "wb": "1", "qty": "3", "entry": "1", "mmr": "0.005"}
    kind = "binance_usdm", "isolated_liq_price"
    mine = Inputs("mine", inputs)
    early = RUNNERS[kind](mine, 1_600_000_000 * 10**9)
    today = RUNNERS[kind](mine, None)
    # 4 / 3.015 = 1.326699834...
    assert [str(float(found["liq"])) for found in (early, today)] == ["1.32669983", "1.32669983"]
    inputs["qty"] = "7"  # 8 / 7.035 = 1.137171286...
    early = RUNNERS[kind](mine, 1_600_000_000 * 10**9)
    today = RUNNERS[kind](mine, None)
    assert [str(float(found["liq"])) for found in (early, today)] == ["1.13717129", "1.13717128"]


def test_both_legs_of_one_contract_share_their_price():
    leg = {"sym": "ETH", "entry": "100", "mark": "100", "mmr": "0.01", "cum": "0"}
    inputs = {"wb": "60", "me": {**leg, "qty": "3"}, "others": [{**leg, "qty": "-1"}]}
    found = judged(RUNNERS, "binance_usdm", "cross_liq_price", inputs, liq="0")
    # 60 + 2 * (p - 100) == 4 * 0.01 * p
    assert float(answer(found, "liq")) == pytest.approx(140 / 1.96)
    inputs["others"] = [{**leg, "qty": "1"}]
    twice = judged(RUNNERS, "binance_usdm", "cross_liq_price", inputs, liq="0")
    assert "two positions of one side" in twice.why


def test_a_position_alone_in_its_pool_needs_no_others_and_no_mark():
    me = {"qty": "1", "entry": "100", "mmr": "0.01", "side": "short"}
    found = judged(RUNNERS, "binance_usdm", "cross_liq_price", {"wb": "1", "me": me}, liq="100.00")
    assert found.verdict is Verdict.EXACT


def test_a_coin_case_is_cut_to_the_tick_it_states():
    inputs = {"side": "long", "usd": "1000", "entry": "100", "wb": "1", "mmr": "0.01"}
    # 1000 * 1.01 / (1 + 10) = 91.8181...
    for tick, liq in {"0.01": "91.81", "0.5": "91.5"}.items():
        stated = {**inputs, "tick": tick, "mark": "100"}
        found = judged(RUNNERS, "binance_coinm", "cross_liq_price", stated, liq=liq)
        assert found.verdict is Verdict.EXACT


def test_a_coin_case_without_a_mark_asks_only_for_the_price():
    inputs = {"side": "long", "contracts": "10", "contractSize": "100", "entry": "100"}
    more = {"isolatedWallet": "1", "mmr": "0.01"}
    found = judged(RUNNERS, "binance_coinm", "isolated_liq_price", inputs | more, liq="91.81818181")
    assert found.verdict is Verdict.EXACT


def test_a_fee_that_is_stated_is_the_fee():
    inputs = {"qty": "-5", "entry": "2", "mark": "2", "leverage": "5", "mmr": "0.006"}
    even = judged(
        RUNNERS, "binance_usdm", "position_fields", inputs | {"fee_rate": "0.1"}, breakEven="1.8"
    )
    assert even.verdict is Verdict.EXACT


def test_a_short_notional_is_cut_as_a_long_one():
    inputs = {"notional": "-1992.46079250", "leverage": "20", "mmr": "0.006"}
    found = judged(RUNNERS, "binance_usdm", "rounding", inputs, maintMargin="11.95476475")
    assert found.verdict is Verdict.EXACT


def test_a_partial_close_may_know_only_its_rounded_entry():
    inputs = {"side": "long", "qty_after": "1", "closed": "1", "entry": "100", "bep": "90"}
    more = {"fee_rate": "0", "iw_after": "10", "mmr": "0.01"}
    kind = "isolated_partial_close_bounds"
    found = judged(
        RUNNERS, "binance_usdm", kind, inputs | more, close_price="110", liq="90.90909090"
    )
    assert found.verdict is Verdict.EXACT
