"""Every source there is, by venue, and the venues that can only be read from files."""

from collections.abc import Sequence

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds.errors import AbsentVenueError, ChoiceError
from isoledger.feeds.ledgers import LEDGERS
from isoledger.feeds.moments import MOMENTS
from isoledger.feeds.source import Source
from isoledger.feeds.terms import TERMS
from isoledger.feeds.trades import TRADES

SOURCES: tuple[Source, ...] = (*TERMS, *LEDGERS, *TRADES, *MOMENTS)
"""All of them; of a venue those first that say what the others need to know."""

ABSENT = FrozenMap(
    {
        "bitmex": "ccxt has had no bitmex since 4.5.84",
        "coinex": "ccxt has had no coinex since 4.5.83",
    }
)
"""Venues that ccxt has dropped, and since when."""


def sources_of(
    venue: str, kinds: Sequence[str] | None = None, files: Sequence[str] = ()
) -> tuple[Source, ...]:
    """The sources of *venue*.

    Args:
        venue: Its name in stamps.
        kinds: Which; ``None``: those that are usual.
        files: The kinds that can be imported from a file, for the error.

    Raises:
        AbsentVenueError: Nothing connects to it.
        ChoiceError: It has no such kind.
    """
    its = [source for source in SOURCES if source.venue == venue]
    if not its:
        why = ABSENT.get(venue, "nobody has declared how")
        known = tuple(sorted({source.venue for source in SOURCES}))
        raise AbsentVenueError(venue=venue, why=why, files=tuple(files), known=known)
    if kinds is None:
        return tuple(source for source in its if source.usual)
    names = {source.kind for source in its}
    for kind in kinds:
        if kind not in names:
            why = f"{kind[:40]!r} is no source; there is {', '.join(sorted(names))}"
            raise ChoiceError(what=venue, choice="kind", why=why)
    return tuple(source for source in its if source.kind in kinds)
