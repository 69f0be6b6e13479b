"""`import isoledger` is quick, brings no heavy library, and changes nothing in its host."""

import json
import os
import subprocess
import sys

import pytest

SECONDS_MAX = 0.1
RUNS = 7
HEAVY = frozenset(
    [
        "asyncio",
        "beancount",
        "ccxt",
        "cyclopts",
        "hypothesis",
        "jinja2",
        "matplotlib",
        "numpy",
        "pandas",
        "rich",
        "sqlite3",
    ]
)

# CPU time, not wall time: a busy machine must not decide. The interpreter's own start is not in it.
COST = "import time; t = time.process_time(); import {module}; print(time.process_time() - t)"

WORLD = """
import decimal, json, locale, os, signal, sys, threading, time, warnings
def world():
    return {
        "decimal context": repr(decimal.getcontext()),
        "locale": locale.setlocale(locale.LC_ALL),
        "time zone": time.tzname,
        "warnings": [str(w) for w in warnings.filters],
        "threads": threading.active_count(),
        "signals": [repr(signal.getsignal(s)) for s in (signal.SIGINT, signal.SIGTERM)],
        "environment": dict(os.environ),
        "search path": list(sys.path),
        "hooks": [repr(sys.excepthook), repr(sys.displayhook), repr(threading.excepthook)],
        "integer digits": sys.get_int_max_str_digits(),
    }
before = world()
CODE
after = world()
changed = [what for what in before if before[what] != after[what]]
print(json.dumps({"changed": changed, "modules": sorted(sys.modules)}))
"""


def run(code: str) -> str:
    """What a fresh interpreter prints; the measuring of coverage stays out of it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("COV_", "COVERAGE_"))}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout


def effects(code: str) -> list[str]:
    """What *code* changed in the world, and the heavy modules it brought."""
    seen = json.loads(run(WORLD.replace("CODE", code)))
    return seen["changed"] + sorted(HEAVY & set(seen["modules"]))


def cost(module: str) -> float:
    """Seconds of CPU to import *module*: the least of a few, since a busy machine only adds."""
    return min(float(run(COST.format(module=module))) for _ in range(RUNS))


def test_the_import_is_quick():
    assert cost("isoledger") < SECONDS_MAX


def test_the_import_changes_nothing_and_brings_nothing_heavy():
    assert effects("import isoledger") == []


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("decimal.getcontext().prec = 50", "decimal context"),
        ("warnings.simplefilter('ignore')", "warnings"),
        ("threading.Thread(target=time.sleep, args=(3,), daemon=True).start()", "threads"),
        ("sys.path.append('here')", "search path"),
        ("import sqlite3", "sqlite3"),
    ],
)
def test_a_side_effect_is_found(code, effect):
    assert effect in effects(code)


def test_a_slow_import_is_found():
    assert cost("sphinx.application") > SECONDS_MAX
