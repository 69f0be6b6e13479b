import os

import pytest

from isoledger import Ledger
from isoledger.journal import decode
from tests.cli.kit import changed
from tests.reports.kit import beancount_read, hledger_read


def test_json_lines_are_the_events_themselves(run):
    run.imported()
    ran = run.on_store("export", "jsonl")
    assert ran.code == 0
    events = [decode(line.encode()) for line in ran.out.splitlines()]
    account = Ledger.replay(events).account
    assert {str(m) for m in account.wallet.values()} == {"1.00004050 XBt", "5.000000 USDt"}


def test_beancount_reads_it_and_finds_nothing_to_complain_of(run):
    run.imported()
    entries, errors = beancount_read(run.on_store("export", "beancount").out)
    assert entries
    assert errors == []


def test_beancount_finds_what_we_find(run):
    run.imported(changed(2, -701))
    ran = run.on_store("export", "beancount")
    assert ran.code == 0, "an export tells, and does not judge"
    _, errors = beancount_read(ran.out)
    assert {type(error).__name__ for error in errors} == {"BalanceError"}


def test_hledger_reads_it_and_agrees(run):
    run.imported()
    assert hledger_read(run.on_store("export", "hledger").out, "check").returncode == 0
    other = run.folder / "other.db"
    run.store = other
    run.imported(changed(2, -701))
    assert hledger_read(run.on_store("export", "hledger").out, "check").returncode != 0


@pytest.mark.parametrize("form", ["jsonl", "beancount", "hledger"])
def test_a_file_is_written_whole_and_described(run, form):
    run.imported()
    output = run.folder / f"books.{form}"
    output.write_text("what was there before")
    ran = run.on_store("export", form, "--output", output, "--json")
    assert ran.code == 0
    assert output.read_text(encoding="utf-8") == run.on_store("export", form).out
    plain = ran.json
    assert plain.pop("lines") == len(output.read_text(encoding="utf-8").splitlines())
    assert plain == {
        "schema_version": 1,
        "command": "export",
        "account": "bitmex/main",
        "format": form,
        "output": str(output),
        "events": 10,
    }
    told = run.on_store("export", form, "--output", output)
    assert "10 events in" in " ".join(told.out.split())
    assert sorted(path.name for path in run.folder.iterdir() if path.name.startswith(".")) == []


def test_the_journal_itself_is_never_written_over(run):
    run.imported()
    before = run.store.read_bytes()
    ran = run.on_store("export", "jsonl", "--output", run.store)
    assert (ran.code, "the journal itself" in ran.err) == (2, True)
    assert run.store.read_bytes() == before


def test_json_describes_a_file_and_so_asks_for_one(run):
    run.imported()
    ran = run.on_store("export", "jsonl", "--json")
    assert (ran.code, "--output" in ran.err, ran.out) == (2, True, "")


def test_a_folder_that_is_not_there_leaves_nothing_behind(run):
    run.imported()
    ran = run.on_store("export", "jsonl", "--output", run.folder / "no" / "x.jsonl")
    assert (ran.code, ran.err.count("\n")) == (2, 1)


def test_what_cannot_be_put_in_place_leaves_nothing_behind(run, monkeypatch):
    run.imported()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = run.on_store("export", "jsonl", "--output", run.folder / "x.jsonl")
    assert (ran.code, "No space left" in ran.err) == (2, True)
    assert [path for path in run.folder.iterdir() if "x.jsonl" in path.name] == []


def test_there_is_no_other_format(run):
    run.imported()
    ran = run.on_store("export", "xml")
    assert (ran.code, ran.out) == (2, "")
