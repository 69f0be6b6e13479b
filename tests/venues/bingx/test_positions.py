"""Both recorded positions of BingX: one lacks its rate, one its pool."""

from fractions import Fraction

from isoledger.venues.bingx.positions import stated
from isoledger.venues.stated import Besides
from tests.venues.recorded import exact, records

ALL_IN = Fraction("0.00525")
DOCUMENTED = Fraction("0.0055")


def test_the_isolated_position_lacks_its_rate():
    found = stated(records("bingx")[0])
    assert (found.subject, found.missing) == (None, ("the maintenance rate of its tier",))
    assert found.mark == Fraction("246.7565")


def test_one_rate_fits_as_well_as_a_margin_of_four_decimals_allows():
    # 9.7914 is V/5 = 9.8572, less 0.0653 lost, less 0.0005 of funding: profit moves it
    raw = records("bingx")[0]
    fitted = stated(raw, Besides(maintenance=ALL_IN))
    assert abs(exact(fitted) - fitted.reported) < Fraction("0.0005")
    documented = stated(raw, Besides(maintenance=DOCUMENTED))
    assert Fraction("0.073") < fitted.reported - exact(documented) < Fraction("0.074")


def test_the_cross_position_lacks_its_pool():
    raw = records("bingx")[1]
    lacks = ("the maintenance rate of its tier", "the balance of its pool")
    assert stated(raw).missing == lacks
    known = stated(raw, Besides(margin=Fraction(83), maintenance=ALL_IN, mark=Fraction(63)))
    assert known.mark == 63
    assert known.subject.pool.cash[0].value == 83


def test_a_long_and_a_flat_position_are_read():
    raw = {**records("bingx")[0], "positionSide": "LONG"}
    assert stated(raw, Besides(maintenance=ALL_IN)).subject.holding.size > 0
    flat = {**raw, "positionAmt": "0"}
    assert (stated(flat).mark, stated(flat).missing) == (None, ())
