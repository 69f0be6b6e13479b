from fractions import Fraction

import pytest

from isoledger.core.events import Adjustment, BalanceAssertion, Bonus, RealisedProfit, Transfer
from isoledger.core.money import Asset
from isoledger.venues.bybit import VENUE
from isoledger.venues.bybit.funds import (
    FUND_HISTORY,
    FUND_TABLE,
    OLDER_RECORDS,
    WALLET_RECORDS,
    WALLET_TYPES,
)
from isoledger.venues.translation import Given
from tests.answers import answer, commented
from tests.real import real
from tests.venues.rows import events, found, replayed, told

EUR, BTC = Asset("EUR", 20), Asset("BTC", 20)
HEAD = "Date & Time(UTC),Coin,QTY,Type,Account Balance,Description"


def test_the_recorded_table_chains_and_replays_without_a_finding():
    path = "bybit/everytrade-io__everytrade-plugins/bybiteu_fund_v001.csv"
    records = FUND_TABLE.records(real(path).read_bytes(), "f")
    chain = FUND_TABLE.chain(records)
    assert (len(records), chain.links, chain.gaps) == (4, 2, ())
    done = FUND_TABLE.translate(records, "A")
    account = replayed(VENUE, done.events).account
    assert account.balance(EUR) == EUR.exactly("0.43")
    assert account.balance(BTC) == BTC.exactly("0.0006722717")


def test_words_for_transfers_are_known_and_any_other_is_an_adjustment():
    rows = [
        f"2026-06-05 08:16:1{at},EUR,1,{word},{at + 1},x"
        for at, word in enumerate(["Transfer in", "Deposit", "Airdrop", "Lucky Draw"])
    ]
    done = [e for e in events(FUND_TABLE, HEAD, *rows) if not isinstance(e, BalanceAssertion)]
    assert [type(event) for event in done] == [Transfer, Transfer, Bonus, Adjustment]
    assert {event.book for event in done} == {"wallet"}
    assert found(VENUE, told(FUND_TABLE, "Uid," + HEAD, *(f"1,{row}" for row in rows)).events) == []


def test_the_answer_of_the_api_says_its_sign_apart():
    path = "bybit/JKorf__Bybit.Net/Endpoints__V5Api__Account__GetFundingTransactionHistory.txt"
    _, data = answer(real(path))
    records = FUND_HISTORY.records(data, "f")
    done = FUND_HISTORY.translate(records, "A", Given(opening=True))
    assert replayed(VENUE, done.events).account.balance(BTC) == BTC.exactly("7.5547230662687035")
    row = {
        "currency": "BTC",
        "ioDirection": "O",
        "txnAmt": "2",
        "afterAmt": "5",
        "createTime": "1772669763",
        "showBusiTypeEn": "Transfer out",
    }
    assert events(FUND_HISTORY, row)[0].amount == BTC.exactly(-2)


@pytest.mark.parametrize("kind", sorted(WALLET_TYPES))
def test_a_record_of_the_old_account_moves_what_it_states(kind):
    row = {
        "coin": "BTC",
        "type": kind,
        "amount": "-0.5",
        "walletBalance": "-0.5",
        "execTime": "1658215763731",
    }
    ledger = replayed(VENUE, told(WALLET_RECORDS, row).events)
    assert ledger.account.balance(BTC, "pool:cross").value == Fraction("-0.5")


def test_the_second_version_is_read_from_its_comment():
    samples = [data for title, data in commented("bybit") if "ledger" in title]
    older = [data for data in samples if OLDER_RECORDS.recognises(data)]
    assert len(older) == 2
    for data in older:
        done = OLDER_RECORDS.translate(OLDER_RECORDS.records(data, "f"), "A")
        profit, balance = done.events
        assert isinstance(profit, RealisedProfit)
        assert (profit.symbol, profit.amount) == ("BTCUSD", BTC.exactly("-0.00000006"))
        assert balance.amount == BTC.exactly("0.0300033")
        assert profit.stamp.time_ns == 1_575_849_625 * 10**9
