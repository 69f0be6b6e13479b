"""Which venues the command line knows."""

from isoledger.cli.errors import KindError, UnknownVenueError
from isoledger.core.rules import PLAIN_RULES, RuleBook
from isoledger.venues.directory import VENUES
from isoledger.venues.translation import Kind, Venue

HEAD_SIZE = 1 << 16
"""How many bytes of a file are shown to those who may recognise it."""


def venue_of(name: str) -> Venue:
    """The venue called *name*.

    Raises:
        UnknownVenueError: There is none.
    """
    found = VENUES.get(name.lower())
    if found is None:
        raise UnknownVenueError(venue=name[:40], known=tuple(VENUES))
    return found


def rules_of(name: str) -> RuleBook:
    """The rules of the venue called *name*; the plain model, which is assumed, of a stranger."""
    found = VENUES.get(name)
    return PLAIN_RULES if found is None else found.rules


def telling_of(venue: str, kind: str) -> str:
    """Which telling of an account's money the files of *kind* are; empty: none, or not known."""
    found = VENUES.get(venue)
    kinds = () if found is None else found.kinds
    return next((known.money for known in kinds if known.name == kind), "")


def kind_of(venue: Venue, data: bytes, file: str, asked: str | None) -> Kind:
    """The kind of a file: the one *asked* for, or the one that its first bytes look like.

    Args:
        venue: Whose file it is.
        data: Its bytes.
        file: Its name.
        asked: The name of a kind; ``None``: look at the file.

    Raises:
        KindError: There is no such kind, or none or more than one recognises the file.
    """
    head = data[:HEAD_SIZE]
    fits = [k for k in venue.kinds if (k.recognises(head) if asked is None else k.name == asked)]
    if len(fits) != 1:
        names = tuple(kind.name for kind in venue.kinds)
        raise KindError(file=file, fits=tuple(kind.name for kind in fits), known=names)
    return fits[0]
