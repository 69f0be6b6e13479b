"""The tables of a journal in SQLite, and the guards that let them grow and nothing else."""

from collections.abc import Mapping
from types import MappingProxyType

APPLICATION_ID = 0x49534F4C
"""``ISOL``: what makes an SQLite file a journal."""
LAYOUT = 1
"""The layout that is written, kept as SQLite's ``user_version``."""

_NEXT_RAW = (
    "max((SELECT coalesce(max(number), 0) FROM file), (SELECT coalesce(max(number), 0) FROM row))"
)
_NEXT: dict[str, str] = {
    "batch": "(SELECT coalesce(max(number), 0) FROM batch)",
    "event": "(SELECT coalesce(max(number), 0) FROM event)",
    "file": _NEXT_RAW,
    "row": _NEXT_RAW,
}

_TABLES = {
    "batch": """CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    previous TEXT NOT NULL,
    known_ns INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    rows_hash TEXT NOT NULL,
    first_event INTEGER NOT NULL,
    events INTEGER NOT NULL,
    events_hash TEXT NOT NULL,
    link TEXT NOT NULL
) STRICT""",
    "event": """CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    venue TEXT NOT NULL,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    text BLOB NOT NULL,
    mark BLOB NOT NULL,
    UNIQUE (venue, account, id)
) STRICT""",
    "file": """CREATE TABLE file (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,
    venue TEXT NOT NULL,
    account TEXT NOT NULL,
    imported_ns INTEGER NOT NULL,
    mark BLOB NOT NULL,
    UNIQUE (hash, kind, venue, account)
) STRICT""",
    "row": """CREATE TABLE row (
    number INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    row INTEGER NOT NULL,
    raw BLOB NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('event', 'untranslated', 'skipped')),
    reason TEXT NOT NULL,
    mark BLOB NOT NULL
) STRICT""",
    "row_place": "CREATE INDEX row_place ON row (file, row, number)",
    "row_parked": "CREATE INDEX row_parked ON row (number) WHERE outcome <> 'event'",
}

_UNIQUE = {
    "event": "venue = NEW.venue AND account = NEW.account AND id = NEW.id",
    "file": "hash = NEW.hash AND kind = NEW.kind AND venue = NEW.venue AND account = NEW.account",
}


def _guards(table: str) -> dict[str, str]:
    """The triggers of one table. ``INSERT OR REPLACE`` would delete without a word: hence two."""
    says = "SELECT RAISE(ABORT, 'a journal only grows')"
    guards = {
        f"{table}_{verb.lower()}": f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON "
        f"{table} BEGIN {says}; END"
        for verb in ("UPDATE", "DELETE")
    }
    name = f"{table}_order"
    guards[name] = (
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
        f"WHEN NEW.number <> {_NEXT[table]} + 1 BEGIN {says}; END"
    )
    if table in _UNIQUE:
        name = f"{table}_once"
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {_UNIQUE[table]})"  # noqa: S608 - all ours
        guards[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {there} BEGIN {says}; END"
        )
    return guards


SCHEMA: Mapping[str, str] = MappingProxyType(
    _TABLES | {name: sql for table in _NEXT for name, sql in _guards(table).items()}
)
"""Every table, index and trigger, by name."""
