"""Every recorded payload of dYdX is translated, or refused with a reason."""

import pytest

from isoledger.venues.dydx import VENUE
from isoledger.venues.dydx.refusals import REFUSED
from tests.venues.became import payloads, told

UNRECORDED = {"historical-pnl"}


@pytest.fixture(scope="module")
def found():
    return dict(payloads("dydx", "statements/dydx", comments="dydx"))


def test_every_payload_is_translated_or_refused_with_a_reason(found):
    became = told(VENUE, found.items())
    assert found.keys() == became.keys()
    for name, what in became.items():
        assert not isinstance(what, str), what
        assert not what.untranslated, name
        assert what.events or all(aside.reason for aside in what.skipped)
    assert sum(len(what.events) for what in became.values()) > 15


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_a_refusal_says_why_and_is_of_a_recorded_payload(kind, found):
    assert kind.title.startswith("No history: ")
    assert kind.money == ""
    recorded = any(kind.recognises(body[:65536]) for body in found.values())
    assert recorded != (kind.name in UNRECORDED)
