"""Every recorded figure of MEXC, BingX, Drift and GMX, and cases that no file holds."""

from fractions import Fraction

import pytest

from isoledger.conformance.cases import CaseError
from isoledger.conformance.others import RUNNERS
from tests.conformance.recorded import asked, cases, outside, results


@pytest.mark.parametrize(("venue", "count"), [("mexc", 2), ("bingx", 1), ("drift", 3), ("gmx", 1)])
def test_every_figure_comes_out(venue, count):
    assert len(cases(venue)) == count
    assert outside(results(RUNNERS, venue)) == {}


def test_an_unseen_short_of_mexc():
    terms = {"entry": "50000", "size": "0.1", "lev": "25", "mmr": "0.004", "side": "short"}
    assert asked(RUNNERS, "mexc", "liq_price_isolated_linear", **terms)["liq"] == 51800


def test_an_unseen_rate_of_bingx_takes_a_tenth():
    assert asked(RUNNERS, "bingx", "margin_rate_standard", nav="2", im="20") == {"rate_pct": 0}


def test_unseen_fees_of_drift_make_more_be_sold():
    terms = {"margin_shortage": 10_000_000, "margin_ratio": 1000, "oracle": 100_000_000}
    kind = "base_to_cover_margin_shortage"
    assert asked(RUNNERS, "drift", kind, **terms) == {"base": 10**9}
    assert asked(RUNNERS, "drift", kind, if_fee=10_000, **terms) == {"base": 1_111_111_111}
    with pytest.raises(CaseError, match="not whole"):
        asked(RUNNERS, "drift", kind, **{**terms, "oracle": "1.5"})


def test_an_unseen_market_of_gmx_where_shorts_pay():
    terms = {"long_oi": "50000", "short_oi": "150000"}
    found = asked(RUNNERS, "gmx", "funding_rate_per_second", factor="0.00002", **terms)
    assert found == {"longs_pay": Fraction("-0.00003"), "shorts_pay": Fraction("0.00001")}
    with pytest.raises(CaseError, match="divides nothing"):
        asked(RUNNERS, "gmx", "funding_rate_per_second", factor="1/0", **terms)
