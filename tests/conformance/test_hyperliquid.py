"""Every recorded case of Hyperliquid; what is outside is explained by the inputs it lacks."""

from fractions import Fraction

import pytest

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.hyperliquid import RUNNERS
from isoledger.venues.hyperliquid.rules import SOLVED_NS
from tests.conformance.recorded import cases, counts, outside, results

VENUE = "hyperliquid"

# The price of ETH, 2213.9 with a highest leverage of 50, is of January 2024.
DAYS = {"hl-iso-liq-1": SOLVED_NS}

# What the cases were computed from and do not say; each is in the record the case was taken from.
LACKING = {
    "hl-cross-liq-2023-BTC": {"totalNtlPos": "3434.815334"},
    "hl-cross-liq-2023-APE": {"totalNtlPos": "3434.815334"},
    "hl-cross-liq-2023-OP": {"totalNtlPos": "3434.815334"},
    "hl-iso-collateral-1": {"mark": "64794"},
    "hl-iso-add-1": {"mark": "64794"},
    "hl-iso-leverage-noop-1": {"szi": "0.002", "maxLev": "40"},
    "hl-iso-liq-cashcat": {"mark": "0.04691", "entry": "0.053751452781"},
    "hl-mixed-identity": {"lev": "5", "maxLev": "10"},
}


def answer(kind, **inputs):
    return RUNNERS[VENUE, kind](Inputs("case", inputs), None)


def test_every_kind_has_a_runner_and_every_case_is_run():
    found = results(RUNNERS, VENUE)
    assert {case.kind for case in cases(VENUE).values()} == {k for _, k in RUNNERS}
    assert len(found) == 29
    assert {r.why.partition(" for ")[0] for r in found.values()} <= {"", "no answer"}


def test_as_written_20_cases_agree_and_9_lack_an_input_or_a_day():
    found = results(RUNNERS, VENUE)
    assert counts(found) == {
        "exact": 17,
        "not computed": 5,
        "outside": 4,
        "within tolerance": 3,
    }
    assert set(outside(found)) == set(LACKING) | set(DAYS)


def test_with_what_they_lack_all_cases_agree():
    found = results(RUNNERS, VENUE, days=DAYS, added=LACKING)
    assert outside(found) == {}
    assert counts(found) == {
        "exact": 25,
        "within tolerance": 3,
        "stated by the record, and not computed": 1,
    }


def test_an_undated_isolated_case_is_of_now_and_of_2024_the_requirement_was_cut():
    (off,) = outside(results(RUNNERS, VENUE))["hl-iso-liq-1"].values()
    # 0.01 * 500.12001 = 5.0012001 was cut to 5.0012: 1e-7 less of it moves the price by
    assert round(Fraction("0.0000001") / (Fraction("0.2259") * Fraction("0.99")), 9) == round(
        Fraction("4.47e-7"), 9
    )
    assert off == Fraction("4.506e-7"), "and 8 decimals are printed, not 10"


def test_a_frozen_requirement_counts_all_value_of_the_account():
    inputs = {
        "coin": "BTC",
        "szi": "-0.00785",
        "positionValue": "211.64542",
        "accountValue": "1182.312496",
        "mm_rate_total": "0.01",
        "totalNtlPos": "3434.815334",
    }
    found = answer("liq_price_cross_OLD_2023", **inputs)
    assert found == {"liq": Fraction("173198.69592357")}
    long = inputs | {"szi": "0.00785"}
    assert answer("liq_price_cross_OLD_2023", **long) == {"liq": None}, "it survives a price of 0"


def test_a_position_that_cannot_be_liquidated_has_no_price():
    found = answer("liq_price_isolated", szi="0.1", rawUsd="5", maxLev="40")
    assert found == {"liq": None, "marginUsed": None, "collateral": None}


def test_an_isolated_short_is_solved_without_its_entry():
    found = answer("liq_price_isolated", szi="-0.00024", rawUsd="15.665304", maxLev="40")
    assert found["liq"] == Fraction("64466.2716049383")


def test_impact_prices_may_be_on_the_ask_side():
    found = answer(
        "funding_rate", impact_bid="9000", impact_ask="9900", oracle="10000", interest8h="0.0001"
    )
    assert found == {"premium": Fraction("-0.01"), "rate8h": Fraction("-0.0095")}


def test_a_case_without_a_number_says_so():
    with pytest.raises(CaseError, match="case, rate"):
        answer("closed_pnl_gross", sz="1", entry="1", exit="2", rate=True)
    with pytest.raises(CaseError, match="case, mark"):
        answer("isolated_margin_used", szi="1", rawUsd="-1")
