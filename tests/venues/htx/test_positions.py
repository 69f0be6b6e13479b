"""Every recorded position of HTX, recomputed or read as having no price."""

from fractions import Fraction

import pytest

from isoledger.core.certificate import NoLiquidationPrice, NoPrice
from isoledger.venues.errors import FieldError
from isoledger.venues.htx.positions import stated
from isoledger.venues.stated import Besides
from tests.venues.recorded import exact, records, solved, ticks_off

ROW = {
    "contract_code": "BTC-USDT",
    "volume": "2",
    "cost_hold": "30000",
    "direction": "sell",
    "lever_rate": 5,
    "position_margin": "12.4",
    "margin_static": "12",
    "adjust_factor": "0.04",
    "last_price": "31000",
    "liquidation_price": "35714.285714285714285714",
}


def test_every_recorded_price_comes_out_to_its_last_printed_digit():
    linear, inverse, _, single, pool, _ = (stated(raw) for raw in records("htx"))
    assert [found.reported for found in (linear, inverse, single, pool)] == [
        Fraction("22353.229148614609571788"),
        Fraction("0.271625200493799547"),
        Fraction("27625.176468365024050352"),
        Fraction("28744.509661740085"),
    ]
    assert [ticks_off(found) for found in (linear, inverse, single)] == [0, 0, 0]
    # a binary number: 17 digits
    assert abs(exact(pool) - pool.reported) < Fraction(1, 10**12)


def test_an_account_with_two_legs_is_solved_with_the_other_leg_at_its_mark():
    pool = stated(records("htx")[4])
    assert pool.symbol == "BTC-USDT-220325"
    assert len(pool.subject.pool.holdings) == 2
    assert pool.mark == Fraction("48735.7")


def test_the_other_leg_of_that_account_comes_out_as_well():
    raw = records("htx")[4]
    swap, quarter = raw["contract_detail"], raw["futures_contract_detail"]
    found = stated({**raw, "contract_detail": [quarter, swap], "futures_contract_detail": None})
    assert found.symbol == "BTC-USDT"
    assert abs(exact(found) - Fraction("27790.709661740086")) < Fraction(1, 10**12)


def test_a_price_below_zero_is_none_and_the_pool_covers_any_fall():
    found = stated(records("htx")[2])
    assert (found.reported, found.printed[:8]) == (None, "-110163.")
    assert "below zero" in found.sentinel
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.COVERED)
    lacking = stated({k: v for k, v in records("htx")[2].items() if k != "margin_rate"})
    assert (lacking.subject, lacking.missing) == (None, ("the balance of its pool",))


def test_a_balance_from_outside_stands_for_the_margin_rate():
    found = stated(records("htx")[2], Besides(margin=Fraction(173)))
    assert found.assumed == ()
    assert found.subject.pool.cash[0].value == 173


def test_a_position_of_the_newer_interface_may_stand_where_it_was_opened_and_hide_its_size():
    raw = {**records("htx")[2], "mark_price": "63204.5", "profit_unreal": "0", "direction": "sell"}
    assert "its size" in stated(raw).missing


def test_the_inverse_short_lacks_its_margin_and_its_rate():
    raw = records("htx")[5]
    found = stated(raw)
    assert found.subject is None
    assert found.missing == ("the maintenance rate of its tier", "the margin behind it")
    assert found.assumed[0].startswith("a contract is worth 100:")
    known = stated(raw, Besides(margin=Fraction("0.0009"), maintenance=Fraction(1, 100)))
    assert exact(known) > Fraction(known.mark)


def test_a_short_row_is_solved_upwards():
    found = stated({**ROW, "margin_static": "12"})
    # 60 + 12 = 0.002 x P x (1 + 0.008)
    assert exact(found) == Fraction(72) / (Fraction("0.002") * Fraction("1.008"))
    assert found.assumed[0].startswith("a contract is worth 1/1000")


def test_a_side_that_is_not_stated_follows_from_the_price():
    raw = {key: value for key, value in ROW.items() if key != "direction"}
    assert stated(raw).subject.holding.size < 0
    assert stated({**raw, "liquidation_price": "25000"}).subject.holding.size > 0
    assert stated({**raw, "liquidation_price": "0"}).subject.holding.size > 0


def test_the_worth_of_a_contract_comes_from_the_caller_first():
    raw = {key: value for key, value in ROW.items() if key != "position_margin"}
    assert stated(raw).missing == ("what one contract is worth",)
    assert stated(raw, Besides(contract=Fraction(1, 1000))).subject is not None


def test_an_account_in_an_unknown_contract_is_not_solved():
    raw = {**records("htx")[3], "contract_code": "ETH-USDT"}
    assert "what one contract is worth" in stated(raw).missing
    assert stated(raw, Besides(contract=Fraction(1, 100))).subject is not None


def test_a_missing_field_is_named():
    with pytest.raises(FieldError, match="cost_hold"):
        stated({key: value for key, value in ROW.items() if key != "cost_hold"})


def test_a_flat_row_lacks_nothing():
    found = stated({**ROW, "volume": "0"})
    assert found.missing == ()
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.FLAT)
