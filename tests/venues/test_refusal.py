import json

from isoledger.venues.refusal import refused

KIND = refused(
    "venue", "orders", "fills tell it", endpoints=("/orders",), fields=("orderId", "state")
)


def test_what_is_refused_is_recognised_counted_and_never_told():
    data = json.dumps({"data": [{"orderId": "1", "state": "x"}, {"orderId": "1"}]}).encode()
    assert KIND.recognises(data)
    done = KIND.translate(KIND.records(data, "f"), "A")
    assert (done.events, done.untranslated) == ((), ())
    assert [aside.reason for aside in done.skipped] == ["fills tell it"] * 2


def test_it_says_why_in_its_title_and_moves_no_money():
    assert (KIND.title, KIND.money) == ("No history: fills tell it", "")
    assert dict(KIND.types) == {"": "no history: fills tell it"}
