"""Gate's account books: signs, pots, currencies, and the balance after every row."""

import json
import re
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import ALL
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Fee,
    FundingTotal,
    RealisedProfit,
    Transfer,
)
from isoledger.core.money import Asset
from isoledger.venues.gate import VENUE
from isoledger.venues.gate.book import BALANCES, BTC_BOOK, USDT_BOOK, USDT_REST
from isoledger.venues.gate.rules import CROSS_BOOK
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.payloads import taken
from tests.venues.rows import bare, events, found, one, replayed, told, why_not

USDT, BTC = Asset("USDT", 12), Asset("BTC", 12)


def row(kind, change, balance, at="1682294400.123456", **more):
    fields = {"time": at, "change": change, "balance": balance, "text": "", "type": kind}
    return fields | more


def life():
    """A life of one account: oldest last, as the venue lists it."""
    deal = {"text": "BTC_USDT:9", "contract": "BTC_USDT"}
    return [
        row("fund", "-0.01", "104.989", at="1682294405.5", **deal),
        row("point_fee", "-1", "7", at="1682294404.5", **deal),
        row("pnl", "5", "104.999", at="1682294403.000002", trade_id="2", **deal),
        row("fee", "-0.001", "99.999", at="1682294403.000001", trade_id="2", **deal),
        row("dnw", "100", "100", at="1682294400"),
    ]


def test_a_life_adds_up_and_every_balance_is_proven():
    done = told(USDT_BOOK, *life())
    assert [type(event) for event in done.events if not isinstance(event, BalanceAssertion)] == [
        Transfer,
        Fee,
        RealisedProfit,
        FundingTotal,
    ]
    ledger = replayed(VENUE, done.events)
    assert ledger.account.balance(USDT, CROSS_BOOK) == USDT.exactly("104.989")
    assert [one.reason for one in done.skipped] == ["points: a pot of their own, which is no money"]


def test_one_digit_changed_is_found():
    rows = life()
    rows[3]["change"] = "-0.002"
    assert found(VENUE, told(USDT_BOOK, *rows).events) != []


def test_points_run_a_balance_of_their_own():
    chain = USDT_BOOK.chain(USDT_BOOK.records(json.dumps(life()).encode(), "f"))
    assert (chain.links, chain.gaps) == (3, ())


def test_a_row_left_out_is_a_gap_of_its_size():
    rows = life()
    del rows[2]
    (gap,) = USDT_BOOK.chain(USDT_BOOK.records(json.dumps(rows).encode(), "f")).gaps
    assert gap.missing == 5


@pytest.mark.parametrize(
    ("kind", "event"),
    [("refr", Bonus), ("prem", Adjustment), ("set", RealisedProfit), ("dnw", Transfer)],
)
def test_every_other_type_moves_what_it_says(kind, event):
    first, stated = events(USDT_BOOK, row(kind, "-3", "97", text="BTC_USDT-20230602-26500-C:7"))
    assert isinstance(first, event)
    assert first.amount == USDT.exactly("-3")
    assert bare(stated) == {"amount": USDT.exactly("97"), "book": ALL}


@pytest.mark.parametrize("kind", ["point_dnw", "point_refr", "bonus_dnw", "bonus_offset"])
def test_pots_of_their_own_are_no_money(kind):
    (aside,) = told(USDT_BOOK, row(kind, "1", "1")).skipped
    assert "a pot" in aside.reason


def test_a_rebate_is_a_fee_below_zero():
    fee, _ = events(BTC_BOOK, row("fee", "0.000010152188", "4.59316525194", contract="ETH_USD"))
    assert fee.amount == BTC.exactly("-0.000010152188")


def test_an_unknown_type_is_parked():
    assert "'tax' is no type that is known" in why_not(USDT_BOOK, row("tax", "1", "1"))


def test_a_contract_of_another_currency_is_refused():
    why = why_not(USDT_BOOK, row("pnl", "1", "1", text="BTC_USD:5"))
    assert "BTC_USD does not settle in USDT: it is another book's" in why


def test_a_text_that_is_none_names_no_contract():
    transfer, _ = events(USDT_BOOK, row("dnw", "1", "1", text=None))
    assert transfer.amount == USDT.exactly("1")


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([row("fee", "1", "1", contract="ETH_USD")], ["account-book-btc"]),
        ([row("fee", "1", "1", contract="ETH_USDT")], ["account-book-usdt"]),
        ([row("dnw", "1", "1")], ["account-book-usdt", "account-book-btc"]),
        ([{"unlike": 1}], []),
    ],
)
def test_the_contracts_of_a_file_tell_its_currency(rows, kinds):
    head = json.dumps(rows).encode()
    assert [kind.name for kind in VENUE.kinds if kind.recognises(head)] == kinds


def test_beside_the_trades_profit_and_fee_are_told_by_them():
    done = told(USDT_REST, *life())
    assert [type(event) for event in done.events] == [Transfer, FundingTotal]
    assert len(done.skipped) == 3
    assert not USDT_REST.recognises(json.dumps(life()).encode())


def test_an_account_that_was_there_before_begins_with_its_balance():
    done = told(USDT_BOOK, row("pnl", "5", "105", contract="BTC_USDT"), given=Given(opening=True))
    opening = next(event for event in done.events if isinstance(event, Transfer))
    assert (opening.amount, opening.book, opening.kind) == (
        USDT.exactly("100"),
        CROSS_BOOK,
        "opening",
    )


def test_the_stream_says_its_currency_and_its_milliseconds():
    fee, stated = events(
        BALANCES,
        row("fee", "-0.000002074115", "9.998739899488", time_ms="1547199246123", currency="btc"),
    )
    assert fee.amount == BTC.exactly("0.000002074115")
    assert (stated.amount, stated.stamp.time_ns) == (
        BTC.exactly("9.998739899488"),
        1547199246123 * 10**6,
    )


def test_an_older_message_leaves_the_currency_to_its_contract():
    message = row("fee", "-2.074115e-06", "9", time_ms="1547199246123", text="BTC_USD:3914424")
    assert events(BALANCES, message)[0].amount == BTC.exactly("0.000002074115")


def option_rows():
    """The options ledger that somebody printed through a client that drops signs, raw again."""
    text = (real("statements") / "gate/ccxt_pr18145_options_ledger_console.txt").read_text()
    rows = []
    for line in text.splitlines()[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        kind = {"deposit/withdraw": "dnw", "trade": "prem", "fee": "fee"}[cells[5]]
        sign = "-" if cells[1] == "out" else ""
        at = f"{cells[8][:-3]}.{cells[8][-3:]}"
        rows.append(row(kind, sign + cells[7], cells[11], at=at))
    return rows


def test_the_printed_options_ledger_is_no_answer_of_the_venue():
    data = (real("statements") / "gate/ccxt_pr18145_options_ledger_console.txt").read_bytes()
    assert re.match(rb"id \| direction", data)
    assert taken(VENUE, data, "console") == "nobody"


def test_the_recorded_options_ledger_chains_when_its_signs_are_put_back():
    records = USDT_BOOK.records(json.dumps(option_rows()).encode(), "f")
    chain = USDT_BOOK.chain(records)
    # The console is listed oldest first by second, and newest first within one.
    assert chain.links == 4
    assert [gap.missing for gap in chain.gaps] == []
    done = USDT_BOOK.translate(records, "A")
    ledger = replayed(VENUE, done.events)
    assert ledger.account.balance(USDT, CROSS_BOOK) == USDT.exactly("29.87911771")


amounts = st.integers(-(10**15), 10**15).map(lambda n: Fraction(n, 10**12))


@given(st.lists(amounts, min_size=1, max_size=8))
def test_no_row_is_lost_and_the_order_of_files_does_not_matter(changes):
    total, rows = Fraction(0), []
    for at, change in enumerate(changes):
        total += change
        rows.append(row("dnw", plain(change), plain(total), at=f"{1682294400 + at}"))
    data = json.dumps(rows[::-1]).encode()
    records = USDT_BOOK.records(data, "f")
    done = USDT_BOOK.translate(records, "A")
    assert done.is_whole
    assert done.translated == len(changes)
    assert USDT_BOOK.translate(records[::-1], "A").events == done.events
    assert USDT_BOOK.translate([*records, *USDT_BOOK.records(data, "g")], "A").events == done.events
    assert found(VENUE, done.events) == []


def plain(number):
    units = number * 10**12
    sign, digits = "-" if units < 0 else "", f"{abs(int(units)):013d}"
    return f"{sign}{digits[:-12]}.{digits[-12:]}"


def test_one_row_alone_states_its_balance():
    assert isinstance(one(USDT_REST, row("fund", "-1", "9", contract="BTC_USDT")), FundingTotal)
