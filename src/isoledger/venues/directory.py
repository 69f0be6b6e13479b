"""Every venue whose records can be read, by the name in stamps."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.aster import VENUE as ASTER
from isoledger.venues.binance import VENUE as BINANCE
from isoledger.venues.bingx import VENUE as BINGX
from isoledger.venues.bitget import VENUE as BITGET
from isoledger.venues.bitmex import VENUE as BITMEX
from isoledger.venues.bybit import VENUE as BYBIT
from isoledger.venues.coinex import VENUE as COINEX
from isoledger.venues.deribit import VENUE as DERIBIT
from isoledger.venues.dydx import VENUE as DYDX
from isoledger.venues.gate import VENUE as GATE
from isoledger.venues.htx import VENUE as HTX
from isoledger.venues.hyperliquid import VENUE as HYPERLIQUID
from isoledger.venues.kraken import VENUE as KRAKEN
from isoledger.venues.kucoin import VENUE as KUCOIN
from isoledger.venues.mexc import VENUE as MEXC
from isoledger.venues.okx import VENUE as OKX
from isoledger.venues.phemex import VENUE as PHEMEX
from isoledger.venues.translation import Venue

_ALL = (
    ASTER,
    BINANCE,
    BINGX,
    BITGET,
    BITMEX,
    BYBIT,
    COINEX,
    DERIBIT,
    DYDX,
    GATE,
    HTX,
    HYPERLIQUID,
    KRAKEN,
    KUCOIN,
    MEXC,
    OKX,
    PHEMEX,
)

VENUES: FrozenMap[str, Venue] = FrozenMap({venue.name: venue for venue in _ALL})
"""Every venue, by its name."""
