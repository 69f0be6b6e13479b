from isoledger.core.rules import Evidence
from isoledger.feeds.ledgers import LEDGERS
from isoledger.feeds.source import DAY_NS


def test_windows_and_memories_are_those_of_the_venues_pages():
    known = {(s.venue, s.kind): s for s in LEDGERS}
    bybit = known["bybit", "transaction-log"]
    assert (bybit.span_ns, bybit.retention_ns, bybit.size) == (7 * DAY_NS, 730 * DAY_NS, 50)
    assert known["okx", "bills"].retention_ns == 90 * DAY_NS
    assert known["kucoin", "transaction-history"].span_ns == DAY_NS
    assert known["bitget", "bill"].span_ns == 30 * DAY_NS


def test_what_was_not_read_at_the_venue_says_so():
    assumed = {(s.venue, s.kind) for s in LEDGERS if s.evidence is Evidence.ASSUMED}
    assert all("assumed" in s.source for s in LEDGERS if (s.venue, s.kind) in assumed)
    assert {venue for venue, _ in assumed} == {"bitget", "htx", "phemex", "bingx"}
