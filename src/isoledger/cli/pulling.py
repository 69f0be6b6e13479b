"""What a venue remembers into the journal, and where the account stands after it."""

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from isoledger.cli.accounts import Books, Name, opened, parked_of
from isoledger.cli.errors import OptionError
from isoledger.cli.importing import verdict
from isoledger.cli.output import Screen
from isoledger.cli.progress import Steps
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.ledger import Ledger
from isoledger.feeds import (
    Credentials,
    Keeper,
    MissingExtraError,
    Pulled,
    Source,
    Transport,
    Wish,
    endpoints,
    pull,
)
from isoledger.journal import Receipt, Store
from isoledger.reports import (
    Agreement,
    BalanceRow,
    Column,
    Plain,
    Table,
    balance_rows,
    balance_table,
    finding_lines,
    parked_lines,
    plain_balances,
    plain_findings,
    plain_parked,
)
from isoledger.reports.texts import shown
from isoledger.venues.translation import Venue


@frozen(kw_only=True)
class Asked:
    """What the user wants pulled.

    Attributes:
        venue: From whom.
        sources: Which of its sources.
        account: The name we give the account.
        since_ns: From when on, ns UTC; ``None``: from where the journal begins to know.
        chosen: Values for the choices of sources, by parameter.
        store: Where the journal lies.
        now_ns: What time it is, ns UTC.
    """

    venue: Venue
    sources: tuple[Source, ...]
    account: str
    since_ns: int | None = None
    chosen: FrozenMap[str, Sequence[str]] = FrozenMap()
    store: Path
    now_ns: int

    @property
    def name(self) -> Name:
        """The account as the journal knows it."""
        return self.venue.name, self.account

    def wish(self, step: Steps) -> Wish:
        """The same, as the feeds understand it."""
        return Wish(
            sources=self.sources,
            since_ns=self.since_ns,
            now_ns=self.now_ns,
            chosen=self.chosen,
            told=step,
        )


@frozen(kw_only=True)
class Brought:
    """What a pull did, and where the account stands after it.

    Attributes:
        pulled: What the feeds say.
        receipt: Where the journal stands.
        books: The account.
        agreement: The venue against its own records.
        store: Where the journal lies.
    """

    pulled: Pulled
    receipt: Receipt
    books: Books
    agreement: Agreement
    store: Path

    @property
    def is_clean(self) -> bool:
        """Whether nothing is missing, nothing disagrees and nothing is parked."""
        return not (self.pulled.gaps or self.agreement.rows or self.books.parked)

    @property
    def balances(self) -> tuple[BalanceRow, ...]:
        """What the account holds now."""
        return balance_rows(self.books.ledger.account)

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        return {
            "command": "pull",
            "account": self.books.title,
            "store": str(self.store),
            "sources": [
                {
                    "source": name,
                    "pages": kept.pages,
                    "records": kept.records,
                    "events_added": len(kept.events),
                    "events_already_there": kept.exists,
                    "parked": len(kept.parked),
                }
                for name, kept in sorted(self.pulled.lanes.items())
            ],
            "unread_kinds": list(self.pulled.unread),
            "gaps": [str(gap) for gap in self.pulled.gaps],
            "receipt": str(self.receipt),
            "balances_stated": self.agreement.stated,
            "balances_agreed": self.agreement.agreed,
            "balances": plain_balances(self.balances),
            "findings": plain_findings(self.agreement.rows),
            "parked": plain_parked(self.books.parked),
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        screen.table(_source_table(self.pulled))
        screen.line()
        kept = self.pulled.kept
        screen.line(f"{len(kept.events)} events added, {kept.exists} already there; {self.store}")
        screen.line("keep this receipt: `verify --receipt` proves the journal whole with it", "dim")
        screen.line(str(self.receipt), "dim")
        unread = [f"{kind}: nothing here reads it yet" for kind in self.pulled.unread]
        screen.lines("Not asked for", unread)
        screen.lines("Missing", [shown(str(gap)) for gap in self.pulled.gaps], "red")
        screen.lines("Parked: nobody could translate", parked_lines(self.books.parked), "yellow")
        screen.lines("Findings", finding_lines(self.agreement.rows), "red")
        screen.table(balance_table(self.balances))
        screen.line()
        screen.line(verdict(self.agreement, len(self.books.parked)))


def _source_table(pulled: Pulled) -> Table:
    heads = ("source", "pages", "records", "events added", "already there", "parked")
    return Table(
        title="Sources",
        columns=tuple(Column(name=name, number=name != "source") for name in heads),
        rows=tuple(
            (
                shown(name),
                f"{kept.pages:,}",
                f"{kept.records:,}",
                f"{len(kept.events):,}",
                f"{kept.exists:,}",
                f"{len(kept.parked):,}",
            )
            for name, kept in sorted(pulled.lanes.items())
        ),
    )


def wire(sources: Sequence[Source], credentials: Credentials) -> Transport:
    """What carries requests to the venue of *sources*.

    Raises:
        MissingExtraError: The extra that connects is not installed.
    """
    missing = ""
    try:
        from isoledger.feeds.wire import Wire
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
    else:
        return Wire(endpoints(sources), credentials)
    raise MissingExtraError(module=missing)


def brought(asked: Asked, transport: Transport, step: Steps) -> Brought:
    """Pull what was *asked*.

    Args:
        asked: What, and whereto.
        transport: How.
        step: Told what is going on.

    Raises:
        FeedError: It cannot go on; what was written stays.
        ReplayError: What the venue tells does not follow from itself; it is in the journal.
        StoreError: The journal cannot be read or written.
    """
    with opened(asked.store, "append") as store:
        pulled = pull(transport, Keeper(store, asked.venue, asked.account), asked.wish(step))
        step("comparing")
        books = _books(store, asked)
        receipt = store.receipt()
    return Brought(
        pulled=pulled,
        receipt=receipt,
        books=books,
        agreement=books.agreement(),
        store=asked.store,
    )


def _books(store: Store, asked: Asked) -> Books:
    venue, account = asked.name
    return Books(
        name=asked.name,
        ledger=Ledger.replay(store.read(venue=venue, account=account), rules=asked.venue.rules),
        files=FrozenMap({file.hash: file.name for file in store.files()}),
        parked=parked_of(store, asked.name),
    )


def choices(texts: Sequence[str]) -> FrozenMap[str, Sequence[str]]:
    """What ``--choose`` was given, by parameter.

    Raises:
        OptionError: One is not of the form ``name=value``.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            why = "write name=value, for instance symbol=BTCUSDT"
            raise OptionError(option="--choose", text=text[:60], why=why)
        found[name] = (*found.get(name, ()), value)
    return FrozenMap(found)
