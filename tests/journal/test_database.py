"""Only a journal is opened as a journal, and nothing else is touched."""

import sqlite3

import pytest

from isoledger.journal import (
    NewerJournalError,
    NotAJournalError,
    SqliteStore,
    StoreBusyError,
    StoreFailedError,
    UnfitJournalError,
)
from isoledger.journal.database import told
from tests.journal.samples import NOW_NS, batch, mixed


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.db"


def made(path, *statements):
    sql = sqlite3.connect(path)
    for statement in statements:
        sql.execute(statement)
    sql.commit()
    sql.close()


@pytest.mark.parametrize("mode", ["append", "read"])
@pytest.mark.parametrize(
    "data", [b"not a database, but long enough to look like one", b"SQLite format 3\0" + b"\1" * 99]
)
def test_another_file_is_refused_and_left_alone(path, data, mode):
    path.write_bytes(data)
    with pytest.raises(NotAJournalError):
        SqliteStore(path, mode=mode)
    assert path.read_bytes() == data


def test_the_database_of_another_program_is_refused_and_left_alone(path):
    made(path, "CREATE TABLE t (x)")
    before = path.read_bytes()
    with pytest.raises(NotAJournalError, match="another program"):
        SqliteStore(path)
    assert path.read_bytes() == before
    made(path, "DROP TABLE t", "PRAGMA application_id = 7")
    with pytest.raises(NotAJournalError, match="another program"):
        SqliteStore(path)


def test_what_is_to_be_read_must_be_there(path, tmp_path):
    for absent in (path, tmp_path, tmp_path / "no" / "folder.db"):
        with pytest.raises(NotAJournalError, match=r"unable to open|a folder"):
            SqliteStore(absent, mode="read")
    assert not path.exists()
    path.touch()
    with pytest.raises(NotAJournalError):
        SqliteStore(path, mode="read")
    with SqliteStore(path) as store:
        assert store.counts().events == 0


def test_a_later_layout_is_refused(path):
    SqliteStore(path).close()
    made(path, "PRAGMA user_version = 2")
    with pytest.raises(NewerJournalError, match="layout 2, the newest known here is 1"):
        SqliteStore(path)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DROP TRIGGER event_update", "event_update is missing or changed"),
        ("DROP TABLE row", "row, row_place, row_parked"),
        ("CREATE TRIGGER spy AFTER INSERT ON event BEGIN SELECT 1; END", "spy is not ours"),
    ],
)
def test_changed_tables_and_guards_are_refused(path, sql, says):
    SqliteStore(path).close()
    made(path, sql)
    with pytest.raises(UnfitJournalError, match=says):
        SqliteStore(path)


def test_a_view_of_somebody_is_nobodys_business(path):
    SqliteStore(path).close()
    made(path, "CREATE VIEW ids AS SELECT id FROM event", "ANALYZE")
    SqliteStore(path).close()


def test_a_truncated_journal_is_an_error(path):
    with SqliteStore(path) as store:
        store.append(batch(mixed(2000)), known_ns=NOW_NS)
    made(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes()[: 40 * 4096 + 7])
    with pytest.raises(NotAJournalError), SqliteStore(path, mode="read") as store:
        list(store.read())


def test_two_who_make_it_at_once_make_it_once(path):
    made(path, "PRAGMA journal_mode = WAL")
    first = sqlite3.connect(path, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError):
        SqliteStore(path, patience_ms=1)
    first.execute("ROLLBACK")
    first.close()
    with SqliteStore(path) as one, SqliteStore(path) as two:
        one.append(batch(mixed(1)), known_ns=NOW_NS)
        assert two.counts().events == 1


def test_a_read_only_folder_is_told_as_such(path):
    sql = sqlite3.connect(":memory:")
    sql.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreFailedError, match="readonly"), told(path):
        sql.execute("CREATE TABLE t (x)")
    sql.close()
