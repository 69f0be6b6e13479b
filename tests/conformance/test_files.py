import json
from fractions import Fraction

import pytest

from isoledger.conformance.cases import Case, CaseError
from isoledger.conformance.entries import Entry
from isoledger.conformance.files import SCHEMA, cases, contents
from isoledger.conformance.strength import Strength

OWN = {
    "id": "one",
    "venue": "nowhere",
    "product": "linear",
    "date": "1970-01-02",
    "kind": "double",
    "inputs": {"n": "21"},
    "expected": {"twice": "42", "thrice": "63"},
    "tolerance": {
        "twice": {"within": "1e-8", "reason": "a double"},
        "thrice": {"within": "0", "reason": "a double"},
    },
    "source": "a page",
    "evidence": "official",
    "doubt": {"thrice": "3 * 21 = 63, and it says 64"},
}
VECTOR = {
    "id": "one",
    "venue": "nowhere",
    "kind": "double",
    "inputs": {"n": "21", "time": "1970-01-02"},
    "expected": {"twice": "42"},
    "source": "a page",
    "note": "n",
    "tolerance": {"*": "1e-6"},
    "recomputed": {"twice": "42"},
    "agrees": True,
    "strength": "official_doc",
}
DAY = 86_400 * 10**9


def data(plain) -> bytes:
    return json.dumps(plain).encode()


def own(*changes, schema=SCHEMA):
    return data({"schema": schema, "cases": [OWN | change for change in changes or ({},)]})


def vector(**changes) -> Case:
    (found,) = cases(data([VECTOR | changes]), "f")
    return found


def test_a_case_of_our_own_schema_is_read_whole():
    (case,) = cases(own(), "f.json")
    assert (case.id, case.venue, case.product, case.kind) == ("one", "nowhere", "linear", "double")
    assert case.inputs.exact("n") == 21
    assert case.expected == {"twice": "42", "thrice": "63"}
    assert case.tolerance == {"twice": Fraction(1, 10**8), "thrice": 0}
    assert (case.reason, case.source, case.time_ns) == ("a double", "a page", DAY)
    assert case.strength is Strength.OFFICIAL
    assert (case.doubt, case.doubtful) == ("thrice: 3 * 21 = 63, and it says 64", ("thrice",))


def test_what_a_case_may_leave_out_is_nothing():
    least = {name: OWN[name] for name in ("id", "venue", "kind", "inputs", "expected")}
    (case,) = cases(data({"schema": SCHEMA, "cases": [least]}), "f.json")
    assert (case.product, case.time_ns, case.tolerance, case.reason) == ("", None, {}, "")
    assert (case.source, case.strength, case.doubt) == ("", Strength.UNSAID, "")
    assert not case.is_doubtful("twice")


def test_a_doubt_may_be_about_the_whole_case():
    (case,) = cases(own({"doubt": "made up"}), "f.json")
    assert (case.doubt, case.doubtful) == ("made up", ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (data({"schema": "isoledger-conformance/2", "cases": []}), "this program knows"),
        (data({"cases": []}), "schema is nothing"),
        (data({"schema": SCHEMA}), "f, cases: nothing is no list"),
        (data({"schema": SCHEMA, "cases": [], "more": 1}), "'more' is no field of it"),
        (data({"schema": SCHEMA, "cases": [7]}), "f, case 1: 7 has no fields"),
        (own({"id": ""}), "f, case 1, id: '' is no text"),
        (own({"id": 7}), "f, case 1, id: 7 is no text"),
        (own({"kind": None}), r"f, case 1 \(one\), kind: nothing is no text"),
        (own({"surprise": 1}), "'surprise' is no field of it; there is date, doubt"),
        (own({"inputs": []}), "inputs: a list has no fields"),
        (own({"expected": {}}), "expected: nothing is expected"),
        (own({"expected": "42"}), "expected: '42' has no fields"),
        (own({"tolerance": {"twice": "1"}}), "tolerance, twice: '1' has no fields"),
        (own({"tolerance": {"twice": {"within": "1"}}}), "reason: nothing is no text"),
        (own({"tolerance": {"twice": {"within": "1", "why": "x"}}}), "'why' is no field"),
        (own({"tolerance": {"twice": {"within": "x", "reason": "x"}}}), "twice: .*'x'"),
        (own({"tolerance": {"twice": {"within": "-1", "reason": "x"}}}), "'-1' is below zero"),
        (own({"tolerance": {"twice": {"reason": "x"}}}), "nothing is no number"),
        (own({"evidence": "gossip"}), "'gossip' is none of recorded, official"),
        (own({"date": "soon"}), "date: 'soon' is no date such as"),
        (own({"date": 7}), "date: 7 is no text"),
        (own({"source": []}), "source: a list is no text"),
        (own({"doubt": 7}), "doubt: 7 has no fields"),
        (own({"doubt": {"twice": 7}}), "doubt, twice: 7 is no text"),
        (own({}, {}), "the id 'one' is there twice"),
        (data("cases"), "'cases' is no list"),
        (data([1]), "f, 1: 1 has no fields"),
        (data([VECTOR, {"raw": {}, "venue": "x"}]), "f, 2, id: nothing is no text"),
        (data([VECTOR | {"inputs": 7}]), r"f, 1 \(one\), inputs: 7 has no fields"),
        (data([VECTOR | {"expected": None}]), "expected: nothing has no fields"),
        (data([VECTOR | {"tolerance": {"*": "wide"}}]), "wide"),
        (data([VECTOR | {"tolerance": "wide"}]), "tolerance: 'wide' has no fields"),
        (data([VECTOR, VECTOR]), "the id 'one' is there twice"),
        (b'[{"id": "a", "id": "b"}]', "the key 'id' is repeated"),
        (b'[{"id": "a", "inputs": {"n": NaN}}]', "NaN is no number"),
    ],
    ids=range(35),
)
def test_what_is_not_as_it_must_be_is_refused_with_its_place(text, why):
    with pytest.raises(CaseError, match=why) as caught:
        contents(text, "f")
    assert str(caught.value).startswith("f")


def test_a_vector_is_read_with_what_it_has():
    case = vector()
    assert (case.tolerance, case.reason) == ({"*": Fraction(1, 10**6)}, "as the file says")
    assert (case.time_ns, case.doubt) == (DAY, "")
    assert case.strength is Strength.OFFICIAL
    bare = vector(
        tolerance={}, inputs={}, strength=None, expected_origin="real_record", source=None
    )
    assert (bare.tolerance, bare.reason, bare.time_ns, bare.source) == ({}, "", None, "")
    assert bare.strength is Strength.RECORDED
    assert vector(independent=False).strength is Strength.DERIVED
    assert vector(strength=None).strength is Strength.UNSAID
    assert vector(inputs={"time": 7}).time_ns is None


@pytest.mark.parametrize(
    ("agrees", "doubt", "doubtful"),
    [
        (True, "", ()),
        ("true", "", ()),
        (None, "", ()),
        ("false: twice: |1-2| > 0 | a slip", "twice: |1-2| > 0 | a slip", ("twice",)),
        ("false: no idea", "no idea", ()),
        ("false", "the file says that it does not agree", ()),
        (False, "the file says that it does not agree; n", ()),
    ],
    ids=range(7),
)
def test_a_vector_that_does_not_agree_is_doubtful(agrees, doubt, doubtful):
    case = vector(agrees=agrees)
    assert (case.doubt, case.doubtful) == (doubt, doubtful)


def test_a_vector_that_disagrees_without_a_note_says_so():
    assert vector(agrees=False, note="").doubt.endswith("no reason is given")
    with pytest.raises(CaseError, match="expected"):
        vector(agrees="false: twice: x", expected=[])


def test_an_empty_list_holds_no_cases():
    assert contents(b"[]", "f") == ()


def test_recorded_positions_are_told_from_cases():
    text = data([{"venue": "nowhere", "raw": {"size": 1}}])
    (entry,) = contents(text, "f")
    assert isinstance(entry, Entry)
    assert (entry.place, entry.venue, entry.raw) == ("f, 1", "nowhere", {"size": 1})
    with pytest.raises(CaseError, match="f: it holds recorded positions, not cases"):
        cases(text, "f")
