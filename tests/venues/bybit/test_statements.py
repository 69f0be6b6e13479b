import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Deleveraging,
    Fill,
    FundingTotal,
    Liquidation,
    RealisedProfit,
    Settlement,
    SettlementKind,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.bybit import VENUE
from isoledger.venues.bybit.executions import EXECUTIONS
from isoledger.venues.bybit.statements import LOG, OLD_TABLE, TABLE
from isoledger.venues.translation import NOTHING_GIVEN, Given
from tests.answers import answer, commented
from tests.real import real
from tests.venues.rows import bare, events, found, one, replayed, told, why_not

USDT, USDC, BTC = Asset("USDT", 20), Asset("USDC", 20), Asset("BTC", 20)
AT = PositionId("XRPUSDT", "net", "cross")
PREAMBLE = "UID: 1,Company Name: ,Country:"
_ROW = (
    "Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,"
    "Change,Wallet Balance"
)
HEAD = f"Uid,{_ROW},Action,Time(UTC)"
WITH_IDS = HEAD.removeprefix("Uid,").replace("Time(UTC)", "OrderId,TradeId,Time")
OLD_HEAD = f"Time,{_ROW},Fee Rate,Trade ID,Order ID"


def booked(event) -> bool:
    return not isinstance(event, BalanceAssertion)


def only(statement, *rows, given=NOTHING_GIVEN):
    (event,) = filter(booked, events(statement, *rows, given=given))
    return event


def log(**changes: object) -> dict:
    return {
        "id": "592324_XRPUSDT_161440249321",
        "symbol": "XRPUSDT",
        "side": "Buy",
        "funding": "",
        "fee": "0.00260280",
        "change": "-0.0026028",
        "cashFlow": "0",
        "transactionTime": "1672121182224",
        "type": "TRADE",
        "feeRate": "0.0006",
        "size": "12",
        "qty": "12",
        "cashBalance": "5086.58101322",
        "currency": "USDT",
        "category": "linear",
        "tradePrice": "0.3615",
        "tradeId": "8569c10f-5061-5891-81c4-a54929847eb3",
        **changes,
    }


def sample() -> list:
    folder = real("bybit/JKorf__Bybit.Net")
    _, data = answer(folder / "Endpoints__V5Api__Account__GetTransactionHistory.txt")
    return LOG.records(data, "f")


def test_the_documented_log_chains_and_replays_without_a_finding():
    records = sample()
    chain = LOG.chain(records)
    assert (chain.links, chain.gaps) == (2, ())
    done = LOG.translate(records, "A", Given(opening=True))
    assert (done.translated, done.records) == (3, 3)
    account = replayed(VENUE, done.events).account
    assert account.holding(AT).size == 100 * 10**8
    assert account.balance(USDT, "pool:cross") == USDT.exactly("5086.55825002")


def test_the_same_sample_in_a_comment_is_told_the_same():
    (data,) = [data for title, data in commented("bybit") if "v5 transaction log" in title]
    done = LOG.translate(LOG.records(data, "f"), "A")
    assert [*map(bare, done.events)] == [*map(bare, LOG.translate(sample(), "A").events)]


def test_a_trade_states_size_price_fee_profit_and_what_was_held():
    fill = only(LOG, log(side="Sell", size="-3", qty="5", cashFlow="1", change="0.9973972"))
    assert isinstance(fill, Fill)
    assert (fill.position, fill.size, fill.held) == (AT, -5 * 10**8, 2 * 10**8)
    assert fill.fee == USDT.exactly("0.0026028")
    assert fill.realised == USDT.exactly(1)


@given(st.sampled_from(["fee", "change", "cashFlow"]), st.integers(1, 9))
def test_one_digit_of_one_amount_changed_is_found(name, digit):
    row = log(cashFlow="2.5", change="2.4973972", fee="0.0026028")
    changed = str(row[name])[:-1] + str(digit)
    if changed != row[name]:
        reason = why_not(LOG, {**row, name: changed})
        assert "change = cashFlow + funding - fee, or cashFlow - funding - fee" in reason
        assert "f, row 1" in reason


@given(st.permutations(range(4)))
def test_the_order_of_rows_and_repeats_change_nothing(order):
    rows = [log(id=str(at), transactionTime=str(1672121182224 + at)) for at in range(4)]
    assert told(LOG, *rows).events == told(LOG, *(rows[at] for at in order)).events


def funding(**changes: object) -> dict:
    return log(
        type="SETTLEMENT",
        funding="-0.003676",
        fee="0",
        change="-0.003676",
        tradePrice="0.3676",
        **changes,
    )


def test_the_sum_tells_the_sign_of_funding():
    paid = only(LOG, funding())
    assert isinstance(paid, FundingTotal)
    assert paid.amount == USDT.exactly("-0.003676")
    # The classic log's own sample: funding below zero was received.
    classic = log(
        type="SETTLEMENT",
        symbol="BTCUSD",
        category="inverse",
        side="Sell",
        qty="1000",
        size="-1000",
        currency="BTC",
        tradePrice="63974.88",
        funding="-0.00000156",
        fee="",
        cashFlow="0.00000000",
        change="0.00000156",
        cashBalance="1.1311",
    )
    assert only(LOG, classic).amount == BTC.exactly("0.00000156")


def test_a_funding_of_nothing_moved_nothing():
    row = {**funding(), "funding": "0", "change": "0"}
    assert [*filter(booked, events(LOG, row))] == []


def test_a_usdc_contract_settles_its_session_too():
    trade = log(symbol="BTCPERP", currency="USDC", qty="1", size="1", tradePrice="100", id="0")
    row = log(
        type="SETTLEMENT",
        symbol="BTCPERP",
        currency="USDC",
        qty="1",
        size="1",
        tradePrice="105",
        fee="0",
        funding="-0.5",
        cashFlow="5",
        change="4.5",
        transactionTime="1672128000000",
    )
    paid, session = [*filter(booked, events(LOG, row))]
    assert (paid.amount, session.amount) == (USDC.exactly("-0.5"), USDC.exactly(5))
    assert isinstance(session, Settlement)
    assert session.kind is SettlementKind.SESSION
    done = [event for event in told(LOG, trade, row).events if booked(event)]
    held = replayed(VENUE, done).account.holding(PositionId("BTCPERP", "net", "cross"))
    assert held.cost == USDC.exactly(105)


@pytest.mark.parametrize(
    ("kind", "what"),
    [("LIQUIDATION", Liquidation), ("ADL", Deleveraging), ("DELIVERY", Settlement)],
)
def test_what_the_venue_closes_is_told_as_that(kind, what):
    event = only(LOG, log(type=kind, side="Sell"))
    assert isinstance(event, what)
    assert event.fee == USDT.exactly("0.0026028")


@pytest.mark.parametrize("kind", ["TRADE", "DELIVERY"])
def test_an_option_is_money_alone(kind):
    row = log(type=kind, category="option", symbol="ETH-28FEB25-2800-C", currency="USDC")
    event = only(LOG, row)
    assert isinstance(event, RealisedProfit)
    assert event.amount == USDC.exactly("-0.0026028")
    nameless = log(type=kind, symbol="ETH-28FEB25-2800-C", currency="USDC")
    del nameless["category"]
    assert isinstance(only(LOG, nameless), RealisedProfit)


def test_a_leg_of_a_spot_trade_is_an_adjustment():
    assert isinstance(only(LOG, log(category="spot")), Adjustment)


def test_a_contract_settled_in_another_coin_than_moved_is_parked():
    assert "is settled in USDT" in why_not(LOG, log(currency="BTC"))


def test_an_older_answer_names_coin_and_category_around_its_rows():
    row = log()
    del row["currency"], row["category"]
    whole = {"result": {"currency": "USDT", "category": "linear", "list": [row]}}
    data = json.dumps(whole).encode()
    done = LOG.translate(LOG.records(data, "f"), "A")
    assert [type(event).__name__ for event in done.events] == [
        "Listing",
        "Fill",
        "BalanceAssertion",
    ]


def test_a_trade_that_does_not_say_what_is_held_after_it():
    assert only(LOG, log(size="")).held is None


@pytest.mark.parametrize(
    "path",
    [
        "statements/bybit/uta_AssetChangeDetails_real_export.csv",
        "bybit/everytrade-io__everytrade-plugins/bybiteu_uta_v001.csv",
    ],
)
def test_the_real_export_chains_and_replays_without_a_finding(path):
    records = TABLE.records(real(path).read_bytes(), "f")
    chain = TABLE.chain(records)
    assert (len(records), chain.links, chain.gaps) == (11, 9, ())
    done = TABLE.translate(records, "A")
    assert (done.translated, done.untranslated) == (11, ())
    account = replayed(VENUE, done.events).account
    assert account.balance(BTC, "pool:cross") == BTC.exactly("0.0000896")
    assert account.balance(Asset("EUR", 20), "pool:cross").value * 10**13 == 121481288025000


def test_every_recorded_row_of_the_table_is_its_own_sum():
    rows = 0
    for name in ("real_export", "perp_rows"):
        data = real(f"statements/bybit/uta_AssetChangeDetails_{name}.csv").read_bytes()
        done = TABLE.translate(TABLE.records(data, "f"), "A")
        assert not done.untranslated
        assert not done.remarks
        rows += done.records
    assert rows == 14


def test_recorded_rows_of_a_contract_are_a_trade_and_its_funding():
    data = real("statements/bybit/uta_AssetChangeDetails_perp_rows.csv").read_bytes()
    told_as = [*filter(booked, TABLE.translate(TABLE.records(data, "f"), "A").events)]
    opened, closed, paid = [e for e in told_as if type(e).__name__ != "Listing"]
    assert (opened.size, opened.fee) == (5 * 10**6, USDT.exactly("0.04518"))
    assert (closed.size, closed.realised) == (-2 * 10**6, USDT.exactly("1.0375"))
    assert paid.amount == USDT.exactly("-0.0043613")
    assert TABLE.chain(TABLE.records(data, "f")).links == 2


def test_every_head_of_the_table_tells_the_same():
    cells = "USDT,XRPUSDT,TRADE,BUY,12,12,0.3615,0,-0.0026028,0,-0.0026028,5086.58,OPEN"
    seconds = f"1,{cells},2022-12-27 06:06:22"
    millis = f"{cells},o,t,1672121182000"
    written = f"{cells},o,t,2022-12-27 06:06:22.000"
    ways = [
        (PREAMBLE, HEAD, seconds),
        (HEAD, seconds),
        (PREAMBLE, WITH_IDS, millis),
        (WITH_IDS, millis),
        (WITH_IDS, written),
    ]
    fills = [only(TABLE, *way) for way in ways]
    assert len({json.dumps(bare(fill), default=str) for fill in fills}) == 1
    assert {fill.stamp.time_ns for fill in fills} == {1672121182 * 10**9}


def test_the_same_fact_through_each_door_is_the_same_event():
    """A sale of 0.1 with a fee of 0.5 paid, and funding of 0.25 paid: log, tables, executions."""
    sold = log(
        symbol="ETHUSDT",
        side="Sell",
        qty="0.1",
        size="",
        tradePrice="2510",
        fee="0.5",
        cashFlow="7",
        change="6.5",
    )
    paid = log(
        type="SETTLEMENT", symbol="ETHUSDT", fee="0", funding="-0.25", change="-0.25", cashFlow="0"
    )
    table = [
        "1,USDT,ETHUSDT,SETTLEMENT,BUY,--,1,--,-0.25,0,0,-0.25,9.75,SETTLEMENT,2026-01-02 00:00:00",
        "1,USDT,ETHUSDT,TRADE,SELL,0.1,0.1,2510,0,-0.5,7,6.5,94,CLOSE,2026-01-01 00:00:00",
    ]
    old = [
        "2020-01-02 00:00:00,USDT,ETHUSDT,funding,None,0.1,0.1,2510,0.25,0,0,-0.25,93.75,0,t,o",
        "2020-01-01 00:00:00,USDT,ETHUSDT,trade,Close Long,0.1,0.1,2510,0,0.5,7,6.5,94,0,t,o",
    ]
    execution = {
        "symbol": "ETHUSDT",
        "side": "Sell",
        "execQty": "0.1",
        "execPrice": "2510",
        "execPnl": "7",
        "execFee": "0.5",
        "execTime": "1672121182224",
    }
    executed = [
        {**execution, "execType": "Trade", "execId": "1"},
        {**execution, "execType": "Funding", "execId": "2", "execFee": "0.25"},
    ]
    doors = {
        "log": [only(LOG, sold), only(LOG, paid)],
        "table": [*filter(booked, events(TABLE, HEAD, *table))],
        "executions": [one(EXECUTIONS, row) for row in executed],
    }
    legged = [*filter(booked, events(OLD_TABLE, OLD_HEAD, *old))]
    trades = {name: bare(trade) for name, (trade, _) in doors.items()}
    assert trades["log"] == trades["table"] == trades["executions"]
    assert bare(legged[0]) == {**trades["log"], "position": PositionId("ETHUSDT", "long", "cross")}
    assert all(bare(rest) == bare(doors["log"][1]) for _, rest in [*doors.values(), legged])
    assert doors["log"][1].amount == USDT.exactly("-0.25")


def test_the_retyped_log_row_and_its_executions_have_one_sign():
    told_of = json.loads(real("bybit/ccxt_static_retyped_ledger.json").read_text(encoding="utf-8"))
    (row,) = told_of["ledger"]
    assert only(LOG, row).amount == USDT.exactly("-0.0006935")
    executed = [
        one(EXECUTIONS, {**row, "execId": str(at), "execType": "Funding"})
        for at, row in enumerate(told_of["funding_executions"])
    ]
    amounts = ["0.00708126", "-0.0007797", "0.00236058", "-0.0007953"]
    assert [event.amount for event in executed] == [*map(USDT.exactly, amounts)]


@pytest.mark.parametrize(
    ("word", "size", "leg"),
    [
        ("Open Long", 10**7, "long"),
        ("Close Long", -(10**7), "long"),
        ("Open Short", -(10**7), "short"),
        ("Close Short", 10**7, "short"),
        ("Buy", 10**7, "net"),
    ],
)
def test_the_old_table_tells_the_leg_of_a_trade(word, size, leg):
    row = f"2020-01-01 00:00:00,USDT,ETHUSDT,trade,{word},0.1,0,2510,0,0.5,7,6.5,94,0,t,o"
    fill = only(OLD_TABLE, OLD_HEAD, row)
    assert (fill.size, fill.position.leg) == (size, leg)


def test_the_old_table_tells_transfers_and_refuses_what_does_not_add_up():
    row = "2020-01-01 00:00:00,USDT,,transferIn,,0,0,0,0,0,7,{},94,0,t,o"
    assert isinstance(only(OLD_TABLE, OLD_HEAD, row.format(7)), Transfer)
    assert "change = cashFlow - funding - fee" in why_not(OLD_TABLE, OLD_HEAD, row.format(8))


def test_a_row_taken_out_of_the_table_is_a_gap_of_its_size():
    data = real("statements/bybit/uta_AssetChangeDetails_real_export.csv").read_bytes()
    lines = data.splitlines(keepends=True)
    records = TABLE.records(b"".join([*lines[:4], *lines[5:]]), "f")
    (gap,) = TABLE.chain(records).gaps
    assert Asset("EUR", 20).exactly(gap.missing) == Asset("EUR", 20).exactly(
        "1.07476834500000000000"
    )
    assert "balance" in found(VENUE, TABLE.translate(records, "A").events)
