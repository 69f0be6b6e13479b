"""Imports point inward: the table of rooms, and nothing past it."""

import ast
import sys

import pytest

from tests.tidy import source

# A room may import itself, what stands here, and the standard library less what is taken below.
TABLE: dict[str, frozenset[str]] = {
    "core": frozenset({"attrs"}),
    "venues": frozenset({"attrs", "core", "dateutil"}),
    "journal": frozenset({"attrs", "core", "msgspec"}),
    "reports": frozenset({"attrs", "core", "reconcile"}),
    "reconcile": frozenset({"attrs", "core"}),
    "risk": frozenset({"attrs", "core", "numpy"}),
    "conformance": frozenset({"attrs", "core", "venues"}),
    "feeds": frozenset({"attrs", "ccxt", "core", "journal", "venues"}),
    "testing": frozenset({"attrs", "core", "hypothesis"}),
    "cli": frozenset(
        (
            "attrs core venues journal feeds reports reconcile conformance testing cyclopts "
            "dateutil rich"
        ).split()
    ),
}

# The shop window imports what it shows: core. Whoever wants a room asks for it by its name.
WINDOW = frozenset({"core"})

# Only these rooms wait, open, connect, or know what time it is.
OPENS_FILES = frozenset({"journal", "feeds", "cli"})
IO = frozenset(
    (
        "asyncio ftplib http imaplib multiprocessing pathlib random secrets select selectors "
        "shutil signal smtplib socket sqlite3 ssl subprocess tempfile threading time urllib"
    ).split()
)
SQL = frozenset({"journal"})


def taken(room: str) -> frozenset[str]:
    """The standard modules that *room* does without."""
    if room not in OPENS_FILES:
        return IO
    return frozenset() if room in SQL else frozenset({"sqlite3"})


def forbidden(code: str, room: str) -> list[str]:
    """What *code*, standing in *room*, imports and may not."""
    allowed = WINDOW if room == "" else TABLE[room] | {room}
    found = []
    for dotted, line in source.imports(ast.parse(code)):
        top, _, rest = dotted.partition(".")
        target = rest.partition(".")[0] if top == "isoledger" else top
        standard = top in sys.stdlib_module_names and top not in taken(room)
        if not standard and target not in allowed:
            found.append(f"line {line}: {room or 'the shop window'} may not import {dotted}")
    return found


@pytest.mark.parametrize("path", source.FILES, ids=source.name)
def test_imports_point_inward(path):
    assert forbidden(source.text(path), source.room(path)) == []


def test_the_table_names_the_rooms_there_are():
    assert source.rooms() == set(TABLE)


def test_an_import_in_the_dark_direction_is_found():
    assert forbidden("import ccxt", "core") == ["line 1: core may not import ccxt"]
    assert forbidden("from isoledger.cli import main", "core")
    assert forbidden("from isoledger.venues.bitmex import records", "reports")
    assert forbidden("def late():\n    import isoledger.journal", "venues")
    assert forbidden("from isoledger.journal import Store", "")
    assert forbidden("from . import money", "core"), "addresses are absolute"
    assert forbidden("import rich", "reports")
    assert forbidden("import ccxt.pro", "cli")
    assert forbidden("from isoledger.feeds import pull", "reports")


def test_a_room_that_is_pure_cannot_reach_a_file_a_clock_or_a_wire():
    assert forbidden("import sqlite3", "venues")
    assert forbidden("from time import time_ns", "core")
    assert forbidden("import sqlite3", "cli")
    assert forbidden("import sqlite3", "journal") == []


def test_an_import_along_an_arrow_is_fine():
    assert forbidden("import enum\nfrom attrs import frozen", "core") == []
    assert forbidden("from isoledger.core.money import Money", "venues") == []
    assert forbidden("from isoledger.journal import Store\nimport cyclopts", "cli") == []
