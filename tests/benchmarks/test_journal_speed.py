"""How fast a journal on disk becomes events, and an account.

    pytest tests/benchmarks/test_journal_speed.py --benchmark-enable --benchmark-columns=min,median

Fills as venues write them: a price on a grid, a fee, the venue's id, and the file and row they
were read from. Every round opens the file anew and checks the chain; the operating system may
have the file in its memory, this program has nothing of it.
"""

import random

import pytest

from isoledger.core.events import Fill, Listing
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.journal import Batch, JsonLinesStore, SqliteStore
from isoledger.journal.codec import decode, decode_lines, encode
from tests.journal.samples import FILE, NOW_NS, USDT, listing

FILLS = 200_000
A_BATCH = 50_000


def fills(count):
    """*count* fills along a random walk of the price."""
    dice, cents, size = random.Random(7), 3_000_000, 0
    at = PositionId("BTCUSDT")
    for n in range(count):
        cents += 50 * dice.randint(-3, 3)
        traded = dice.choice([-2, -1, 1, 2]) if abs(size) < 50 else (-1 if size > 0 else 1)
        size += traded
        yield Fill(
            stamp=Stamp(
                time_ns=NOW_NS + n * 10**6,
                venue="okx",
                account="main",
                id=f"{n:08x}-5ad2-{n % 9973:04x}",
                source=f"{FILE}#{n + 1}",
            ),
            position=at,
            size=traded,
            price=Price.of(f"{cents // 100}.{cents % 100:02d}"),
            fee=Money(dice.randrange(20_000), USDT),
        )


@pytest.fixture(scope="module")
def journal(shrink, tmp_path_factory):
    """An SQLite journal of 200,000 fills, and how many."""
    path, count = tmp_path_factory.mktemp("speed") / "journal.db", FILLS // shrink
    events = [listing(), *fills(count)]
    with SqliteStore(path) as store:
        for start in range(0, count + 1, A_BATCH):
            store.append(Batch(events=tuple(events[start : start + A_BATCH])), known_ns=NOW_NS)
    return path, count


def _rate(benchmark, events):
    if benchmark.stats is not None:
        benchmark.extra_info["events"] = events
        benchmark.extra_info["events/s"] = round(events / benchmark.stats.stats.min)


def test_read_from_disk_with_chain_check(benchmark, journal):
    path, count = journal

    def read():
        seen = 0
        with SqliteStore(path, mode="read") as store:
            for _ in store.read():
                seen += 1
        return seen

    assert benchmark.pedantic(read, rounds=7, warmup_rounds=1) == count + 1
    _rate(benchmark, count)


def test_from_disk_with_chain_check_to_an_account(benchmark, journal):
    path, count = journal

    ledgers = []  # the last one is let go of between the rounds: that is not part of a replay

    def replay():
        with SqliteStore(path, mode="read") as store:
            ledgers.append(store.ledger())

    benchmark.pedantic(replay, setup=ledgers.clear, rounds=9)
    assert len(ledgers[0].log) == count + 1
    _rate(benchmark, count)


def test_decode(benchmark, shrink):
    count = 20_000 // min(shrink, 100)
    lines = b"\n".join(map(encode, fills(count)))
    events = benchmark(decode_lines, lines, count)
    assert isinstance(events[0], Fill)
    _rate(benchmark, count)


def test_decode_strictly(benchmark, shrink):
    lines = [encode(event) for event in fills(5_000 // min(shrink, 100))]
    benchmark(lambda: [decode(line) for line in lines])
    _rate(benchmark, len(lines))


def test_encode(benchmark, shrink):
    events = list(fills(5_000 // min(shrink, 100)))
    benchmark(lambda: [encode(event) for event in events])
    _rate(benchmark, len(events))


@pytest.mark.parametrize("kind", [SqliteStore, JsonLinesStore])
def test_append(benchmark, shrink, tmp_path, kind):
    """Batches of a thousand, each on the disk before the next."""
    count = 20_000 // min(shrink, 10)
    events = tuple(fills(count))
    batches = [Batch(events=events[n : n + 1000]) for n in range(0, count, 1000)]
    paths = iter(range(100))

    def append():
        with kind(tmp_path / f"{next(paths)}") as store:
            for batch in batches:
                store.append(batch, known_ns=NOW_NS)
        return store

    benchmark.pedantic(append, rounds=3)
    _rate(benchmark, count)


def test_verify(benchmark, journal):
    path, count = journal
    with SqliteStore(path, mode="read") as store:
        assert benchmark.pedantic(store.verify, rounds=2).is_whole
    _rate(benchmark, count)


def test_the_fills_are_what_they_claim():
    made = list(fills(50))
    assert not isinstance(made[0], Listing)
    assert all(fill.fee and fill.stamp.source and fill.price for fill in made)
