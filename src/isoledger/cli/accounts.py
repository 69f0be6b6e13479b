"""A journal opened, and one account of it as a ledger."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from attrs import frozen

from isoledger.cli.errors import AccountError, MissingStoreError, OptionError
from isoledger.cli.venues import rules_of
from isoledger.core.events import MarginEvent
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.ledger import Ledger
from isoledger.journal import JsonLinesStore, SourceFile, SqliteStore, Store
from isoledger.reports import Agreement, ParkedRow, Place, agreement

Name = tuple[str, str]
"""A venue and the name of an account there."""


def opened(path: Path, mode: Literal["append", "read"]) -> Store:
    """The journal at *path*: JSON lines if it ends in ``.jsonl``, otherwise SQLite.

    Raises:
        OptionError: It is a folder.
        MissingStoreError: It is to be read and is not there.
        StoreError: It cannot be opened.
    """
    if path.is_dir():
        raise OptionError(option="--store", text=str(path), why="that is a folder; name a file")
    if mode == "read" and not path.exists():
        raise MissingStoreError(path=str(path))
    if path.suffix == ".jsonl":
        return JsonLinesStore(path, mode=mode)
    return SqliteStore(path, mode=mode)


@frozen(kw_only=True)
class Books:
    """One account of a journal.

    Attributes:
        name: Its venue, and what we call it.
        ledger: What happened to it.
        files: Names of the files it was read from, by hash.
        parked: Records of these files that nobody could translate.
        skipped: How many of them are no history.
    """

    name: Name
    ledger: Ledger
    files: FrozenMap[str, str] = FrozenMap()
    parked: tuple[ParkedRow, ...] = ()

    @property
    def title(self) -> str:
        """The account, as ``venue/account``."""
        return "/".join(self.name)

    def agreement(self) -> Agreement:
        """The venue against its own records."""
        return agreement(self.ledger, self.files)


def books_of(store: Store, asked: str | None) -> Books:
    """The account of *store* that *asked* names; the only one, if nothing is asked.

    Args:
        store: The journal.
        asked: ``ACCOUNT`` or ``VENUE/ACCOUNT``.

    Raises:
        AccountError: There is none such, or more than one.
        ReplayError: Its events do not follow one another.
    """
    accounts = accounts_of(store)
    name = chosen(tuple(accounts), asked)
    return Books(
        name=name,
        ledger=Ledger.replay(accounts[name], rules=rules_of(name[0])),
        files=FrozenMap({file.hash: file.name for file in store.files()}),
        parked=parked_of(store, name),
    )


def accounts_of(store: Store) -> dict[Name, list[MarginEvent]]:
    """The events of every account of *store*; none, where all its records are parked."""
    accounts: dict[Name, list[MarginEvent]] = {
        (file.venue, file.account): [] for file in store.files()
    }
    for event in store.read():
        accounts.setdefault((event.stamp.venue, event.stamp.account), []).append(event)
    return accounts


def chosen(accounts: tuple[Name, ...], asked: str | None) -> Name:
    """The one of *accounts* that *asked* names."""
    fits = [name for name in accounts if asked in {None, name[1], "/".join(name)}]
    if len(fits) != 1:
        raise AccountError(asked=asked or "", known=tuple("/".join(name) for name in accounts))
    return fits[0]


def parked_of(store: Store, name: Name) -> tuple[ParkedRow, ...]:
    """The parked records of the account called *name*."""
    files = {file.hash: file.name for file in files_of(store.files(), name)}
    return tuple(
        ParkedRow(place=Place(file=files[row.file], row=row.row), reason=row.reason)
        for row in store.parked()
        if row.file in files
    )


def files_of(files: Iterable[SourceFile], name: Name) -> list[SourceFile]:
    """Those of *files* that are about the account called *name*."""
    return [file for file in files if (file.venue, file.account) == name]
