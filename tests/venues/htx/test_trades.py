"""HTX's trades and settlements: profit since the last settlement, entries that move."""

import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import pool_book
from isoledger.core.events import (
    BalanceAssertion,
    Deleveraging,
    Fill,
    Liquidation,
    Settlement,
    SettlementKind,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.htx import VENUE
from isoledger.venues.htx.bills import RECORDS, REST
from isoledger.venues.htx.instruments import CONTRACTS
from isoledger.venues.htx.trades import MATCHES, OLDER_MATCHES, ORDER_TRADES, SETTLEMENTS
from tests.answers import answer, answers
from tests.venues.rows import bare, events, found, one, replayed, told, why_not

USDT = Asset("USDT", 18)
TERMS = {"contract_code": "BTC-USDT", "contract_size": 0.001, "price_tick": 0.1}
LONG = PositionId("BTC-USDT", "long", "USDT")


def match(number, direction, offset, volume, price, profit=0, **more):
    return {
        "match_id": number,
        "id": f"{number}-918800256249405440-1",
        "contract_code": "BTC-USDT",
        "direction": direction,
        "offset": offset,
        "trade_volume": volume,
        "trade_price": price,
        "trade_fee": -0.01,
        "offset_profitloss": profit,
        "real_profit": 999,
        "create_date": 1611040800000 + number,
        "fee_asset": "USDT",
        "margin_mode": "cross",
        "margin_account": "USDT",
        "order_source": "api",
    } | more


def record(balance, profit, *positions, **more):
    return {
        "margin_mode": "cross",
        "margin_account": "USDT",
        "margin_balance": balance,
        "settlement_profit_real": profit,
        "settlement_time": 1611040802012,
        "clawback": 0,
        "funding_fee": 0,
        "offset_profitloss": 0,
        "fee": -0.01,
        "fee_asset": "USDT",
        "contract_detail": [{"contract_code": "BTC-USDT", "positions": list(positions)}],
    } | more


def settled(direction, profit, kind="settlement", price=31000):
    return {
        "contract_code": "BTC-USDT",
        "direction": direction,
        "volume": 10,
        "settlement_profit_unreal": profit,
        "settlement_price": price,
        "settlement_type": kind,
    }


def life(profit=10, closing=20):
    """Bought at 30,000, settled at 31,000, sold at 33,000."""
    terms = CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events
    deposit = {"id": 1, "type": 14, "amount": 100, "ts": 1611040800000, "margin_account": "USDT"}
    return [
        *terms,
        *events(REST, deposit | {"contract_code": "", "asset": "USDT"}),
        *events(MATCHES, match(1, "buy", "open", 10, 30000)),
        *events(SETTLEMENTS, record(109.99, 9.99, settled("buy", profit))),
        *events(MATCHES, match(3000, "sell", "close", 10, 33000, closing)),
    ]


def test_a_settlement_books_profit_and_moves_the_entry():
    account = replayed(VENUE, life()).account
    assert account.balance(USDT, pool_book("USDT")) == USDT.exactly("129.98")  # 100 + 30 - 0.02
    assert not account.holding(LONG).size
    halfway = replayed(VENUE, life()[:-1]).account.holding(LONG)
    assert halfway.cost == USDT.exactly("310")


def test_a_profit_of_another_amount_is_found():
    assert found(VENUE, life(closing=21)) != []


def test_a_settlement_whose_parts_do_not_add_up_is_refused():
    why = why_not(SETTLEMENTS, record(109.99, 9.99, settled("buy", 11)))
    assert "settlement_profit_real = settlement_profit_unreal of all positions" in why


def test_every_recorded_settlement_adds_up_and_follows_from_its_beginning():
    seen = 0
    for path in answers("htx"):
        endpoint, data = answer(path)
        if not SETTLEMENTS.recognises(data):
            continue
        records = SETTLEMENTS.records(data, endpoint)
        done = SETTLEMENTS.translate(records, "A")
        assert not done.untranslated
        for one_ in records:
            begun, profit, ended = (
                one_.number(name).value
                for name in ("margin_balance_init", "settlement_profit_real", "margin_balance")
            )
            assert begun + profit == ended
            seen += 1
    assert seen == 3


def test_a_delivery_closes_a_position():
    told_ = events(SETTLEMENTS, record(1, 9.99, settled("sell", 10, "delivery")))
    assert isinstance(told_[0], Settlement)
    assert told_[0].kind is SettlementKind.DELIVERY
    assert told_[0].position == PositionId("BTC-USDT", "short", "USDT")
    assert isinstance(told_[1], BalanceAssertion)
    assert told_[1].book == pool_book("USDT")


def test_an_isolated_record_lists_its_positions_itself():
    own = {"margin_mode": "isolated", "margin_account": "BTC-USDT", "contract_detail": None}
    row = record(1, 9.99, **own) | {"contract_code": "BTC-USDT", "positions": [settled("buy", 10)]}
    settlement, balance = events(SETTLEMENTS, row)
    assert settlement.position == PositionId("BTC-USDT", "long", "BTC-USDT")
    assert balance.book == pool_book("BTC-USDT")


def test_coin_margined_records_are_in_the_coin():
    row = record(1, -0.01) | {"contract_code": "BTC-USD", "contract_detail": []}
    del row["fee_asset"], row["margin_account"], row["margin_mode"]
    (balance,) = events(SETTLEMENTS, row)
    assert balance.amount == Asset("BTC", 18).exactly("1")
    assert balance.book == pool_book("BTC-USD")


@pytest.mark.parametrize("listed", ["x", ["x"]])
def test_what_is_no_position_is_refused(listed):
    assert "holds something that is no record" in why_not(
        SETTLEMENTS, record(1, 9.99) | {"positions": listed}
    )


@pytest.mark.parametrize(
    ("source", "event"),
    [
        ("api", Fill),
        (None, Fill),
        ("risk", Liquidation),
        ("ADL", Deleveraging),
        ("adl", Deleveraging),
    ],
)
def test_the_source_of_an_order_tells_what_the_venue_did(source, event):
    assert isinstance(one(MATCHES, match(1, "sell", "close", 1, 1, order_source=source)), event)


def test_the_profit_of_a_trade_is_that_since_the_last_settlement():
    fill = one(MATCHES, match(1, "sell", "close", 3, 1, profit=5))
    assert (fill.realised, fill.fee, fill.size) == (
        USDT.exactly("5"),
        USDT.exactly("0.01"),
        -3,
    )
    other = one(MATCHES, match(1, "buy", "open", 3, 1, fee_asset="HT"))
    assert other.fee == Asset("HT", 18).exactly("0.01")
    assert one(MATCHES, match(1, "buy", "open", 3, 1, fee_asset=None)).fee == USDT.exactly("0.01")


def test_every_door_says_one_trade():
    row = match(7, "sell", "close", 3, 30000, profit=5)
    old = one(OLDER_MATCHES, row)
    inside = {**row, "trade_id": 7, "profit": 5, "created_at": row["create_date"]}
    del inside["create_date"], inside["offset_profitloss"]
    order = one(ORDER_TRADES, inside)
    assert old.stamp == order.stamp == one(MATCHES, row).stamp
    assert bare(old) == bare(order) == bare(one(MATCHES, row))


def test_the_answers_are_told_apart():
    row = match(7, "sell", "close", 3, 30000)
    new = {"data": [row]}
    old = {"data": {"total_page": 1, "trades": [row]}}
    order = {"data": {"lever_rate": 5, "trades": [row | {"trade_id": 7}], "total_page": 1}}
    del order["data"]["trades"][0]["match_id"]
    names = [
        [kind.name for kind in VENUE.kinds if kind.recognises(json.dumps(one_).encode())]
        for one_ in (new, old, order)
    ]
    assert names == [["match-results"], ["match-results-v1"], ["order-detail"]]


def test_an_unknown_offset_is_refused():
    assert "none of both, close, open" in why_not(MATCHES, match(1, "buy", "flip", 1, 1))


def test_no_row_is_lost():
    done = told(MATCHES, match(1, "buy", "open", 1, 1), match(1, "buy", "open", 1, 1))
    assert (done.translated, len(done.skipped)) == (1, 1)


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 10**6), st.booleans()), min_size=1, max_size=6
    )
)
def test_trades_are_one_history_whatever_their_order_and_however_often_they_come(deals):
    rows = [
        match(number, "buy" if long else "sell", "open", volume, price)
        for number, (volume, price, long) in enumerate(deals)
    ]
    records = MATCHES.records(json.dumps(rows[::-1]).encode(), "f")
    done = MATCHES.translate(records, "A")
    assert (done.is_whole, done.translated) == (True, len(rows))
    assert MATCHES.translate(records[::-1], "A").events == done.events
    again = MATCHES.records(json.dumps(rows).encode(), "g")
    assert MATCHES.translate([*records, *again], "A").events == done.events
    terms = CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events
    account = replayed(VENUE, [*terms, *done.events]).account
    held = sum(volume for volume, _, long in deals if long)
    assert sum(h.size for at, h in account.pools["USDT"].holdings.items() if at == LONG) == held
    assert account.balance(USDT, pool_book("USDT")) == USDT.exactly(f"-{len(deals) / 100:.2f}")


def test_records_and_trades_end_at_one_balance():
    moved = [(14, 100), (5, "-0.01"), (16, 10), (7, "-0.01"), (3, 20), (30, "0.5"), (29, "0.25")]
    rows = [
        {"id": at, "type": kind, "amount": amount, "ts": 1611040800000 + 500 * at}
        | {"contract_code": "BTC-USDT", "asset": "USDT", "margin_account": "USDT"}
        for at, (kind, amount) in enumerate(moved)
    ]
    by_records = replayed(VENUE, events(RECORDS, *rows)).account
    rest = told(REST, *rows).events
    bought, sold = (
        match(1, "buy", "open", 10, 30000),
        match(3000, "sell", "close", 10, 33000, 20),
    )
    trades = [
        *CONTRACTS.translate(CONTRACTS.records(json.dumps([TERMS]).encode(), "c"), "A").events,
        *rest,
        *events(MATCHES, bought, sold),
        *events(SETTLEMENTS, record(109.99, 9.99, settled("buy", 10))),
    ]
    by_trades = replayed(VENUE, trades).account
    ends = {one_.balance(USDT, pool_book("USDT")) for one_ in (by_records, by_trades)}
    assert ends == {USDT.exactly("130.73")}
