import pytest

from isoledger.core.events import Deleveraging, Fill, Liquidation
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.kraken.fills import FILLS, STREAM
from tests.answers import answer
from tests.real import real
from tests.venues.rows import events, one, why_not

XBT = Asset("XBT", 20)


def fill(**changes: object) -> dict:
    return {
        "fill_id": "f1",
        "symbol": "PI_XBTUSD",
        "side": "sell",
        "order_id": "o1",
        "size": 5490,
        "price": 9400,
        "fillTime": "2020-07-22T13:37:27.077Z",
        "fillType": "maker",
        **changes,
    }


def test_a_fill_before_2023_states_no_fee():
    told = one(FILLS, fill())
    assert isinstance(told, Fill)
    assert (told.position, told.size) == (PositionId("PI_XBTUSD", pool="f-xbt:usd"), -5490)
    assert told.fee is None


def test_a_fee_in_bitcoin_is_one_in_the_books_coin():
    told = one(FILLS, fill(side="buy", fee_paid="0.00008957", fee_currency="BTC"))
    assert (told.size, told.fee) == (5490, XBT.exactly("0.00008957"))


@pytest.mark.parametrize(
    ("word", "kind"),
    [("liquidation", Liquidation), ("assignee", Fill), ("unwindCounterparty", Deleveraging)],
)
def test_the_type_of_a_fill_says_whether_it_was_by_force(word, kind):
    assert type(one(FILLS, fill(fillType=word))) is kind


def test_a_linear_contract_is_in_the_multi_collateral_account():
    told = one(FILLS, fill(symbol="PF_XBTUSD", size="0.001"))
    assert (told.position.pool, told.size) == ("flex", -100_000)


def test_a_side_nobody_knows_is_parked():
    assert "'long' is none of buy, sell" in why_not(FILLS, fill(side="long"))


def test_a_streamed_fill_is_the_same():
    _, data = answer(real("kraken/JKorf__Kraken.Net/Subscriptions__Futures__UserTrade.txt"))
    done = STREAM.translate(STREAM.records(data, "f"), "A")
    first, second = [event for event in done.events if isinstance(event, Fill)]
    assert first.fee == XBT.exactly("-0.00009142857")
    assert (second.position.symbol, second.size) == ("PI_ETHUSD", 5000)
    sold = {
        "instrument": "PI_XBTUSD",
        "buy": False,
        "qty": 5490,
        "time": 1600256910739,
        "fill_type": "maker",
    }
    streamed = {"fill_id": "f1", "price": 9400, **sold}
    assert events(STREAM, streamed)[0].stamp.id == one(FILLS, fill()).stamp.id
    assert events(STREAM, streamed)[0].size == -5490
    assert "side" in why_not(STREAM, {**streamed, "buy": None})
