"""Who can run what: a line for each venue, and the tables made of them."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from isoledger.conformance.plain import CaseError
from isoledger.conformance.positions import Reader, Readers
from isoledger.conformance.running import Runner, Runners
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import RuleBook
from isoledger.venues.bitmex import rules as bitmex_rules
from isoledger.venues.hyperliquid import rules as hyperliquid_rules


def _no_runners() -> Runners:
    return FrozenMap()


def _no_books() -> Mapping[str, RuleBook]:
    return FrozenMap()


@frozen(kw_only=True)
class Known:
    """What is known of one venue.

    Attributes:
        name: Its name.
        runners: What runs its cases, by (venue, kind).
        reader: What reads its raw position records; ``None``: nothing yet.
        books: Its dated rules, by the name its cases call the venue or product.
        aliases: Other names under which its records are kept.
    """

    name: str
    runners: Runners = field(factory=_no_runners)
    reader: Reader | None = None
    books: Mapping[str, RuleBook] = field(factory=_no_books)
    aliases: tuple[str, ...] = ()


VENUES: tuple[Known, ...] = (
    Known(name="bitmex", books={"bitmex": bitmex_rules.RULES}),
    Known(name="hyperliquid", books={"hyperliquid": hyperliquid_rules.RULES}),
)
"""Every venue, one line each."""


def runners_of(venues: Iterable[Known]) -> Runners:
    """All runners of *venues*.

    Raises:
        CaseError: Two venues claim the same venue and kind.
    """
    found: dict[tuple[str, str], Runner] = {}
    for known in venues:
        for key, runner in known.runners.items():
            if key in found:
                raise CaseError(place=known.name, why=f"{' '.join(key)} has a runner already")
            found[key] = runner
    return FrozenMap(found)


def readers_of(venues: Iterable[Known]) -> Readers:
    """All readers of *venues*, by each of its names.

    Raises:
        CaseError: Two venues claim one name.
    """
    found: dict[str, Reader] = {}
    for known in venues:
        for name in (known.name, *known.aliases):
            if name in found:
                raise CaseError(place=known.name, why=f"{name} has a reader already")
            if known.reader is not None:
                found[name] = known.reader
    return FrozenMap(found)


def books_of(venues: Iterable[Known]) -> Mapping[str, RuleBook]:
    """All rule books of *venues*, by the name that cases call them."""
    return FrozenMap({name: book for known in venues for name, book in known.books.items()})


RUNNERS: Runners = runners_of(VENUES)
"""What runs a case, by (venue, kind)."""

READERS: Readers = readers_of(VENUES)
"""What reads a raw position record, by venue."""

BOOKS: Mapping[str, RuleBook] = books_of(VENUES)
"""The dated rules, by the name that cases call their venue."""
