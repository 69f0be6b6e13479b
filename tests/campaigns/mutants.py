"""Plants defects in a copy of the source and looks which laws notice them.

    python tests/campaigns/mutants.py

Each defect is a small change of text with a name that says what is wrong with it. The laws, the
worked examples and the cases others get wrong run on each, in full and without shrinking, so that
the table says not only that a defect dies but by what. Exit 1 if a defect survives, if a law never
fails on any of them, or if a change of text no longer fits the source.
"""

# ruff: noqa: T201 - a campaign talks to whoever runs it

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.campaigns.defects import DEFECTS, Defect

ROOT = Path(__file__).resolve().parents[2]
PROFILE = """
from hypothesis import HealthCheck, Phase, settings
settings.register_profile(
    "mutants", max_examples=20, derandomize=True, deadline=None, database=None,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False, stateful_step_count=30,
)
settings.load_profile("mutants")
"""


SECONDS_MAX, BYTES_MAX = 300, 4 * 2**30
"""What a defect may cost: one that loops or grows without end is noticed by that."""


def limited() -> None:
    """Bound the memory of the process that is about to start."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))


def copied(folder: Path) -> Path:
    """A tree of its own: the source, and the tests that judge it."""
    for part in ("src/isoledger", "tests/laws", "tests/lemmas", "tests/scenarios"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "tests/__init__.py"):
        shutil.copy(ROOT / file, folder / file)
    (folder / "tests/conftest.py").write_text(PROFILE, encoding="utf-8")
    return folder


def fits(folder: Path, defect: Defect) -> None:
    """Nothing, if every change of *defect* fits in exactly one place of the tree."""
    for file, old, _ in defect.changes:
        count = (folder / "src/isoledger" / file).read_text(encoding="utf-8").count(old)
        if count != 1:
            raise SystemExit(f"{defect.name}: {file} has {count} times {old!r}")


def planted(folder: Path, defect: Defect) -> None:
    """The tree with *defect* in it."""
    for file, old, new in defect.changes:
        path = folder / "src/isoledger" / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def failures(folder: Path) -> list[str]:
    """Names of the tests that fail in *folder*."""
    bare = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}  # plugins cost seconds
    env = {**os.environ, **bare, "PYTHONPATH": str(folder / "src")}
    options = [
        "-q",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=--import-mode=importlib -rfE",
    ]
    command = [sys.executable, "-m", "pytest", "tests", *options]
    try:
        run = subprocess.run(
            command,
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_MAX,
            preexec_fn=limited,
        )
    except subprocess.TimeoutExpired:
        return ["(it never ended)"]
    found = [
        line.split()[1].rpartition("::")[2].partition("[")[0]
        for line in run.stdout.splitlines()
        if line.startswith(("FAILED ", "ERROR "))
    ]
    if run.returncode not in {0, 1, 2}:
        raise SystemExit(f"pytest itself failed in {folder}:\n{run.stdout}\n{run.stderr}")
    return list(dict.fromkeys(found)) or ["(nothing could be collected)"] * (run.returncode != 0)


def tried(pristine: Path, defect: Defect) -> list[str]:
    """Which tests notice *defect*, in a copy of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tree"
        shutil.copytree(pristine, folder)  # with the bytecode that the first run left
        planted(folder, defect)
        found = failures(folder)
    print(f"{len(found):4} notice: {defect.name}", file=sys.stderr, flush=True)
    return found


def laws() -> list[str]:
    """Every test there is in the laws, by name."""
    command = [sys.executable, "-m", "pytest", "tests/laws", "-q", "--collect-only"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [
        line.rpartition("::")[2].partition("[")[0]
        for line in run.stdout.splitlines()
        if "::" in line
    ]
    return list(dict.fromkeys(lines))


def sentence(test: str) -> str:
    """What the name of a *test* says."""
    if test == "runTest":
        return "the live ledger, as a state machine"
    return test.removeprefix("test_").replace("_", " ")


def table(killed: dict[str, list[str]]) -> str:
    """Defect by defect, what noticed it."""
    rows = ["| defect | noticed by | first of them |", "|---|---|---|"]
    for defect in DEFECTS:
        by = killed[defect.name]
        first = sentence(by[0]) if by else "**nothing**"
        rows.append(f"| {defect.name} | {len(by)} | {first} |")
    return "\n".join(rows)


def main() -> int:
    """Try them all; print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="defects whose name contains this")
    asked = parser.parse_args()
    chosen = [defect for defect in DEFECTS if asked.only in defect.name]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(asked.jobs) as pool:
        pristine = copied(Path(name))
        for defect in chosen:
            fits(pristine, defect)
        if broken := failures(pristine):
            print("without any defect these fail already:", *broken, sep="\n  ")
            return 1
        runs = pool.map(lambda defect: tried(pristine, defect), chosen)
        found = dict(zip((defect.name for defect in chosen), runs, strict=True))
    if asked.only:
        for name, by in found.items():
            print(name, *by, sep="\n  ")
        return int(not all(found.values()))
    print(table(found))
    hits = Counter(law for by in found.values() for law in by)
    survivors = [name for name, by in found.items() if not by]
    idle = [law for law in laws() if not hits[law]]
    print(f"\n{len(found) - len(survivors)} of {len(found)} defects noticed.")
    print("\n| law | defects it notices |\n|---|---|")
    for law in laws():
        print(f"| {sentence(law)} | {hits[law]} |")
    for law in idle:
        print(f"never fails: {law}")
    return int(bool(survivors or idle))


if __name__ == "__main__":
    raise SystemExit(main())
