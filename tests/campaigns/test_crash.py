"""The crash campaign in small, and proof that it would see a loss."""

import sys

import pytest

from isoledger.journal import JsonLinesStore, Receipt
from tests.campaigns import crash
from tests.campaigns.crash import STORES, Tally, batch, campaign

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills forked processes")


@pytest.mark.parametrize("kind", STORES)
def test_a_few_kills_lose_nothing(kind, tmp_path):
    tally = campaign(kind, 6, tmp_path, seed=3)
    assert (tally.kills, tally.lost, tally.broken, tally.torn_batches) == (6, 0, 0, 0)


def test_the_campaign_would_see_a_loss(tmp_path):
    path = tmp_path / "0.jsonl"
    with JsonLinesStore(path) as store:
        store.append(batch(1, 5), known_ns=1)
        whole = path.read_bytes()
        receipt = store.append(batch(2, 5), known_ns=2).receipt
    path.write_bytes(whole)
    tally = Tally("jsonl")
    tally.look(path, receipt)
    assert (tally.lost, tally.broken, tally.torn_batches) == (6, 1, 0)
    path.unlink()
    tally.look(path, receipt)
    assert tally.broken == 2
    tally.look(path, Receipt(0, "0" * 64))
    assert tally.broken == 2


def test_the_campaign_would_see_a_torn_batch(tmp_path):
    path = tmp_path / "0.jsonl"
    torn = crash.Batch(events=batch(1, 5).events[:3])
    with JsonLinesStore(path) as store:
        receipt = store.append(torn, known_ns=1).receipt
    tally = Tally("jsonl")
    tally.look(path, receipt)
    assert (tally.lost, tally.broken, tally.torn_batches) == (0, 0, 1)


def test_a_writer_that_fails_is_not_taken_for_a_killed_one(tmp_path, monkeypatch):
    monkeypatch.setattr(crash, "PATIENCE_S", 0)
    monkeypatch.setattr(crash.os, "kill", lambda *_: None)
    (tmp_path / "0.jsonl").mkdir()
    with pytest.raises(RuntimeError, match="ended by itself"):
        campaign("jsonl", 1, tmp_path, seed=1)
