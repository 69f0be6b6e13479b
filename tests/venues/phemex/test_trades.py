import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import ALL
from isoledger.core.events import (
    BalanceAssertion,
    Deleveraging,
    Fill,
    Funding,
    Liquidation,
)
from isoledger.core.money import Asset
from isoledger.venues.phemex import VENUE
from isoledger.venues.phemex.rules import fee
from isoledger.venues.phemex.trades import STREAM, TETHER_STREAM, TETHER_TRADES, TRADES
from isoledger.venues.translation import Given
from tests.answers import commented
from tests.real import real
from tests.venues.rows import events, found, told, why_not

BTC, USDT = Asset("BTC", 8), Asset("USDT", 18)


def vectors(kind: str) -> list[dict]:
    listed = json.loads(real("vectors.json").read_text(encoding="utf-8"))
    rows = listed if isinstance(listed, list) else listed["vectors"]
    return [row for row in rows if row["venue"] == "phemex" and row["kind"] == kind]


def trade(**changes: object) -> dict:
    return {
        "transactTimeNs": 1578026629824704800,
        "symbol": "BTCUSD",
        "currency": "BTC",
        "action": "New",
        "side": "Sell",
        "tradeType": "Trade",
        "execQty": 700,
        "execPriceEp": 71500000,
        "execValueEv": 9790209,
        "feeRateEr": -25000,
        "execFeeEv": -2447,
        "execID": "b0",
        **changes,
    }


def tether(**changes: object) -> dict:
    return {
        "createdAt": 1666226932259,
        "symbol": "ETHUSDT",
        "currency": "USDT",
        "action": 1,
        "tradeType": 1,
        "execQtyRq": "0.01",
        "execPriceRp": "1271.9",
        "side": 1,
        "execValueRv": "12.719",
        "execFeeRv": "0.0012719",
        "execId": "8718cae",
        **changes,
    }


def streamed(at: int, fee_ev: int, balance: int, **changes: object) -> dict:
    return {
        **trade(execID=f"s{at}", transactTimeNs=at, execQty=2, execPriceEp=86885000),
        "side": "Buy",
        "execValueEv": 23018,
        "execFeeEv": fee_ev,
        "execSeq": at,
        "execStatus": "MakerFill",
        "closedPnlEv": 0,
        "curAccBalanceEv": balance,
        **changes,
    }


def test_an_inverse_sale_is_signed_as_its_value_is():
    (sold,) = events(TRADES, trade())
    assert isinstance(sold, Fill)
    assert (sold.size, sold.cost) == (-700, BTC.exactly("0.09790209"))
    assert (sold.fee, sold.realised) == (BTC.exactly("-0.00002447"), None)
    (bought,) = events(TRADES, trade(side="Buy"))
    assert bought.cost == BTC.exactly("-0.09790209")


def test_a_linear_trade_costs_what_it_is_bought_for():
    (bought,) = events(TETHER_TRADES, tether())
    assert (bought.size, bought.cost) == (1_000_000, USDT.exactly("12.719"))
    assert bought.fee == USDT.exactly("0.0012719")


def test_the_value_of_every_recorded_fill_is_cut_as_a_whole():
    rows = vectors("exec_value_inverse")
    assert len(rows) >= 4
    for at, row in enumerate(rows):
        price = Fraction(row["inputs"]["price"]) * 10_000
        value = int(row["expected"]["execValueEv"])
        bought = trade(
            execID=str(at),
            side="Buy",
            execQty=int(row["inputs"]["qty"]),
            execPriceEp=int(price),
            execValueEv=value,
            execFeeEv=0,
        )
        done = told(TRADES, bought)
        assert found(VENUE, done.events) == []
        wrong = told(TRADES, {**bought, "execValueEv": value + 1})
        assert found(VENUE, wrong.events) == ["cost"]


def test_the_fee_of_every_recorded_fill_is_rounded_up():
    rows = vectors("fee_rounding")
    assert len(rows) >= 5
    for row in rows:
        value = Fraction(int(row["inputs"]["execValueEv"]), 10**8)
        paid = fee(value, Fraction(row["inputs"]["rate"]), BTC)
        assert paid.units == int(row["expected"]["execFeeEv"])


def test_the_recorded_balance_chain_of_four_fills_meets():
    (row,) = vectors("seq_balance")
    fees, balances = row["inputs"]["fees"], row["expected"]["balances"]
    rows = [streamed(at + 1, int(fees[at]), int(balances[at])) for at in range(4)]
    records = STREAM.records(json.dumps(rows[::-1]).encode(), "f")
    followed = STREAM.chain(records)
    assert (followed.links, followed.gaps) == (3, ())
    done = STREAM.translate(records, "A", Given(opening=True))
    assert found(VENUE, done.events) == []
    last = [event for event in done.events if isinstance(event, BalanceAssertion)][-1]
    assert (last.book, last.amount.units) == (ALL, 99_999_989)


@pytest.mark.parametrize("word", ["Funding", "4"])
def test_funding_is_written_as_a_fee(word):
    (funding,) = events(TRADES, trade(tradeType=word, execFeeEv=479))
    assert isinstance(funding, Funding)
    assert funding.amount == BTC.exactly("-0.00000479")
    assert len(told(TRADES, trade(tradeType=word, execFeeEv=0)).skipped) == 1


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("LiqTrade", Liquidation),
        ("AdlTrade", Deleveraging),
        ("6", Deleveraging),
        ("7", Liquidation),
    ],
)
def test_what_was_by_force_says_so(word, kind):
    assert type(events(TRADES, trade(tradeType=word))[0]) is kind


def test_a_side_of_hedge_mode_is_a_position_of_its_own():
    legs = [events(TETHER_TRADES, tether(posSide=side))[0].position.leg for side in (1, 2, 3)]
    assert legs == ["long", "short", "net"]


def test_an_order_that_trades_nothing_is_no_history():
    samples = dict(commented("phemex"))
    (sample,) = [body for title, body in samples.items() if "#5: perpetual" in title]
    done = TETHER_STREAM.translate(TETHER_STREAM.records(sample, "f"), "A")
    assert [aside.reason for aside in done.skipped] == ["the life of an order: nothing was traded"]
    nothing = streamed(1, 0, 5, execQty=0)
    (stated,) = events(STREAM, nothing)
    assert isinstance(stated, BalanceAssertion)


def test_a_contract_in_dollars_needs_its_products():
    (bought,) = events(TRADES, trade(symbol="ETHUSD", currency="USD"))
    assert bought.cost is None
    assert len(told(TRADES, trade(symbol="ETHUSD", currency="USD")).events) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"tradeType": "Gift"}, "is no type that is known"),
        ({"side": "Up"}, "neither Buy nor Sell"),
        ({"execQty": "0.5"}, "no whole number of lots"),
        ({"execFeeEv": "x"}, "execFee"),
    ],
)
def test_what_cannot_be_read_is_parked(changes, why):
    assert why in why_not(TRADES, trade(**changes))


@given(st.permutations(range(4)))
def test_the_order_of_a_page_does_not_matter(order):
    rows = [trade(execID=str(n), transactTimeNs=n) for n in range(4)]
    done = told(TRADES, *[rows[at] for at in order], rows[0])
    assert done.events == told(TRADES, *rows).events
    assert (done.translated, len(done.skipped)) == (4, 1)
