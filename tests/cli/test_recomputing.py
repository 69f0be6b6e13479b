import json
from fractions import Fraction

import pytest

from isoledger.cli.errors import OptionError
from isoledger.cli.recomputing import number
from isoledger.conformance import registry
from tests.conformance import kit
from tests.real import real

RAW = {"size": "1", "entry": "1000", "margin": "100", "liq": "909.1"}


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch):
    monkeypatch.setattr(registry, "READERS", kit.READERS)


def written(run, plain):
    file = run.folder / "positions.json"
    file.write_text(json.dumps(plain), encoding="utf-8")
    return file


def test_computed_stands_beside_reported(run):
    far = RAW | {"liq": "5.5"}
    file = written(run, {"code": 0, "data": [RAW, RAW | {"liq": "909.2"}, far]})
    ran = run("positions", "Nowhere", file)
    assert (ran.code, ran.err) == (1, "")
    rows = [line.split() for line in ran.out.splitlines() if "BTCUSDT" in line]
    assert rows == [
        "1 BTCUSDT 909.1 909.1 0 to the printed digits".split(),
        "2 BTCUSDT 909.2 909.1 -1 within one tick".split(),
        "3 BTCUSDT 5.5 909.1 9.1e3 outside".split(),
    ]
    assert "Taken for granted" in ran.out
    assert "1: maintenance rate 1 %" in ran.out
    assert "2 of 3 as reported" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_as_reported_is_clean_and_a_sentinel_is_none(run):
    none = {"size": "1", "entry": "1000", "margin": "2000", "liq": "0"}
    ran = run("positions", "nowhere", written(run, [RAW, none]))
    assert ran.code == 0
    assert "none, as reported" in " ".join(ran.out.split())
    assert "2: the collateral covers the whole loss at any price" in " ".join(ran.out.split())


def test_as_json_it_says_everything(run):
    ran = run("positions", "nowhere", written(run, RAW), "--at", "1970-01-02T00:00:00Z", "--json")
    assert ran.code == 0
    plain = ran.json
    (one,) = plain.pop("positions")
    file = plain.pop("file")
    assert file.endswith("positions.json")
    assert plain == {
        "schema_version": 1,
        "command": "positions",
        "venue": "nowhere",
        "clean": True,
        "records": 1,
        "counts": {"digits": 1, "none": 0, "tick": 0, "read": 0, "outside": 0, "unknown": 0},
    }
    assert one == {
        "record": "positions.json, 1",
        "venue": "nowhere",
        "symbol": "BTCUSDT",
        "time": "1970-01-02T00:00:00Z",
        "printed": "909.1",
        "reported": "909.1",
        "sentinel": "",
        "computed": "909.1",
        "exact": "10000/11",
        "none": None,
        "tick": "0.1",
        "deviation": "0",
        "ticks": "0",
        "relative": "0",
        "outcome": "digits",
        "why": "",
        "doubt": "",
        "missing": [],
        "assumed": ["maintenance rate 1 %"],
        "rule": "nowhere",
        "rule_evidence": "assumed",
        "source": "",
    }


def test_what_cannot_be_recomputed_is_a_finding_with_its_reason(run):
    short = {name: RAW[name] for name in ("size", "entry", "liq")}
    broken = RAW | {"size": "many"}
    file = written(run, [short, broken])
    ran = run("positions", "nowhere", file)
    assert ran.code == 1
    assert "1: missing: margin" in ran.out
    assert "0 of 2 as reported" in ran.out
    first, second = run("positions", "nowhere", file, "--json").json["positions"]
    assert (first["outcome"], first["missing"], first["computed"]) == ("unknown", ["margin"], None)
    assert (second["symbol"], second["time"], second["reported"]) == ("", None, None)
    covered = run("positions", "nowhere", file, "--json", "--margin", "2000").json["positions"][0]
    assert (covered["outcome"], covered["none"]) == (
        "outside",
        "the collateral covers the whole loss at any price",
    )


def test_an_instant_out_of_all_time_stands_as_it_is(run, monkeypatch):
    from attrs import evolve

    late = {"nowhere": lambda raw, besides: evolve(kit.stated(raw, besides), time_ns=10**30)}
    monkeypatch.setattr(registry, "READERS", late)
    (one,) = run("positions", "nowhere", written(run, RAW), "--json").json["positions"]
    assert one["time"] == str(10**30)


def test_options_say_what_the_records_leave_out(run, monkeypatch):
    seen = []
    readers = {"nowhere": lambda raw, besides: seen.append(besides) or kit.stated(raw, besides)}
    monkeypatch.setattr(registry, "READERS", readers)
    words = (
        "--maintenance-rate 0.1 --deduction 2 --tick 1 --taker 0.0006 --contract 0.01 --margin 5 "
        "--mark 999.5 --mode cross --at 1970-01-02T00:00:00Z"
    )
    ran = run("positions", "nowhere", written(run, RAW), *words.split())
    (besides,) = seen
    assert (besides.maintenance, besides.deduction, besides.tick) == (Fraction(1, 10), 2, 1)
    assert (besides.taker, besides.contract) == (Fraction("0.0006"), Fraction("0.01"))
    assert (besides.margin, besides.mark, besides.isolated) == (5, Fraction("999.5"), False)
    assert besides.time_ns == 86_400 * 10**9
    assert "Taken for granted" not in ran.out


def test_a_file_of_positions_is_filtered_by_venue(run):
    rows = [
        {"venue": "nowhere", "raw": RAW},
        {"venue": "nowhere(2023-03)", "raw": RAW, "mmr": "0.01"},
        {"venue": "elsewhere", "raw": {}},
    ]
    file = written(run, rows)
    plain = run("positions", "nowhere", file, "--json").json
    assert [one["record"] for one in plain["positions"]] == [
        "positions.json, 1",
        "positions.json, 2",
    ]
    ran = run("positions", "nowhere", written(run, rows[2:]))
    assert (ran.code, ran.out) == (2, "")
    assert "no record in it is of nowhere" in ran.err


def test_a_record_that_is_known_to_be_wrong_is_no_finding(run):
    wrong = {
        "venue": "nowhere",
        "raw": RAW | {"liq": "5"},
        "quality": "figures not self-consistent",
    }
    ran = run("positions", "nowhere", written(run, [wrong]))
    assert ran.code == 0
    assert "Records known to be wrong\n  1: figures not self-consistent" in ran.out
    assert "0 of 1 as reported" in ran.out
    assert run("positions", "nowhere", written(run, [wrong | {"quality": ""}])).code == 1


def test_recorded_positions_of_no_known_venue_say_so(run):
    ran = run("positions", "nowhere", real("positions.json"))
    assert ran.code == 2
    assert "no record in it is of nowhere" in ran.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["elsewhere", "f.json"], "'elsewhere' is no venue known here; there is nowhere"),
        (["nowhere", "gone.json"], "gone.json"),
        (["nowhere", "f.json", "--tick", "fine"], "--tick 'fine'"),
        (["nowhere", "f.json", "--at", "soon"], "--at 'soon'"),
        (["nowhere", "f.json"], "f.json: there is no record in it"),
        (["nowhere", "g.json"], "g.json: not JSON"),
        (["nowhere"], "FILE"),
    ],
    ids=range(7),
)
def test_what_cannot_be_used_is_one_line_and_two(run, words, why):
    (run.folder / "f.json").write_text("[]")
    (run.folder / "g.json").write_text("{")
    ran = run("positions", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert why in ran.err


def test_a_number_is_read_strictly():
    assert number("--tick", None) is None
    assert number("--tick", "0.5") == Fraction(1, 2)
    with pytest.raises(OptionError, match="--tick '1,5'"):
        number("--tick", "1,5")
