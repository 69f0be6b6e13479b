import json

import pytest

from isoledger.cli import conforming
from isoledger.conformance import registry
from isoledger.conformance.files import SCHEMA
from isoledger.conformance.plain import BYTES_MAX
from tests.conformance import kit
from tests.real import real

LEAST = {"id": "one", "venue": "nowhere", "kind": "double", "inputs": {"n": "21"}}
CASES = [
    LEAST | {"expected": {"twice": "42"}, "evidence": "recorded", "source": "a page"},
    LEAST
    | {"id": "digits", "kind": "inverse", "inputs": {"n": "3"}, "expected": {"inverse": "0.3"}},
    LEAST
    | {
        "id": "near",
        "date": "1970-01-02",
        "product": "linear",
        "expected": {"twice": "42.1"},
        "tolerance": {"twice": {"within": "0.2", "reason": "a double"}},
    },
    LEAST | {"id": "wrong", "expected": {"twice": "4"}, "doubt": "2 * 21 = 42"},
]
OUT = LEAST | {"id": "out\x1b", "expected": {"twice": "41"}}
FAILED = LEAST | {"id": "none", "kind": "treble", "expected": {"thrice": "63"}}


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch):
    monkeypatch.setattr(registry, "RUNNERS", kit.RUNNERS)
    monkeypatch.setattr(registry, "READERS", kit.READERS)


def written(run, *cases):
    file = run.folder / "cases.json"
    file.write_text(json.dumps({"schema": SCHEMA, "cases": cases}), encoding="utf-8")
    return file


def test_cases_that_agree_are_clean(run):
    ran = run("conformance", written(run, *CASES))
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines() if "nowhere" in line or " all " in line]
    assert rows == [
        ["nowhere", "double", "3", "1", "1", "0", "1", "0", "2.4e-3", "unsaid"],
        ["nowhere", "inverse", "1", "1", "0", "0", "0", "0", "1.2e-1", "unsaid"],
        ["all", "4", "2", "1", "0", "1", "0", "1.2e-1", "unsaid"],
        [
            "nowhere",
            "double,",
            "wrong:",
            "twice",
            "42,",
            "printed",
            "4;",
            "2",
            "*",
            "21",
            "=",
            "42",
        ],
    ]
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("case", [OUT, FAILED], ids=["outside", "not computed"])
def test_one_case_outside_or_not_computed_is_a_finding(run, case):
    ran = run("conformance", written(run, *CASES, case))
    assert ran.code == 1
    assert "\x1b" not in ran.out
    told = " ".join(ran.out.split())
    assert "out\\x1b: twice 42, printed 41" in told or "no runner for nowhere treble" in told
    assert run("conformance", written(run, *CASES, case), "--json").code == 1


def test_as_json_it_says_everything(run):
    ran = run("conformance", written(run, *CASES, OUT, FAILED), "--json")
    assert (ran.code, ran.err) == (1, "")
    plain = ran.json
    assert (plain["schema_version"], plain["command"], plain["cases"]) == (1, "conformance", 6)
    assert plain["clean"] is False
    assert plain["counts"] == {
        "exact": 1, "printed": 1, "within": 1, "stated": 0, "doubtful": 1, "outside": 1,
        "failed": 1,
    }  # fmt: skip
    assert [set(row) for row in plain["table"]] == [
        {
            "venue", "kind", "cases", "exact", "printed", "within", "stated", "doubtful", "outside",
            "failed",            "largest_relative_deviation", "weakest_evidence",
        }
    ] * 3  # fmt: skip
    assert plain["results"][2] == {
        "id": "near",
        "venue": "nowhere",
        "product": "linear",
        "kind": "double",
        "date": "1970-01-02T00:00:00Z",
        "verdict": "within",
        "why": "",
        "doubt": "",
        "reason": "a double",
        "source": "",
        "evidence": "unsaid",
        "values": [
            {
                "name": "twice",
                "expected": "42.1",
                "computed": "42",
                "exact": "42",
                "deviation": "0.1",
                "relative": "0.002375296912114014251781472684085511",
                "tolerance": "0.2",
                "verdict": "within",
            }
        ],
    }
    assert plain["results"][5]["why"] == "no runner for nowhere treble"


def test_values_of_every_sort_can_be_said(run, monkeypatch):
    answers = {"list": [1, "x", None], "none": 5, "yes": True, "word": "w", "map": {"a": 1}}
    runners = {("nowhere", "double"): lambda _inputs, _time: answers}
    monkeypatch.setattr(registry, "RUNNERS", runners)
    expected = {"list": ["1", "2"], "none": None, "yes": False, "word": "v", "map": {"a": "2"}}
    file = written(run, LEAST | {"expected": expected})
    told = " ".join(run("conformance", file).out.split())
    assert (
        "list [1, x, none], printed [1, 2]; none 5, printed none; yes True, printed False" in told
    )
    (values,) = [result["values"] for result in run("conformance", file, "--json").json["results"]]
    assert [value["computed"] for value in values] == [
        ["1", "x", None],
        "5",
        True,
        "w",
        {"a": "1"},
    ]
    assert {value["exact"] for value in values} == {None}


def test_a_number_that_does_not_end_is_cut_somewhere(run):
    file = written(
        run, LEAST | {"kind": "inverse", "inputs": {"n": "3"}, "expected": {"inverse": "1"}}
    )
    assert "inverse 0.333333333333333333, printed 1" in " ".join(
        run("conformance", file).out.split()
    )


def test_without_a_file_the_packages_own_cases_are_run(run):
    plain = run("conformance", "--json").json
    assert (plain["file"], plain["cases"]) == ("the kit of the package", 255)


@pytest.mark.parametrize(("name", "count"), [("vectors.json", 255), ("positions.json", 131)])
def test_other_schemas_are_run_as_they_are(run, name, count):
    ran = run("conformance", real(name), "--json")
    assert (ran.code, ran.json["cases"]) == (1, count)


def test_recorded_positions_are_cases_too(run):
    file = run.folder / "positions.json"
    raw = {"size": "1", "entry": "1000", "margin": "100", "liq": "909.1"}
    file.write_text(json.dumps([{"venue": "nowhere", "mode": "isolated", "raw": raw}]))
    ran = run("conformance", file, "--json")
    (row,) = ran.json["table"]
    assert (ran.code, row["kind"], row["exact"]) == (0, "isolated position", 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "cases.json: not JSON"),
        ('{"schema": "isoledger-conformance/9"}', "this program knows"),
        ("[7]", "cases.json, 1: 7 has no fields"),
        ("[" * 90_000, "cases.json: not JSON"),
    ],
    ids=range(4),
)
def test_a_file_that_cannot_be_read_is_one_line_and_two(run, text, why):
    file = run.folder / "cases.json"
    file.write_text(text)
    ran = run("conformance", file)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert why in ran.err


def test_a_file_that_is_not_there_is_named(run):
    ran = run("conformance", "gone.json")
    assert (ran.code, ran.out) == (2, "")
    assert "gone.json" in ran.err


def test_of_a_huge_file_no_more_is_read_than_it_takes_to_refuse_it(run):
    file = run.folder / "huge.json"
    with file.open("wb") as out:
        out.truncate(10 * BYTES_MAX)
    assert len(conforming.read(file)) == BYTES_MAX + 1
    assert "larger than 64 MiB" in run("conformance", file).err
