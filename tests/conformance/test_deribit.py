"""Every recorded figure of Deribit, and cases that no file holds."""

from fractions import Fraction

from isoledger.conformance.deribit import RUNNERS
from tests.conformance.recorded import asked, cases, outside, results


def test_every_figure_comes_out():
    assert len(cases("deribit")) == 8
    assert outside(results(RUNNERS, "deribit")) == {}


def test_an_unseen_short_position_needs_what_a_long_one_does():
    terms = {"base": "ETH", "index": "2000", "im0": "0.02", "mm0": "0.01", "k": "0.000004"}
    short = asked(RUNNERS, "deribit", "im_mm_linear", size="-100", **terms)
    assert short == asked(RUNNERS, "deribit", "im_mm_linear", size="100", **terms)
    assert short["mm"] == 200_000 * Fraction("0.0104")


def test_equity_without_session_or_options_is_cash():
    found = asked(RUNNERS, "deribit", "account_summary_identity", balance="3")
    assert found == {"equity": 3}


def test_the_damper_of_today_is_taken_where_none_is_given():
    assert asked(RUNNERS, "deribit", "funding_rate", premium="-0.001") == {
        "rate8h": Fraction("-0.00075")
    }
