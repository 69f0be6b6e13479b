from isoledger.core.events import Bonus
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money
from isoledger.venues.records import json_records
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Remark,
    Skipped,
    Translation,
    Untranslated,
    sifted,
)

THREE = json_records(b'[{"a": 2}, {"a": 1}, {"a": "x"}, {}]', "f.json")


def bonus(time_ns):
    at = Stamp(time_ns=time_ns, venue="v", account="a", id=str(time_ns))
    return Bonus(stamp=at, amount=Money(1, Asset("X", 0)))


def verdict(record):
    if not record.fields:
        return Skipped(record=record, reason="empty")
    return (bonus(record.whole("a")),)


def test_each_record_becomes_events_or_is_skipped_or_is_parked_with_the_reason():
    found = sifted(THREE, verdict)
    assert [event.stamp.time_ns for event in found.events] == [1, 2]
    assert (found.records, found.translated) == (4, 2)
    assert [s.record.row for s in found.skipped] == [4]
    (parked,) = found.untranslated
    assert parked.record.row == 3
    assert parked.reason.startswith("f.json, row 3: field 'a': 'x' is not a number")
    assert found.is_whole


def test_a_translation_that_lost_a_record_is_not_whole():
    lost = Translation(events=(), records=2, translated=1)
    assert not lost.is_whole
    parked = Untranslated(record=THREE[0], reason="why")
    assert Translation(events=(), untranslated=(parked,), records=2, translated=1).is_whole
    twice = Translation(events=(), untranslated=(parked,) * 2, records=2, translated=1)
    assert not twice.is_whole


def test_a_remark_changes_nothing_about_being_whole():
    remark = Remark(record=THREE[0], text="look")
    assert Translation(events=(), records=1, translated=1, remarks=(remark,)).is_whole


def test_nothing_given_is_no_zone_and_no_opening():
    assert (NOTHING_GIVEN.zone, NOTHING_GIVEN.opening) == (None, False)
