"""Rules of venues known from a few records."""

from isoledger.core.numbers import Rounding
from isoledger.core.rules import Evidence
from isoledger.venues.others.rules import RATES, RULES
from isoledger.venues.others.shapes import SHAPES


def test_every_venue_that_is_read_has_rules_and_they_say_how_well_they_are_known():
    assert set(RULES) == set(SHAPES) >= set(RATES)
    recorded = {venue for venue, book in RULES.items() if book.at(0).evidence is Evidence.RECORDED}
    assert recorded == {"poloniexfutures", "edgex", "digifinex"}
    assert all(book.at(0).source for book in RULES.values())


def test_each_side_is_printed_as_its_records_are_or_as_is_assumed():
    up, down = Rounding.CEILING, Rounding.FLOOR
    shown = {venue: book.at(0).shown for venue, book in RULES.items()}
    ways = {venue: (one.long, one.short) for venue, one in shown.items() if one.long or one.short}
    assert ways == {"zb": (down, down), "poloniexfutures": (up, down), "edgex": (down, down)}
