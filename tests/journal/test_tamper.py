"""A campaign of faults: whatever is done to a journal, its receipt tells, and `verify` names it."""

import random
import sqlite3

import pytest

from isoledger.journal import JournalError, MemoryStore, Outcome
from isoledger.journal.tables import SCHEMA
from tests.journal.samples import KINDS, NOW_NS, Shop, batch, mixed, row

FAULTS = ("flip", "delete", "insert", "swap", "dup", "truncate", "drop", "forge")
SEEDS = 10
BATCHES = 4


def history(store):
    """A few batches of events, rows and parked records; the receipts on the way."""
    receipts = []
    for n in range(BATCHES):
        parked = row(2 * n + 2, f"row {n}".encode(), Outcome.UNTRANSLATED, "unknown")
        given = batch(mixed(5, 5 * n), [row(2 * n + 1), parked])
        receipts.append(store.append(given, known_ns=NOW_NS + n).receipt)
    return receipts


def judge(shop, receipt):
    """What opening and verifying finds; empty: nothing."""
    try:
        with shop.open("read") as store:
            report = store.verify(receipt)
            return "" if report.is_whole else str(report)
    except JournalError as error:
        return str(error)


def flipped(data, dice):
    changed = bytearray(data)
    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def spoil_lines(path, fault, dice):
    """*fault* in a file of JSON lines."""
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    one, two = sorted(dice.sample(range(1, len(lines)), 2))
    match fault:
        case "flip":
            return path.write_bytes(flipped(data, dice))
        case "delete":
            del lines[one]
        case "insert":
            lines.insert(one, flipped(lines[two][:-1], dice) + b"\n")
        case "swap":
            lines[one], lines[two] = lines[two], lines[one]
        case "dup":
            lines.insert(two, lines[one])
        case "truncate":
            return path.write_bytes(data[: dice.randrange(1, len(data))])
        case "drop":
            heads = [n for n, line in enumerate(lines) if line.startswith(b'["batch')]
            lines = lines[: heads[dice.randrange(len(heads) - 1)] + 1]
    return path.write_bytes(b"".join(lines))


def spoil_tables(path, fault, dice):
    """*fault* in a table, by somebody who knows how to take the guards away and put them back."""
    if fault == "truncate":
        data = path.read_bytes()
        path.write_bytes(data[: dice.randrange(100, len(data) - 4096)])
        return
    guards = [name for name, sql in SCHEMA.items() if sql.startswith("CREATE TRIGGER")]
    sql = sqlite3.connect(path)
    for name in guards:
        sql.execute(f"DROP TRIGGER {name}")
    blob = {"event": "text", "row": "raw"}
    table = dice.choice(["event", "row"])
    numbers = [n for (n,) in sql.execute(f"SELECT number FROM {table} ORDER BY number")]
    one, two = sorted(dice.sample(numbers, 2))
    cell = f"SELECT {blob[table]} FROM {table} WHERE number = ?"
    match fault:
        case "flip":
            table, column = dice.choice(
                [("event", "text"), ("event", "mark"), ("row", "raw"), ("row", "mark")]
            )
            one = dice.choice([n for (n,) in sql.execute(f"SELECT number FROM {table}")])
            (old,) = sql.execute(f"SELECT {column} FROM {table} WHERE number = ?", [one]).fetchone()
            new = flipped(old, dice)
            sql.execute(f"UPDATE {table} SET {column} = ? WHERE number = ?", [new, one])
        case "delete":
            sql.execute(f"DELETE FROM {table} WHERE number = ?", [one])
        case "insert":
            first = "SELECT max(number) + ? FROM " + table
            (new,) = sql.execute(first, [dice.randrange(1, 3)]).fetchone()
            if table == "event":
                values = f"{new}, 'okx', 'main', 'forged', text, mark"
            else:
                values = f"{new}, file, 99, raw, outcome, reason, mark"
            sql.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE number = ?", [one])
        case "swap":
            (a,), (b,) = (sql.execute(cell, [n]).fetchone() for n in (one, two))
            if a == b:
                b += b"!"
            for number, text in ((one, b), (two, a)):
                update = f"UPDATE {table} SET {blob[table]} = ? WHERE number = ?"
                sql.execute(update, [text, number])
        case "dup":
            (a,) = sql.execute(cell, [one]).fetchone()
            a = a if a != sql.execute(cell, [two]).fetchone()[0] else a + b"!"
            sql.execute(f"UPDATE {table} SET {blob[table]} = ? WHERE number = ?", [a, two])
        case "drop":
            last = dice.randrange(1, BATCHES)
            query = "SELECT first_row + rows, first_event + events FROM batch WHERE number = ?"
            rows, events = sql.execute(query, [last]).fetchone()
            sql.execute("DELETE FROM row WHERE number >= ?", [rows])
            sql.execute("DELETE FROM event WHERE number >= ?", [events])
            sql.execute("DELETE FROM batch WHERE number > ?", [last])
    for name in guards:
        sql.execute(SCHEMA[name])
    sql.commit()
    sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sql.close()


def spoil_memory(store, fault, dice):
    """*fault* in the lists of a store in memory."""
    import attrs

    kept = store._batches
    at = dice.randrange(len(kept))
    events = list(kept[at].events)
    one, two = sorted(dice.sample(range(len(events)), 2))
    match fault:
        case "flip":
            events[one] = attrs.evolve(events[one], text=flipped(events[one].text, dice))
        case "delete":
            del events[one]
        case "insert" | "dup":
            events.insert(two, events[one])
        case "swap":
            events[one], events[two] = events[two], events[one]
        case "truncate":
            del events[one:]
        case "drop":
            del kept[at:]
            return
    kept[at] = attrs.evolve(kept[at], events=tuple(events))


def forge(shop):
    """The whole journal written anew, links and all, with one amount changed."""
    shop.path.unlink(missing_ok=True)
    shop._memory = MemoryStore()
    with shop.open() as store:
        for n in range(BATCHES):
            parked = row(2 * n + 2, f"row {n}".encode(), Outcome.UNTRANSLATED, "unknown")
            given = batch(mixed(5, 5 * n), [row(2 * n + 1, b"forged"), parked])
            store.append(given, known_ns=NOW_NS + n)


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_is_found_with_the_receipt(kind, fault, seed, tmp_path):
    shop, dice = Shop(kind, tmp_path), random.Random(f"{kind} {fault} {seed}")
    with shop.open() as store:
        receipt = history(store)[-1]
    assert judge(shop, receipt) == ""
    if fault == "forge":
        forge(shop)
        with shop.open("read") as store:
            assert store.verify().is_whole, "in itself it is"
    elif kind == "memory":
        spoil_memory(shop.open(), fault, dice)
    elif kind == "sqlite":
        spoil_tables(shop.path, fault, dice)
    else:
        spoil_lines(shop.path, fault, dice)
    assert judge(shop, receipt) != ""


@pytest.mark.parametrize("number", [1, 5, 6, 13, 20])
@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_event_is_named(kind, number, tmp_path):
    shop = Shop(kind, tmp_path)
    with shop.open() as store:
        history(store)
    old, new = b'"e-%d"' % (number - 1), b'"E-%d"' % (number - 1)
    if kind == "memory":
        import attrs

        kept, place = shop.open()._batches, divmod(number - 1, 5)
        events = list(kept[place[0]].events)
        events[place[1]] = attrs.evolve(
            events[place[1]], text=events[place[1]].text.replace(old, new)
        )
        kept[place[0]] = attrs.evolve(kept[place[0]], events=tuple(events))
    elif kind == "jsonl":
        shop.path.write_bytes(shop.path.read_bytes().replace(old, new))
    else:
        sql = sqlite3.connect(shop.path)
        sql.execute("DROP TRIGGER event_update")
        query = "SELECT text FROM event WHERE number = ?"
        (text,) = sql.execute(query, [number]).fetchone()
        update = "UPDATE event SET text = ? WHERE number = ?"
        sql.execute(update, [text.replace(old, new), number])
        sql.execute(SCHEMA["event_update"])
        sql.commit()
        sql.close()
    with shop.open("read") as store:
        report = store.verify()
        assert (report.fault.kind, report.first_bad) == ("event", number)
        assert str(report) == f"event {number}: it is not what its mark was made from"
        assert report.batches == (number - 1) // 5
        with pytest.raises(JournalError, match=f"batch {(number - 1) // 5 + 1}"):
            list(store.read())
