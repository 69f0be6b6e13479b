import sys
import time

import pytest

from isoledger.cli.errors import OptionError
from isoledger.cli.pulling import choices, wire
from isoledger.cli.venues import VENUES
from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import NOBODY, BusyError, MissingExtraError, sources_of
from isoledger.journal import SqliteStore
from tests.feeds import kit
from tests.feeds.kit import BYBIT, HOUR, KEY, Script, Teller, history

NOW = time.time_ns() // 10**6
SINCE = "2020-01-01T00:00:00Z"
ROWS = history([NOW - place * HOUR for place in range(60, 2, -1)])


@pytest.fixture
def pulled(run, monkeypatch):
    """A pull from a venue that is played."""
    known = FrozenMap({**VENUES, "bybit": BYBIT})
    monkeypatch.setattr("isoledger.cli.venues.VENUES", known)

    def pull(transport, *words):
        monkeypatch.setattr("isoledger.cli.pulling.wire", lambda *_: transport)
        return run.on_store("pull", "bybit", "--account", "main", *words)

    return pull


def recent():
    """An instant three days ago, as it is typed."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW / 1000 - 3 * 86_400))


def test_a_history_goes_into_the_journal_and_its_balance_comes_out(pulled, run):
    ran = pulled(Teller(ROWS), "--since", recent())
    assert (ran.code, ran.err) == (0, "")
    told = " ".join(ran.out.split())
    assert "transaction-log 2 58 116 0 0" in told
    assert "116 events added, 0 already there" in told
    assert "58 of 58 balances stated by the venue agree; 0 findings, 0 parked" in told
    assert "isoledger:" in told
    assert max(map(len, ran.out.splitlines())) <= 80
    again = pulled(Teller(ROWS))
    assert again.code == 0
    assert "0 events added" in again.out
    shown = run.on_store("show", "--json")
    assert shown.code == 0


def test_what_pull_says_as_json_is_stable(pulled):
    plain = pulled(Teller(ROWS), "--since", recent(), "--json").json
    assert plain.pop("receipt").startswith("isoledger:")
    assert plain.pop("store").endswith("books.db")
    assert plain == {
        "schema_version": 1,
        "command": "pull",
        "account": "bybit/main",
        "sources": [
            {
                "source": "transaction-log",
                "pages": 2,
                "records": 58,
                "events_added": 116,
                "events_already_there": 0,
                "parked": 0,
            }
        ],
        "unread_kinds": [],
        "gaps": [],
        "balances_stated": 58,
        "balances_agreed": 58,
        "balances": [
            {
                "asset": "USDT",
                "book": "pool:cross",
                "amount": "58.00000000000000000000",
                "units": "5800000000000000000000",
            }
        ],
        "findings": [],
        "parked": [],
    }


def test_time_that_is_gone_is_said_and_the_exit_code_says_so(pulled):
    ran = pulled(Teller(ROWS), "--since", SINCE)
    assert ran.code == 1
    told = " ".join(ran.out.split())
    assert "Missing" in told
    assert "the venue remembers nothing of it; import its files of that time" in told
    assert len(pulled(Teller(ROWS), "--since", SINCE, "--json").json["gaps"]) == 1


def test_a_kind_nobody_reads_yet_is_named(pulled):
    ran = pulled(Teller([]), "--since", recent(), "--kind", "executions")
    assert ran.code == 0
    assert "executions: nothing here reads it yet" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "has no history in this journal yet; say from when on: --since"),
        (("--since", "yesterday"), "--since 'yesterday': write an instant"),
        (("--since", SINCE, "--kind", "x"), "bybit: kind 'x' is no source; there is executions"),
        (("--since", SINCE, "--choose", "x"), "--choose 'x': write name=value"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(pulled, words, said):
    ran = pulled(Teller([]), *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_what_was_written_before_a_fault_stays(pulled, run, monkeypatch):
    monkeypatch.setattr("isoledger.feeds.pulling.WAITS_S", ())
    first = Teller(ROWS)
    answers = [None, BusyError(what="bybit transaction-log", why="HTTP 500")]

    class Fails:
        def get(self, ask):
            fault = answers.pop(0)
            if fault is not None:
                raise fault
            return first.get(ask)

    ran = pulled(Fails(), "--since", recent())
    assert ran.code == 2
    assert "pull again, it goes on where it stopped" in ran.err
    with SqliteStore(run.store, mode="read") as store:
        assert len(list(store.read())) == 98
    assert (
        pulled(Teller(ROWS), "--since", recent(), "--json").json["sources"][0]["events_added"] == 18
    )


def test_a_venue_that_left_ccxt_says_which_files_to_import(run):
    ran = run.on_store("pull", "bitmex", "--account", "main", "--since", SINCE)
    assert ran.code == 2
    assert "bitmex cannot be pulled from: ccxt has had no bitmex since" in ran.err
    assert "wallet-history" in ran.err


def test_without_an_address_nothing_is_asked(run, monkeypatch):
    kit.ccxt()
    monkeypatch.delenv("ISOLEDGER_HYPERLIQUID_ADDRESS", raising=False)
    ran = run.on_store("pull", "hyperliquid", "--account", "main", "--since", SINCE)
    assert ran.code == 2
    assert "set ISOLEDGER_HYPERLIQUID_ADDRESS in the environment" in ran.err


def test_a_key_that_is_refused_is_not_shown(pulled, monkeypatch):
    from isoledger.feeds import CredentialsError

    monkeypatch.setenv("ISOLEDGER_BYBIT_KEY", KEY)
    fault = CredentialsError(venue="bybit", why="the venue does not take them")
    ran = pulled(Script([fault]), "--since", recent())
    assert (ran.code, KEY in ran.err + ran.out) == (2, False)


def test_the_wire_lets_through_what_its_sources_ask():
    kit.ccxt()
    from isoledger.feeds.wire import Wire

    assert isinstance(wire(sources_of("bybit"), NOBODY), Wire)


def test_without_the_extra_the_cure_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ccxt", None)
    monkeypatch.delitem(sys.modules, "isoledger.feeds.wire", raising=False)
    with pytest.raises(MissingExtraError, match=r"needs ccxt; install it with: .*isoledger\[ccxt"):
        wire(sources_of("bybit"), NOBODY)


def test_choices_are_gathered_by_name():
    given = choices(["symbol=A", "x=1", "symbol=B=C"])
    assert given == FrozenMap({"symbol": ("A", "B=C"), "x": ("1",)})
    for odd in ("symbol", "=A", "symbol="):
        with pytest.raises(OptionError):
            choices([odd])
