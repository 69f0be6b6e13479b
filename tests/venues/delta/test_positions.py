"""Both recorded positions of Delta Exchange, to the last digit."""

from fractions import Fraction

from isoledger.venues.delta.positions import stated
from isoledger.venues.stated import Besides
from tests.venues.recorded import exact, records

RATE = Besides(maintenance=Fraction("0.005"))


def test_both_positions_come_out_to_the_last_digit():
    now, then = records("delta")
    assert exact(stated(now)) == stated(now).reported
    assert exact(stated(then, RATE)) == stated(then, RATE).reported


def test_a_record_without_a_name_lacks_its_rate():
    found = stated(records("delta")[1])
    assert (found.symbol, found.missing) == ("unnamed", ("the maintenance rate of its tier",))


def test_the_bankruptcy_price_says_what_a_contract_is_worth():
    found = stated(records("delta")[0])
    assert found.assumed[0].startswith("a contract is worth 1/1000:")
    told = stated(records("delta")[0], Besides(contract=Fraction(1, 1000)))
    assert (told.assumed, exact(told)) == ((), exact(found))


def test_a_flat_position_lacks_nothing():
    flat = {**records("delta")[0], "size": "0"}
    assert stated(flat).missing == ()
