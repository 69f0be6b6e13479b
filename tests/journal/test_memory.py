"""A journal in memory holds what it was given and nothing of anybody else."""

from isoledger.journal import MemoryStore
from tests.journal.samples import NOW_NS, batch, mixed


def test_two_journals_share_nothing():
    one, two = MemoryStore(), MemoryStore()
    one.append(batch(mixed(2)), known_ns=NOW_NS)
    assert two.counts().events == 0


def test_it_survives_being_closed():
    with MemoryStore() as store:
        store.append(batch(mixed(2)), known_ns=NOW_NS)
    assert len(list(store.read())) == 2
