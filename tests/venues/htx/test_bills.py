"""HTX's financial records: every code, in the book of its margin account."""

import json

import pytest

from isoledger.core.books import pool_book
from isoledger.core.events import (
    Adjustment,
    Bonus,
    Fee,
    FundingTotal,
    InsuranceClear,
    RealisedProfit,
    Transfer,
)
from isoledger.core.money import Asset
from isoledger.venues.htx import VENUE
from isoledger.venues.htx.bills import OLDER_RECORDS, RECORDS, REST, TYPES
from tests.venues.rows import bare, events, one, replayed, told, why_not

USDT = Asset("USDT", 18)
BECOMES = {
    RealisedProfit: "3 4 9 10 12 13 16 17 46 47",
    Fee: "5 6 7 8 11",
    Transfer: "14 15 34 35 36 37 38 39",
    FundingTotal: "30 31",
    Bonus: "28 29",
    InsuranceClear: "19",
    Adjustment: "26 66 67 85 86",
}


def row(kind, amount, at=1, account="USDT", **more):
    return {
        "query_id": 100 + at,
        "id": at,
        "type": kind,
        "amount": amount,
        "ts": 1638758435635 + at,
        "contract_code": "BTC-USDT",
        "asset": "USDT",
        "margin_account": account,
        "face_margin_account": "",
    } | more


@pytest.mark.parametrize(
    ("event", "code"), [(event, code) for event, codes in BECOMES.items() for code in codes.split()]
)
def test_every_code_moves_the_book_of_its_account(event, code):
    moved = one(RECORDS, row(code, "-0.02446485", account="BTC-USDT"))
    assert isinstance(moved, event)
    assert moved.book == pool_book("BTC-USDT")
    assert moved.amount == USDT.exactly("0.02446485" if event is Fee else "-0.02446485")


def test_every_code_is_named_here():
    assert sorted(TYPES, key=int) == sorted(" ".join(BECOMES.values()).split(), key=int)


def test_an_unknown_code_is_parked():
    assert "'99' is no type" in why_not(RECORDS, row("99", 1))


def test_a_move_between_margin_accounts_is_two_rows_and_nothing_is_made():
    out = row(39, -5, at=1, account="USDT", face_margin_account="BTC-USDT")
    into = row(38, 5, at=2, account="BTC-USDT", face_margin_account="USDT")
    account = replayed(VENUE, events(RECORDS, into, out)).account
    assert account.balance(USDT, pool_book("USDT")) == USDT.exactly("-5")
    assert account.balance(USDT, pool_book("BTC-USDT")) == USDT.exactly("5")
    assert one(RECORDS, out).counterparty == "BTC-USDT"
    assert one(RECORDS, row(39, -5)).counterparty == ""


def test_a_loss_of_an_isolated_contract_leaves_every_other_account_alone():
    rows = [row(14, 100, at=1), row(14, 10, at=2, account="BTC-USDT")]
    rows += [row(12, -14, at=3, account="BTC-USDT"), row(19, 4, at=4, account="BTC-USDT")]
    account = replayed(VENUE, events(RECORDS, *rows)).account
    assert account.balance(USDT, pool_book("USDT")) == USDT.exactly("100")
    assert not account.balance(USDT, pool_book("BTC-USDT"))


def test_three_interfaces_say_one_fact():
    third = row(30, "0.000433432461821856")
    first = {name: third[name] for name in ("id", "type", "amount", "ts", "contract_code")}
    fifth = {**first, "currency": "USDT", "margin_mode": "cross", "created_time": first["ts"]}
    del fifth["ts"]
    one_of_each = [one(RECORDS, third), one(OLDER_RECORDS, {**first, "margin_account": "USDT"})]
    one_of_each.append(one(RECORDS, fifth))
    assert len({event.stamp for event in one_of_each}) == 1
    assert [bare(event) for event in one_of_each] == [bare(one_of_each[0])] * 3


def test_coin_margined_rows_are_in_the_coin():
    row_ = {"id": "1667161118", "symbol": "BTC", "type": "31", "amount": "-2.1130659E-7"}
    paid = one(OLDER_RECORDS, row_ | {"ts": "1641139308983", "contract_code": "BTC-USD"})
    assert paid.amount == Asset("BTC", 18).exactly("-0.00000021130659")
    assert paid.book == pool_book("BTC-USD")


def test_beside_the_trades_only_the_rest_is_told():
    codes = sorted(TYPES, key=int)
    done = told(REST, *(row(code, 1, at=at) for at, code in enumerate(codes)))
    kept = {code for code, meaning in REST.types.items() if meaning.becomes}
    assert len(done.events) == len(kept) == len(codes) - 14
    assert {"11", "14", "19", "30", "31", "39"} <= kept
    assert not REST.recognises(json.dumps([row(3, 1)]).encode())


def test_old_and_new_answers_are_told_apart():
    new = json.dumps({"data": [row(3, 1)]}).encode()
    old = json.dumps({"data": {"financial_record": [row(3, 1)]}}).encode()
    names = [[kind.name for kind in VENUE.kinds if kind.recognises(head)] for head in (new, old)]
    assert names == [["financial-records"], ["financial-records-v1"]]
