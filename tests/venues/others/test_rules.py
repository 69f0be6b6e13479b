"""Rules of venues known from a few records."""

from isoledger.core.rules import Evidence
from isoledger.venues.others.rules import RATES, RULES
from isoledger.venues.others.shapes import SHAPES


def test_every_venue_that_is_read_has_rules_and_they_say_how_well_they_are_known():
    assert set(RULES) == set(SHAPES) >= set(RATES)
    recorded = {venue for venue, book in RULES.items() if book.at(0).evidence is Evidence.RECORDED}
    assert recorded == {"poloniexfutures", "edgex", "digifinex"}
    assert all(book.at(0).source for book in RULES.values())
