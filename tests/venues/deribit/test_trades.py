from isoledger.core.events import Fill
from isoledger.core.money import Asset
from isoledger.venues.deribit.trades import TRADES
from tests.venues.rows import one, told, why_not

BTC = Asset("BTC", 12)


def trade(**changes: object) -> dict:
    return {
        "trade_id": "1",
        "instrument_name": "BTC-PERPETUAL",
        "direction": "sell",
        "amount": 100,
        "price": 50000,
        "fee": "0.000001",
        "fee_currency": "BTC",
        "state": "filled",
        "timestamp": 1613657734620,
        **changes,
    }


def test_a_trade_is_a_fill_whose_profit_is_computed():
    told_as = one(TRADES, trade())
    assert isinstance(told_as, Fill)
    assert (told_as.size, told_as.realised, told_as.fee) == (-100, None, BTC.exactly("0.000001"))


def test_an_option_is_parked_since_nobody_says_whether_it_opens():
    assert "read the transaction log" in why_not(
        TRADES, trade(instrument_name="BTC-27DEC24-100000-C", price="0.05", amount="0.1")
    )


def test_an_archived_trade_is_no_history():
    done = told(TRADES, trade(state="archive"))
    assert (done.translated, len(done.skipped)) == (0, 1)
