"""Core is exact, silent and timeless: no float, no clock, no chance, no I/O, no log."""

import ast

import pytest

from tests.tidy import source

CORE = tuple(path for path in source.FILES if source.room(path) == "core")

NAMES = frozenset(
    "float complex open print input eval exec compile breakpoint globals __import__".split()
)
MODULES = frozenset(
    (
        "asyncio builtins calendar cmath codecs contextvars datetime decimal ftplib gc http "
        "importlib io locale logging multiprocessing os pathlib pickle random secrets shutil "
        "signal socket sqlite3 statistics subprocess sys tempfile threading time urllib uuid "
        "warnings weakref zoneinfo"
    ).split()
)
# What `math` does on whole and rational numbers; all else in it is a float.
MATH = frozenset("ceil comb factorial floor gcd isqrt lcm perm prod trunc".split())
ATTRIBUTES = frozenset("from_float limit_denominator as_tuple quantize".split())

# The one border where a Decimal is taken in: its digits are read, its context never used.
BORDER = {"core/numbers.py": {"decimal.Decimal"}}
BORDER_ATTRIBUTES = {"core/numbers.py": {"as_tuple"}}


def inexact(code: str, file: str = "") -> list[str]:
    """Where *code* is approximate, loud, or looks at the world."""
    tree = ast.parse(code)
    found = [
        f"line {line}: imports {dotted}"
        for dotted, line in source.imports(tree)
        if _banned(dotted) and dotted not in BORDER.get(file, set())
    ]
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load(), lineno=line) if name in NAMES:
                found.append(f"line {line}: {name}")
            case ast.Constant(value=float() | complex() as value, lineno=line):
                found.append(f"line {line}: {value!r} is not exact")
            case ast.Attribute(value=ast.Name(id="math"), attr=name, lineno=line):
                found += [f"line {line}: math.{name} is a float"] * (name not in MATH)
            case ast.Attribute(attr=name, lineno=line) if name in ATTRIBUTES:
                found += [f"line {line}: .{name}"] * (name not in BORDER_ATTRIBUTES.get(file, ()))
    return found


def _banned(dotted: str) -> bool:
    top, _, rest = dotted.partition(".")
    return top in MODULES or (top == "math" and bool(rest) and rest not in MATH)


@pytest.mark.parametrize("path", CORE, ids=source.name)
def test_core_is_exact_silent_and_timeless(path):
    assert inexact(source.text(path), source.name(path)) == []


def test_there_is_a_core_to_look_at():
    assert CORE


@pytest.mark.parametrize(
    "code",
    [
        "half = 0.5",
        "x = float('1.1')",
        "def f(x: float): ...",
        "z = 1j",
        "print('hello')",
        "open('a.csv')",
        "import time",
        "from datetime import datetime",
        "import random as dice",
        "import os.path",
        "import logging",
        "from decimal import Decimal",
        "import math\nmath.sqrt(2)",
        "from math import log",
        "price.limit_denominator(100)",
        "def f():\n    from time import time_ns",
    ],
)
def test_what_is_inexact_loud_or_late_is_found(code):
    assert inexact(code, "core/money.py") != []


def test_what_is_exact_passes():
    assert (
        inexact(
            "import math\nmath.floor(x)\nfrom fractions import Fraction\ntime_ns = 1\nopen: int"
        )
        == []
    )


def test_a_decimal_may_enter_by_one_door_only_and_without_its_context():
    border = "core/numbers.py"
    assert inexact("from decimal import Decimal\nx.as_tuple()", border) == []
    assert inexact("from decimal import getcontext", border)
    assert inexact("x.quantize(y)", border)
