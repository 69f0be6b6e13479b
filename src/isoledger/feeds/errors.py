"""What can go wrong between a venue and the journal.

* IsoledgerError
  + FeedError                a pull or a stream that cannot go on; what was written stays
    x AbsentVenueError       nothing connects to the venue (any more); its files can be imported
    x MissingExtraError      the extra that connects is not installed
    x CredentialsError       a key that is missing, or that the venue does not take
    x ForbiddenRequestError  a request that is not on the list of those that only read
    x ChoiceError            a source that cannot be asked before something is chosen
    x BusyError              the venue did not answer this time: a wait may cure it
    x RefusedRequestError    the venue answered that it will not answer
    x AnswerError            an answer that is not of the shape it must have
    x StuckPagingError       the venue leads from page to page in a circle
    x TellingsError          two kinds of record that tell one history of money

No error of this room holds a request, a header or an address with a signature in it, and none has
a cause: whatever ccxt raised knew them.
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


class FeedError(IsoledgerError):
    """A pull or a stream that cannot go on; what was written before stays."""


@frozen(kw_only=True, repr=False)
class AbsentVenueError(FeedError):
    """Nothing connects to the venue.

    Attributes:
        venue: Its name.
        why: Why nothing does.
        files: The kinds of file that can be imported instead.
        known: The venues that can be pulled from.
    """

    venue: str
    why: str
    files: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f"{self.venue} cannot be pulled from: {self.why}"
        if self.files:
            return f"{said}; save its files and `isoledger import` them: {', '.join(self.files)}"
        return f"{said}; there is {', '.join(self.known)}" if self.known else said


@frozen(kw_only=True, repr=False)
class MissingExtraError(FeedError):
    """The library that connects is not installed.

    Attributes:
        module: The module that is missing.
    """

    module: str

    def __str__(self) -> str:
        cure = 'python -m pip install "isoledger[ccxt]"'
        return f"pulling from a venue needs {self.module}; install it with: {cure}"


@frozen(kw_only=True, repr=False)
class CredentialsError(FeedError):
    """A credential that is missing, or that the venue does not take.

    Attributes:
        venue: Whose.
        why: What is wrong, without the credential itself.
    """

    venue: str
    why: str

    def __str__(self) -> str:
        return f"credentials of {self.venue}: {self.why}"


@frozen(kw_only=True, repr=False)
class ForbiddenRequestError(FeedError):
    """A request that is not on the list of those that only read; it was not sent.

    Attributes:
        venue: Whom it was for.
        verb: Its method.
        path: Its path, without what was asked.
    """

    venue: str
    verb: str
    path: str

    def __str__(self) -> str:
        return (
            f"{self.verb} {self.path} is not among the requests to {self.venue} that only read; "
            "it was not sent"
        )


@frozen(kw_only=True, repr=False)
class ChoiceError(FeedError):
    """Something must be chosen before a source can be asked.

    Attributes:
        what: The source, as ``venue kind``.
        choice: What must be chosen.
        why: What is wrong.
    """

    what: str
    choice: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.choice} {self.why}"


@frozen(kw_only=True, repr=False)
class BusyError(FeedError):
    """The venue did not answer this time.

    Attributes:
        what: What was asked, as ``venue kind``.
        why: What it said, or did not say.
        tries: How often it was asked.
    """

    what: str
    why: str
    tries: int = 1

    def __str__(self) -> str:
        tried = f" after {self.tries} tries" if self.tries > 1 else ""
        return f"{self.what}: no answer{tried}: {self.why}; pull again, it goes on where it stopped"


@frozen(kw_only=True, repr=False)
class RefusedRequestError(FeedError):
    """The venue answered that it will not answer.

    Attributes:
        what: What was asked, as ``venue kind``.
        why: What it said.
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: refused: {self.why}"


@frozen(kw_only=True, repr=False)
class AnswerError(FeedError):
    """An answer that is not of the shape it must have.

    Attributes:
        what: What was asked, as ``venue kind``.
        why: What is wrong with the answer.
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: the answer cannot be read: {self.why}"


@frozen(kw_only=True, repr=False)
class StuckPagingError(FeedError):
    """The venue leads from page to page in a circle.

    Attributes:
        what: What was asked, as ``venue kind``.
        cursor: The place it leads back to.
    """

    what: str
    cursor: str

    def __str__(self) -> str:
        return f"{self.what}: page {self.cursor[:40]!r} leads back to itself; pull again later"


@frozen(kw_only=True, repr=False)
class TellingsError(FeedError):
    """Two kinds of record that tell one history of money, which would count twice.

    Attributes:
        account: The account, as ``venue/account``.
        kinds: The kinds.
    """

    account: str
    kinds: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.account} would be told twice, by {' and by '.join(self.kinds)}; "
            "keep each in an account of its own"
        )
