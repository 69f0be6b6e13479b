import sqlite3

from hypothesis import given, settings

from isoledger import Listing, Transfer
from isoledger.cli.verifying import checked
from isoledger.core.ledger import Ledger
from isoledger.journal import Batch, SqliteStore
from isoledger.testing.journals import journals
from tests.reports.kit import LINEAR, USDT, at


def test_a_whole_journal_is_clean_and_says_its_receipt(run):
    receipt = next(line for line in run.imported().out.splitlines() if "isoledger:" in line)
    ran = run.on_store("verify", "--receipt", receipt)
    assert ran.code == 0
    assert "10 events, 1 batches whole, and reaches as far as the receipt says" in ran.out
    assert "trial balance zero, replay equals resume" in ran.out
    assert receipt in ran.out


def test_what_verify_says_as_json_is_stable(run):
    run.imported()
    plain = run.on_store("verify", "--json").json
    assert plain.pop("receipt").startswith("isoledger:17:")
    assert plain == {
        "schema_version": 1,
        "command": "verify",
        "whole": True,
        "events": 10,
        "records": 17,
        "batches": 1,
        "receipt_checked": False,
        "unfinished_bytes": 0,
        "first_bad": None,
        "accounts": [
            {"account": "bitmex/main", "events": 10, "postings": 12, "faults": []},
        ],
    }


def test_the_first_changed_event_is_named(run):
    run.imported()
    sql = sqlite3.connect(run.store)
    guards = dict(sql.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
    for name in guards:
        sql.execute(f"DROP TRIGGER {name}")
    other = "CAST(replace(CAST(text AS TEXT), '-250', '-251') AS BLOB)"
    sql.execute(f"UPDATE event SET text = {other} WHERE number = 5")
    for text in guards.values():
        sql.execute(text)
    sql.commit()
    sql.close()
    ran = run.on_store("verify", "--json")
    assert ran.code == 1
    assert (ran.json["first_bad"]["kind"], ran.json["first_bad"]["number"]) == ("event", 5)
    assert ran.json["accounts"] == []
    told = run.on_store("verify")
    assert (told.code, "first bad record is event 5" in told.out) == (1, True)
    assert run.on_store("show").code == 2


def test_an_end_that_was_cut_off_is_found_by_the_receipt(run):
    run.imported()
    with SqliteStore(run.store, mode="read") as store:
        receipt = store.receipt()
    longer = f"isoledger:{receipt.count + 5}:{receipt.tip}"
    ran = run.on_store("verify", "--receipt", longer)
    assert ran.code == 1
    assert "5 are gone" in ran.out


def test_a_receipt_that_is_none_is_unusable(run):
    run.imported()
    ran = run.on_store("verify", "--receipt", "nonsense")
    assert (ran.code, ran.out) == (2, "")
    assert "nonsense" in ran.err


def test_events_that_cannot_follow_are_a_fault_of_their_account(run):
    with SqliteStore(run.store) as store:
        events = (
            Transfer(stamp=at(1), amount=USDT.exactly(5)),
            Listing(stamp=at(2), instrument=LINEAR),
        )
        store.append(Batch(events=events), known_ns=1)
    assert run.on_store("verify").code == 0
    wrong = checked(
        ("demo", "main"),
        [
            Transfer(stamp=at(1, venue="x"), amount=USDT.exactly(5)),
            Transfer(stamp=at(2), amount=USDT.exactly(5)),
        ],
    )
    assert "belongs to another account" in wrong.faults[0]


@settings(max_examples=40)
@given(journals())
def test_any_journal_adds_up(journal):
    found = checked(("demo", "main"), journal.events)
    plain = Ledger.replay(journal.events)
    assert found.faults == ()
    assert found.postings == sum(len(entry.postings) for entry in plain.entries())


def test_a_fold_that_lost_a_unit_is_found(run, monkeypatch):
    run.imported()
    honest = Ledger.replay.__func__

    def leaky(cls, events, **more):
        kept = [event for event in events if not isinstance(event, Transfer)]
        ledger = honest(cls, events, **more)
        return ledger.__class__(
            opening=ledger.opening,
            rules=ledger.rules,
            log=ledger.log,
            account=honest(cls, kept, **more).account,
        )

    monkeypatch.setattr(Ledger, "replay", classmethod(leaky))
    ran = run.on_store("verify")
    assert ran.code == 1
    assert "its postings sum to" in ran.out


def test_an_entry_that_does_not_balance_is_found(run, monkeypatch):
    run.imported()
    honest = Ledger.entries

    def lopsided(self):
        for entry in honest(self):
            object.__setattr__(entry, "postings", entry.postings[1:])
            yield entry

    monkeypatch.setattr(Ledger, "entries", lopsided)
    ran = run.on_store("verify")
    assert ran.code == 1
    assert "all books of XBt sum to" in " ".join(ran.out.split())


def test_a_resume_that_ends_elsewhere_is_found(run, monkeypatch):
    run.imported()
    honest = Ledger.resume.__func__

    def forgetful(cls, snapshot, events, **more):
        return honest(cls, snapshot, [e for e in events if not isinstance(e, Transfer)], **more)

    monkeypatch.setattr(Ledger, "resume", classmethod(forgetful))
    ran = run.on_store("verify", "--json")
    assert ran.code == 1
    assert ran.json["accounts"][0]["faults"] == [
        "resumed from a snapshot after 5 events, it ends elsewhere"
    ]
