"""Every venue whose records can be read, by the name in stamps."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.aster import VENUE as ASTER
from isoledger.venues.binance import VENUE as BINANCE
from isoledger.venues.bitget import VENUE as BITGET
from isoledger.venues.bitmex import VENUE as BITMEX
from isoledger.venues.bybit import VENUE as BYBIT
from isoledger.venues.gate import VENUE as GATE
from isoledger.venues.htx import VENUE as HTX
from isoledger.venues.hyperliquid import VENUE as HYPERLIQUID
from isoledger.venues.kucoin import VENUE as KUCOIN
from isoledger.venues.okx import VENUE as OKX
from isoledger.venues.translation import Venue

_ALL = (ASTER, BINANCE, BITGET, BITMEX, BYBIT, GATE, HTX, HYPERLIQUID, KUCOIN, OKX)

VENUES: FrozenMap[str, Venue] = FrozenMap({venue.name: venue for venue in _ALL})
"""Every venue, by its name."""
