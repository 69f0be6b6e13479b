"""Every venue whose records can be read, by the name in stamps."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.aster import VENUE as ASTER
from isoledger.venues.binance import VENUE as BINANCE
from isoledger.venues.bitmex import VENUE as BITMEX
from isoledger.venues.bybit import VENUE as BYBIT
from isoledger.venues.hyperliquid import VENUE as HYPERLIQUID
from isoledger.venues.translation import Venue

VENUES: FrozenMap[str, Venue] = FrozenMap(
    {venue.name: venue for venue in (ASTER, BINANCE, BITMEX, BYBIT, HYPERLIQUID)}
)
"""Every venue, by its name."""
