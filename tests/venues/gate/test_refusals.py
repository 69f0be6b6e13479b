"""Every recorded payload of Gate is translated, or refused for a reason that is named here."""

import pytest

from isoledger.venues.gate import VENUE
from isoledger.venues.gate.refusals import REFUSED
from tests.real import real
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_rate_of_fees="GetTradingFee",
    public_prices="ContractStats|FundingRateHistory|InsuranceBalance",
    many_messages_in_one_file="wsFutures",
    printed_through_a_client_that_drops_signs="options_ledger_console",
)
PARKED = "no instant is stated; say when it was taken"
PUBLIC = tuple("tickers trades ticker order_book order_book_update candlesticks pong obu".split())
ORDERS = ("futures.orders", "futures.autoorders")


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked, skipped = 0, 0, 0, 0
    for title, data in payloads("gate"):
        seen += 1
        done = taken(VENUE, data, title)
        if isinstance(done, str):
            assert done in {"nobody", "several"}, (title, done)
            assert UNREAD.of(title), title
            continue
        assert all(PARKED in aside.reason for aside in done.untranslated), title
        translated += done.translated
        parked += len(done.untranslated)
        skipped += len(done.skipped)
    assert not UNREAD.stale
    assert (seen, translated, parked, skipped) == (52, 20, 5, 22)


def messages():
    path = "gate/thrasher-corp__gocryptotrader/testdata__wsFutures.json"
    return [line for line in real(path).read_bytes().splitlines() if line.strip()]


def test_every_recorded_message_is_translated_or_refused_for_a_reason():
    told = {}
    for line in messages():
        channel = line.partition(b'"channel"')[2].split(b'"')[1].decode()
        done = taken(VENUE, line, channel)
        if isinstance(done, str):
            assert channel.endswith(PUBLIC) or channel.startswith(ORDERS), (channel, done)
        else:
            assert not done.untranslated, (channel, done.untranslated)
            told[channel] = done.translated
    assert told == {
        "futures.usertrades": 1,
        "futures.liquidates": 0,
        "futures.auto_deleverages": 0,
        "futures.position_closes": 0,
        "futures.balances": 1,
        "futures.reduce_risk_limits": 0,
        "futures.positions": 1,
    }


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_what_is_refused_moves_nothing_and_says_why(kind):
    assert kind.money == ""
    assert kind.title.startswith("No history: ")
