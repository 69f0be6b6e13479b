"""One event seen from both sides: the account before it, the entry of it, the account after."""

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from isoledger.core.account import Account
from isoledger.core.books import DEBT, WALLET, Book, is_free, reserve_book
from isoledger.core.events import Listing, MarginEvent, MarginModeChange
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.core.postings import Entry
from isoledger.core.rules import RuleBook, Rules

Balances = dict[tuple[Book, Asset], int]
"""Units of every asset in every book; nothing where there is none."""


@frozen(kw_only=True)
class Happening:
    """One event, and what was before and after.

    Attributes:
        event: What happened.
        before: The account it happened to.
        entry: What moved.
        after: The account it left.
        rules: The mechanics of its instant.
    """

    event: MarginEvent
    before: Account
    entry: Entry
    after: Account
    rules: Rules

    def moved(self) -> Balances:
        """What the entry put into each book."""
        return added({}, self.entry)


def happenings(events: Iterable[MarginEvent], rules: RuleBook) -> Iterator[Happening]:
    """Every event that counts, in order, by the pure rules."""
    account = Account()
    for event in Ledger.replay(events, rules=rules).effective():
        step = account.apply(event, rules)
        yield Happening(
            event=event,
            before=account,
            entry=step.entry,
            after=step.state,
            rules=rules.at(event.stamp.time_ns),
        )
        account = step.state


def added(balances: Balances, entry: Entry) -> Balances:
    """*balances*, with *entry* added to it in place; what comes to nothing is not kept."""
    for posting in entry:
        key = posting.book, posting.amount.asset
        balances[key] = balances.get(key, 0) + posting.amount.units
        if not balances[key]:
            del balances[key]
    return balances


def balances_of(account: Account) -> Balances:
    """What every own book of *account* holds, read from its state."""
    purses = [(WALLET, account.wallet), (DEBT, account.debts)]
    purses += [(pool.book, pool.balances) for pool in account.pools.values()]
    held = {(b, m.asset): m.units for b, purse in purses for m in purse.values()}
    for position in account.isolated.values():
        held[position.book, position.margin.asset] = position.margin.units
        held[reserve_book(position.id), position.reserve.asset] = position.reserve.units
    return {key: units for key, units in held.items() if units}


def is_own(book: Book) -> bool:
    """Whether *book* is the account's; the others are counter-books."""
    return is_free(book) or book.startswith("isolated:")


def positions_of(event: MarginEvent) -> set[PositionId]:
    """The positions *event* speaks of: none, one, or the two ends of a change of margin mode."""
    at: PositionId | None = getattr(event, "position", None)
    found = set[PositionId]() if at is None else {at}
    if isinstance(event, MarginModeChange):
        found.add(event.position._replace(pool=event.pool))
    return found


def renamed(event: MarginEvent, symbols: dict[str, str]) -> MarginEvent:
    """*event* about the same position of another symbol."""
    if isinstance(event, Listing):
        terms: Instrument = event.instrument
        return evolve(event, instrument=evolve(terms, symbol=symbols[terms.symbol]))
    at = getattr(event, "position", None)
    if at is None:
        return event
    return evolve(event, position=at._replace(symbol=symbols.get(at.symbol, at.symbol)))
