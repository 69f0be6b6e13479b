"""Feeds every kind of every venue what no venue ever sent: only typed errors may come out.

    python tests/campaigns/fuzz.py --seconds 3600            # where it stopped last, on and on
    python tests/campaigns/fuzz.py --only bybit/ --runs 100000
    python tests/campaigns/fuzz.py --table                   # how far it has come

An execution asks a kind whether it recognises some bytes, reads them and translates what it read.
The bytes are mutants of recorded payloads and of what was found before. Two engines take turns:
``own``, which is quick and knows how statements are written, and ``atheris``, which sees what was
reached and keeps what reached more, where it is installed. The folder of ``--state`` holds the
counts and what was kept, so that the command goes on where it was stopped. Exit 1: something
other than a typed error came out, or it took too long; the bytes are in the corpus of the tests.
"""

# ruff: noqa: T201 - a campaign talks to whoever runs it

import argparse
import hashlib
import importlib
import importlib.util
import json
import pkgutil
import random
import re
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import isoledger.venues
from isoledger.cli.venues import VENUES
from isoledger.core.errors import IsoledgerError
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given, Kind
from tests.campaigns.mutation import mutated
from tests.campaigns.seeds import HOSTILE, seeds_of, words_of

CORPUS = Path(__file__).resolve().parents[1] / "fuzz" / "corpus"
SECONDS_MAX, BYTES_MAX = 5, 2 * 2**30
"""What one execution may cost: seconds of computing, so that a busy machine is no finding."""
SLICE = 20_000
"""So many executions, and the counts are written."""
ATHERIS_SHARE = 0.1
HEAD = 1 << 16
_GIVEN = (Given(), Given(zone=UTC), Given(zone=UTC, opening=True))


class TooSlowError(Exception):
    """An execution took longer than any may."""


def parsers() -> dict[str, Kind]:
    """Every kind of every venue, and every statement that no venue lists yet."""
    found = {f"{its.name}/{kind.name}": kind for its in VENUES.values() for kind in its.kinds}
    for module in pkgutil.walk_packages(isoledger.venues.__path__, "isoledger.venues."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Statement):
                found.setdefault(f"{value.venue}/{value.name}", value.kind)
    return found


def execute(kind: Kind, data: bytes) -> None:
    """One execution.

    Raises:
        AssertionError: A record was lost.
        Exception: Whatever came out that is no typed error.
    """
    kind.recognises(data[:HEAD])
    try:
        records = kind.records(data, "f")
        given = _GIVEN[len(data) % len(_GIVEN)]
        done = (
            kind.translate(records, "a") if kind.given is None else kind.given(records, "a", given)
        )
    except IsoledgerError:
        return
    if not done.is_whole or done.records != len(records):
        raise AssertionError(f"{len(records)} records went in, {done.records} came out")


def _alarmed(_: int, __: FrameType | None) -> None:
    raise TooSlowError


def judged(kind: Kind, data: bytes) -> str:
    """What came out that may not, as the last line of its traceback; empty: nothing did."""
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_MAX)
    try:
        execute(kind, data)
    except TooSlowError:
        return f"took longer than {SECONDS_MAX} s"
    except Exception:  # noqa: BLE001 - that is what it is for
        return traceback.format_exc().strip().splitlines()[-1]
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def kept(name: str, data: bytes, why: str) -> None:
    """Put *data* into the corpus of the tests, so that it never comes again."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    file = CORPUS / f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
    file.write_bytes(data)
    print(f"{name}: {why}\n  {file.name}, {len(data)} bytes", file=sys.stderr, flush=True)


class State:
    """The counts of a campaign, in a file of its own."""

    def __init__(self, folder: Path) -> None:
        """The counts in *folder*; none yet, if it is new."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._file = folder, folder / "counts.json"
        found = json.loads(self._file.read_text()) if self._file.exists() else {}
        self.counts: dict[str, dict[str, float]] = found

    def runs(self, name: str) -> int:
        """Executions of *name* so far."""
        mine = self.counts.get(name, {})
        return int(mine.get("own", 0) + mine.get("atheris", 0))

    def add(self, name: str, engine: str, runs: int, seconds: float, found: int) -> None:
        """Count *runs* more of *name*."""
        mine = self.counts.setdefault(name, {})
        for key, more in ((engine, runs), (f"{engine} seconds", seconds), ("found", found)):
            mine[key] = round(mine.get(key, 0) + more, 1)
        whole = self._file.with_suffix(".new")
        whole.write_text(json.dumps(self.counts, indent=1, sort_keys=True))
        whole.replace(self._file)

    def kept_by_atheris(self, name: str) -> Path:
        """Where atheris keeps what reached more."""
        folder = self.folder / name.replace("/", "_")
        folder.mkdir(exist_ok=True)
        return folder


def by_design(state: State, name: str, kind: Kind) -> int:
    """What is hostile by design, once; how much of it went wrong."""
    wrong = [(data, why) for data in HOSTILE if (why := judged(kind, data))]
    for data, why in wrong:
        kept(name, data, why)
    state.add(name, "own", len(HOSTILE), 0, len(wrong))
    return len(wrong)


def by_own(state: State, name: str, kind: Kind, runs: int) -> int:
    """*runs* executions of structured mutants; how many went wrong."""
    rng = random.Random(f"{name} {state.runs(name)}")
    seeds = [*seeds_of(kind), *(f.read_bytes() for f in state.kept_by_atheris(name).iterdir())]
    words, found, began = words_of(kind), 0, time.monotonic()
    for _ in range(runs):
        data = mutated(rng, seeds, words)
        why = judged(kind, data)
        if why:
            kept(name, data, why)
            found += 1
    state.add(name, "own", runs, time.monotonic() - began, found)
    return found


def by_atheris(state: State, name: str, kind: Kind, runs: int) -> int:
    """*runs* executions guided by what was reached, in a process of its own."""
    folder, began = state.kept_by_atheris(name), time.monotonic()
    for seed in set(seeds_of(kind)):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    command = [sys.executable, __file__, "--guided", name, str(folder), f"-runs={runs}"]
    limits = [f"-timeout={SECONDS_MAX}", "-rss_limit_mb=2048", "-max_len=8192"]
    run = subprocess.run(
        [*command, *limits, f"-artifact_prefix={state.folder}/crash-", f"-seed={state.runs(name)}"],
        capture_output=True,
        text=True,
        check=False,
    )
    done = re.findall(r"(?m)^(?:Done |#)(\d+)", run.stderr)
    found = 0
    for crash in state.folder.glob("crash-*"):
        data = crash.read_bytes()
        kept(name, data, judged(kind, data) or "atheris says so")
        crash.unlink()
        found += 1
    if run.returncode and not found:
        raise SystemExit(f"atheris itself failed:\n{run.stderr[-3000:]}")
    state.add(name, "atheris", int(done[-1]) if done else 0, time.monotonic() - began, found)
    return found


def guided(name: str, arguments: list[str]) -> None:
    """Run atheris here; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["isoledger"]):
        for module in [m for m in sys.modules if m.startswith(("isoledger", "tests.campaigns"))]:
            del sys.modules[module]
        again = importlib.import_module("tests.campaigns.fuzz")
    asked, execute = again.parsers()[name], again.execute
    rng, words = random.Random(name), words_of(asked)

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        if seed % 2:
            return bytes(atheris.Mutate(data, size))
        rng.seed(seed)
        return mutated(rng, [data], words)[:size]

    def run(data: bytes) -> None:
        execute(asked, data)

    atheris.Setup([sys.argv[0], *arguments], run, custom_mutator=mutate)
    atheris.Fuzz()


def table(state: State) -> str:
    """How far the campaign has come, as a table."""
    heads = ("parser", "own", "per s", "atheris", "per s", "found")
    rows = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for name, mine in sorted(state.counts.items()):
        cells = [name]
        for engine in ("own", "atheris"):
            runs, seconds = mine.get(engine, 0), mine.get(f"{engine} seconds", 0)
            cells += [f"{runs:,.0f}", f"{runs / seconds:,.0f}" if seconds else "-"]
        rows.append("| " + " | ".join([*cells, f"{mine.get('found', 0):.0f}"]) + " |")
    total = sum(map(state.runs, state.counts))
    return "\n".join([*rows, "", f"{total:,} executions of {len(state.counts)} parsers."])


def _turns(state: State, names: dict[str, Kind], runs_max: int) -> Iterator[tuple[str, Kind]]:
    """Whoever has run least is next, until all have run *runs_max* times."""
    while left := [name for name in names if state.runs(name) < runs_max]:
        name = min(left, key=state.runs)
        yield name, names[name]


def campaign(state: State, names: dict[str, Kind], seconds: float, runs_max: int) -> int:
    """Run *names* for so many *seconds*; how many executions went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
    has_atheris = importlib.util.find_spec("atheris") is not None
    found, ends = 0, time.monotonic() + seconds
    for name, kind in _turns(state, names, runs_max):
        if time.monotonic() > ends:
            break
        mine = state.counts.get(name, {})
        if not mine:
            found += by_design(state, name, kind)
        guided_next = has_atheris and mine.get("atheris", 0) < ATHERIS_SHARE * state.runs(name)
        engine = by_atheris if guided_next else by_own
        found += engine(state, name, kind, SLICE)
    return found


def main() -> int:
    """Run as long as asked; print the table."""
    if sys.argv[1:2] == ["--guided"]:
        guided(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=10_000_000, help="of each parser, in all")
    parser.add_argument("--only", default="", help="parsers whose name contains this")
    parser.add_argument("--state", type=Path, default=Path(".fuzz"))
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    state, found = State(asked.state), 0
    if not asked.table:
        names = {name: kind for name, kind in parsers().items() if asked.only in name}
        signal.signal(signal.SIGVTALRM, _alarmed)
        found += campaign(state, names, asked.seconds, asked.runs)
    print(table(state))
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
