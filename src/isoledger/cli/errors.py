"""What can be wrong with what was typed.

* IsoledgerError
  + UsageError             something a person can mend by typing it otherwise
    x OptionError          an option that does not hold what it must
    x MissingStoreError    there is no journal at that path
    x UnknownVenueError    nobody here knows the venue
    x KindError            no kind, or more than one, fits a file
    x AccountError         no account of that name, or more than one it may be
    x TwoTellingsError     two kinds of file that tell one history of money
    x RefusedImportError   what a file tells cannot follow what the journal holds
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


class UsageError(IsoledgerError):
    """Something a person can mend by typing it otherwise."""


@frozen(kw_only=True)
class OptionError(UsageError):
    """An option that does not hold what it must.

    Attributes:
        option: Its name.
        text: What it was given.
        why: What is wrong with it, and the cure.
    """

    option: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.option} {self.text!r}: {self.why}"


@frozen(kw_only=True)
class MissingStoreError(UsageError):
    """There is no journal at that path.

    Attributes:
        path: Where it was looked for.
    """

    path: str

    def __str__(self) -> str:
        return f"{self.path} is not there; `isoledger import` makes it, --store names another"


@frozen(kw_only=True)
class UnknownVenueError(UsageError):
    """Nobody here knows the venue.

    Attributes:
        venue: What was asked for.
        known: What there is.
    """

    venue: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.venue!r} is no venue known here; there is {', '.join(self.known)}"


@frozen(kw_only=True)
class KindError(UsageError):
    """No kind, or more than one, fits a file.

    Attributes:
        file: Its name.
        fits: The kinds that fit it.
        known: The kinds of the venue.
    """

    file: str
    fits: tuple[str, ...]
    known: tuple[str, ...]

    def __str__(self) -> str:
        if self.fits:
            return f"{self.file} may be {' or '.join(self.fits)}; say which with --kind"
        kinds = ", ".join(self.known)
        return f"{self.file} looks like nothing known here; --kind may be one of {kinds}"


@frozen(kw_only=True)
class AccountError(UsageError):
    """No account of that name, or more than one it may be.

    Attributes:
        asked: What was asked for; empty: nothing.
        known: The accounts of the journal, as ``venue/account``.
    """

    asked: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        if not self.known:
            return "the journal holds no events yet; `isoledger import` puts some in"
        names = ", ".join(self.known)
        if self.asked:
            return f"--account {self.asked!r} is not one account of the journal; there is {names}"
        return f"the journal holds more than one account; choose with --account: {names}"


@frozen(kw_only=True)
class TwoTellingsError(UsageError):
    """Two kinds of file that tell one history of money, which would count twice.

    Attributes:
        account: The account, as ``venue/account``.
        tellings: Each with the kinds of file that tell it.
    """

    account: str
    tellings: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        parts = [f"{name} (from {', '.join(kinds)})" for name, kinds in self.tellings]
        return (
            f"{self.account} would be told twice: {' and '.join(parts)} speak of the same money; "
            "keep each in an account of its own"
        )


@frozen(kw_only=True)
class RefusedImportError(UsageError):
    """What a file tells cannot follow what the journal holds; nothing was written.

    Attributes:
        place: The file and row of the record that cannot follow; empty: not known.
        why: Why it cannot.
    """

    place: str
    why: str

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.why}; nothing was written"
