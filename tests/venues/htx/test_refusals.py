"""Every recorded payload of HTX is translated, or refused for a reason that is named here."""

import itertools

import pytest

from isoledger.venues.htx import VENUE
from isoledger.venues.htx.refusals import REFUSED
from tests.answers import commented
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    orders_move_nothing="Order|Trigger|TpSl|ClosePosition|Close[A-Z][a-z]+MarginPosition",
    a_setting="Set[A-Z]|PositionMode|TradeStatus|TransferStatus|IsolatedMarginStatus|TradingStatus"
    "|TradePermissions|_Status |Swap__Status",
    what_could_be_done="AvailableLeverage|Limit",
    rates_of_fees="GetTradingFees",
    an_answer_to_a_command="TransferMarginAccounts|TransferMasterSub",
    other_accounts="SubAccount__Get(Cross|Isolated)MarginAssetInfo",
    public_prices="Kline|Sentiment|OrderBook|PriceLimitation|ExchangeData__Get(Basis|BookTicker|ContractElements|EstimatedS|Funding|Historical"
    "Funding|InsuranceFund|LastTrades|OpenInterest|RecentTrades|SwapIndex|SwapOpen|SwapRisk|Ticker"
    "|Estimated)|Subscriptions__UsdtMarginSwap__(Basis|BookTicker|Concurrent"
    "|ContractElements|Funding|Ticker|Trades)"
    "|wsAllTrades|wsCandles|wsTicker",
    the_spot_account="wsMy|fetch_balance #[123]",
)
PARKED = "say when it was taken"


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked, skipped = 0, 0, 0, 0
    for title, data in itertools.chain(payloads("htx"), commented("huobi")):
        seen += 1
        done = taken(VENUE, data, title)
        if isinstance(done, str):
            assert done == "nobody", (title, done)
            assert UNREAD.of(title), title
            continue
        assert all(aside.reason.endswith(PARKED) for aside in done.untranslated), title
        translated += done.translated
        parked += len(done.untranslated)
        skipped += len(done.skipped)
    assert not UNREAD.stale
    assert (seen, translated, parked, skipped) == (185, 43, 3, 18)


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_what_is_refused_moves_nothing_and_says_why(kind):
    assert kind.money == ""
    assert kind.title.startswith("No history: ")
