"""Every recorded case of dYdX v4; what is outside is explained."""

from fractions import Fraction

import pytest

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.dydx import RUNNERS
from isoledger.conformance.running import Verdict
from tests.conformance.recorded import cases, counts, outside, results

VENUE = "dydx"

# The third tick of a sequence: 10 were held and the index stood at 10054 before.
LACKING = {"dydx-idx-funding-3": {"size_before": "10", "fundingIndex_before": "10054"}}


def answer(kind, **inputs):
    return RUNNERS[VENUE, kind](Inputs("case", inputs), None)


def test_no_part_of_a_quantum_or_cent_is_dropped_in_silence():
    with pytest.raises(CaseError, match=r"btc_px: .* is not whole, counted in parts of 1/100"):
        answer("is_liquidatable", usdc="1", btc_quantums="5", btc_px="50000.125")
    with pytest.raises(CaseError, match="btc_quantums: 1/2 is not whole"):
        answer("is_liquidatable", usdc="1", btc_quantums="0.5")


def test_every_kind_has_a_runner_and_every_case_is_run():
    found = results(RUNNERS, VENUE)
    assert {case.kind for case in cases(VENUE).values()} == {k for _, k in RUNNERS}
    assert len(found) == 31
    assert {r.why.partition(" for ")[0] for r in found.values()} <= {"", "no answer"}


def test_29_cases_of_the_chains_own_tests_agree_to_the_quantum():
    found = results(RUNNERS, VENUE)
    assert counts(found) == {"exact": 29, "outside": 1, "to the printed digits": 1}
    assert set(outside(found)) == {"dydx-idx-funding-3"}


def test_with_the_ticks_before_it_the_third_payment_agrees():
    assert outside(results(RUNNERS, VENUE, added=LACKING)) == {}


def test_the_derived_price_is_right_and_was_written_in_cents():
    (one,) = results(RUNNERS, VENUE)["dydx-isoliq-1"].compared
    exact = Fraction(1000 + 3 * 3000) / (3 * Fraction("0.05") + 3)
    assert (one.answer, one.verdict) == (exact, Verdict.PRINTED)
    assert round(exact, 2) == Fraction("3174.60")


def test_a_long_that_its_equity_pays_for_has_no_price():
    found = answer("liq_price_isolated", equity="10000", size="3", price="3000", mmf="0.05")
    assert found == {"liq": None}
