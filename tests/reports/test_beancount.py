"""What we export, read by beancount itself."""

from decimal import Decimal

import pytest
from beancount.core.data import Balance, Open, Transaction
from hypothesis import given, settings, strategies as st

from isoledger import Asset, BalanceAssertion, Conversion, Fill, Ledger, Listing, Price, Transfer
from isoledger.core.books import ALL
from isoledger.core.events import Bonus, MarginTransfer
from isoledger.core.identity import PositionId
from isoledger.core.money import Money
from isoledger.reports import TooFineError, UnshowableTimeError, beancount_lines
from isoledger.reports.beancount import DIGITS_MAX
from isoledger.reports.daybook import Moved, cells_of, day_of, daybook
from isoledger.testing.journals import journals
from tests.reports.kit import (
    DAY_NS,
    LINEAR,
    USDT,
    XBT,
    at,
    beancount_read,
    beancount_text,
    replay,
)


def balances(entries):
    return [entry for entry in entries if isinstance(entry, Balance)]


@settings(max_examples=60)
@given(journals())
def test_any_journal_parses_and_balances_and_only_what_disagrees_fails(journal):
    ledger = journal.ledger()
    entries, errors = beancount_read(beancount_text(ledger))
    assert {type(error).__name__ for error in errors} <= {"BalanceError"}
    assert len(errors) == len(disagreeing_at_midnight(ledger))
    moved = [entry for entry in ledger.entries() if entry.postings]
    assert sum(isinstance(entry, Transaction) for entry in entries) == len(moved)


def disagreeing_at_midnight(ledger):
    """The last statement of a day about a book and asset, where the records do not bear it out."""
    held, wrong = {}, {}
    for item in daybook(ledger):
        if isinstance(item, Moved):
            for cell, units in cells_of(item.entry):
                held[cell] = held.get(cell, 0) + units
        else:
            cell = item.event.book, item.event.amount.asset
            disagrees = held.get(cell, 0) != item.event.amount.units
            wrong[cell, day_of(item.stamp)] = disagrees
    return [key for key, disagrees in wrong.items() if disagrees]


def test_a_position_a_conversion_and_a_fee_are_read_to_the_last_unit():
    btc = PositionId("BTCUSDT")
    ledger = replay(
        [
            Listing(stamp=at(0), instrument=LINEAR),
            Transfer(stamp=at(1), amount=USDT.exactly("1000.000001")),
            Conversion(
                stamp=at(2),
                sold=USDT.exactly(500),
                bought=XBT.exactly("0.01"),
                fee=XBT.exactly("0.00000001"),
            ),
            MarginTransfer(stamp=at(3), position=btc, amount=USDT.exactly(100)),
            Fill(
                stamp=at(4), position=btc, size=20, price=Price.of(60000), fee=USDT.exactly("0.6")
            ),
            BalanceAssertion(stamp=at(5), amount=USDT.exactly("499.400001"), book=ALL),
            BalanceAssertion(stamp=at(5, "wallet"), amount=USDT.exactly("400.000001")),
            BalanceAssertion(stamp=at(6), amount=XBT.exactly("0.00999999")),
        ]
    )
    text = beancount_text(ledger)
    entries, errors = beancount_read(text)
    assert errors == []
    stated = {(b.account, b.amount.currency): b.amount.number for b in balances(entries)}
    assert stated == {
        ("Assets:Demo:Main", "USDT"): Decimal("499.400001"),
        ("Assets:Demo:Main:Wallet", "USDT"): Decimal("400.000001"),
        ("Assets:Demo:Main:Wallet", "XBT"): Decimal("0.00999999"),
    }
    assert {e.account for e in entries if isinstance(e, Open)} >= {
        "Assets:Demo:Main:Isolated:BTCUSDT",
        "Expenses:Demo:Main:Fees",
    }
    assert 'venue-code: "XBt"' in text
    assert 'source: "sha256:ab#2"' in text


def test_one_unit_too_many_is_found():
    wrong = Money(USDT.exactly(5).units + 1, USDT)
    events = [
        Transfer(stamp=at(1), amount=USDT.exactly(5)),
        BalanceAssertion(stamp=at(2), amount=wrong),
    ]
    _, errors = beancount_read(beancount_text(replay(events)))
    assert [type(error).__name__ for error in errors] == ["BalanceError"]


def test_the_last_statement_of_a_day_is_carried_to_midnight():
    ledger = replay(
        [
            Transfer(stamp=at(1), amount=USDT.exactly(5)),
            BalanceAssertion(stamp=at(2), amount=USDT.exactly(999)),
            BalanceAssertion(stamp=at(3), amount=USDT.exactly(5)),
            Transfer(stamp=at(4), amount=USDT.exactly(-2)),
            BalanceAssertion(stamp=at(30), amount=USDT.exactly(3)),
        ]
    )
    text = beancount_text(ledger)
    entries, errors = beancount_read(text)
    assert errors == []
    found = [(str(b.date), b.amount.number, b.tolerance) for b in balances(entries)]
    assert found == [("1970-01-02", 3, 0), ("1970-01-03", 3, 0)]
    assert 'stated: "5.000000 USDT at 1970-01-01T03:00:00Z"' in text
    assert 'moved-since: "-2.000000 USDT"' in text


def test_what_was_there_before_the_first_event_is_an_entry_of_its_own():
    opening = replay([Transfer(stamp=at(0), amount=USDT.exactly(7))]).account
    events = [BalanceAssertion(stamp=at(1), amount=USDT.exactly(7))]
    ledger = Ledger.replay(events, opening=opening)
    text = beancount_text(ledger)
    assert '"opening balances"' in text
    assert beancount_read(text)[1] == []


def test_an_empty_ledger_is_an_empty_journal():
    assert beancount_read(beancount_text(replay([]))) == ([], [])


nasty = st.text(max_size=12) | st.sampled_from(['"', "\\", '\\"', "\n; x", "TRUE", "ß", "\x00"])


@settings(max_examples=60)
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
    entries, errors = beancount_read(beancount_text(replay(events)))
    assert errors == []
    moved = [entry for entry in entries if isinstance(entry, Transaction)]
    assert [entry.postings[1].units.number for entry in moved] == [
        Decimal(place).scaleb(-3) for place, _ in enumerate(codes, 1)
    ]
    assert len({entry.postings[1].units.currency for entry in moved}) == len(codes)


def test_more_digits_than_beancount_counts_with_are_refused_with_the_cure():
    fine = Asset("SHIB", 18)
    widest = Money(10**DIGITS_MAX - 1, fine)
    assert beancount_read(beancount_text(replay([Transfer(stamp=at(1), amount=widest)])))[1] == []
    events = [
        Transfer(stamp=at(1), amount=widest),
        Transfer(stamp=at(2), amount=Money(1, fine)),
    ]
    with pytest.raises(TooFineError, match="SHIB needs 29 digits"):
        list(beancount_lines(replay(events)))
    stated = [BalanceAssertion(stamp=at(1), amount=Money(10**DIGITS_MAX, fine))]
    with pytest.raises(TooFineError):
        list(beancount_lines(replay(stated)))


def test_a_statement_on_the_last_day_there_is_has_no_next_day():
    last = 253_402_300_799 * 10**9
    stamp = at(0).__class__(time_ns=last, venue="v", account="a", id="1")
    with pytest.raises(UnshowableTimeError):
        list(beancount_lines(replay([BalanceAssertion(stamp=stamp, amount=USDT.exactly(0))])))
    late = at(0).__class__(time_ns=last + DAY_NS, venue="v", account="a", id="1")
    with pytest.raises(UnshowableTimeError):
        list(beancount_lines(replay([Transfer(stamp=late, amount=USDT.exactly(1))])))
