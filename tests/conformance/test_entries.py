import json
from fractions import Fraction

import pytest

from isoledger.conformance.entries import Entry, entry_of, given, records
from isoledger.conformance.plain import CaseError, parsed
from isoledger.conformance.strength import Strength
from isoledger.venues.stated import NOTHING_BESIDES, Besides

FIELDS = {
    "venue": "nowhere",
    "raw": {"symbol": "A"},
    "symbol": "AUSD",
    "mode": "isolated/single-coin",
    "mmr": "0.005",
    "maintenance_amount_if_known": "50",
    "margin": "21.5",
    "margin_meaning": "wallet",
    "contract_size": "10",
    "leverage": 25,
    "mark_price": None,
    "snapshot_time": 1709614987686,
    "reported_liquidation_price": "5",
    "source": "a page",
    "quality": "live account snapshot",
}


def entry(**changes) -> Entry:
    return entry_of(FIELDS | changes, "f, 1")


def listed(text: str) -> tuple[Entry, ...]:
    return records(parsed(text.encode(), "f"), "f", "nowhere", NOTHING_BESIDES)


def test_an_entry_is_a_record_and_what_is_known_besides():
    found = entry()
    assert found.besides == Besides(
        symbol="AUSD",
        maintenance=Fraction(1, 200),
        deduction=Fraction(50),
        contract=Fraction(10),
        leverage=Fraction(25),
        isolated=True,
        time_ns=1709614987686 * 10**6,
    )
    assert (found.margin, found.meaning, found.reported) == (Fraction(43, 2), "wallet", "5")
    assert (found.symbol, found.mode, found.source) == ("AUSD", "isolated", "a page")


@pytest.mark.parametrize("meaning", ["equity DERIVED", "account equity (same second)"])
def test_a_margin_that_is_an_equity_is_known_as_one(meaning):
    assert entry(margin_meaning=meaning).besides.equity == Fraction(43, 2)
    assert entry(margin_meaning=f"no {meaning}").besides.equity is None


@pytest.mark.parametrize(("mode", "isolated"), [("isolated", True), ("cross", False), ("?", None)])
def test_a_mode_that_is_said_is_known_besides_the_record(mode, isolated):
    assert entry(mode=mode).besides.isolated is isolated


def test_what_an_entry_does_not_say_is_not_known():
    found = entry_of({"venue": "nowhere", "raw": {}, "margin": "", "mode": 7}, "f")
    assert found == Entry(place="f", venue="nowhere", raw={}, strength=Strength.REPORTED)
    assert entry(snapshot_time="soon").besides.time_ns is None


def test_a_mode_may_be_said_in_many_words():
    assert entry(mode="cross(limit 25)").besides.isolated is False
    assert entry(mode="single-coin account").besides.isolated is None


def test_a_venue_may_carry_its_month_and_other_marks():
    found = entry(venue="nowhere(2023-03)", snapshot_time=None)
    assert (found.house, found.besides.time_ns) == ("nowhere", 1677628800 * 10**9)
    houses = {name: entry(venue=name).house for name in ("gate?", "bitget-uta", "OKX", "?")}
    assert houses == {"gate?": "gate", "bitget-uta": "bitget", "OKX": "okx", "?": ""}


@pytest.mark.parametrize(
    ("quality", "strength", "doubtful"),
    [
        ("live account snapshot", Strength.RECORDED, False),
        ("recorded live HTTP (vcr)", Strength.RECORDED, False),
        ("payload in a comment (live account or venue docs, not stated)", Strength.REPORTED, False),
        ("venue doc sample (internally consistent)", Strength.OFFICIAL, False),
        ("venue doc sample (figures not self-consistent)", Strength.OFFICIAL, True),
        ("synthetic doc sample", Strength.OFFICIAL, True),
        ("", Strength.REPORTED, False),
    ],
    ids=range(7),
)
def test_the_quality_says_how_good_the_evidence_is(quality, strength, doubtful):
    found = entry(quality=quality)
    assert (found.strength, found.doubt) == (strength, quality * doubtful)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"raw": None}, "f, 1, raw: nothing has no fields"),
        ({"raw": []}, "f, 1, raw: a list has no fields"),
        ({"venue": ""}, "f, 1, venue: '' is no text"),
        ({"venue": 7}, "f, 1, venue: 7 is no text"),
        ({"mmr": "half"}, "f, 1, mmr: 'half' is no number"),
        ({"margin": True}, "f, 1, margin: true is no number"),
        ({"contract_size": {}}, "f, 1, contract_size: an object is no number"),
    ],
    ids=range(7),
)
def test_an_entry_that_cannot_be_read_says_its_place(changes, why):
    with pytest.raises(CaseError, match=why):
        entry(**changes)


def test_what_the_caller_knows_comes_before_what_the_file_says():
    found = given(entry(), Besides(maintenance=Fraction(1), tick=Fraction(2), margin=Fraction(0)))
    assert (found.besides.maintenance, found.besides.tick) == (1, 2)
    assert (found.besides.margin, found.besides.deduction) == (0, 50)
    assert given(entry(), NOTHING_BESIDES) == entry()


@pytest.mark.parametrize(
    ("text", "raws"),
    [
        ('{"size": "1"}', [{"size": "1"}]),
        ('[{"size": "1"}, {"size": 2}]', [{"size": "1"}, {"size": 2}]),
        ('{"code": "0", "data": [{"size": 1.50}]}', [{"code": "0", "size": "1.50"}]),
        (
            '{"result": {"list": [{"size": 1}], "n": 1}, "time": 7}',
            [{"size": 1, "n": 1, "time": 7}],
        ),
        ('{"data": {"size": 1}}', [{"size": 1}]),
        ('{"result": {"a": 1}, "positions": [{"size": 1}]}', [{"result": {"a": 1}, "size": 1}]),
        ('{"list": "short", "size": 1}', [{"list": "short", "size": 1}]),
        ('{"time": 7, "positions": [{"time": 8}]}', [{"time": 8}]),
        (
            '{"assetPositions": [{"type": "oneWay", "position": {"szi": "1"}}], "time": 7}',
            [{"szi": "1", "time": 7}],
        ),
        ('[{"position": "1"}]', [{"position": "1"}]),
    ],
    ids=range(10),
)
def test_records_are_found_in_what_an_api_answers(text, raws):
    found = listed(text)
    assert [one.raw for one in found] == raws
    assert [one.place for one in found] == [f"f, {n}" for n in range(1, len(raws) + 1)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "f: there is no record in it"),
        ('{"result": {"list": []}}', "f: there is no record in it"),
        ("7", "f, 1: 7 is no record"),
        ('{"data": [{"a": 1}, [2]]}', "f, 2: a list is no record"),
        ('"x"', "f, 1: 'x' is no record"),
    ],
    ids=range(5),
)
def test_what_holds_no_record_is_refused(text, why):
    with pytest.raises(CaseError, match=why):
        listed(text)


def test_wrappers_may_lie_in_one_another_and_end():
    text = json.dumps({"data": {"data": {"data": {"size": 1}}}})
    assert [one.raw for one in listed(text)] == [{"size": 1}]
