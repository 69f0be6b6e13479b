"""Whether a journal is what was written, and whether it adds up."""

from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from isoledger.cli.accounts import Name, accounts_of, opened
from isoledger.cli.output import Screen
from isoledger.cli.venues import rules_of
from isoledger.core.books import Book
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import Correction, MarginEvent
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.journal import Receipt, VerifyReport
from isoledger.reports import Plain
from isoledger.reports.daybook import balances_of, is_own
from isoledger.reports.texts import shown


@frozen(kw_only=True)
class Checked:
    """One account, counted twice.

    Attributes:
        name: Its venue and name.
        events: How many events it has.
        postings: How many postings they made.
        faults: What does not add up; empty when everything does.
    """

    name: Name
    events: int
    postings: int = 0
    faults: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The account, as ``venue/account``."""
        return "/".join(self.name)


@frozen(kw_only=True)
class Verified:
    """What verifying found.

    Attributes:
        chain: The chain of hashes, and the receipt if there was one.
        asked: Whether a receipt was given.
        accounts: The accounts; none when the chain is broken, since nothing it holds counts then.
    """

    chain: VerifyReport
    asked: bool
    accounts: tuple[Checked, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether everything holds."""
        return self.chain.is_whole and not any(account.faults for account in self.accounts)

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        chain, fault = self.chain, self.chain.fault
        return {
            "command": "verify",
            "whole": self.is_clean,
            "events": chain.events,
            "records": chain.count,
            "batches": chain.batches,
            "receipt": str(chain.receipt),
            "receipt_checked": self.asked,
            "unfinished_bytes": chain.torn,
            "first_bad": None
            if fault is None
            else {"kind": fault.kind, "number": fault.number, "why": fault.why},
            "accounts": [_plain_account(account) for account in self.accounts],
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        chain = self.chain
        if chain.fault is None:
            receipt = ", and reaches as far as the receipt says" * self.asked
            screen.line(f"chain: {chain.events:,} events, {chain.batches:,} batches whole{receipt}")
        else:
            place, why = shown(chain.fault.place), shown(chain.fault.why)
            screen.line(f"chain: first bad record is {place}: {why}", "red")
        if chain.torn:
            screen.line(f"{chain.torn} bytes of a batch that was never finished follow", "yellow")
        for account in self.accounts:
            name = shown(account.title)
            if not account.faults:
                counts = f"{account.events:,} events, {account.postings:,} postings"
                screen.line(f"{name}: {counts}; trial balance zero, replay equals resume")
            for fault in account.faults:
                screen.line(f"{name}: {shown(fault)}", "red")
        screen.line("receipt:", "dim")
        screen.line(str(chain.receipt), "dim")


def _plain_account(account: Checked) -> Plain:
    return {
        "account": account.title,
        "events": account.events,
        "postings": account.postings,
        "faults": list(account.faults),
    }


def verified(path: Path, receipt: Receipt | None) -> Verified:
    """Everything in the journal at *path*, checked.

    Args:
        path: The journal.
        receipt: One that was kept elsewhere.

    Raises:
        StoreError: It cannot be opened.
    """
    with opened(path, "read") as store:
        chain = store.verify(receipt)
        if chain.fault is not None and chain.fault.number:
            return Verified(chain=chain, asked=receipt is not None)
        accounts = accounts_of(store)
    return Verified(
        chain=chain,
        asked=receipt is not None,
        accounts=tuple(checked(name, events) for name, events in accounts.items()),
    )


def checked(name: Name, events: Iterable[MarginEvent]) -> Checked:
    """One account: entries that balance, books that are their sum, a replay that can be resumed."""
    found = tuple(events)
    try:
        ledger = Ledger.replay(found, rules=rules_of(name[0]))
        count, faults = _trial_balance(ledger)
        faults += _resumed(ledger)
    except IsoledgerError as error:
        return Checked(name=name, events=len(found), faults=(str(error),))
    return Checked(name=name, events=len(found), postings=count, faults=tuple(faults))


def _trial_balance(ledger: Ledger) -> tuple[int, list[str]]:
    """How many postings there are; which assets do not sum to zero, which books to their balance.

    Entries come from the pure rules one event at a time, balances from the fold in integers: two
    ways to one number.
    """
    books: dict[tuple[Book, Asset], int] = {}
    count = 0
    for book, money in balances_of(ledger.opening):
        books[book, money.asset] = money.units
    opening = _by_asset(books)
    for entry in ledger.entries():
        count += len(entry.postings)
        for posting in entry:
            cell = posting.book, posting.amount.asset
            books[cell] = books.get(cell, 0) + posting.amount.units
    faults = [
        f"all books of {asset.code} sum to {units - opening.get(asset, 0)} units, not to zero"
        for asset, units in _by_asset(books).items()
        if units != opening.get(asset, 0)
    ]
    held = {(book, m.asset): m.units for book, m in balances_of(ledger.account)}
    own = {cell: units for cell, units in books.items() if is_own(cell[0])}
    faults += [
        f"{book} holds {held.get((book, asset), 0)} units of {asset.code}, "
        f"and its postings sum to {own.get((book, asset), 0)}"
        for book, asset in {**held, **own}
        if held.get((book, asset), 0) != own.get((book, asset), 0)
    ]
    return count, faults


def _by_asset(books: dict[tuple[Book, Asset], int]) -> dict[Asset, int]:
    totals: dict[Asset, int] = {}
    for (_, asset), units in books.items():
        totals[asset] = totals.get(asset, 0) + units
    return totals


def _resumed(ledger: Ledger) -> list[str]:
    """Whether a replay that stops halfway, and is resumed, ends at the same place."""
    events = [e for e in ledger.effective() if not isinstance(e, Correction)]
    half = len(events) // 2
    first = Ledger.replay(events[:half], rules=ledger.rules, opening=ledger.opening)
    rest = Ledger.resume(first.snapshot(), events[half:], rules=ledger.rules)
    same = rest.account == ledger.account
    return [] if same else [f"resumed from a snapshot after {half} events, it ends elsewhere"]
