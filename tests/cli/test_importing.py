import csv

import pytest

from isoledger import Fill, Listing, MarginTransfer, PositionId, Price
from isoledger.cli.errors import RefusedImportError
from isoledger.cli.importing import Asked, imported
from isoledger.core.events import (
    Correction,
    Funding,
    PositionModeChange,
    Settlement,
    SettlementKind,
)
from isoledger.core.rules import PLAIN_RULES
from isoledger.journal import Outcome, SqliteStore
from isoledger.venues.records import csv_records
from isoledger.venues.translation import Kind, Translation, Venue
from tests.cli.kit import COLUMNS, HISTORY, changed, history
from tests.real import real
from tests.reports.kit import LINEAR, USDT, at

WALLET_HISTORY = "bitmex/bwjoke__BTC-Trading-Since-2020/api-v1-user-walletHistory.csv"


def test_a_history_goes_in_and_its_balances_come_out(run):
    ran = run.imported()
    assert (ran.code, ran.err) == (0, "")
    assert "10 events added, 0 already there" in ran.out
    assert "history.csv, row 5: canceled: it moved nothing" in ran.out
    assert "5 of 5 balances stated by the venue agree; 0 findings, 0 parked" in ran.out
    assert "1.00004050" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_every_record_is_kept_byte_for_byte_with_what_became_of_it(run):
    run.imported()
    lines = (run.folder / "history.csv").read_bytes().splitlines(keepends=True)
    with SqliteStore(run.store, mode="read") as store:
        (file,) = store.files()
        rows = [store.raw(f"{file.hash}#{row}") for row in range(1, 7)]
    assert [row.raw for row in rows] == lines[1:]
    assert [row.outcome for row in rows].count(Outcome.EVENT) == 5
    assert rows[4].outcome is Outcome.SKIPPED
    assert (file.kind, file.name, file.account) == ("wallet-history", "history.csv", "main")


def test_importing_again_adds_nothing(run):
    first = run.imported((), "--json") and run.imported(HISTORY, "--json").json
    again = run.imported(HISTORY, "--json")
    assert again.code == 0
    assert (again.json["events_added"], again.json["events_already_there"]) == (0, 10)
    assert (again.json["records_added"], again.json["records_already_there"]) == (0, 6)
    assert again.json["receipt"] == first["receipt"]
    assert again.json["balances"] == first["balances"]


def test_a_longer_history_adds_only_what_is_new(run):
    run.imported(HISTORY[:3])
    ran = run.imported(HISTORY, "--json")
    assert (ran.code, ran.json["events_added"], ran.json["events_already_there"]) == (0, 4, 6)


def test_what_import_says_as_json_is_stable(run):
    plain = run.imported(changed(2, -701), "--json").json
    assert plain.pop("receipt").startswith("isoledger:")
    assert plain.pop("store").endswith("books.db")
    (file,) = plain.pop("files")
    assert file.pop("hash").startswith("sha256:")
    assert file == {
        "file": "history.csv",
        "kind": "wallet-history",
        "records": 6,
        "translated": 5,
        "events": 10,
        "skipped": [{"file": "history.csv", "row": 5, "reason": "canceled: it moved nothing"}],
        "parked": [],
        "remarks": [],
    }
    (finding,) = plain.pop("findings")
    assert finding == {
        "time": "2025-03-02T12:00:00Z",
        "kind": "balance",
        "about": "all",
        "reported": "0.99999300",
        "computed": "0.99999299",
        "difference": "0.00000001",
        "asset": "XBt",
        "implied_price": None,
        "is_gone": False,
        "again": 2,
        "last_time": "2025-03-05T09:00:00Z",
        "id": "balance:XBt:1740916800000000000",
        "file": "history.csv",
        "row": 2,
    }
    assert plain == {
        "schema_version": 1,
        "command": "import",
        "account": "bitmex/main",
        "events_added": 10,
        "events_already_there": 0,
        "records_added": 6,
        "records_already_there": 0,
        "balances_stated": 5,
        "balances_agreed": 2,
        "balances": [
            {"asset": "USDt", "book": "wallet", "amount": "5.000000", "units": "5000000"},
            {"asset": "XBt", "book": "wallet", "amount": "1.00004049", "units": "100004049"},
        ],
        "parked": [],
    }


def test_a_changed_amount_is_found_and_named_and_the_exit_code_says_so(run):
    ran = run.imported(changed(2, -701))
    assert ran.code == 1
    told = " ".join(ran.out.split())
    assert "2025-03-02T12:00:00Z history.csv, row 2: balance of all books: the venue says" in told
    assert "(difference 0.00000001 XBt); the same in 2 later" in told


def test_a_record_nobody_can_translate_is_parked_and_stays_a_finding(run):
    odd = ("2025-03-06T09:00:00.000Z", "Mystery", "Completed", "XBt", 1, 0, 100_004_051, "")
    ran = run.imported((*HISTORY, odd))
    assert ran.code == 1
    told = " ".join(ran.out.split())
    assert "history.csv, row 7: history.csv, row 7: field 'transactType'" not in told
    assert "row 7: field 'transactType': 'Mystery' is no type we know" in told
    again = run.on_store("show", "--json")
    assert again.code == 1
    assert [(parked["file"], parked["row"]) for parked in again.json["parked"]] == [
        ("history.csv", 7)
    ]


def refused(ran, *words):
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("isoledger: ")
    assert ran.err.count("\n") == 1
    for word in words:
        assert word in ran.err


def test_the_same_id_with_another_amount_is_refused_with_file_and_row_and_nothing_is_written(run):
    run.imported()
    with SqliteStore(run.store, mode="read") as store:
        before = store.receipt()
    ran = run.imported(changed(2, -701))
    refused(ran, "history.csv, row 2", "exists_with_different_amount", "nothing was written")
    with SqliteStore(run.store, mode="read") as store:
        assert store.receipt() == before


def test_two_tellings_of_one_history_do_not_meet(run):
    run.imported()
    head = "timestamp,transactTime,execID,execType,symbol,side,lastQty,lastPx,execCost,execComm"
    more = ",settlCurrency,currency,orderID,text,price,orderQty,homeNotional,foreignNotional"
    file = run.folder / "executions.csv"
    file.write_text(f"{head}{more}\n")
    words = ("import", "bitmex", file, "--kind", "executions", "--account")
    refused(run.on_store(*words, "main"), "told twice", "wallet-history", "executions")
    assert run.on_store(*words, "other").code == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ["empty.csv looks like nothing known here", "wallet-history"]),
        (b"\x00\x01", ["looks like nothing known"]),
        (b"a,b\n1,2\n", ["looks like nothing known"]),
        (COLUMNS.encode() + b"\n1,2\n", ["row 1", "2 cells under 13 columns"]),
        (COLUMNS.encode() + b"\n\xff\xfe,2\n", ["not UTF-8"]),
        (b'[{"transactType": 1, "transactID": 2, "walletBalance": NaN}]', ["NaN is not a number"]),
    ],
    ids=["empty", "binary", "another", "cells", "encoding", "json"],
)
def test_a_hostile_file_is_one_clear_line_and_no_journal(run, data, words):
    file = run.folder / "empty.csv"
    file.write_bytes(data)
    refused(run.on_store("import", "bitmex", file, "--account", "main"), *words)
    assert not run.store.exists()


def test_one_bad_file_among_good_ones_imports_none(run):
    good, bad = history(run.folder / "good.csv"), run.folder / "bad.csv"
    bad.write_text(COLUMNS + "\n1,2\n")
    refused(run.on_store("import", "bitmex", good, bad, "--account", "main"), "bad.csv, row 1")
    assert not run.store.exists()


def test_a_file_given_twice_is_read_once(run):
    one, two = history(run.folder / "one.csv"), history(run.folder / "two.csv")
    ran = run.on_store("import", "bitmex", one, two, "--account", "main", "--json")
    assert [file["file"] for file in ran.json["files"]] == ["one.csv"]


def test_a_name_that_moves_the_cursor_is_written_out(run):
    file = history(run.folder / "a\x1b[2Jb.csv", changed(2, -701))
    ran = run.on_store("import", "bitmex", file, "--account", "main")
    assert "\x1b" not in ran.out
    assert "\\x1b" in ran.out


def test_a_zone_is_asked_for_only_where_times_are_local(run):
    file = history(run.folder / "history.csv")
    words = ("import", "bitmex", file, "--account", "main", "--timezone")
    assert run.on_store(*words, "UTC").code in {0, 2}
    refused(run.on_store(*words, "Mars/Olympus"), "there is no such time zone")


def test_missing_things_are_named(run):
    refused(run.on_store("import", "bitmex", "no.csv", "--account", "main"), "no.csv")
    refused(run.on_store("import", "bitmax", "no.csv", "--account", "m"), "bitmex, ")
    refused(run.on_store("import", "bitmex", "--account", "main"), "files")
    file = history(run.folder / "history.csv")
    words = ("import", "bitmex", file, "--account", "main")
    refused(run.on_store(*words, "--kind", "nonsense"), "--kind may be one of wallet-history")
    refused(run.on_store("import", "bitmex", file), "account")
    refused(run(*words, "--store", run.folder), "that is a folder")


BTC = PositionId("BTCUSDT")


def told(source, account):
    """Three events a venue of our own tells, of one record each."""
    place = {"venue": "made", "account": account}
    return {
        "fill": Fill(
            stamp=at(3, source=f"{source}#3", **place), position=BTC, size=1, price=Price.of(7)
        ),
        "listing": Listing(stamp=at(1, source=f"{source}#1", **place), instrument=LINEAR),
        "taken": MarginTransfer(
            stamp=at(2, source=f"{source}#2", **place), position=BTC, amount=USDT.exactly(-5)
        ),
        "funding": Funding(
            stamp=at(2, source=f"{source}#2", **place), position=BTC, amount=USDT.exactly(-5)
        ),
        "correction": Correction(stamp=at(4, source=f"{source}#4", **place), reverses="nothing"),
        "session": Settlement(
            stamp=at(4, source=f"{source}#4", **place), position=BTC, kind=SettlementKind.SESSION
        ),
        "hedge": PositionModeChange(stamp=at(5, source=f"{source}#5", **place), mode="hedge"),
    }


@pytest.mark.parametrize(
    ("names", "row", "why"),
    [
        (["fill"], 3, "no terms for BTCUSDT"),
        (["listing", "funding"], 2, "was never opened"),
        (["listing", "taken"], 0, "isolated margin cannot be negative"),
        (["correction"], 4, "no event 'nothing' to reverse"),
        (["listing", "fill", "session"], 4, "cannot be booked without a price"),
        (["listing", "fill", "hedge"], 5, "position mode cannot change"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_what_cannot_follow_is_refused_with_file_and_row(tmp_path, names, row, why):
    def translate(records, account):
        source = records[0].source.partition("#")[0]
        events = tuple(told(source, account)[name] for name in names)
        return Translation(events=events, records=1, translated=1)

    kind = Kind(
        name="made",
        title="made up",
        recognises=lambda _: True,
        records=csv_records,
        translate=translate,
        money="",
    )
    file = tmp_path / "made.csv"
    file.write_text("a\n1\n")
    asked = Asked(
        venue=Venue(name="made", title="Made", rules=PLAIN_RULES, kinds=(kind,)),
        paths=(file,),
        account="main",
        store=tmp_path / "books.db",
        now_ns=1,
    )
    with pytest.raises(RefusedImportError, match=why) as caught:
        imported(asked, lambda _: None)
    assert caught.value.place == (f"made.csv, row {row}" if row else "")
    assert not asked.store.exists()


def test_a_zone_that_no_kind_of_file_needs_is_refused(run):
    file = run.folder / "wallet.json"
    file.write_text('[{"currency": "XBt", "deposited": 1, "withdrawn": 0, "pendingCredit": 0}]')
    words = ("import", "bitmex", file, "--account", "main", "--kind", "wallet", "--timezone", "UTC")
    refused(run.on_store(*words), "say their time zone themselves")


def test_a_file_too_large_to_hold_is_refused_unread(run):
    file = run.folder / "huge.csv"
    with file.open("wb") as sparse:
        sparse.truncate((1 << 30) + 1)
    refused(run.on_store("import", "bitmex", file, "--account", "main"), "larger than 1 GiB")


# --- recorded data ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorded():
    return real(WALLET_HISTORY)


def test_seventeen_thousand_recorded_rows_agree_in_one_command_and_again(run, recorded):
    first = run.on_store("import", "bitmex", recorded, "--account", "main", "--json")
    assert first.code == 0
    plain = first.json
    (file,) = plain["files"]
    assert (file["records"], file["translated"]) == (17_177, 17_175)
    assert [(row["row"], row["reason"][:8]) for row in file["skipped"]] == [
        (2409, "canceled"),
        (17_177, "an estim"),
    ]
    assert plain["parked"] == plain["findings"] == []
    assert (plain["balances_stated"], plain["balances_agreed"]) == (12_352, 12_352)
    assert {row["asset"]: int(row["units"]) for row in plain["balances"]} == {
        "XBt": 3_034_754_369,
        "USDt": 888_237_518,
        "BMEx": 11_000_120_000,
    }
    again = run.on_store("import", "bitmex", recorded, "--account", "main", "--json")
    assert (again.code, again.json["events_added"], again.json["records_added"]) == (0, 0, 0)
    assert again.json["receipt"] == plain["receipt"]


def test_one_changed_amount_in_row_9000_is_found_and_named(run, recorded):
    lines = recorded.read_text(encoding="utf-8").splitlines(keepends=True)
    (cells,) = csv.reader([lines[9000]])
    amount = f",{cells[6]},{cells[7]},"
    assert lines[9000].count(amount) == 1
    lines[9000] = lines[9000].replace(amount, f",{int(cells[6]) - 1},{cells[7]},")
    file = run.folder / "changed.csv"
    file.write_text("".join(lines), encoding="utf-8", newline="")
    ran = run.on_store("import", "bitmex", file, "--account", "main", "--json")
    assert ran.code == 1
    (finding,) = ran.json["findings"]
    assert (finding["file"], finding["row"]) == ("changed.csv", 9000)
    assert finding["difference"] == "0.00000001"
