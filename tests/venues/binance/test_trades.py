from datetime import timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from isoledger.core.events import Fill
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.binance import VENUE
from isoledger.venues.binance.trades import COIN_TRADES, TRADE_TABLE, USER_TRADES, apart
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import bare, events, one, replayed, told, why_not

USDT, BNB, BTC = Asset("USDT", 8), Asset("BNB", 8), Asset("BTC", 8)
EAST = Given(zone=timezone(timedelta(hours=3)))
HEAD = (
    "Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID"
)


def trade(**changes: object) -> dict:
    return {
        "symbol": "ETHUSDT",
        "id": 82357626,
        "orderId": 831238666,
        "side": "SELL",
        "price": "2778.35",
        "qty": "0.005",
        "realizedPnl": "0",
        "marginAsset": "USDT",
        "quoteQty": "13.89175",
        "commission": "0.00555670",
        "commissionAsset": "USDT",
        "time": 1645930322371,
        "positionSide": "BOTH",
        "buyer": False,
        "maker": False,
        **changes,
    }


def test_a_recorded_round_trip_loses_what_it_says():
    path = (
        "binance/nautechsystems__nautilus_trader/http_responses__http_futures_account_trades.json"
    )
    data = real(path).read_bytes()
    ledger = replayed(VENUE, USER_TRADES.translate(USER_TRADES.records(data, "f"), "A").events)
    assert ledger.account.balance(USDT, "pool:cross") == USDT.exactly("-0.0143647")
    assert not ledger.account.holding(PositionId("ETHUSDT", "net", "cross")).size


def test_a_trade_states_profit_fee_and_whose_it_is():
    fill = one(USER_TRADES, trade(commissionAsset="BNB", positionSide="SHORT", realizedPnl="1.5"))
    assert isinstance(fill, Fill)
    assert fill.position == PositionId("ETHUSDT", "short", "cross")
    assert (fill.size, str(fill.price)) == (-500_000, "2778.35")
    assert fill.fee == BNB.exactly("0.0055567")
    assert fill.realised == USDT.exactly("1.5")
    assert fill.held is None


def test_a_trade_against_itself_is_two_facts():
    both = [trade(), trade(side="BUY")]
    assert len(events(USER_TRADES, *both)) == 2


@given(st.sampled_from(["price", "qty", "quoteQty"]), st.integers(0, 9))
def test_one_digit_of_one_amount_changed_is_found(name, digit):
    row = trade()
    changed = str(row[name])[:-1] + str(digit)
    if changed != row[name]:
        assert "quoteQty = price*qty" in why_not(USER_TRADES, {**row, name: changed})


@given(st.permutations(range(4)))
def test_the_order_of_rows_and_repeats_change_nothing(order):
    rows = [trade(id=at, time=1645930322371 + at) for at in range(4)]
    one_way = told(USER_TRADES, *rows).events
    other = told(USER_TRADES, *(rows[at] for at in order)).events
    assert one_way == other


def test_a_coin_contract_is_counted_in_contracts():
    row = trade(
        symbol="BTCUSD_200626", qty="1", price="8800", commission="0.00000454", baseQty="0.01136364"
    )
    del row["quoteQty"]
    fill = one(COIN_TRADES, {**row, "commissionAsset": "BTC"})
    assert fill.size == -1
    ledger = replayed(VENUE, told(COIN_TRADES, {**row, "commissionAsset": "BTC"}).events)
    held = ledger.account.holding(fill.position)
    assert held.cost == BTC.exactly("0.01136364")  # 100 USD at 8,800, and the venue's own baseQty


def test_the_recorded_row_of_the_table_has_its_fee_in_one_cell():
    data = real("statements/binance/um_trade_history_row.csv").read_bytes()
    records = TRADE_TABLE.records(data, "f")
    assert "say the time zone" in TRADE_TABLE.translate(records, "A").untranslated[0].reason
    (fill,) = [e for e in TRADE_TABLE.translate(records, "A", EAST).events if isinstance(e, Fill)]
    assert fill.fee == BNB.exactly("0.00352911")
    assert fill.realised == USDT.exactly("10.24")
    assert fill.stamp.time_ns == (1_672_602_793 - 3 * 3600) * 10**9


@pytest.mark.parametrize(
    ("head", "start", "zone"),
    [
        (HEAD, "1,26-03-17 09:34:12,", EAST),
        (HEAD.removeprefix("Uid,"), "2026-03-17 09:34:12,", EAST),
        (HEAD.removeprefix("Uid,").replace("Time", "Time(UTC)"), "26-03-17 06:34:12,", EAST),
        (HEAD.removeprefix("Uid,").replace("Time", "Time(UTC)"), "2026-03-17 06:34:12,", EAST),
    ],
)
def test_every_head_of_the_table_tells_the_same_as_the_api(head, start, zone):
    saved = f"{start}ETHUSDT,SELL,2778.35,0.005,13.89175,0.0055567USDT,0,false,false,82357626,8"
    (fill,) = events(TRADE_TABLE, head, saved, given=zone)
    assert bare(fill) == bare(one(USER_TRADES, trade()))
    assert fill.stamp.time_ns == 1_773_729_252 * 10**9


@pytest.mark.parametrize("first", ["Uid,", ""])
def test_the_heads_with_a_side_of_hedge_mode_keep_it(first):
    head = f"{first}Time(UTC),Symbol,Position Side,Side,Price,Quantity,Amount,Fee,Realized Profit,"
    row = f"{first and '1,'}2026-03-17 06:34:12,ETHUSDT,SHORT,SELL,1,1,1,0 USDT,0,false,false,1,2"
    (fill,) = events(TRADE_TABLE, head + "Buyer,Maker,Trade Id,Order Id", row)
    assert fill.position.leg == "short"


@pytest.mark.parametrize("cell", ["0.4", "", "x USDT"])
def test_a_fee_that_is_no_amount_with_a_coin_is_parked(cell):
    saved = f"1,26-03-17 09:34:12,ETHUSDT,SELL,2778.35,0.005,13.89175,{cell},0,false,false,1,2"
    assert "'commissionAsset': is missing" in why_not(TRADE_TABLE, HEAD, saved, given=EAST)


def test_a_cell_without_a_coin_is_its_amount_alone():
    record = TRADE_TABLE.records(f"{HEAD}\n{','.join('x' * 13)}".encode(), "f")[0]
    assert apart(record).fields["commission"] == "x"
    assert apart(record).fields["commissionAsset"] == ""
