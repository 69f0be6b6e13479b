"""Every recorded position of MEXC."""

from fractions import Fraction

from isoledger.core.certificate import NoLiquidationPrice, NoPrice
from isoledger.venues.mexc.positions import stated
from isoledger.venues.stated import Besides
from tests.venues.recorded import exact, records, solved, ticks_off


def test_the_isolated_position_comes_out_as_printed():
    found = stated(records("mexc")[0])
    assert exact(found) == Fraction("1211.2135")
    assert ticks_off(found) == 0
    assert found.assumed == ("the maintenance rate of the lowest tier",)


def test_the_fee_reserve_does_not_move_the_price():
    raw, taker = records("mexc")[0], Fraction("0.0002")
    less = stated(
        raw, Besides(margin=Fraction("0.12173"), taker=taker, maintenance=Fraction(1, 200))
    )
    assert exact(less) == exact(stated(raw))
    assert less.assumed == ()


def test_a_closed_position_has_no_price_whatever_it_prints():
    found = stated(records("mexc")[1])
    assert (found.printed, found.reported) == ("0.03433", None)
    assert "closed position" in found.sentinel
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.FLAT)


def test_an_unknown_contract_lacks_its_worth_and_its_rate():
    raw = {**records("mexc")[0], "symbol": "NEW_USDT", "positionType": "2"}
    lacks = ("what one contract is worth", "the maintenance rate of its tier")
    assert stated(raw).missing == lacks


def test_a_cross_position_lacks_its_pool():
    raw = {**records("mexc")[0], "openType": 2, "positionType": 2}
    assert stated(raw).missing == ("the balance of its pool", "its mark")
    known = Besides(margin=Fraction(1), mark=Fraction(1200), contract=Fraction(1, 100))
    assert exact(stated(raw, known)) > 1217
