"""Whole journals that could have happened, for anybody's properties."""

from collections.abc import Sequence

from attrs import frozen
from hypothesis import strategies as st

from isoledger.core.events import MarginEvent
from isoledger.core.ledger import Ledger
from isoledger.core.rules import Pot, RuleBook
from isoledger.testing.author import Author, Writer
from isoledger.testing.banking import BANKING
from isoledger.testing.markets import rule_books
from isoledger.testing.trading import TRADING

WRITERS: dict[str, Writer] = {**TRADING, **BANKING}
"""Every kind of event an author can write, by a short name."""

NUMBER_MAX = 10**24
_OFTEN = ("fill", "add margin", "fill", "close", "add margin")


@frozen(kw_only=True)
class Journal:
    """A history, and the mechanics it happened under.

    Attributes:
        events: What happened, in order: every (time, sequence) is there once.
        rules: The mechanics by date.
    """

    events: tuple[MarginEvent, ...]
    rules: RuleBook

    def ledger(self) -> Ledger:
        """All of it, replayed."""
        return Ledger.replay(self.events, rules=self.rules)


def written(script: Sequence[tuple[str, int]], rules: RuleBook) -> Journal:
    """The journal of a *script*: a kind of event and a number for its details, each."""
    author = Author(rules)
    for kind, number in script:
        author.write(WRITERS[kind], number)
    return Journal(events=tuple(author.events), rules=rules)


def journals(
    *,
    size_max: int = 24,
    kinds: Sequence[str] = (*_OFTEN, *WRITERS),
    pots: tuple[Pot, ...] = tuple(Pot),
) -> st.SearchStrategy[Journal]:
    """Consistent journals of one account: several contracts, pools and hedge legs, every event.

    Args:
        size_max: How many events at most, listings not counted.
        kinds: Which kinds of event, by the names in `WRITERS`; twice named, twice as often.
        pots: Which pots rules may name for funding.

    >>> from hypothesis import find
    >>> find(journals(kinds=["bonus"]), lambda journal: len(journal.events) == 1).events[0].amount
    Money('0.000001 USDT')
    """
    lines = st.tuples(st.sampled_from(kinds), st.integers(0, NUMBER_MAX))
    # a length first: lists alone are mostly short, and what goes wrong goes wrong late
    scripts = st.integers(1, size_max).flatmap(lambda n: st.lists(lines, min_size=n, max_size=n))
    return st.builds(written, scripts, rule_books(pots))
