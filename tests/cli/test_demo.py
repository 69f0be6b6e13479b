import subprocess
import sys

from isoledger.cli import demo as demo_module
from isoledger.cli.demo import MARKS, demo, demo_ledger
from isoledger.core.certificate import LiquidationPrice
from isoledger.core.events import Fill, Funding, Liquidation, MarginTransfer
from isoledger.core.instrument import Payoff
from tests.campaigns import demo_history


def test_the_file_in_the_package_is_what_the_script_writes():
    shipped = demo_history.HERE.read_text(encoding="utf-8")
    assert shipped == demo_history.text(), "run python tests/campaigns/demo_history.py"


def test_the_story_has_everything_it_promises():
    ledger = demo_ledger()
    account, events = ledger.account, ledger.log
    terms = [position.holding.instrument for position in account.isolated.values()]
    assert {terms_.payoff for terms_ in terms} == set(Payoff)
    assert any(terms_.is_quanto for terms_ in terms)
    (pool,) = account.pools.values()
    assert (len(pool.holdings), len(pool.balances)) == (2, 2)
    assert {Fill, Funding, Liquidation, MarginTransfer} <= {type(event) for event in events}
    assert "insurance" in {p.book for entry in ledger.entries() for p in entry}


def test_every_position_has_a_price_and_a_certificate_that_holds():
    rows = demo().positions
    assert len(rows) == 5
    for row in rows:
        assert isinstance(row.ends, LiquidationPrice)
        proof = row.ends.certificate
        assert proof.at_tick.is_liquidatable
        assert not proof.one_safer.is_liquidatable
        assert row.mark == MARKS.prices[row.id.symbol]


def test_there_is_one_finding_and_it_is_explained(run):
    ran = run("demo")
    assert ran.code == 0, "a finding on purpose is none"
    told = " ".join(ran.out.split())
    assert "4 of 5 balances stated by the venue agree; 1 finding, 0 parked" in told
    assert "demo.jsonl, row 35" in told
    assert "(difference 1.25 USDT)" in told
    assert "The finding is there on purpose" in told


def test_it_fits_eighty_columns_and_uses_more_if_there_are(run, monkeypatch):
    narrow = run("demo").out
    assert max(map(len, narrow.splitlines())) <= 80
    assert "…" not in narrow
    monkeypatch.setenv("COLUMNS", "120")
    wide = run("demo").out
    assert 80 < max(map(len, wide.splitlines())) <= 120
    assert len(wide.splitlines()) < len(narrow.splitlines())
    for number in ("57035.3", "50366", "1896.2", "105.85", "3215.68", "19,742.139250"):
        assert number in narrow
        assert number in wide


def test_as_json_it_says_the_same(run):
    ran = run("demo", "--json")
    assert ran.code == 0
    plain = ran.json
    assert (plain["command"], plain["account"], plain["events"]) == ("demo", "demo/tour", 35)
    ends = {p["symbol"]: p["liquidation"]["price"] for p in plain["positions"]}
    assert ends == {
        "BTCUSDT": "57035.3",
        "XBTUSD": "50366",
        "ETHUSD": "1896.2",
        "SOLUSDT": "105.85",
        "ETHUSDT": "3215.68",
    }
    assert set(plain["positions"][0]) == {
        "position", "symbol", "leg", "pool", "payoff", "settle", "size", "quantity", "cost",
        "entry_price", "margin", "reserve", "leverage", "mark", "unrealised_profit",
        "bankruptcy_price", "liquidation",
    }  # fmt: skip


def test_it_needs_no_folder_but_its_own(tmp_path):
    command = [sys.executable, "-m", "isoledger", "demo", "--json"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=20, check=True)
    assert b'"account": "demo/tour"' in ran.stdout
    assert list(tmp_path.iterdir()) == []
    assert demo_module.__file__
