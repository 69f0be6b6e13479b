"""Every recorded payload of Kraken Futures is translated, refused with a reason, or no ledger's."""

import pytest

from isoledger.venues.kraken import VENUE
from isoledger.venues.kraken.refusals import REFUSED
from tests.venues.became import payloads, told

NO_LEDGER = (
    "/pnlpreferences",
    "PnlCurrencyAsync",
    "/leveragepreferences",
    "GetLeverageAsync",
    "/v3/transfer",
    "istoricalfundingrates",
    "istoricalFundingRatesAsync",
    "historical_funding_rates.json",
    "/instruments/status",
    "GetSymbolStatusAsync",
    "FeeSchedule",
    "SpotExchangeData__",
    "open_orders_delta",
    "ws_futures_trade_snapshot.json",
    "ws_trade_update.json",
    "testdata__ws",
    "account_log_200_example.json",
    "parse_balance #",
)
"""Names of payloads without money or position: settings, rates, what a transfer is answered (the
log says what moved), orders, everybody's trades, and fragments of the answer about accounts."""

CHANGED = ("GetAccountLogAsync", "adapted_by_author.csv")
"""A sample with a word for every value, and one whose profits its author changed: both parked."""


@pytest.fixture(scope="module")
def found():
    return dict(payloads("kraken", "statements/krakenfutures", comments="krakenfutures"))


def test_every_payload_is_translated_or_refused_with_a_reason(found):
    became = told(VENUE, found.items())
    unknown = [name for name in found if name not in became]
    assert not [name for name in unknown if not any(word in name for word in NO_LEDGER)], unknown
    for name, what in became.items():
        if isinstance(what, str):
            assert name.startswith("testdata__ws"), what
        elif any(word in name for word in CHANGED):
            assert what.untranslated, name
        else:
            assert not what.untranslated, name
            assert what.events or all(aside.reason for aside in what.skipped)
    assert sum(len(what.events) for what in became.values() if not isinstance(what, str)) > 80


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_a_refusal_says_why_and_is_of_a_recorded_payload(kind, found):
    assert kind.title.startswith("No history: ")
    assert kind.money == ""
    assert any(kind.recognises(body[:65536]) for body in found.values())
