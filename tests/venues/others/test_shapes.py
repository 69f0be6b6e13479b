"""What follows from a record beyond the fields that state it."""

from fractions import Fraction

from isoledger.venues.others.positions import READERS
from isoledger.venues.stated import NOTHING_BESIDES
from tests.venues.recorded import records


def missing(venue, **parts):
    return READERS[venue]({**records(venue)[-1], **parts}, NOTHING_BESIDES).missing


def test_what_divides_by_nothing_is_missing_and_no_error():
    assert missing("poloniexfutures", currentQty=0) == ()
    assert missing("digifinex", position="0") == ()
    assert missing("edgex", positionValue="0", unrealizePnl="0") == ()


def test_a_pool_hides_the_balance_of_a_crossed_position_and_the_rest_follows():
    crossed = READERS["digifinex"](records("digifinex")[0], NOTHING_BESIDES)
    assert crossed.missing == ("the balance of its pool",)
    assert crossed.mark == Fraction("18369.3") + Fraction("0.03410000000000224") * 1000
