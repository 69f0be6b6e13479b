"""An SQLite file, opened as a journal or refused."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, TypeAlias

from isoledger.journal.errors import (
    BrokenChainError,
    NewerJournalError,
    NotAJournalError,
    StoreBusyError,
    StoreClosedError,
    StoreFailedError,
    UnfitJournalError,
)
from isoledger.journal.tables import APPLICATION_ID, LAYOUT, SCHEMA

Mode: TypeAlias = Literal["append", "read"]
"""``append`` makes the file if it is not there; ``read`` changes nothing."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_REFUSED = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
)


@contextmanager
def told(path: Path) -> Generator[None]:
    """What SQLite refuses, as an error of ours."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise StoreClosedError(path=str(path), why=str(error)) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            raise StoreBusyError(path=str(path), who="another connection") from error
        if code in _REFUSED:
            raise StoreFailedError(path=str(path), why=str(error)) from error
        if code == sqlite3.SQLITE_CONSTRAINT:
            why = f"the tables hold what no batch does ({error})"
            raise BrokenChainError(place=str(path), why=why) from error
        raise NotAJournalError(path=str(path), why=str(error)) from error


def opened(path: Path, mode: Mode, patience_ms: int) -> sqlite3.Connection:
    """The journal at *path*, made if need be, its guards checked.

    Raises:
        NotAJournalError: It is something else, or not there to be read.
        NewerJournalError: A later isoledger laid it out.
        UnfitJournalError: Somebody changed its tables or guards.
        StoreBusyError: Somebody else is writing, and did not stop in time.
    """
    if path.is_dir():
        raise NotAJournalError(path=str(path), why="it is a folder")
    with told(path):
        how = "rwc" if mode == "append" else "ro"
        address = f"{path.absolute().as_uri()}?mode={how}"
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        try:
            connection.execute(f"PRAGMA busy_timeout = {patience_ms:d}")
            connection.execute("PRAGMA trusted_schema = OFF")
            if mode == "append" and _is_blank(connection):
                _make(connection)
            _require_ours(connection, path)
            if mode == "append":
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether nobody ever put anything into the file."""
    tables: int = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    return not tables and (_pragma(connection, "application_id") in {0, APPLICATION_ID})


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _make(connection: sqlite3.Connection) -> None:
    """The tables, all or none of them, by whoever comes first."""
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        if _is_blank(connection):
            for sql in SCHEMA.values():
                connection.execute(sql)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {LAYOUT}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """The right to write; what is written survives when this ends, or never was."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _require_ours(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise NotAJournalError(path=str(path), why="another program made this SQLite file")
    layout = _pragma(connection, "user_version")
    if layout != LAYOUT:
        raise NewerJournalError(path=str(path), layout=layout, newest=LAYOUT)
    missing, foreign = strange(connection)
    if missing or foreign:
        raise UnfitJournalError(path=str(path), missing=missing, foreign=foreign)


def strange(connection: sqlite3.Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is missing or changed among tables and guards, and which triggers are not ours."""
    query = "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    there: list[tuple[str, str, str]] = connection.execute(query).fetchall()
    known = {name: sql for name, _, sql in there}
    missing = tuple(name for name, sql in SCHEMA.items() if known.get(name) != sql)
    foreign = (name for name, kind, _ in there if kind == "trigger" and name not in SCHEMA)
    return missing, tuple(foreign)
