import csv
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import ALL
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Conversion,
    FundingTotal,
    RealisedProfit,
    Transfer,
)
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.venues.bitmex.rules import ASSETS, FEES_STATED_NS, FUNDING_TYPED_NS, RULES
from isoledger.venues.bitmex.statements import wallet_history
from isoledger.venues.errors import UnreadableFileError
from tests.real import real
from tests.venues.bitmex.samples import (
    ANYTHING,
    BWJOKE,
    KINDS,
    read,
    recorded,
    translated,
    wallet_row,
)

HISTORY = f"{BWJOKE}/api-v1-user-walletHistory.csv"


@pytest.fixture(scope="module")
def history():
    return recorded("wallet-history", HISTORY)


@pytest.fixture(scope="module")
def whole(history):
    return wallet_history(history, "bwjoke")


def disagreements(translation):
    """What core finds between the venue's statements and its own rows."""
    return list(findings(Ledger.replay(translation.events, rules=RULES)))


def test_no_record_is_lost(whole):
    assert whole.is_whole
    assert (whole.records, whole.translated, len(whole.untranslated)) == (17_177, 17_175, 0)
    assert [(s.record.row, s.record.text("transactStatus")) for s in whole.skipped] == [
        (2409, "Canceled"),
        (17177, "Pending"),
    ]


def test_every_batch_agrees_with_the_balance_the_venue_states(whole):
    stated = [e for e in whole.events if isinstance(e, BalanceAssertion)]
    assert Counter(e.amount.asset.code for e in stated) == {
        "XBt": 11_986,
        "USDt": 192,
        "BMEx": 174,
    }
    assert {e.book for e in stated} == {ALL}
    assert disagreements(whole) == []


def test_the_final_balances_are_the_venues(whole):
    account = Ledger.replay(whole.events, rules=RULES).account
    final = {code: account.balance(ASSETS[code], ALL).units for code in ("XBt", "USDt", "BMEx")}
    assert final == {"XBt": 3_034_754_369, "USDt": 888_237_518, "BMEx": 11_000_120_000}


def test_the_wallet_and_margin_snapshots_of_two_days_agree(whole):
    """Two other endpoints, asked on two days: 48 balances more, in every currency."""
    stated = []
    for day in ("", "2026-04-18__"):
        for kind in ("wallet", "margin"):
            path = f"{BWJOKE}/{day}api-v1-user-{kind}.snapshot-all.csv"
            stated += KINDS[kind].translate(recorded(kind, path), "bwjoke").events
    ledger = Ledger.replay([*whole.events, *stated], rules=RULES)
    assert len(stated) == 48
    assert list(findings(ledger)) == []


def test_what_became_of_the_rows(whole):
    assert Counter(type(event) for event in whole.events) == {
        RealisedProfit: 14_948,
        FundingTotal: 1_825,
        Conversion: 172,
        Transfer: 58,
        BalanceAssertion: 12_352,
    }


def test_the_sums_by_type_and_contract_are_those_of_the_venues_own_summary(whole):
    """An answer of another endpoint, on the same day."""
    ours = Counter()
    for event in whole.events:
        match event:
            case RealisedProfit(symbol=symbol, amount=amount):
                ours[amount.asset.code, "RealisedPNL", symbol] += amount.units
            case FundingTotal(amount=amount):
                ours[amount.asset.code, "Funding", ""] += amount.units
            case Transfer(amount=amount, kind=kind):
                name = {"internal": "Transfer"}.get(kind, kind.title())
                ours[amount.asset.code, name, ""] += amount.units
            case _:
                pass
    with real(f"{BWJOKE}/api-v1-user-walletSummary.all.csv").open() as file:
        rows = list(csv.DictReader(file))
    theirs = {
        (r["currency"], r["transactType"], r["symbol"]): int(r["amount"])
        for r in rows
        if r["transactType"] in {"RealisedPNL", "Transfer", "Deposit", "Withdrawal"}
    }
    compared = {key: ours[key] for key in theirs}
    assert compared == theirs
    assert len(theirs) == 71


def test_reading_it_again_gives_the_same_events(whole, history):
    again = wallet_history(history, "bwjoke")
    assert again.events == whole.events
    ledger = Ledger.replay([*whole.events, *again.events], rules=RULES)
    assert len(ledger.log) == len(whole.events)


def test_ids_do_not_depend_on_the_order_of_the_file_and_none_is_twice(whole, history):
    turned = wallet_history(history[::-1], "bwjoke")
    assert turned.events == whole.events
    assert len({event.stamp.id for event in whole.events}) == len(whole.events)


def test_one_changed_amount_is_found_and_named(history):
    data = real(HISTORY).read_bytes().split(b"\n")
    data[9000] = data[9000].replace(b",-7967,", b",-7966,")
    changed = read("wallet-history", b"\n".join(data), "history.csv")
    found = disagreements(wallet_history(changed, "bwjoke"))
    first = found[0]
    assert first.stamp.source == changed[8999].source
    assert (changed[8999].file, changed[8999].row) == ("history.csv", 9000)
    assert history[8999].text("timestamp") == "2024-11-04T16:49:56.641Z"
    assert first.stamp.time_ns == 1_730_738_996_641_000_000
    assert (first.computed - first.reported).units == 1
    assert {(f.computed - f.reported).units for f in found} == {1}


def test_a_changed_balance_inside_a_chain_is_remarked(history, whole):
    """No sum is wrong, so no assertion can fail: but the rows no longer follow from one another."""
    data = real(HISTORY).read_bytes().split(b"\n")
    row = next(
        record.row
        for record, after in pairwise(history)
        if record.row > 9000
        and record.text("timestamp") == after.text("timestamp")
        and record.text("walletBalance") != after.text("walletBalance")
    )
    balance = history[row - 1].text("walletBalance").encode()
    data[row] = data[row].replace(balance, b"1")
    changed = wallet_history(read("wallet-history", b"\n".join(data), "h.csv"), "bwjoke")
    new = {remark.text for remark in changed.remarks} - {remark.text for remark in whole.remarks}
    assert [text.startswith(f"rows {row}, {row + 1} state balances") for text in new] == [True]


def test_the_regimes_of_the_record_are_where_the_rules_say(whole):
    profits = [e for e in whole.events if isinstance(e, RealisedProfit)]
    assert all((e.fee is None) == (e.stamp.time_ns < FEES_STATED_NS + 10**9) for e in profits)
    funding = [e for e in whole.events if isinstance(e, FundingTotal)]
    assert FUNDING_TYPED_NS <= funding[0].stamp.time_ns < FUNDING_TYPED_NS + 10**9


def test_nothing_stays_alone_of_160_spot_trades_and_12_conversions(whole):
    assert not any(isinstance(e, Adjustment | Bonus) for e in whole.events)


def test_rows_of_one_id_count_once_and_never_with_two_contents():
    row = wallet_row()
    again = translated("wallet-history", [row, row, {**row, "amount": 101}])
    assert again.is_whole
    assert again.translated == 1
    (same,), (other,) = again.skipped, again.untranslated
    assert (same.record.row, same.reason) == (2, "row 1 once more, under the same id")
    assert (other.record.row, other.reason) == (3, "row 1 has the same id and says otherwise")


def test_rows_without_an_id_are_told_apart_by_all_they_say_and_counted():
    row = wallet_row(transactID="", walletBalance=200)
    other = wallet_row(transactID="00000000-0000-0000-0000-000000000000", amount=7)
    translation = translated("wallet-history", [row, row, other])
    ids = [e.stamp.id for e in translation.events if isinstance(e, Transfer)]
    assert sorted(ids) == sorted(
        [
            "wallet:1609502400000000000:XBt:Deposit:100:200:",
            "wallet:1609502400000000000:XBt:Deposit:100:200:#2",
            "wallet:1609502400000000000:XBt:Deposit:7:100:",
        ]
    )


def test_a_batch_whose_end_nobody_knows_is_remarked_and_not_asserted():
    rows = [wallet_row(transactID="a"), wallet_row(transactID="b", walletBalance=900)]
    translation = translated("wallet-history", rows, opening=True)
    assert [type(e) for e in translation.events] == [Transfer, Transfer]
    assert translation.remarks[0].text == (
        "rows 1, 2 state balances that do not follow from one another; nothing is asserted"
    )


def test_an_account_may_begin_with_what_the_first_rows_imply():
    rows = [wallet_row(walletBalance=1100), wallet_row(transactID="b", walletBalance=1100)]
    opening, *_ = translated("wallet-history", rows, opening=True).events
    assert (opening.kind, opening.amount.units, opening.stamp.id) == ("opening", 900, "opening:XBt")
    assert translated("wallet-history", rows).events[0].kind == "deposit"


def test_an_account_that_begins_empty_has_no_opening():
    events = translated("wallet-history", [wallet_row()], opening=True).events
    assert [type(e) for e in events] == [Transfer, BalanceAssertion]
    later = wallet_row(transactID="b", timestamp="2022-01-01T00:00:00Z", walletBalance=200)
    events = translated("wallet-history", [wallet_row(), later], opening=True).events
    assert len(events) == 4


def test_the_assertion_comes_after_everything_of_its_instant():
    events = translated(
        "wallet-history", [wallet_row(), wallet_row(transactID="b", currency="USDt")]
    ).events
    assert [type(e).__name__ for e in events] == ["Transfer"] * 2 + ["BalanceAssertion"] * 2
    assert {e.book for e in events[2:]} == {ALL}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\n1,2\n", "no column timestamp"),
        (b"", "it is empty"),
        (b"\xff", "not UTF-8"),
        (b'[{"amount": NaN}]', "NaN is not a number"),
        (b'[{"amount": 1}, 5]', "row 2: the element is not an object"),
    ],
)
def test_a_file_that_is_no_wallet_history_is_refused_by_name(data, why):
    with pytest.raises(UnreadableFileError, match=why):
        read("wallet-history", data, "bad.csv")


@given(
    st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(wallet_row(), ANYTHING)), max_size=4),
    st.booleans(),
)
def test_whatever_stands_in_the_fields_every_record_is_accounted_for(changes, opening):
    rows = [wallet_row(transactID=str(n), walletBalance=100 * n) | c for n, c in enumerate(changes)]
    if rows:
        translation = translated("wallet-history", rows, opening=opening)
        assert translation.is_whole
        Ledger.replay(translation.events, rules=RULES)
