"""Reconcile on what accounts really recorded."""

import csv
import time
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from isoledger.core.events import Fill, RealisedProfit, Settlement
from isoledger.core.ledger import Ledger
from isoledger.reconcile.breaks import BreakKind, Nature
from isoledger.reconcile.reconciliation import reconcile
from isoledger.venues.bitmex import VENUE
from isoledger.venues.translation import Given
from tests.campaigns import reconcile_trials as trials
from tests.real import real

ROTKI = "bitmex/rotki__rotki/rotkehlchen__tests__data__bitmex_wallet_history.csv"
SECONDS_MAX = 5


@pytest.fixture(scope="module")
def rows():
    return trials.history()


def test_a_ledger_built_from_the_wallet_history_agrees_with_it(rows):
    events = trials.read(rows, opening=True).events
    ledger = Ledger.replay(events, rules=VENUE.rules)
    begun = time.process_time()
    found = reconcile(ledger, events)
    assert time.process_time() - begun < SECONDS_MAX
    assert found.is_reconciled
    assert (found.breaks, found.unexplained) == ((), ())
    assert found.keyed == 17_003
    assert {proof.asset.code for proof in found.proofs} == {"XBt", "BMEx", "USDt"}


def test_the_gap_of_the_sample_lies_between_the_two_rows():
    kind = next(kind for kind in VENUE.kinds if kind.name == "wallet-history-web")
    records = kind.records(real(ROTKI).read_bytes(), "sample.csv")
    assert kind.given is not None
    given = Given(zone=ZoneInfo("America/New_York"), opening=True)
    events = kind.given(records, "main", given).events
    found = reconcile(Ledger.replay(events, rules=VENUE.rules), events)
    (one,) = found.breaks
    assert one.kind is BreakKind.CONTINUITY_GAP
    assert [money.units for money in one.differences] == [-601_830]
    assert [event.stamp.time_ns // 86_400_000_000_000 for event in one.venue] == [18_227, 18_249]
    assert [money.units for money in found.unexplained] == [-601_830]


@pytest.mark.parametrize("seed", range(36))
def test_what_is_planted_is_found_and_mended(rows, seed):
    one = trials.trial(rows, seed)
    assert (one.found, one.true, one.wrong) == (one.planted, one.told, ())
    assert one.is_closed


def test_a_trial_says_what_was_missed(rows, monkeypatch):
    def nothing(case):
        return trials.expect(case.some(trials.plain), BreakKind.ROUNDING)

    monkeypatch.setattr(trials, "IN_THE_STATEMENT", (nothing,))
    monkeypatch.setattr(trials, "IN_OUR_LEDGER", ())
    one = trials.trial(rows, 0)
    assert one.found == 0
    assert one.wrong[0].startswith("missed ['rounding']")


def test_executions_are_the_wallets_days_but_for_what_fees_can_be(rows):
    """Neither fees nor the days of funding are in the table; of funding there are sums.

    Less those, what all breaks of a contract leave is within the fee bound of what was traded:
    a maker's rebate of 2.5 to a taker's fee of 7.5 basis points.
    """
    folder = "bitmex/owenfff__BTC-Trading-Since-2020"
    files = {
        "instrument-history": "quant__config__historical_instrument_specs.json",
        "quanto-executions": "quanto-executions.csv",
        "settlements": "quant__reports__settlement_events.csv",
    }
    events = []
    for kind in VENUE.kinds:
        if kind.name in files:
            data = real(f"{folder}/{files[kind.name]}").read_bytes()
            events += kind.translate(kind.records(data, kind.name), "main").events
    fills = [e for e in events if isinstance(e, Fill)]
    symbols = {e.position.symbol for e in fills}
    mine = [e for e in events if not isinstance(e, Settlement) or e.position.symbol in symbols]
    wallet = [row for row in rows if row["address"] in symbols and row["timestamp"] < "2021-12"]
    venue = [e for e in trials.read(wallet, opening=False).events if isinstance(e, RealisedProfit)]
    found = reconcile(Ledger.replay(mine, rules=VENUE.rules), venue)
    summed = [one for one in found.breaks if one.nature is Nature.SUM]
    assert (len(venue), len(summed)) == (110, 30)
    with real(f"{folder}/quant__reports__funding_summary.csv").open() as file:
        funding = {row["symbol"]: int(row["execComm_raw_sum"]) for row in csv.DictReader(file)}
    left, traded = Counter[str](), Counter[str]()
    for one in found.breaks:
        for event in (*one.venue, *one.ours)[:1]:
            symbol = getattr(event, "symbol", "") or event.position.symbol
            left[symbol] += sum(money.units for money in one.differences)
    for event in mine:
        if isinstance(event, Fill | Settlement):
            traded[event.position.symbol] += abs(event.cost.units)
    assert set(left) == symbols
    for symbol in symbols:
        assert abs(10_000 * (left[symbol] - funding[symbol])) < 2 * traded[symbol], symbol
