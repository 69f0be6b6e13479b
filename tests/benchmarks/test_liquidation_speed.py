"""How fast liquidation prices are found, one at a time and a million at once.

    pytest tests/benchmarks/test_liquidation_speed.py --benchmark-enable

Each test stores prices per second in ``extra_info``. freqtrade's own function runs beside in the
same run where it is installed (extra `bench`), and is counted: where its bracket is the wrong one.
"""

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.rules import FeeOn
from isoledger.risk import Positions, bankruptcy_ticks, liquidation_ticks, standings
from isoledger.testing.markets import tier_table

USDT = il.Asset("USDT", 8)
TABLE = tier_table(
    (0, "0.008", "0.004"),
    (300_000, "0.01", "0.005"),
    (800_000, "0.013", "0.0065"),
    (3_000_000, "0.02", "0.01"),
    (12_000_000, "0.04", "0.02"),
    (70_000_000, "0.05", "0.025"),
    (100_000_000, "0.1", "0.05"),
    (230_000_000, "0.2", "0.1"),
    (480_000_000, "0.25", "0.125"),
    (600_000_000, "0.3", "0.15"),
    (800_000_000, "0.5", "0.25"),
)
"""Like those of a large contract: eleven tiers up to a billion."""

BTC = il.Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    settle=USDT,
    payoff=il.Payoff.LINEAR,
    multiplier=Fraction(1, 1000),
    tick=Fraction(1, 10),
    tiers=il.Dated.always(TABLE),
)
RULES = il.Rules()


def portfolio(rows):
    """Longs and shorts of 1 to 100,000 lots, levered 2 to 100 times, at entries in tenths."""
    dice = np.random.default_rng(20261122)
    lots = np.rint(10 ** dice.uniform(0, 5, rows)).astype(np.int64)
    size = lots * dice.choice([-1, 1], rows)
    cost = size * dice.integers(600_000, 1_200_000, rows) * 10**4
    margin = np.abs(cost) // dice.integers(2, 101, rows)
    return Positions.from_columns([BTC], size=size, cost=cost, margin=margin)


def rated(benchmark, count):
    if benchmark.stats is not None:
        benchmark.extra_info["prices/s"] = round(count / benchmark.stats.stats.min)


def test_exact_engine(benchmark, shrink):
    positions = portfolio(2000 // min(shrink, 100))
    rows = [positions.row(row) for row in range(len(positions))]

    def solve():
        return [il.liquidation_price(row, RULES, time_ns=0) for row in rows]

    found = benchmark.pedantic(solve, rounds=3, warmup_rounds=1)
    assert all(isinstance(price, il.LiquidationPrice) for price in found)
    rated(benchmark, len(rows))


STEPPED = il.TierTable(
    tiers=tuple(evolve(t, deduction=Fraction(0)) for t in TABLE.tiers), stepped=True
)
QUICK = {
    "value": (TABLE, RULES),
    "entry": (TABLE, evolve(RULES, basis=il.Basis.ENTRY)),
    "fee at bankruptcy": (
        TABLE,
        evolve(RULES, closing_fee=Fraction(6, 10_000), fee_on=FeeOn.BANKRUPTCY),
    ),
    "reserve required": (TABLE, evolve(RULES, reserve_required=True)),
    "stepped": (STEPPED, RULES),
    "by size": (evolve(STEPPED, by_size=True), RULES),
}


@pytest.mark.parametrize("kind", QUICK)
def test_quick_price(benchmark, shrink, kind):
    """One price at a time without its proof, by the rules of one kind of venue each."""
    table, rules = QUICK[kind]
    terms = evolve(BTC, tiers=il.Dated.always(table))
    given = portfolio(20_000 // min(shrink, 100))
    positions = Positions.from_columns(
        [terms], size=given.size, cost=given.cost, margin=given.margin
    )
    rows = [positions.row(row) for row in range(len(positions))]

    def solve():
        return [il.quick_price(row, rules, time_ns=0) for row in rows]

    found = benchmark.pedantic(solve, rounds=3, warmup_rounds=1)
    assert any(not isinstance(price, il.NoPrice) for price in found)
    rated(benchmark, len(rows))


@pytest.mark.parametrize("what", ["liquidation", "bankruptcy", "standing"])
def test_batch_engine(benchmark, shrink, what):
    positions = portfolio(1_000_000 // shrink)
    work = {
        "liquidation": lambda: liquidation_ticks(positions, RULES, time_ns=0),
        "bankruptcy": lambda: bankruptcy_ticks(positions),
        "standing": lambda: standings(positions, {"BTCUSDT": Fraction(90_000)}, RULES, time_ns=0),
    }[what]
    benchmark.pedantic(work, rounds=7, warmup_rounds=1)
    rated(benchmark, len(positions))


def test_batch_engine_from_bare_columns(benchmark, shrink):
    """With the checks and the sorting of the columns: what a caller with fresh arrays waits for."""
    given = portfolio(1_000_000 // shrink)

    def solve():
        fresh = Positions.from_columns([BTC], size=given.size, cost=given.cost, margin=given.margin)
        return liquidation_ticks(fresh, RULES, time_ns=0)

    benchmark.pedantic(solve, rounds=7, warmup_rounds=1)
    rated(benchmark, len(given))


def test_bare_arithmetic_in_arrays(benchmark, shrink):
    """The floor: the root of one known tier in floats, no rounding, no bound, no side."""
    positions = portfolio(1_000_000 // shrink)
    size = positions.size.astype(np.float64)
    cost, margin = positions.cost.astype(np.float64), positions.margin.astype(np.float64)
    side = np.sign(size)

    def solve():
        return (cost - margin) / (size - 0.004 * side * size)

    benchmark.pedantic(solve, rounds=7, warmup_rounds=1)
    rated(benchmark, len(positions))


def test_bare_arithmetic_one_at_a_time(benchmark, shrink):
    """The other floor: the same in a loop over Python floats."""
    positions = portfolio(20_000 // min(shrink, 100))
    columns = (positions.size, positions.cost, positions.margin)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))

    def solve():
        return [(cost - margin) / (size - 0.004 * abs(size)) for size, cost, margin in rows]

    benchmark.pedantic(solve, rounds=5, warmup_rounds=1)
    rated(benchmark, len(rows))


def quoted(positions):
    """Entry, size in coins and margin, as freqtrade is asked: in floats."""
    coins = positions.size / 1000
    return list(
        zip(
            (positions.cost / 1e8 / coins).tolist(),
            coins.tolist(),
            (positions.margin / 1e8).tolist(),
            strict=True,
        )
    )


def test_beside_freqtrade(benchmark, shrink):
    peer = pytest.importorskip("tests.benchmarks.freqtrade_peer", reason="needs the extra `bench`")
    exchange, rows = peer.Offline(TABLE.tiers), quoted(portfolio(20_000 // min(shrink, 100)))

    def solve():
        return [peer.price(exchange, *row) for row in rows]

    benchmark.pedantic(solve, rounds=5, warmup_rounds=1)
    rated(benchmark, len(rows))


def test_where_the_bracket_of_freqtrade_is_the_wrong_one(benchmark):
    """It looks its bracket up by the stake; the venue by the value at the price."""
    peer = pytest.importorskip("tests.benchmarks.freqtrade_peer", reason="needs the extra `bench`")
    exchange, positions = peer.Offline(TABLE.tiers), portfolio(10_000)
    ours = benchmark.pedantic(liquidation_ticks, args=(positions, RULES), kwargs={"time_ns": 0})
    wrong = far = 0
    for row, (entry, size, margin) in enumerate(quoted(positions)):
        price = Fraction(int(ours.ticks[row]), 10)
        right = TABLE.at(abs(int(positions.size[row])) * BTC.multiplier * price)
        theirs = peer.price(exchange, entry, size, margin)
        if peer.bracket(exchange, margin) != float(right.maintenance):
            wrong += 1
            far += abs(theirs - float(price)) > 0.1
        else:
            assert theirs == pytest.approx(float(price), abs=0.1001)
    assert wrong > far > 0
    benchmark.extra_info["wrong bracket, of 10,000"] = wrong
    benchmark.extra_info["more than a tick away"] = far
