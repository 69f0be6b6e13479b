"""Every recorded case of KuCoin Futures; what is outside is explained."""

from fractions import Fraction

import pytest

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.kucoin import RUNNERS
from isoledger.venues.kucoin.rules import MARK_NS
from tests.conformance.recorded import cases, counts, outside, results

VENUE = "kucoinfutures"

# The initial margin of the first of the two states, which is in the case kucoin-seq-1-t1.
LACKING = {"kucoin-seq-1-withdraw": {"posInit_t1": "22.4769666644"}}


def answer(kind, time_ns=None, **inputs):
    return RUNNERS[VENUE, kind](Inputs("case", inputs), time_ns)


def test_every_kind_has_a_runner_and_every_case_is_run():
    found = results(RUNNERS, VENUE)
    assert {case.kind for case in cases(VENUE).values()} == {k for _, k in RUNNERS}
    assert len(found) == 18
    assert {r.why.partition(" for ")[0] for r in found.values()} <= {"", "no answer"}


def test_16_cases_agree():
    found = results(RUNNERS, VENUE)
    assert counts(found) == {
        "exact": 11,
        "not computed": 1,
        "outside": 1,
        "to the printed digits": 3,
        "within tolerance": 2,
    }
    assert set(outside(found)) == {"kucoin-cross-liq-1", "kucoin-seq-1-withdraw"}


def test_with_the_state_before_it_the_withdrawal_agrees():
    assert set(outside(results(RUNNERS, VENUE, added=LACKING))) == {"kucoin-cross-liq-1"}


def test_the_page_does_not_get_its_btc_price_from_its_own_formula():
    off = outside(results(RUNNERS, VENUE))["kucoin-cross-liq-1"]
    # 1000 of margin on 620 + 3800 of value is 22.62 %; the page prints 4610.7 by it for ETH
    share = Fraction(1000, 620 + 3800)
    assert round(share, 4) == Fraction("0.2262")
    eth, btc = 3800 * (1 + share) / Fraction("1.0106"), 62000 * (1 - share) / Fraction("0.9944")
    assert abs(eth - Fraction("4610.7")) < 1
    assert round(btc) == 48243
    assert set(off) == {"liq_btc"}
    assert abs(off["liq_btc"] - (btc - 47956)) < Fraction(1, 10**20), "margin is kept to 1e-30"


def test_the_old_regime_measures_at_entry_and_the_new_one_at_the_mark():
    inputs = {"side": "long", "qty": "100", "mult": "0.001", "entry": "50000", "lev": "10"}
    old = answer("liq_price_isolated_linear", MARK_NS - 1, mmr="0.004", **inputs)
    new = answer("liq_price_isolated_linear", MARK_NS, mmr="0.004", **inputs)
    assert old["liq"] == 50000 * (1 - Fraction("0.1") + Fraction("0.004"))
    assert new["liq"] == 45000 / (1 - Fraction("0.0046"))
    with_tick = answer("liq_price_isolated_linear", MARK_NS, mmr="0.004", tick="0.1", **inputs)
    assert with_tick["liq"] == round(new["liq"], 7)


def test_a_position_that_cannot_be_liquidated_has_no_price():
    inputs = {"k": "1", "entry": "10", "lev": "1", "mmr": "0.01", "mark": "10", "added": "1"}
    long = answer("isolated_position_NEW", side="long", dealComm="0", fundingFee="0", **inputs)
    assert (long["liquidationPrice"], long["bankruptPrice"]) == (None, None)
    assert long["posMaint"] == Fraction("0.106"), "the liquidation fee is 0.06 %"


def test_a_day_that_does_not_exist_is_no_day():
    with pytest.raises(CaseError, match="case, time"):
        answer("isolated_position_OLD", time="2024-02-30", k="1", entry="1", mmr="0.01")


def test_a_reserve_of_old_amounts_is_rounded_to_8_decimals_and_later_cut_to_10():
    inputs = {"posInit": "32.4339999967", "added": "21", "taker": "0.0006"}
    later = answer("add_isolated_margin_OLD", posCost="97.302", **inputs)
    assert later["posComm"] == Fraction("0.0904415999")
    earlier = answer("add_isolated_margin_OLD", 0, posCost="97.302", **inputs)
    assert earlier["posComm"] == Fraction("0.0904416")
