"""Every recorded payload of Deribit is translated, or refused with a reason, or is no ledger's."""

import pytest

from isoledger.venues.deribit import VENUE
from isoledger.venues.deribit.refusals import REFUSED
from tests.venues.became import payloads, told

NO_LEDGER = ("apievangelist_schema_transaction_log.json", "testdata__wsAllTrades.json")
"""A schema; and several messages in one file, of everybody's trades."""


@pytest.fixture(scope="module")
def found():
    return dict(payloads("deribit", "statements/deribit", comments="deribit"))


def test_every_payload_is_translated_or_refused_with_a_reason(found):
    became = told(VENUE, found.items())
    assert found.keys() == became.keys()
    assert {name for name, what in became.items() if isinstance(what, str)} == set(NO_LEDGER)
    for name, what in became.items():
        if not isinstance(what, str):
            assert not what.untranslated, name
            assert what.events or all(aside.reason for aside in what.skipped)
    assert sum(len(what.events) for what in became.values() if not isinstance(what, str)) > 30


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_a_refusal_says_why_and_is_of_a_recorded_payload(kind, found):
    assert kind.title.startswith("No history: ")
    assert kind.money == ""
    assert any(kind.recognises(body[:65536]) for body in found.values())
