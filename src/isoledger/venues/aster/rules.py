"""By which rules Aster keeps its futures: those of Binance's USD-M, whose shapes it answers in.

Nothing of its own is recorded but samples of its documentation, so that every rule is assumed.
"""

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.rules import Evidence, RuleBook, Rules
from isoledger.venues.binance.rules import CUT_NS, RULES as BINANCE_RULES

NAME = "aster"

RULES: RuleBook = Dated[Rules].always(
    evolve(
        BINANCE_RULES.at(CUT_NS),
        evidence=Evidence.ASSUMED,
        source="asterdex API documentation, read November 2026: Binance's shapes; no record",
    )
)
"""The mechanics, taken over from Binance as they are since 2022."""
