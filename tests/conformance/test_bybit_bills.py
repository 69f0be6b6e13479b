"""Bills that nobody printed."""

import pytest

from isoledger.conformance import Verdict
from isoledger.conformance.bybit_bills import BILLS
from tests.conformance.recorded import judged


@pytest.mark.parametrize(
    ("kind", "entry"), [("average_entry_linear", "250"), ("average_entry_inverse", "240")]
)
def test_a_sale_leaves_the_average_where_it_was(kind, entry):
    fills = [["0.5", "200"], ["0.5", "300"], ["-0.25", "1000"]]
    found = judged(BILLS, "bybit", kind, {"fills": fills}, entry=entry)
    assert found.verdict is Verdict.EXACT


@pytest.mark.parametrize("kind", ["average_entry_linear", "average_entry_inverse"])
@pytest.mark.parametrize("fills", [[], [["1", "2"], ["-1", "3"]]])
def test_nothing_held_has_no_average(kind, fills):
    assert judged(BILLS, "bybit", kind, {"fills": fills}, entry=None).verdict is Verdict.EXACT


def test_a_short_gains_where_a_long_loses():
    inputs = {"side": "short", "cumEntryValue": "2", "cumExitValue": "1", "fee_rate": "0.1"}
    assert judged(BILLS, "bybit", "realized_pnl", inputs, closedPnl="0.7").verdict is Verdict.EXACT


def test_a_short_is_paid_what_a_long_pays():
    inputs = {"side": "Sell", "size": "100", "mark": "0.3676", "rate": "0.0001"}
    found = judged(BILLS, "bybit", "funding", inputs, funding="0.003676", change="0.003676")
    assert found.verdict is Verdict.EXACT
