import json

from isoledger.core.events import BalanceAssertion
from isoledger.feeds import Keeper, Wish, pull, sources_of
from isoledger.feeds.moments import MOMENTS
from isoledger.feeds.page import page_of
from isoledger.journal import MemoryStore
from isoledger.venues.bybit import VENUE
from tests.feeds.kit import HOUR, MS, T0, Script

COIN = {"coin": "USDT", "walletBalance": "1.50", "equity": "1.50", "locked": "0"}


def body(at):
    account = {"accountType": "UNIFIED", "totalWalletBalance": "1.5", "coin": [COIN]}
    return json.dumps({"retCode": 0, "result": {"list": [account]}, "time": at})


def test_a_balance_is_asserted_at_the_moment_that_stands_around_it():
    store = MemoryStore()
    for at in (T0, T0 + HOUR):
        wish = Wish(sources=sources_of("bybit", ["wallet-balance"]), now_ns=(at + 5) * MS)
        pull(Script([body(at)]), Keeper(store, VENUE, "main"), wish)
    stated = [(event.stamp.time_ns // MS, str(event.amount.value)) for event in store.read()]
    assert stated == [(T0, "3/2"), (T0 + HOUR, "3/2")]
    assert all(isinstance(event, BalanceAssertion) for event in store.read())


def test_nothing_of_this_moment_is_pulled_unless_it_is_asked_for():
    assert not any(source.usual for source in MOMENTS)


def test_its_rows_have_no_time_of_their_own():
    (binance,) = [source for source in MOMENTS if source.venue == "binance"]
    assert [row.time_ns for row in page_of(binance, '[{"asset":"USDT"}]').rows] == [0]
