"""Kinds of answers none of whose rows is history."""

from isoledger.venues.refusal import refused

KIND = refused(
    "v",
    "limits",
    "limits move nothing",
    endpoints=("/limits",),
    fields=("limit",),
    without=("amount",),
)


def test_every_row_is_skipped_with_the_reason():
    records = KIND.records(b'{"data": [{"limit": "1"}, {"limit": "2"}]}', "f")
    told = KIND.translate(records, "a")
    assert (told.records, len(told.skipped), told.events) == (2, 2, ())
    assert {aside.reason for aside in told.skipped} == {"limits move nothing"}


def test_it_is_known_by_its_fields():
    assert KIND.recognises(b'{"limit": 1}')
    assert not KIND.recognises(b'{"limit": 1, "amount": 2}')
    assert (KIND.money, KIND.endpoints) == ("", ("/limits",))
    assert KIND.title == "No history: limits move nothing"
