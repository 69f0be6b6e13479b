"""The part of a store that is the same wherever the bytes lie; see also test_store_contract.py."""

import pytest

from isoledger.journal import (
    BrokenChainError,
    JsonLinesStore,
    MemoryStore,
    SqliteStore,
    Store,
    store,
)
from tests.journal.samples import NOW_NS, batch, mixed


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 100])
def test_how_many_are_read_at_a_time_does_not_matter(chunk, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "CHUNK", chunk)
    for journal in (MemoryStore(), SqliteStore(tmp_path / "a.db")):
        with journal:
            journal.append(batch(mixed(7)), known_ns=NOW_NS)
            journal.append(batch(mixed(2, 7)), known_ns=NOW_NS)
            assert tuple(journal.read()) == mixed(9)


def test_no_event_of_a_broken_batch_is_handed_out(monkeypatch):
    monkeypatch.setattr(store, "CHUNK", 1)
    journal = MemoryStore()
    journal.append(batch(mixed(3)), known_ns=NOW_NS)
    journal.append(batch(mixed(3, 3)), known_ns=NOW_NS)
    kept = journal._batches
    kept[1] = type(kept[1])(kept[1].head, kept[1].link, kept[1].rows, kept[1].events[:2])
    seen = []
    with pytest.raises(BrokenChainError, match="batch 2: its events do not fit"):
        seen.extend(journal.read())
    assert seen == list(mixed(3))


def test_all_three_are_stores(tmp_path):
    def takes(journal: Store) -> int:
        return journal.receipt().count

    for journal in (MemoryStore(), SqliteStore(tmp_path / "a"), JsonLinesStore(tmp_path / "b")):
        with journal as opened:
            assert opened is journal
            assert takes(opened) == 0
