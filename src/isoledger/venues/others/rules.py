"""Rules of venues known from a few records each: what fits, and nothing where nothing does."""

from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, Evidence, RuleBook, Rules, Shown

_UNKNOWN = Rules(
    evidence=Evidence.ASSUMED,
    source="the plain margin model; no record of this venue can be recomputed",
)


def _always(**parts: Rules) -> dict[str, RuleBook]:
    return {venue: Dated[Rules].always(rules) for venue, rules in parts.items()}


RULES: FrozenMap[str, RuleBook] = FrozenMap(
    _always(
        zb=Rules(
            basis=Basis.VALUE,
            shown=Shown(long=Rounding.FLOOR, short=Rounding.FLOOR),
            evidence=Evidence.ASSUMED,
            source="one position of 2022-03-02, with a rate of 0.4 % that fits; closed since",
        ),
        poloniexfutures=Rules(
            basis=Basis.ENTRY,
            reserve_required=True,
            shown=Shown(long=Rounding.CEILING, short=Rounding.FLOOR),
            evidence=Evidence.RECORDED,
            source="one live position of 2021-09-16, rounded to the last digit; short: assumed",
        ),
        edgex=Rules(
            basis=Basis.VALUE,
            shown=Shown(long=Rounding.FLOOR, short=Rounding.FLOOR),
            evidence=Evidence.RECORDED,
            source="one position of 2024-12-20, rounded to the last digit; short: assumed",
        ),
        digifinex=Rules(
            basis=Basis.VALUE,
            closing_fee=Fraction("0.0005"),
            evidence=Evidence.RECORDED,
            source="support 18672734320281; one live position of 2022-11-09 to 1e-11",
        ),
        grvt=Rules(
            basis=Basis.MARK,
            evidence=Evidence.ASSUMED,
            source="one position of 2025-12-09: price and mark have the same last digits",
        ),
        derive=_UNKNOWN,
        modetrade=_UNKNOWN,
        whitebit=_UNKNOWN,
        polymarket=_UNKNOWN,
        deepcoin=_UNKNOWN,
        extended=_UNKNOWN,
    )
)
"""By venue. Pots are the defaults everywhere: none is known."""

RATES: FrozenMap[str, Fraction] = FrozenMap({"zb": Fraction("0.004")})
"""Maintenance rates that records leave out and one price was fitted with."""

POLONIEX_TICKS: FrozenMap[str, Fraction] = FrozenMap({"BTCUSDTPERP": Fraction(1)})
"""Price steps, which ``48066.0`` does not show. Recorded: both prices of a position are whole."""
