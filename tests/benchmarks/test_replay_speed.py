"""How fast a journal becomes an account.

    pytest tests/benchmarks --benchmark-enable --benchmark-columns=min,median,rounds

Each test stores events per second in ``extra_info``; the table of docs/reference/speed.md is
made from such a run. The peer is measured in the same run where it is installed (extra `bench`).
"""

from itertools import pairwise

import pytest

import isoledger as il
from tests.benchmarks.scale import SIZES, bare, history


def _rate(benchmark, events):
    """Events a second, at the best round."""
    if benchmark.stats is not None:
        benchmark.extra_info["events"] = events
        benchmark.extra_info["events/s"] = round(events / benchmark.stats.stats.min)


@pytest.mark.parametrize("positions", [1, 1000])
@pytest.mark.parametrize("fills", [1_000_000])
def test_replay(benchmark, shrink, fills, positions):
    events = history(fills // shrink, max(1, positions // shrink))
    ledger = benchmark.pedantic(il.Ledger.replay, args=(events,), rounds=5, warmup_rounds=1)
    assert len(ledger.log) == len(events)
    _rate(benchmark, len(events))


def test_replay_of_a_thousand_short_journals(benchmark, shrink):
    """The same number of events as one long journal, and as far apart in memory."""
    journals = [history(1000, 1, f"account-{n}") for n in range(1000 // shrink)]

    def replay():
        return [il.Ledger.replay(events) for events in journals]

    ledgers = benchmark.pedantic(replay, rounds=5, warmup_rounds=1)
    _rate(benchmark, sum(len(ledger.log) for ledger in ledgers))


def test_replay_of_one_short_journal_again_and_again(benchmark):
    """A thousand events that never leave the cache: the best case."""
    events = history(1000, 1)
    benchmark.pedantic(il.Ledger.replay, args=(events,), rounds=200, warmup_rounds=5)
    _rate(benchmark, len(events))


def test_bare_integer_loop(benchmark, shrink):
    events = history(1_000_000 // shrink, 1)
    size, cost, _ = benchmark.pedantic(bare, args=(events,), rounds=5, warmup_rounds=1)
    assert (size, cost) == (0, 0) or len(events) % len(SIZES) != 2
    _rate(benchmark, len(events))


@pytest.mark.parametrize("behind", [0, 100_000, 1_000_000])
def test_live_append(benchmark, shrink, behind):
    """One event more, and a new frozen account, with *behind* events already there."""
    events = history((behind + 20_000) // shrink + 20, 1)
    start = il.Ledger.replay(events[: behind // shrink + 2])
    coming = events[behind // shrink + 2 :]
    start.log.find("")  # the index of a replayed log is made when first asked for; not timed here

    def live():
        ledger = start
        for event in coming:
            ledger = ledger.append(event)
        return ledger

    ledger = benchmark.pedantic(live, rounds=3)
    assert ledger.account == il.Ledger.replay(events).account
    _rate(benchmark, len(coming))


@pytest.mark.parametrize("positions", [1, 1000])
def test_live_append_beside_other_positions(benchmark, shrink, positions):
    count = max(1, positions // min(shrink, 100))
    events = history(20_000 // shrink + 20, count)
    start = il.Ledger.replay(events[: 2 * count])
    start.log.find("")

    def live():
        ledger = start
        for event in events[2 * count :]:
            ledger = ledger.append(event)
        return ledger

    benchmark.pedantic(live, rounds=3)
    _rate(benchmark, len(events) - 2 * count)


@pytest.mark.parametrize("fills", [1_000, 20_000])
@pytest.mark.parametrize("whose", ["isoledger-replay", "isoledger-live", "nautilus"])
def test_beside_nautilus(benchmark, shrink, whose, fills):
    """The same fills through `Position.apply` of nautilus_trader 1.221.0, in floats."""
    fills = fills // min(shrink, 10)
    if whose == "nautilus":
        peer = pytest.importorskip("tests.benchmarks.peer", reason="needs the extra `bench`")
        benchmark.pedantic(peer.applied, setup=lambda: (peer.fills(fills), {}), rounds=3)
    elif whose == "isoledger-replay":
        benchmark.pedantic(il.Ledger.replay, args=(history(fills, 1),), rounds=5)
    else:
        events = history(fills, 1)

        def live():
            ledger = il.Ledger()
            for event in events:
                ledger = ledger.append(event)

        benchmark.pedantic(live, rounds=3)
    _rate(benchmark, fills)


def test_the_history_is_in_order():
    """Otherwise the replay would be timing a sort."""
    events = history(100, 3)
    assert all(a.stamp.order <= b.stamp.order for a, b in pairwise(events))
