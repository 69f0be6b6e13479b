"""Every recorded payload of OKX is translated, or refused with a reason, or is no ledger's."""

import pytest

from isoledger.venues.okx import VENUE
from isoledger.venues.okx.refusals import REFUSED
from tests.venues.became import payloads, told

PLACES = ("okx", "statements/okx")
NO_LEDGER = (
    "/api/v5/account/config",
    "/api/v5/account/leverage-info",
    "/api/v5/account/risk-state",
    "/api/v5/affiliate/",
    "/api/v5/asset/asset-valuation",
    "/api/v5/asset/currencies",
    "/api/v5/account/interest-limits",
    "/api/v5/asset/deposit-address",
    "/api/v5/trade/easy-convert-currency-list",
    "/api/v5/account/adjust-leverage-info",
    "/api/v5/account/trade-fee",
    "/api/v5/account/greeks",
    "/api/v5/account/interest-rate",
    "/api/v5/asset/deposit-lightning",
    "/api/v5/asset/withdrawal-lightning",
    "/api/v5/account/max-",
    "/api/v5/finance/savings/balance",
    "/api/v5/account/set-",
    "/api/v5/public/",
    "/api/v5/rubik/",
    "/api/v5/users/",
    "/api/v5/account/subaccount/max-",
    "/api/v5/trade/account-rate-limit",
    "account-greeks",
    "funding-rate",
    "liquidation-warning",
    "http_get_funding_rate_history.json",
    "http_get_trade_fee_response.json",
    "http_set_position_mode_response.json",
    "ws_account_empty.json",
    "ws_funding_rate.json",
    "testdata__wsAllTrades.json",
    "everytrade_OkxBeanV2_2Test.java.txt",
    "OkxBeanV2",
    "/api/v5/asset/cancel-withdrawal",
    "/api/v5/trade/easy-convert ",
    "/api/v5/trade/close-position",
    "/api/v5/account/position/margin-balance",
    "/api/v5/asset/transfer ",
    "/api/v5/asset/withdrawal ",
    "/api/v5/account/spot-manual-borrow-repay",
    "/api/v5/account/activate",
    "/api/v5/asset/subaccount/transfer",
    "/api/v5/account/account-level-switch-preset",
    "/api/v5/finance/savings/purchase-redempt",
)
"""Names of payloads that hold no money and no position: settings, limits, rates, addresses, what
an order to move something answers (the bill says what moved), and a source file read elsewhere."""


@pytest.fixture(scope="module")
def found():
    return dict(payloads(*PLACES, comments="okx"))


def test_every_ledger_relevant_payload_is_translated_or_refused_with_a_reason(found):
    became = told(VENUE, found.items())
    unknown = [name for name in found if name not in became]
    assert not [name for name in unknown if not any(word in name for word in NO_LEDGER)], unknown
    for name, what in became.items():
        if isinstance(what, str):
            assert "wsOrders" in name, what  # several messages in one file: no JSON
            continue
        assert not what.untranslated, what.untranslated
        assert what.events or all(aside.reason for aside in what.skipped)
    assert len(became) > 50
    assert sum(len(what.events) for what in became.values() if not isinstance(what, str)) > 40


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_a_refusal_says_why_in_its_title_and_of_every_row(kind):
    assert kind.title.startswith("No history: ")
    assert kind.money == ""
    assert list(kind.types) == [""]
    assert kind.types[""].startswith("no history: ")


def test_every_refusal_is_of_a_recorded_payload_or_documented_endpoint(found):
    used = {
        kind.name
        for kind in REFUSED
        if any(kind.recognises(body[:65536]) for body in found.values())
    }
    assert {kind.name for kind in REFUSED} - used == set()
