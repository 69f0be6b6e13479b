"""Which streams of a venue say that something happened to an account."""

from collections.abc import Mapping

from attrs import field, frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import Evidence
from isoledger.feeds.errors import AbsentVenueError


@frozen(kw_only=True)
class Channel:
    """The private streams of a venue.

    Attributes:
        venue: Our name of the venue.
        exchange: What ccxt.pro calls it.
        methods: What is watched, as ccxt.pro calls it.
        needs: Which credentials it takes.
        options: What ccxt.pro is told, so that it asks for nothing besides.
        evidence: Whether it was tried against a server that plays the venue, or is assumed.
    """

    venue: str
    exchange: str
    methods: tuple[str, ...]
    needs: tuple[str, ...] = ("key", "secret")
    options: Mapping[str, object] = field(default=FrozenMap[str, object]())
    evidence: Evidence = Evidence.ASSUMED


_PHRASED = ("key", "secret", "passphrase")
_NO_SNAPSHOT: dict[str, object] = {
    "fetchPositionsSnapshot": False,
    "awaitPositionsSnapshot": False,
}
_BYBIT: dict[str, object] = {
    "enableUnifiedMargin": False,
    "enableUnifiedAccount": True,
    "unifiedMarginStatus": 6,
    "watchPositions": _NO_SNAPSHOT,
}

CHANNELS = (
    Channel(
        venue="bybit",
        exchange="bybit",
        methods=("watch_my_trades", "watch_positions", "watch_balance"),
        options=FrozenMap(_BYBIT),
        evidence=Evidence.RECORDED,
    ),
    Channel(
        venue="okx",
        exchange="okx",
        methods=("watch_my_trades", "watch_balance"),
        needs=_PHRASED,
    ),
    Channel(
        venue="bitget",
        exchange="bitget",
        methods=("watch_my_trades", "watch_balance"),
        needs=_PHRASED,
        options=FrozenMap[str, object]({"defaultType": "swap"}),
    ),
    Channel(venue="deribit", exchange="deribit", methods=("watch_my_trades",)),
    Channel(venue="krakenfutures", exchange="krakenfutures", methods=("watch_balance",)),
    Channel(
        venue="hyperliquid",
        exchange="hyperliquid",
        methods=("watch_my_trades",),
        needs=("address",),
    ),
)
"""All of them. Venues that want a key to listen with, asked for by POST, are not among them."""


def channel_of(venue: str) -> Channel:
    """The streams of *venue*.

    Raises:
        AbsentVenueError: None are declared.
    """
    found = next((channel for channel in CHANNELS if channel.venue == venue), None)
    if found is None:
        known = tuple(channel.venue for channel in CHANNELS)
        why = "no stream of it is declared; pull from time to time instead"
        raise AbsentVenueError(venue=venue, why=why, known=known)
    return found
