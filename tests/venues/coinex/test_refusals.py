from isoledger.venues.coinex import VENUE
from isoledger.venues.coinex.refusals import REFUSED


def test_what_is_refused_says_why_and_moves_no_money():
    assert {kind.name for kind in REFUSED} <= {kind.name for kind in VENUE.kinds}
    for kind in REFUSED:
        assert kind.money == ""
        assert kind.types[""].startswith("no history: ")
        assert kind.endpoints
