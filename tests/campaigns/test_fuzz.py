"""What the fuzz campaign found stays found, and the campaign itself finds what is planted."""

import random
import signal
import time
from datetime import UTC

import pytest
from attrs import evolve

from isoledger.core.errors import MalformedNumberError
from isoledger.venues.translation import Given, Translation
from tests.campaigns import fuzz
from tests.campaigns.mutation import mutated
from tests.campaigns.seeds import BARE, HOSTILE, seeds_of, words_of

SECONDS_TRACED = 30
"""What five seconds of the campaign may be on a slow machine while coverage is measured."""

PARSERS = fuzz.parsers()
FOUND = sorted(fuzz.CORPUS.glob("*.bin"))


@pytest.fixture(autouse=True)
def _alarm(monkeypatch):
    """No alarm goes off unless a test sets one: what it interrupts may hold a lock of coverage."""
    monkeypatch.setattr(fuzz, "SECONDS_MAX", 0)
    before = signal.signal(signal.SIGVTALRM, fuzz._alarmed)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def kind():
    return PARSERS["bybit/transaction-log"]


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_what_was_found_once_is_never_found_again(name):
    for data in (file.read_bytes() for file in FOUND):
        assert fuzz.judged(PARSERS[name], data) == ""


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_mutants_raise_only_typed_errors(name):
    kind, rng = PARSERS[name], random.Random(name)
    seeds, words = seeds_of(kind), words_of(kind)
    for _ in range(60):
        data = mutated(rng, seeds, words)
        assert fuzz.judged(kind, data) == "", data


@pytest.mark.parametrize("at", range(len(HOSTILE)))
def test_hostile_input_costs_little(kind, at):
    for its in (kind, PARSERS["hyperliquid/fills-table"]):
        begun = time.process_time()
        why = fuzz.judged(its, HOSTILE[at])
        assert not why
        assert time.process_time() - begun < SECONDS_TRACED


def test_recorded_payloads_are_where_it_begins(kind):
    seeds = seeds_of(kind)
    recorded = [seed for seed in seeds if seed not in BARE]
    assert all(kind.recognises(seed) for seed in recorded)
    assert not recorded or len(recorded) > 10 * len(BARE)
    assert b"SETTLEMENT" in words_of(kind)


def test_mutants_repeat_with_their_seed_and_differ_from_it():
    seeds = [b'[{"a": "1.5", "b": null}]', b"a,b\n1,x\n2,y\n"]
    one, other = random.Random(1), random.Random(1)
    first = [mutated(one, seeds, [b"TRADE"]) for _ in range(500)]
    assert first == [mutated(other, seeds, [b"TRADE"]) for _ in range(500)]
    assert len(set(first)) > 300
    assert any(b"TRADE" in data for data in first)


def planted(kind, wrong):
    return evolve(kind, given=None, translate=lambda records, _: wrong(records))


def test_anything_but_a_typed_error_is_found(kind):
    def breaks(_):
        raise KeyError("price")

    def refuses(_):
        raise MalformedNumberError(text="x", why="it is one")

    assert fuzz.judged(planted(kind, breaks), b"[]") == "KeyError: 'price'"
    assert fuzz.judged(planted(kind, refuses), b"[]") == ""


def test_a_lost_record_is_found(kind):
    def loses(records):
        return Translation(events=(), records=len(records) + 1, translated=0)

    assert "0 records went in, 1 came out" in fuzz.judged(planted(kind, loses), b"[]")


def test_time_without_end_is_found(kind, monkeypatch):
    def never(_):
        while True:
            pass

    monkeypatch.setattr(fuzz, "SECONDS_MAX", 0.05)
    assert "took longer" in fuzz.judged(planted(kind, never), b"[]")


def test_what_the_user_says_is_tried_too():
    assert Given(zone=UTC, opening=True) in fuzz._GIVEN


def test_counts_go_on_where_they_stopped(tmp_path, kind):
    state = fuzz.State(tmp_path)
    assert fuzz.by_own(state, "bybit/transaction-log", kind, 30) == 0
    again = fuzz.State(tmp_path)
    assert again.runs("bybit/transaction-log") == 30
    assert fuzz.by_own(again, "bybit/transaction-log", kind, 12) == 0
    assert "| bybit/transaction-log | 42 |" in fuzz.table(fuzz.State(tmp_path))


def test_whoever_has_run_least_is_next(tmp_path):
    state = fuzz.State(tmp_path)
    state.add("a", "own", 5, 1, 0)
    turns = fuzz._turns(state, {"a": None, "b": None}, 7)
    seen = []
    for name, _ in turns:
        state.add(name, "own", 2, 1, 0)
        seen.append(name)
    assert seen == ["b", "b", "b", "a", "b"]


def test_what_is_found_is_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fuzz, "CORPUS", tmp_path / "corpus")
    fuzz.kept("a/b", b"bad", "KeyError: 1")
    (file,) = (tmp_path / "corpus").iterdir()
    assert (file.read_bytes(), "a/b: KeyError: 1" in capsys.readouterr().err) == (b"bad", True)
