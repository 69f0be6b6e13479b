"""Every recorded payload of BitMEX is translated, or refused for a reason that is named here."""

from collections import Counter

from isoledger.venues.bitmex import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="GetAccountInfo|GetFees|GetUserEvents|example-account",
    public_prices="ExchangeData|trade_bin|funding_rate|ws_instrument|ws_liquidation",
    what_was_asked_and_not_what_was_answered="mappings",
    a_summary_of_the_history="walletSummary|funding_summary|settlement_value_summary",
    notes_of_its_authors="manifest|settlement_evidence|excerpt",
)
PARKED = {
    "is no currency whose scale is known": "samples with the word string, or XBT, which is none",
    "a spot trade": "its money is in the wallet history",
    "field 'currency': is missing": "a spot position",
    "is a kind of contract that is not modelled": "spreads, options, yields",
    "is not completed": "a withdrawal that is confirmed",
    "field 'tick_size'": "two contracts of a derived table",
}
REFUSED = {"which is not UTC but UTC-05:00": "a saved page, read in another zone than its own"}


def test_every_payload_is_translated_or_refused_for_a_reason():
    counts = Counter[str]()
    for title, data in payloads("bitmex"):
        counts["seen"] += 1
        done = taken(VENUE, data, title)
        if done == "nobody":
            assert UNREAD.of(title), title
            continue
        if isinstance(done, str):
            assert any(why in done for why in REFUSED), (title, done)
            counts["refused"] += 1
            continue
        for aside in done.untranslated:
            assert any(why in aside.reason for why in PARKED), (title, aside.reason)
        counts["translated"] += done.translated
        counts["skipped"] += len(done.skipped)
    assert not UNREAD.stale
    assert counts == {"seen": 75, "refused": 2, "translated": 19743, "skipped": 2290}
