"""Every recorded figure of Deribit, and cases that no file holds."""

from fractions import Fraction

from isoledger.conformance.deribit import RUNNERS
from tests.conformance.figures import asked, figures, outside


def test_every_figure_comes_out():
    assert len(figures("deribit")) == 8
    assert outside("deribit", RUNNERS) == {}


def test_an_unseen_short_position_needs_what_a_long_one_does():
    terms = {"base": "ETH", "index": "2000", "im0": "0.02", "mm0": "0.01", "k": "0.000004"}
    short = asked("deribit", "im_mm_linear", RUNNERS, size="-100", **terms)
    assert short == asked("deribit", "im_mm_linear", RUNNERS, size="100", **terms)
    assert short["mm"] == 200_000 * Fraction("0.0104")


def test_equity_without_session_or_options_is_cash():
    found = asked("deribit", "account_summary_identity", RUNNERS, balance="3")
    assert found == {"equity": 3}


def test_the_damper_of_today_is_taken_where_none_is_given():
    assert asked("deribit", "funding_rate", RUNNERS, premium="-0.001") == {
        "rate8h": Fraction("-0.00075")
    }
