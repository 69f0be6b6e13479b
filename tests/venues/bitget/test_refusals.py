"""Every recorded payload of Bitget is translated, or refused with a reason, or is no ledger's."""

import pytest

from isoledger.venues.bitget import VENUE
from isoledger.venues.bitget.refusals import REFUSED
from tests.venues.became import payloads, told

NO_LEDGER = (
    "/adlRank",
    "fund-rate",
    "funding-time",
    "vip-fee-rate",
    "/account/settings",
    "/account/info",
    "deduct",
    "delta-info",
    "deposit-address",
    "fee-rate",
    "max-transferable",
    "open-interest-limit",
    "-coins",
    "switch",
    "withdraw-address",
    "margin-loans",
    "set-",
    "close-positions",
    "deposit-account",
    "cancel-withdrawal",
    "/account/repay",
    "/account/transfer",
    "/account/withdraw",
    "place-pos-tpsl",
    "adl",
    "/account/adjust-account-mode",
    "parse_position",
)
"""Names of payloads that hold no money and no position: settings, limits, rates, addresses, ranks,
and what an order to do something answers (the bill says what moved)."""


@pytest.fixture(scope="module")
def found():
    return dict(payloads("bitget", comments="bitget"))


def test_every_ledger_relevant_payload_is_translated_or_refused_with_a_reason(found):
    became = told(VENUE, found.items())
    unknown = [name for name in found if name not in became]
    assert not [name for name in unknown if not any(word in name for word in NO_LEDGER)], unknown
    for name, what in became.items():
        assert not isinstance(what, str), (name, what)
        assert all("uTime" in parked.reason for parked in what.untranslated), name
        assert what.events or what.untranslated or all(aside.reason for aside in what.skipped)
    assert len(became) > 40
    assert sum(len(what.events) for what in became.values()) > 15


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_a_refusal_says_why_and_is_of_a_recorded_payload(kind, found):
    assert kind.title.startswith("No history: ")
    assert any(kind.recognises(body[:65536]) for body in found.values())
