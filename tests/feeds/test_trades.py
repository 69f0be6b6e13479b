from isoledger.core.rules import Evidence
from isoledger.feeds.source import Far, Instant, Lane
from isoledger.feeds.spans import Span
from isoledger.feeds.trades import TRADES
from isoledger.feeds.walk import Walk
from tests.feeds.kit import HOUR, MS, T0


def of(venue, kind):
    (found,) = [s for s in TRADES if (s.venue, s.kind) == (venue, kind)]
    return found


def test_hyperliquid_is_asked_by_type_and_has_no_size():
    ask = Walk(Lane(source=of("hyperliquid", "fills")), Span(T0 * MS, (T0 + HOUR) * MS)).ask
    assert dict(ask.parameters) == {
        "type": "userFillsByTime",
        "startTime": str(T0 - 1),
        "endTime": str(T0 + HOUR),
    }
    assert of("hyperliquid", "fills").most == 10_000


def test_dydx_is_asked_backwards_in_iso_time():
    ask = Walk(Lane(source=of("dydx", "fills")), Span(T0 * MS, (T0 + HOUR) * MS)).ask
    assert dict(ask.parameters) == {
        "createdBeforeOrAt": "2025-10-09T09:53:20.000Z",
        "limit": "100",
    }


def test_rows_without_an_id_are_told_apart_by_how_often_they_occur():
    assert {(s.venue, s.kind) for s in TRADES if not s.distinct} == {
        ("binance", "position-margin"),
        ("binance", "position-margin-coin"),
        ("hyperliquid", "fills"),
        ("hyperliquid", "funding"),
        ("hyperliquid", "ledger-updates"),
    }
    assert not any(isinstance(s.paging, Far) for s in TRADES if not s.distinct)
    assert all(isinstance(s.paging, Instant) for s in TRADES if not s.distinct)


def test_what_was_not_read_at_the_venue_says_so():
    for source in TRADES:
        assert ("assumed" in source.source) == (source.evidence is Evidence.ASSUMED), source.title
