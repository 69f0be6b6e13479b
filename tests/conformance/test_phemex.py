"""Every recorded figure of Phemex, and cases that no file holds."""

from fractions import Fraction

from isoledger.conformance.phemex import RUNNERS
from tests.conformance.recorded import asked, cases, outside, results


def test_every_figure_comes_out():
    assert len(cases("phemex")) == 15
    assert outside(results(RUNNERS, "phemex")) == {}


def test_an_unseen_short_by_the_help_page():
    found = asked(
        RUNNERS,
        "phemex",
        "liq_price_isolated_linear",
        openValue="200",
        lev="5",
        taker="0.0006",
        mmr="0.01",
        size="500",
        side="short",
    )
    assert found["assigned"] == 40 + 240 * Fraction("0.0006")
    assert found["liq"] == (200 + found["assigned"]) / Fraction("1.0106") / 500


def test_an_unseen_isolated_short_goes_bankrupt_above():
    found = asked(
        RUNNERS,
        "phemex",
        "isolated_position_identity",
        symbol="ETHUSD",
        size="1",
        contract="0.005",
        avgEntry="4444.74",
        lev="2",
        taker="0.00075",
        side="short",
    )
    # 22.2237 + 11.1118 over 0.005 is 6667.1, on the step of 0.05
    assert found["bankruptPrice"] == Fraction("6667.1")
    assert found["bankruptCommEv"] == 251


def test_an_unseen_cross_short_reserves_the_fee_below_its_value():
    terms = {"valueEv": "100000", "imr": "0.01", "taker": "0.001", "size": "9", "side": "short"}
    gaining = asked(RUNNERS, "phemex", "cross_used_balance", unrealisedPnlEv="5", **terms)
    assert gaining["posCostEv"] == gaining["usedBalanceEv"] == 1000 + 99
    assert gaining["avgEntryPriceEp"] == 90_000_000
