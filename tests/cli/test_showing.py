import json

import pytest

from isoledger.cli.times import instant_ns
from tests.cli.kit import HISTORY, changed, history
from tests.real import real


def test_an_account_is_shown_with_balances_flows_and_the_end_of_its_journal(run):
    run.imported()
    ran = run.on_store("show")
    assert ran.code == 0
    for words in ("bitmex/main: 10 events", "1.00004050", "outside", "realised profit", "-700"):
        assert words in ran.out.replace("-0.000007", "-700")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out


def test_what_show_says_as_json_is_stable(run):
    run.imported()
    plain = run.on_store("show", "--tail", "1", "--json").json
    assert plain == {
        "schema_version": 1,
        "command": "show",
        "account": "bitmex/main",
        "as_of": None,
        "known_at": None,
        "events": 10,
        "balances": [
            {"asset": "USDt", "book": "wallet", "amount": "5.000000", "units": "5000000"},
            {"asset": "XBt", "book": "wallet", "amount": "1.00004050", "units": "100004050"},
        ],
        "flows": [
            {"asset": "USDt", "book": "outside", "received": "5.000000"},
            {"asset": "XBt", "book": "outside", "received": "1.00000000"},
            {"asset": "XBt", "book": "fees", "received": "-0.00000740"},
            {"asset": "XBt", "book": "funding", "received": "-0.00000250"},
            {"asset": "XBt", "book": "pnl", "received": "0.00005040"},
        ],
        "positions": [],
        "balances_stated": 5,
        "balances_agreed": 5,
        "findings": [],
        "parked": [],
        "journal": [
            {
                "time": "2025-03-05T09:00:00Z",
                "event": "balance assertion",
                "about": "all",
                "detail": "1.0000405 XBt",
                "id": "balance:XBt:1741165200000000000",
                "file": "history.csv",
                "row": 6,
            }
        ],
    }


def test_the_keys_are_sorted_and_the_text_is_ascii(run):
    run.imported()
    out = run.on_store("show", "--json").out
    assert out == json.dumps(json.loads(out), sort_keys=True, indent=2) + "\n"
    assert out.isascii()


def test_as_of_an_instant_later_events_have_not_happened(run):
    run.imported()
    plain = run.on_store("show", "--as-of", "2025-03-02T12:00:00Z", "--json").json
    assert (plain["as_of"], plain["events"]) == ("2025-03-02T12:00:00Z", 4)
    assert [row["amount"] for row in plain["balances"]] == ["0.99999300"]
    before = run.on_store("show", "--as-of", "2020-01-01T00:00:00+01:00", "--json").json
    assert (before["events"], before["balances"], before["journal"]) == (0, [], [])


def test_known_at_an_instant_later_knowledge_is_left_out(run):
    run.imported()
    plain = run.on_store("show", "--known-at", "2025-03-10T00:00:00Z", "--json").json
    assert plain["events"] == 0
    assert run.on_store("show", "--known-at", "2999-01-01T00:00:00Z", "--json").json["events"] == 10


def test_a_finding_makes_the_exit_code_one(run):
    run.imported(changed(2, -701))
    ran = run.on_store("show")
    assert ran.code == 1
    assert "history.csv, row 2" in ran.out


def test_a_finding_before_the_instant_asked_for_is_not_one_yet(run):
    run.imported(changed(2, -701))
    assert run.on_store("show", "--as-of", "2025-03-01T12:00:00Z").code == 0


def test_accounts_are_chosen_by_name(run):
    run.imported()
    file = run.folder / "history.csv"
    run.on_store("import", "bitmex", file, "--account", "other")
    both = run.on_store("show")
    assert both.code == 2
    assert "bitmex/main, bitmex/other" in both.err
    for name in ("other", "bitmex/other"):
        ran = run.on_store("show", "--account", name, "--json")
        assert (ran.code, ran.json["account"]) == (0, "bitmex/other")
    wrong = run.on_store("show", "--account", "nobody")
    assert (wrong.code, "there is bitmex/main" in wrong.err) == (2, True)


def test_a_journal_that_is_not_there_or_is_none_is_unusable(run):
    ran = run.on_store("show")
    assert (ran.code, ran.out) == (2, "")
    assert "`isoledger import` makes it" in ran.err
    assert not run.store.exists()
    run.store.write_text("not a journal")
    assert run.on_store("show").code == 2


def test_a_journal_of_json_lines_does_as_well(run):
    run.store = run.folder / "books.jsonl"
    assert run.imported().code == 0
    assert run.on_store("show", "--json").json["events"] == 10
    assert run.store.read_bytes().startswith(b'["isoledger/')


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
def test_a_time_without_a_zone_is_refused_with_the_cure(run, option):
    run.imported()
    ran = run.on_store("show", option, "2025-03-02T12:00:00")
    assert ran.code == 2
    assert "2025-03-02T12:00:00Z for UTC" in ran.err


def test_nothing_shown_depends_on_more_than_the_journal(run):
    run.imported()
    words = ("show", "--as-of", "2025-03-04T00:00:00Z", "--json")
    assert run.on_store(*words).out == run.on_store(*words).out
    assert instant_ns("--as-of", "2025-03-04T00:00:00Z") == 1_741_046_400 * 10**9


def test_no_row_of_the_history_is_lost_on_the_way_to_the_tail(run):
    run.imported()
    rows = run.on_store("show", "--tail", "100", "--json").json["journal"]
    assert {row["row"] for row in rows} == {1, 2, 3, 4, 6}
    assert len(rows) == 2 * (len(HISTORY) - 1)
    assert run.on_store("show", "--tail", "0", "--json").json["journal"] == []


def test_an_account_of_parked_records_only_is_shown(run):
    odd = ("2025-03-06T09:00:00.000Z", "Mystery", "Completed", "XBt", 1, 0, 1, "")
    assert run.imported([odd]).code == 1
    ran = run.on_store("show")
    assert ran.code == 1
    assert "bitmex/main: 0 events" in ran.out
    assert "'Mystery' is no type we know" in ran.out
    assert run.on_store("verify").code == 0


def test_what_is_parked_of_one_account_is_no_matter_of_another(run):
    run.imported()
    row = ("2025-03-06T09:00:00.000Z", "X", "Y", "XBt", 1, 0, 1, "")
    odd = history(run.folder / "odd.csv", [row])
    assert run.on_store("import", "bitmex", odd, "--account", "other").code == 1
    assert run.on_store("show", "--account", "main").code == 0
    assert run.on_store("show", "--account", "other").code == 1


def test_recorded_hyperliquid_files_go_in_and_come_out_whatever_they_hold(run):
    for place, file in enumerate(sorted(real("hyperliquid").rglob("*.csv"))):
        ran = run.on_store("import", "hyperliquid", file, "--account", f"a{place}", "--json")
        assert ran.code in {0, 1, 2}
        if ran.code != 2:
            account = ("--account", f"a{place}", "--json")
            shown = run.on_store("show", *account)
            assert shown.code == ran.code
            assert shown.json["balances"] == ran.json["balances"]
            assert shown.json["findings"] == ran.json["findings"]
    assert run.on_store("verify").code == 0
