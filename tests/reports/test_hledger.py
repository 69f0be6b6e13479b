"""What we export, read by hledger itself."""

import csv
import io

from hypothesis import given, settings, strategies as st

from isoledger import Asset, BalanceAssertion, Transfer
from isoledger.core.books import ALL
from isoledger.core.events import Bonus, RealisedProfit
from isoledger.core.findings import FindingKind, findings
from isoledger.core.money import Money
from isoledger.testing.journals import journals
from tests.reports.kit import USDT, XBT, at, hledger_read, hledger_text, replay


@settings(max_examples=25)
@given(journals())
def test_any_journal_parses_and_balances_and_fails_just_where_the_venue_disagrees(journal):
    ledger = journal.ledger()
    text = hledger_text(ledger)
    loose = hledger_read(text, "-I", "check")
    assert loose.returncode == 0, loose.stderr.decode()
    wrong = [f for f in findings(ledger) if f.kind is FindingKind.BALANCE]
    strict = hledger_read(text, "check")
    assert (strict.returncode == 0) == (not wrong), strict.stderr.decode()


def test_every_statement_is_asserted_at_its_place_in_the_day():
    ledger = replay(
        [
            Transfer(stamp=at(1), amount=USDT.exactly(5)),
            BalanceAssertion(stamp=at(2), amount=USDT.exactly(5)),
            Transfer(stamp=at(3), amount=XBT.exactly("0.00000001")),
            Transfer(stamp=at(4), amount=USDT.exactly(-2)),
            BalanceAssertion(stamp=at(5), amount=USDT.exactly(3)),
            BalanceAssertion(stamp=at(6), amount=XBT.exactly("0.00000001"), book=ALL),
        ]
    )
    text = hledger_text(ledger)
    assert hledger_read(text, "check").returncode == 0
    assert text.count(" = ") == 2
    assert text.count(" =* ") == 1
    shown = hledger_read(text, "balance", "Assets", "--no-total").stdout.decode()
    assert "3.000000 USDT" in shown
    assert "0.00000001 XBT" in shown


def test_one_unit_too_many_is_found_and_named():
    events = [
        Transfer(stamp=at(1), amount=USDT.exactly(5)),
        BalanceAssertion(stamp=at(2), amount=Money(5_000_001, USDT)),
    ]
    told = hledger_read(hledger_text(replay(events)), "check")
    assert told.returncode != 0
    assert "5.000001 USDT" in told.stderr.decode()


def test_numbers_longer_than_any_decimal_context_are_read_exactly():
    fine = Asset("SHIB", 18)
    events = [
        Transfer(stamp=at(1), amount=Money(10**40 + 1, fine)),
        Transfer(stamp=at(2), amount=Money(1, fine)),
        BalanceAssertion(stamp=at(3), amount=Money(10**40 + 2, fine)),
    ]
    text = hledger_text(replay(events))
    assert hledger_read(text, "check").returncode == 0
    assert hledger_read(text.replace("= 1" + "0" * 22, "= 2" + "0" * 22), "check").returncode != 0


nasty = st.text(max_size=12) | st.sampled_from(
    ['"', ";", "a  1", "|", "\n2020-01-01 x", "date:2000-13-13", "[2000-1-1]", "(v)", "TRUE"]
)


@settings(max_examples=25)
@given(st.lists(nasty, min_size=3, max_size=3), st.lists(nasty, max_size=4, unique=True))
def test_hostile_text_changes_nothing_but_itself(names, codes):
    venue, account, reason = names
    events = [
        Bonus(
            stamp=at(place, f"{reason}{place}", venue=venue, account=account, source=reason),
            amount=Money(place, Asset(code, 3)),
            reason=reason,
        )
        for place, code in enumerate(codes, 1)
    ]
    told = hledger_read(hledger_text(replay(events)), "print", "-O", "csv")
    assert told.returncode == 0, told.stderr.decode()
    rows = list(csv.DictReader(io.StringIO(told.stdout.decode())))
    wallet = [row for row in rows if row["account"].endswith(":Wallet")]
    assert len(rows) == 2 * len(codes)
    assert [row["amount"] for row in wallet] == [
        f"0.00{place}" for place in range(1, len(codes) + 1)
    ]
    assert len({row["commodity"] for row in wallet}) == len(codes)


def test_a_symbol_neither_ends_nor_divides_a_description():
    events = [RealisedProfit(stamp=at(1), symbol="a;b|c", amount=USDT.exactly(1))]
    told = hledger_read(hledger_text(replay(events)), "print", "-O", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout.decode())))
    assert {row["description"] for row in rows} == {"realised profit a\\x3bb\\x7cc"}


def test_an_empty_ledger_is_an_empty_journal():
    assert hledger_read(hledger_text(replay([])), "check").returncode == 0
