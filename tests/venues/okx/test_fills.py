"""OKX's fills."""

from fractions import Fraction

import pytest

from isoledger.core.identity import PositionId
from isoledger.venues.okx.contracts import LOT
from isoledger.venues.okx.fills import FILLS
from tests.venues.okx.told import SWAP, answer, bill, bills, read

ROW = {
    "instType": "SWAP", "instId": SWAP, "tradeId": "9", "billId": "2", "side": "sell",
    "posSide": "long", "fillSz": "0.5", "fillPx": "101000", "fee": "-2.5", "feeCcy": "USDT",
    "fillPnl": "5", "ts": "1700000000002",
}  # fmt: skip


def test_a_fill_is_a_trade_of_the_pool_with_its_fee_paid_above_zero():
    (event,) = read(FILLS, answer(ROW)).events
    assert event.position == PositionId(SWAP, "long", "cross")
    assert (event.size, event.fee.value, event.realised.value) == (-1 / LOT / 2, Fraction("2.5"), 5)


def test_a_fee_in_another_coin_is_kept_in_it_and_one_of_no_coin_in_the_settling_one():
    coins = [read(FILLS, answer(ROW | {"feeCcy": coin})).events[0].fee for coin in ("OKB", "")]
    assert [fee.asset.code for fee in coins] == ["OKB", "USDT"]


def test_the_same_trade_by_both_doors_has_one_size_price_fee_and_profit():
    row = bill(2, "2/5", mgnMode="cross", balChg="2.5", pnl="5", fee="-2.5", sz="0.5", px="101000")
    (billed,) = bills(row).events
    (filled,) = read(FILLS, answer(ROW)).events
    for name in ("position", "size", "price", "fee", "realised"):
        assert getattr(billed, name) == getattr(filled, name)


@pytest.mark.parametrize(
    "wrong",
    [{"side": "hold"}, {"posSide": "up"}, {"fillSz": "1e-9"}, {"instId": "X", "feeCcy": ""}],
)
def test_a_fill_that_does_not_say_what_it_is_is_parked(wrong):
    assert read(FILLS, answer(ROW | wrong)).untranslated


def test_what_is_no_position_here_is_refused():
    for kind in ("SPOT", "MARGIN", "OPTION"):
        assert read(FILLS, answer(ROW | {"instType": kind})).skipped
