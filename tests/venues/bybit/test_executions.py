import json

import pytest

from isoledger.core.events import (
    Conversion,
    Deleveraging,
    Fill,
    FundingTotal,
    Interest,
    Liquidation,
    Listing,
    Settlement,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.bybit import VENUE
from isoledger.venues.bybit.executions import (
    BORROWINGS,
    CONVERSIONS,
    EXECUTIONS,
    TRADE_TABLE,
    TRANSFERS,
    TYPES,
)
from tests.answers import answer
from tests.real import real
from tests.venues.rows import events, one, replayed, told, why_not

USDT, MNT, BTC = Asset("USDT", 20), Asset("MNT", 20), Asset("BTC", 20)


def execution(**changes: object) -> dict:
    return {
        "category": "linear",
        "symbol": "BTCUSDT",
        "side": "Sell",
        "execId": "0ab1bdf7",
        "execType": "Trade",
        "execQty": "0.5",
        "execPrice": "95900.1",
        "execFee": "26.3725275",
        "feeCurrency": "",
        "execPnl": "12",
        "execTime": "1746270400353",
        **changes,
    }


def sample(path: str) -> list:
    _, data = answer(real(path))
    done = EXECUTIONS.translate(EXECUTIONS.records(data, "f"), "A")
    assert done.is_whole
    assert not done.untranslated
    return [event for event in done.events if not isinstance(event, Listing)]


def test_the_documented_answer_is_a_trade_of_its_contract():
    (fill,) = sample("bybit/JKorf__Bybit.Net/Endpoints__V5Api__Trading__GetUserTrades.txt")
    assert fill.position == PositionId("ETHPERP", "net", "cross")
    assert fill.fee == Asset("USDC", 20).exactly("0.071409")
    assert fill.realised is None


def test_a_message_of_the_stream_is_the_event_of_the_answer():
    rows = {"list": [execution()], "category": "linear"}
    bare = execution()
    del bare["category"]
    answered = json.dumps({"result": {**rows, "list": [bare]}, "time": 1}).encode()
    message = json.dumps({"topic": "execution", "data": [execution()]}).encode()
    one_way = EXECUTIONS.translate(EXECUTIONS.records(answered, "f"), "A").events
    assert one_way == EXECUTIONS.translate(EXECUTIONS.records(message, "g"), "A").events
    assert one_way[1].stamp.id == "execution:0ab1bdf7"


def test_an_execution_told_twice_is_one_fact():
    done = told(EXECUTIONS, execution(), execution())
    assert (done.translated, len(done.skipped)) == (1, 1)


def test_a_fee_may_be_paid_in_another_coin():
    fill = one(EXECUTIONS, execution(feeCurrency="MNT", execFee="-1"))
    assert (fill.fee, fill.realised) == (MNT.exactly(-1), USDT.exactly(12))


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("Trade", Fill),
        ("BlockTrade", Fill),
        ("MovePosition", Fill),
        ("FutureSpread", Fill),
        ("AdlTrade", Deleveraging),
        ("BustTrade", Liquidation),
        ("Funding", FundingTotal),
        ("Delivery", Settlement),
        ("Settle", Settlement),
    ],
)
def test_each_kind_is_told_as_that(kind, what):
    assert isinstance(one(EXECUTIONS, execution(execType=kind)), what)


def test_the_recorded_deleveraging_is_one():
    data = real("bybit/nautechsystems__nautilus_trader/ws_account_execution_adl.json").read_bytes()
    done = EXECUTIONS.translate(EXECUTIONS.records(data, "f"), "A")
    assert done.events[1].size == -5 * 10**7


def test_what_does_not_say_what_moved_is_parked():
    for kind in ("CorporateAction", "ForwardSplitSettle", "ReverseSplitSettle", "Dividend"):
        assert "read the log" in why_not(EXECUTIONS, execution(execType=kind))
    assert "UNKNOWN does not say" in why_not(EXECUTIONS, execution(execType="UNKNOWN"))
    assert "no type that is known" in why_not(EXECUTIONS, execution(execType="Gift"))
    assert set(TYPES) >= {"Trade", "Funding", "AdlTrade", "BustTrade", "Settle", "Delivery"}


@pytest.mark.parametrize("changes", [{"category": "spot"}, {"category": "option"}])
def test_spot_and_options_are_parked_with_the_cure(changes):
    assert "read the log" in why_not(EXECUTIONS, execution(**changes))
    option = execution(symbol="ETH-28FEB25-2800-C")
    del option["category"]
    assert "option: an execution" in why_not(EXECUTIONS, option)


HEAD = (
    "Market,Filled Type,Filled Quantity,Filled Price,Order Price,Fee Rate,Trading Fee,feeCoin,"
    "ExecFeeV2,Direction,Order Type,Trasaction ID,Order No.,Transaction Time(UTC+0)"
)


@pytest.mark.parametrize(
    ("word", "what"), [("TRADE", Fill), ("Trade", Fill), ("Funding", FundingTotal)]
)
def test_the_saved_table_is_told_to_the_minute(word, what):
    row = (
        f"BTCUSDT,{word},0.5,95900.1,0,0.00055,26.3725275,USDT,--,SELL,MARKET,x,o,11:06 2025-05-03"
    )
    event = one_of(TRADE_TABLE, HEAD, row)
    assert isinstance(event, what)
    assert event.stamp.time_ns == 1_746_270_360 * 10**9
    assert TRADE_TABLE.money != EXECUTIONS.money


def one_of(statement, *rows):
    (event,) = events(statement, *rows)
    return event


def transfer(source: str, target: str, **changes: object) -> dict:
    return {
        "transferId": "selfTransfer_a1091cc7",
        "coin": "USDT",
        "amount": "7.5",
        "fromAccountType": source,
        "toAccountType": target,
        "timestamp": "1670988271000",
        "status": "SUCCESS",
        **changes,
    }


@pytest.mark.parametrize(
    ("source", "target", "amount"),
    [("FUND", "UNIFIED", "7.5"), ("UNIFIED", "FUND", "-7.5"), ("FUND", "CONTRACT", "7.5")],
)
def test_a_transfer_has_the_sign_that_the_margin_account_sees(source, target, amount):
    moved = one(TRANSFERS, transfer(source, target))
    assert isinstance(moved, Transfer)
    assert moved.amount == USDT.exactly(amount)


def test_a_transfer_between_others_or_that_did_not_happen_is_no_history():
    rows = [transfer("FUND", "SPOT"), transfer("FUND", "UNIFIED", status="FAILED", transferId="2")]
    done = told(TRANSFERS, *rows)
    assert {aside.reason for aside in done.skipped} == {
        "neither end is the margin account",
        "it did not happen",
    }


def converted(name: str) -> list:
    folder = "bybit/JKorf__Bybit.Net/Endpoints__V5Api__Account__"
    _, data = answer(real(f"{folder}{name}.txt"))
    done = CONVERSIONS.translate(CONVERSIONS.records(data, "f"), "A")
    assert done.is_whole
    assert not done.untranslated
    return list(done.events)


def test_a_documented_conversion_of_the_margin_account_exchanges_two_coins():
    (conversion,) = converted("GetConvertHistory")  # the other one is of the funding account
    assert isinstance(conversion, Conversion)
    assert conversion.sold == BTC.exactly("0.1")
    assert conversion.bought == Asset("ETH", 20).exactly("1.773938248611074")


def test_small_balances_are_converted_one_by_one():
    sold = [event.sold.asset.code for event in converted("GetSmallBalancesExchangeHistory")]
    assert sorted(sold) == ["SOL", "XRP"]


@pytest.mark.parametrize("name", ["createdTime", "createTime"])
def test_interest_is_paid_hour_by_hour(name):
    row = {
        "borrowCost": "0.00000129",
        "hourlyBorrowRate": "1",
        "currency": "BTC",
        name: 1697439900204,
    }
    interest = one(BORROWINGS, row)
    assert isinstance(interest, Interest)
    assert interest.amount == BTC.exactly("-0.00000129")


def test_executions_and_what_completes_them_are_one_telling():
    kinds = (EXECUTIONS, TRANSFERS, CONVERSIONS, BORROWINGS)
    assert {statement.money for statement in kinds} == {"executions"}
    done = [*told(EXECUTIONS, execution(side="Buy", execPnl="")).events]
    done += told(TRANSFERS, transfer("FUND", "UNIFIED")).events
    account = replayed(VENUE, done).account
    assert account.balance(USDT, "pool:cross") == USDT.exactly("-18.8725275")
