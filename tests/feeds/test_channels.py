import pytest

from isoledger.feeds import CHANNELS, SOURCES, AbsentVenueError, channel_of
from tests.feeds import kit


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.venue)
def test_a_channel_names_what_ccxt_watches(channel):
    kit.ccxt()
    import ccxt.pro

    for method in channel.methods:
        assert hasattr(getattr(ccxt.pro, channel.exchange), method)
    assert channel.venue in {source.venue for source in SOURCES}, "what rings must have a history"


def test_a_venue_without_streams_is_pulled_from_time_to_time():
    with pytest.raises(AbsentVenueError, match="no stream of it is declared; pull from time to"):
        channel_of("binance")
