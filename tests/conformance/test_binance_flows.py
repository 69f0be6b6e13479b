"""Wallet cases that nobody printed, and cases that make no sense."""

import pytest

from isoledger.conformance import Verdict
from isoledger.conformance.binance_flows import FLOWS
from tests.conformance.recorded import judged

VENUE = "binance_usdm"


def test_a_long_opened_above_the_mark_brings_its_loss_along():
    inputs = {"side": "long", "qty": "2", "fill": "100", "leverage": "10", "fee": "0.1"}
    found = judged(
        FLOWS,
        VENUE,
        "isolated_open_wallet",
        inputs | {"mark": "99", "wb": "500"},
        iw="21.9",
        cw="478.1",
        wb="500",
        up="-2",
    )
    assert found.verdict is Verdict.EXACT


def test_a_loss_beyond_the_isolated_wallet_leaves_the_cross_wallet_alone():
    inputs = {"iw": "10", "cw": "100", "wb": "110", "realized": "-30", "fee": "1"}
    found = judged(FLOWS, VENUE, "isolated_full_close", inputs, iw="0", cw="100", wb="100")
    assert found.verdict is Verdict.EXACT


def test_a_flip_of_other_lots_than_the_position_is_split_by_quantity():
    before = {"pos": "-0.05", "entry": "100", "iw": "1", "cw": "50", "wb": "51"}
    trade = {"side": "buy", "qty": "0.08", "price": "101", "fee": "0.8", "rp": "-0.05"}
    inputs = {"before": before, "trade": trade, "leverage": "2", "up_after": "-0.3"}
    # Closing: 1 - 0.05 - 0.5 to cross. Opening 0.03: 1.515 and the loss of 0.3, less a fee of 0.3.
    found = judged(FLOWS, VENUE, "isolated_flip", inputs, iw="1.515", cw="48.635", entry="101")
    assert found.verdict is Verdict.EXACT


def test_a_trade_that_turns_nothing_is_no_flip():
    before = {"pos": "0.05", "entry": "100", "iw": "1", "cw": "50", "wb": "51"}
    trade = {"side": "sell", "qty": "0.05", "price": "101", "fee": "0", "rp": "0.05"}
    inputs = {"before": before, "trade": trade, "leverage": "2", "up_after": "0"}
    found = judged(FLOWS, VENUE, "isolated_flip", inputs, iw="0")
    assert "does not turn" in found.why


def chain(**changes: str) -> dict[str, str]:
    """A round trip of two coins, from 100 to 90."""
    inputs = {"wb_before": "500", "open": "2@100", "close": "2@90", "rate": "0.001", "rp": "20"}
    return inputs | {"close_fee": "0.18"} | changes


@pytest.mark.parametrize(("realised", "balance"), [("20", "519.62"), ("-20", "479.62")])
def test_a_round_trip_books_the_profit_that_is_told_and_both_fees(realised, balance):
    found = judged(FLOWS, VENUE, "wallet_chain", chain(rp=realised), wb=balance)
    assert found.verdict is Verdict.EXACT


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"close": "1@90"}, "not what was opened"),
        ({"open": "2 at 100"}, "is not quantity@price"),
        ({"open": "2@x"}, "'x' is not a number"),
    ],
)
def test_a_round_trip_that_is_none_is_refused(changes, why):
    assert why in judged(FLOWS, VENUE, "wallet_chain", chain(**changes), wb="0").why


def test_a_stated_fee_implies_the_mark_as_a_rate_does():
    inputs = {"side": "long", "qty": "2", "fill": "100", "leverage": "10", "iw": "21.9"}
    for fee in ({"fee": "0.1"}, {"fee_rate": "0.0005"}):
        found = judged(FLOWS, VENUE, "isolated_open_implied_mark", inputs | fee, implied_mark="99")
        assert found.verdict is Verdict.EXACT
