import json

import pytest

from isoledger.core.events import BalanceAssertion, Listing, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.bybit.snapshots import (
    BALANCES,
    CLOSED,
    COIN_BALANCES,
    POSITIONS,
    SESSIONS,
    WITHDRAWALS,
)
from isoledger.venues.statement import Statement
from tests.answers import answer, commented
from tests.real import real
from tests.venues.rows import events, one, told, why_not

USDT = Asset("USDT", 20)


def read(statement: Statement, data: bytes) -> list:
    done = statement.translate(statement.records(data, "f"), "A")
    assert done.is_whole
    assert not done.untranslated
    return [event for event in done.events if not isinstance(event, Listing)]


def position(**changes: object) -> dict:
    return {
        "symbol": "XRPUSDT",
        "side": "Sell",
        "size": "50",
        "positionIdx": 2,
        "positionValue": "16.68",
        "updatedTime": "1658904863412",
        **changes,
    }


def test_a_position_is_asserted_with_its_leg_and_sign():
    held = one(POSITIONS, position())
    assert isinstance(held, PositionAssertion)
    assert held.position == PositionId("XRPUSDT", "short", "cross")
    assert (held.size, held.cost, held.margin) == (-50 * 10**8, None, None)


@pytest.mark.parametrize("side", ["None", "", "Buy"])
def test_a_flat_position_has_no_side(side):
    assert one(POSITIONS, position(size="0", side=side)).size == 0


def test_an_answer_is_of_its_own_instant_and_not_of_the_last_change():
    whole = {"result": {"category": "linear", "list": [position()]}, "time": 1658904877942}
    (held,) = read(POSITIONS, json.dumps(whole).encode())
    assert held.stamp.time_ns == 1658904877942 * 10**6
    message = {"topic": "position", "creationTime": 1658904877943, "data": [position()]}
    (held,) = read(POSITIONS, json.dumps(message).encode())
    assert held.stamp.time_ns == 1658904877943 * 10**6


def test_a_position_without_any_instant_is_parked():
    row = position()
    del row["updatedTime"]
    assert "'at': is missing" in why_not(POSITIONS, row)


def test_an_option_is_not_kept():
    done = told(POSITIONS, position(symbol="ETH-28FEB25-2800-C"))
    assert done.skipped[0].reason == "options are money alone here"


def test_balances_are_asserted_coin_by_coin_of_the_pool():
    data = real("statements/bybit/nautilus_ws_account_wallet.json").read_bytes()
    found = read(BALANCES, data)
    assert all(isinstance(event, BalanceAssertion) for event in found)
    assert [str(event.amount) for event in found] == [
        "0.00102964000000000000 BTC",
        "9647.75537647000000000000 USDT",
    ]
    assert {event.book for event in found} == {"pool:cross"}
    assert {event.stamp.time_ns for event in found} == {1700034722104 * 10**6}


def test_an_older_answer_calls_the_coin_otherwise():
    whole = {
        "result": {
            "totalWalletBalance": "1",
            "coin": [{"currencyCoin": "USDT", "walletBalance": "7", "equity": "7"}],
        },
        "time": 1657716037033,
    }
    assert read(BALANCES, json.dumps(whole).encode())[0].amount == USDT.exactly(7)


def test_the_funding_account_is_none_on_margin():
    samples = [data for title, data in commented("bybit") if "balance #2: funding" in title]
    assert samples
    for data in samples:
        assert [kind for kind in (BALANCES, COIN_BALANCES) if kind.recognises(data)] == [
            COIN_BALANCES
        ]
        assert read(COIN_BALANCES, data) == []


def test_the_old_contract_account_is():
    folder = "bybit/JKorf__Bybit.Net/JsonResponses__Derivatives__Contract__Account__"
    _, data = answer(real(f"{folder}GetBalancesAsync.txt"))
    (balance,) = read(COIN_BALANCES, data)
    assert str(balance.amount) == "0.80319649000000000000 BTC"


@pytest.mark.parametrize(
    ("statement", "row", "why"),
    [
        (
            CLOSED,
            {
                "closedPnl": "-0.00049568",
                "avgEntryPrice": "0.6045",
                "avgExitPrice": "0.605",
                "orderId": "0",
                "updatedTime": "1712717265572",
            },
            "a cross-check",
        ),
        (
            SESSIONS,
            {
                "realisedPnl": "-71.28",
                "sessionAvgPrice": "16620",
                "createdTime": "1672214400000",
                "symbol": "BTCPERP",
            },
            "the log's row",
        ),
        (
            WITHDRAWALS,
            {
                "withdrawId": "9976",
                "withdrawFee": "10",
                "coin": "USDT",
                "createTime": "1670922217000",
            },
            "the funding account",
        ),
    ],
)
def test_what_moves_nothing_here_says_why(statement, row, why):
    assert events(statement, row) == []
    assert why in told(statement, row).skipped[0].reason
