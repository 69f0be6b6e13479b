"""Every table is strict and guarded."""

import sqlite3

import pytest

from isoledger.journal.tables import APPLICATION_ID, SCHEMA

TABLES = ("batch", "event", "file", "row")


def test_the_schema_is_valid_and_every_table_is_guarded():
    sql = sqlite3.connect(":memory:")
    for statement in SCHEMA.values():
        sql.execute(statement)
    tables = {row[1]: row for row in sql.execute("PRAGMA table_list")}
    for table in TABLES:
        assert tables[table][5] == 1, "strict"
        assert {f"{table}_{guard}" for guard in ("update", "delete", "order")} <= set(SCHEMA)
    assert {"event_once", "file_once"} <= set(SCHEMA)
    sql.close()


def test_a_wrong_type_is_refused_by_sqlite():
    sql = sqlite3.connect(":memory:")
    sql.execute(SCHEMA["event"])
    with pytest.raises(sqlite3.IntegrityError, match="cannot store"):
        sql.execute("INSERT INTO event VALUES (1, 'a', 'b', 'c', 'text', x'00')")
    sql.close()


def test_the_name_of_the_format():
    assert APPLICATION_ID.to_bytes(4, "big") == b"ISOL"
