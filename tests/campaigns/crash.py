"""Kills writers at random moments and looks at what they leave.

    python -m tests.campaigns.crash --kills 300

A writer appends batches to a journal and says the receipt of each one over a pipe after it was
acknowledged. It is killed (SIGKILL) somewhere between opening the file and its thousandth batch.
Then the journal is opened and verified against the last receipt that came through. What must
hold: no acknowledged event is lost, the chain is whole, every batch is there as a whole or not
at all. That the system lives on means that this is no test of power loss.
"""
# ruff: noqa: T201 - a campaign talks to whoever runs it

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from attrs import define

from isoledger.core.events import Interest
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money
from isoledger.journal import (
    Batch,
    JsonLinesStore,
    Outcome,
    RawRow,
    Receipt,
    SourceFile,
    SqliteStore,
)

STORES = {"sqlite": SqliteStore, "jsonl": JsonLinesStore}
KILLS = 300
KILLS_A_FILE = 20
BATCH_MAX = 40
PATIENCE_S = 0.25
FILE = f"sha256:{'c' * 64}"
USDT = Asset("USDT", 6)


def batch(number, size):
    """Batch *number*: *size* events, each saying of how many, and a row of the file."""
    events = tuple(
        Interest(
            stamp=Stamp(time_ns=number, venue="v", account="a", id=f"{number}:{n}:{size}"),
            amount=Money(n, USDT),
        )
        for n in range(size)
    )
    file = SourceFile(hash=FILE, name="f", size=1, kind="k", venue="v", account="a", imported_ns=0)
    row = RawRow(file=FILE, row=number, raw=bytes(number % 300), outcome=Outcome.EVENT)
    return Batch(events=events, files=(file,), rows=(row,))


def write(kind, path, seed, pipe):
    """Append until killed."""
    dice = random.Random(seed)
    with STORES[kind](path) as store:
        if isinstance(store, JsonLinesStore):
            store.drop_torn_tail()
        number = store.counts().batches
        while True:
            number += 1
            done = store.append(batch(number, dice.randint(1, BATCH_MAX)), known_ns=number)
            os.write(pipe, f"{done.receipt}\n".encode())


def killed_writer(kind, path, dice):
    """The receipts a writer sent before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            write(kind, path, dice.random(), writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(dice.uniform(0, PATIENCE_S))
    os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().splitlines(keepends=True)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"the {kind} writer ended by itself")
    return [Receipt.parse(line.decode()) for line in lines if line.endswith(b"\n")]


@define
class Tally:
    """What a campaign found."""

    kind: str
    kills: int = 0
    early: int = 0
    acknowledged: int = 0
    lost: int = 0
    broken: int = 0
    torn_batches: int = 0
    torn_tails: int = 0

    def look(self, path, last):
        """At the journal after a kill, against the last receipt that came through."""
        if not path.exists():
            self.broken += last.count > 0
            return
        with STORES[self.kind](path, mode="append") as store:
            report = store.verify(last)
            self.torn_tails += report.torn > 0
            self.lost += max(0, last.count - report.count)
            self.broken += not report.is_whole
            found = Counter(tuple(e.stamp.id.split(":")[::2]) for e in store.read())
            self.torn_batches += sum(count != int(size) for (_, size), count in found.items())


def campaign(kind, kills, folder, seed):
    """Kill *kills* writers of one kind."""
    dice, tally, last = random.Random(f"{kind} {seed}"), Tally(kind), Receipt(0, "0" * 64)
    for number in range(kills):
        path = folder / f"{number // KILLS_A_FILE}.{kind}"
        if number % KILLS_A_FILE == 0:
            last = Receipt(0, "0" * 64)
        receipts = killed_writer(kind, path, dice)
        tally.kills += 1
        tally.early += not receipts
        tally.acknowledged += len(receipts)
        last = receipts[-1] if receipts else last
        tally.look(path, last)
    return tally


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help="for each kind of store")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    print("store    kills  before the first batch  acknowledged  lost  broken  torn batches  tails")
    failed = 0
    for kind in STORES:
        with tempfile.TemporaryDirectory() as folder:
            t = campaign(kind, given.kills, Path(folder), given.seed)
        print(
            f"{t.kind:8} {t.kills:5} {t.early:23} {t.acknowledged:13} {t.lost:5} {t.broken:7}"
            f" {t.torn_batches:13} {t.torn_tails:6}",
            flush=True,
        )
        failed += t.lost + t.broken + t.torn_batches
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
