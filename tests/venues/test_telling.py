from isoledger.core.events import Transfer
from isoledger.venues.hyperliquid.records import stamp
from isoledger.venues.hyperliquid.rules import USDC
from isoledger.venues.keys import Key
from isoledger.venues.telling import again, file_of, otherwise, translated
from isoledger.venues.translation import Skipped, Untranslated
from tests.venues.hyperliquid.samples import records


def tell(record, seen):
    """A teller of amounts at an hour, which knows two words more."""
    if "skip" in record.fields:
        return Skipped(record=record, reason="no history")
    if "park" in record.fields:
        return Untranslated(record=record, reason="no idea")
    name = seen.id(Key("x", (record.text("at"),)))
    when = stamp(record, "a", name, record.whole("at"))
    return (Transfer(stamp=when, amount=USDC.exactly(record.number("amount"))),)


def row(at, amount="1"):
    return {"at": at, "amount": amount}


def test_events_come_in_order_and_every_record_is_accounted_for():
    told = translated(records(row(9), row(3), {"skip": 1}, {"park": 1}, {}), tell)
    assert [event.stamp.time_ns for event in told.events] == [3, 9]
    assert (told.records, told.translated) == (5, 2)
    assert [len(told.skipped), len(told.untranslated)] == [1, 2]
    assert told.is_whole


def test_a_record_that_cannot_be_read_is_parked_with_its_place():
    (aside,) = translated(records(row(1), row(2, "much")), tell).untranslated
    assert aside.reason.startswith("answer.json, row 2: field 'amount'")


def test_equal_records_of_one_file_are_two_facts():
    told = translated(records(row(1), row(1)), tell)
    assert [event.stamp.id for event in told.events] == ["x:1", "x:1#2"]


def test_equal_records_of_two_files_are_one():
    first, second = records(row(1)), records(row(1), row(2), file="other.json")
    told = translated([*first, *second], tell)
    assert told.translated == 2
    assert told.skipped == (again(first[0], second[0]),)


def test_one_row_of_one_file_that_is_there_twice_is_told_once():
    one, other = records(row(1), row(1))
    told = translated([one, other, one], tell)
    assert [event.stamp.id for event in told.events] == ["x:1", "x:1#2"]
    assert told.skipped == (again(one, one),)
    assert told.is_whole


def test_a_file_is_known_by_its_hash():
    (one,) = records(row(1))
    assert one.source == f"{file_of(one)}#1"


def test_one_identity_with_two_contents_is_parked():
    first, second = records(row(1)), records(row(1, "2"), file="other.json")
    told = translated([*first, *second], tell)
    assert told.untranslated == (otherwise(first[0], second[0]),)
    assert told.events[0].amount == USDC.exactly(1)
