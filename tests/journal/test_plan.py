"""What an append would add."""

import pytest

from isoledger.core.errors import ConflictingEventError
from isoledger.journal import MemoryStore
from isoledger.journal.chain import BEFORE_ALL, hash_of
from isoledger.journal.codec import encode
from isoledger.journal.plan import planned
from tests.journal.samples import NOW_NS, batch, fill, interest, mixed, row, source_file


def test_a_plan_writes_nothing():
    store = MemoryStore()
    plan = planned(store, None, batch(mixed(2), [row(1)]), NOW_NS)
    assert (plan.files, len(plan.rows), len(plan.events)) == (1, 2, 2)
    assert not plan.is_empty
    assert store.counts().batches == 0


def test_the_first_head_follows_nothing_and_the_second_the_first():
    store = MemoryStore()
    first = planned(store, None, batch(mixed(2), [row(1)]), NOW_NS).head
    assert (first.number, first.previous, first.first_row, first.first_event) == (
        1, BEFORE_ALL, 1, 1,
    )  # fmt: skip
    assert first.events_hash == hash_of(encode(e, known_ns=NOW_NS) for e in mixed(2))
    second = planned(store, first, batch(mixed(1)), NOW_NS).head
    assert (second.number, second.previous, second.first_row, second.first_event) == (
        2, first.link, 3, 3,
    )  # fmt: skip


def test_files_and_rows_named_twice_in_a_batch_count_once():
    given = batch(rows=[row(1), row(1)], files=[source_file(), source_file()])
    plan = planned(MemoryStore(), None, given, NOW_NS)
    assert (plan.files, len(plan.rows), plan.rows_exist) == (1, 2, 1)


def test_a_conflict_shows_both():
    with pytest.raises(ConflictingEventError) as caught:
        planned(MemoryStore(), None, batch([fill(), interest()]), NOW_NS)
    assert (caught.value.known, caught.value.event) == (fill(), interest())
