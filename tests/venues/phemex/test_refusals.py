"""Every recorded payload of Phemex is translated, or refused with a reason, or is no ledger's."""

import pytest

from isoledger.venues.phemex import VENUE
from isoledger.venues.phemex.refusals import REFUSED
from tests.venues.became import payloads, told

NO_LEDGER = ("parse_trade #1", "parse_trade #2", "fetch_balance #1")
"""Everybody's trades, as lists; and an answer inside of another program's."""

UNRECORDED = {"trade-account-detail", "funding-fees"}


@pytest.fixture(scope="module")
def found():
    return dict(payloads(comments="phemex"))


def test_every_payload_is_translated_or_refused_with_a_reason(found):
    became = told(VENUE, found.items())
    unknown = [name for name in found if name not in became]
    assert len(unknown) == len(NO_LEDGER)
    assert not [name for name in unknown if not any(word in name for word in NO_LEDGER)]
    for name, what in became.items():
        assert not isinstance(what, str), what
        assert not what.untranslated, name
        assert what.events or all(aside.reason for aside in what.skipped)
    assert sum(len(what.events) for what in became.values()) > 20


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_a_refusal_says_why_and_is_of_a_recorded_payload(kind, found):
    assert kind.title.startswith("No history: ")
    assert kind.money == ""
    recorded = any(kind.recognises(body[:65536]) for body in found.values())
    assert recorded != (kind.name in UNRECORDED)
