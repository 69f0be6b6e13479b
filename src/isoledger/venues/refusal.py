"""Answers of a venue that are understood and are no history: recognised, counted, refused."""

from isoledger.venues.meaning import no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given, Kind


def refused(
    venue: str,
    name: str,
    why: str,
    *,
    endpoints: tuple[str, ...],
    fields: tuple[str, ...],
    without: tuple[str, ...] = (),
    under: str = "data",
) -> Kind:
    """A kind of answer none of whose rows is history.

    Args:
        venue: Whose it is.
        name: What the command line calls it.
        why: Why it is no history, and what is instead.
        endpoints: Paths of the API that answer so.
        fields: Keys that tell it from other kinds' JSON.
        without: Keys that it never has.
        under: Where the rows stand in an answer.
    """
    return Statement(
        venue=venue,
        name=name,
        title=f"No history: {why}",
        endpoints=endpoints,
        under=under,
        fields=fields,
        without=without,
        clock=_never,
        key=fields[:1],
        typed_by=(),
        types={"": no_history(why)},
        money="",
    ).kind


def _never(_: Record, __: Given) -> int:
    """Nobody asks when something was that is no history."""
    return 0
