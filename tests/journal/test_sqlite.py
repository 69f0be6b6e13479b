"""The tables only grow, whatever SQL is tried; what SQL cannot be kept from is found."""

import sqlite3
from contextlib import closing

import pytest

from isoledger.journal import (
    BrokenChainError,
    NotAJournalError,
    Outcome,
    SqliteStore,
    StoreBusyError,
    StoreFailedError,
)
from isoledger.journal.tables import SCHEMA
from tests.journal.samples import NOW_NS, batch, fill, mixed, row


@pytest.fixture
def path(tmp_path):
    where = tmp_path / "journal.db"
    with SqliteStore(where) as store:
        store.append(batch(mixed(3), [row(1), row(2)]), known_ns=NOW_NS)
    return where


def outsider(path):
    return sqlite3.connect(path, isolation_level=None)


COPY = {
    "event": "number, venue, account, id, text, mark",
    "row": "number, file, row, raw, outcome, reason, mark",
    "file": "number, hash, name, size, kind, venue, account, imported_ns, mark",
    "batch": "number, previous, known_ns, first_row, rows, rows_hash, first_event, events,"
    " events_hash, link",
}


@pytest.mark.parametrize("table", COPY)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {t} SET number = number",
        "UPDATE OR REPLACE {t} SET number = 1",
        "DELETE FROM {t}",
        "DELETE FROM {t} WHERE number = (SELECT max(number) FROM {t})",
        "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
        "REPLACE INTO {t} SELECT * FROM {t}",
        "INSERT OR IGNORE INTO {t} SELECT * FROM {t}",
        "INSERT INTO {t} SELECT * FROM {t} WHERE 1 ON CONFLICT DO UPDATE SET number = 7",
        "INSERT INTO {t} SELECT number + 100, {rest} FROM {t}",
        "INSERT INTO {t} SELECT NULL, {rest} FROM {t}",
        "INSERT INTO {t} SELECT -number, {rest} FROM {t}",
    ],
)
def test_no_sql_changes_a_record(path, table, sql):
    before = path.read_bytes()
    rest = COPY[table].split(", ", 1)[1]
    with outsider(path) as sqlite, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        sqlite.execute(sql.format(t=table, rest=rest))
    sqlite.close()
    assert path.read_bytes() == before


def test_an_id_cannot_be_taken_over_by_its_successor(path):
    sql = (
        "INSERT OR REPLACE INTO event SELECT (SELECT max(number) FROM event) + 1, "
        "venue, account, id, text, mark FROM event WHERE number = 1"
    )
    with outsider(path) as sqlite, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        sqlite.execute(sql)
    sqlite.close()


def test_a_record_appended_by_somebody_else_is_found_and_stops_the_next_writer(path):
    with outsider(path) as sqlite:
        sqlite.execute("INSERT INTO event VALUES (4, 'okx', 'main', 'x', x'00', x'00')")
    sqlite.close()
    with SqliteStore(path) as store:
        report = store.verify()
        assert str(report) == "event 4: it belongs to no batch"
        with pytest.raises(BrokenChainError, match="only grows"):
            store.append(batch([fill("e-77")]), known_ns=NOW_NS)


def test_a_row_appended_by_somebody_else_is_found(path):
    with outsider(path) as sqlite:
        sqlite.execute(f"INSERT INTO row SELECT 4, {COPY['row'][8:]} FROM row LIMIT 1")
    sqlite.close()
    with SqliteStore(path, mode="read") as store:
        assert str(store.verify()) == "row 4: it belongs to no batch"


def changed(path, trigger, sql):
    """*sql* by somebody who takes *trigger* away and puts it back."""
    with outsider(path) as sqlite:
        (guard,) = sqlite.execute(
            "SELECT sql FROM sqlite_schema WHERE name = ?", [trigger]
        ).fetchone()
        sqlite.execute(f"DROP TRIGGER {trigger}")
        sqlite.execute(sql)
        sqlite.execute(guard)
    sqlite.close()


@pytest.mark.parametrize(
    ("trigger", "sql", "says"),
    [
        ("event_update", "UPDATE event SET id = 'x' WHERE number = 2", "event 2: its columns"),
        ("event_update", "UPDATE event SET account = 'x' WHERE number = 3", "event 3: its columns"),
        ("batch_update", "UPDATE batch SET known_ns = 1", "batch 1: its head is not"),
        ("batch_update", "UPDATE batch SET link = 'x'", "batch 1: its head is not"),
        ("batch_delete", "DELETE FROM batch", "event 1: it belongs to no batch"),
        ("file_update", "UPDATE file SET name = 'x'", "row 1: it is not what its mark"),
        ("file_update", "UPDATE file SET hash = 'x'", "row 1: it is not what its mark"),
        ("file_delete", "DELETE FROM file", "row 1: row 2 stands where 1 belongs"),
        ("row_update", "UPDATE row SET outcome = 'skipped' WHERE number = 3", "row 3: it is not"),
        ("row_delete", "DELETE FROM row WHERE number = 3", "row 3: 2 of 3 records"),
        ("event_delete", "DELETE FROM event WHERE number = 2", "event 2: event 3 stands where"),
    ],
)
def test_a_change_behind_the_guards_is_named(path, trigger, sql, says):
    changed(path, trigger, sql)
    with SqliteStore(path, mode="read") as store:
        report = store.verify()
        assert not report.is_whole
        assert str(report).startswith(says)


def test_a_guard_taken_away_while_open_is_found(path):
    with SqliteStore(path) as store:
        with outsider(path) as sqlite:
            sqlite.execute("DROP TRIGGER row_delete")
        sqlite.close()
        says = "journal: its tables or guards were changed: row_delete"
        assert str(store.verify()) == says


def test_an_index_that_lies_is_found(path):
    with SqliteStore(path) as store:
        store.append(batch(rows=[row(3, outcome=Outcome.SKIPPED)]), known_ns=NOW_NS)
    with outsider(path) as sqlite:
        sqlite.execute("DROP INDEX row_parked")
        sqlite.execute("CREATE INDEX row_parked ON row (number) WHERE outcome = 'x'")
        sqlite.execute("PRAGMA writable_schema = ON")
        honest = "UPDATE sqlite_schema SET sql = ? WHERE name = 'row_parked'"
        sqlite.execute(honest, [SCHEMA["row_parked"]])
    sqlite.close()
    with SqliteStore(path, mode="read") as store:
        assert str(store.verify()).startswith("journal: the file is damaged: ")


def test_a_file_damaged_in_the_middle_is_found(path):
    with SqliteStore(path) as store:
        store.append(batch(mixed(400, 10)), known_ns=NOW_NS)
    with outsider(path) as sqlite:
        sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sqlite.close()
    data = bytearray(path.read_bytes())
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'event'"
    with closing(sqlite3.connect(path)) as sqlite:
        (root,) = sqlite.execute(query).fetchone()
    start = 4096 * (root - 1)
    data[start : start + 4096] = bytes(4096)
    path.write_bytes(data)
    with SqliteStore(path, mode="read") as store:
        report = store.verify()
        assert str(report).startswith("journal: ")
        with pytest.raises(NotAJournalError):
            list(store.read())


def test_a_second_writer_gets_a_clear_error(path):
    with SqliteStore(path) as one, SqliteStore(path, patience_ms=1) as two:
        with one.writing(), pytest.raises(StoreBusyError, match="another connection"):
            two.append(batch(mixed(1, 9)), known_ns=NOW_NS)
        assert two.append(batch(mixed(1, 9)), known_ns=NOW_NS).events == 1
        assert one.verify(two.receipt()).is_whole


def test_readers_do_not_wait_for_a_writer(path):
    with SqliteStore(path) as one, SqliteStore(path, mode="read") as two:
        events = two.read()
        next(events)
        one.append(batch(mixed(1, 9)), known_ns=NOW_NS)
        assert len(list(events)) == 2
        with one.writing():
            assert len(list(two.read())) == 4


def test_what_fails_halfway_was_never_there(path, monkeypatch):
    with SqliteStore(path) as store:
        before = store.receipt()
        write = store.write

        def interrupted(plan):
            write(plan)
            raise KeyboardInterrupt

        monkeypatch.setattr(store, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.append(batch(mixed(9), [row(7)]), known_ns=NOW_NS)
        monkeypatch.undo()
        assert store.receipt() == before
        assert store.counts().events == 3
        assert store.append(batch(mixed(9)), known_ns=NOW_NS).events == 6


def test_a_full_disk_is_said_and_nothing_is_kept(path):
    with SqliteStore(path) as store:
        pages = store._sql.execute("PRAGMA page_count").fetchone()[0]
        store._sql.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreFailedError, match="full"):
            store.append(batch(mixed(5000, 10)), known_ns=NOW_NS)
        assert store.counts().events == 3
        assert store.verify().is_whole


def test_durable_by_default(path):
    with SqliteStore(path) as store:
        assert store._sql.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store._sql.execute("PRAGMA synchronous").fetchone() == (2,)
