"""What might happen: prices and standings of a million isolated positions, in arrays."""

from isoledger.risk.batch import (
    REASONS,
    TICKS_MAX,
    TickPrices,
    bankruptcy_ticks,
    distances,
    liquidation_ticks,
)
from isoledger.risk.columns import Positions
from isoledger.risk.errors import ColumnError
from isoledger.risk.standing import Standings, liquidatable_on, standings

__all__ = [
    "ColumnError",
    "Positions",
    "REASONS",
    "Standings",
    "TICKS_MAX",
    "TickPrices",
    "bankruptcy_ticks",
    "distances",
    "liquidatable_on",
    "liquidation_ticks",
    "standings",
]
