"""What can be wrong with a journal, or with what is put into one.

* JournalError
  + CodecError              bytes that are not an event, or an event that has no bytes
    x MalformedRecordError  no JSON, a wrong type, a number or a nesting out of bounds
    x NotCanonicalError     readable, and not the one text of what it says
    x UnknownVersionError   written by a later isoledger, or by none
    x UnknownTagError       a kind of event nobody knows
    x UnencodableError      an event whose fields are not what their types say
  + StoreError              a journal that cannot be opened, read or written
    x NotAJournalError      the file is something else, or damaged beyond reading
    x NewerJournalError     the file was laid out by a later isoledger
    x UnfitJournalError     the tables or guards of the file are not the ones we made
    x StoreBusyError        somebody else is writing
    x StoreClosedError      the store was closed, or may only be read
    x StoreFailedError      the disk or the system refused
    x TornTailError         the file ends in a batch that was never finished
    x BrokenChainError      a record is not the one that was appended
  + BatchError              a batch that contradicts itself or what is kept
    x UnknownFileError      a raw record of a file nobody announced
    x ConflictingRecordError one file and row, two contents
    x UnfitBatchError       a file, row or instant that cannot be
    x MalformedReceiptError a text that is no receipt

An event whose id is taken by another content is refused with core's `ConflictingEventError`.
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


class JournalError(IsoledgerError):
    """What can be wrong with a journal."""


class CodecError(JournalError, ValueError):
    """Bytes that are not an event, or an event that has no bytes."""


class StoreError(JournalError):
    """A journal that cannot be opened, read or written."""


class BatchError(JournalError, ValueError):
    """A batch that contradicts itself or what is kept."""


@frozen(kw_only=True)
class MalformedRecordError(CodecError):
    """A record that is no event.

    Attributes:
        place: Where it stands, for instance ``event 17, price``.
        why: What is wrong with it.
    """

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@frozen(kw_only=True)
class NotCanonicalError(CodecError):
    """A record that can be read, and is not the one text of the event it says.

    Attributes:
        place: Where it stands.
        offset: The first byte that differs from the canonical text.
    """

    place: str
    offset: int

    def __str__(self) -> str:
        return f"{self.place}: not canonical from byte {self.offset} on; it was edited by hand"


@frozen(kw_only=True)
class UnknownVersionError(CodecError):
    """A record of a version nobody here can read.

    Attributes:
        place: Where it stands.
        version: What it says.
        newest: The newest version known here.
    """

    place: str
    version: str
    newest: int

    def __str__(self) -> str:
        return (
            f"{self.place}: version {self.version!r} is not known, the newest known is "
            f"{self.newest}; install a later isoledger to read it"
        )


@frozen(kw_only=True)
class UnknownTagError(CodecError):
    """A record of a kind nobody knows.

    Attributes:
        place: Where it stands.
        tag: What it calls itself.
    """

    place: str
    tag: str

    def __str__(self) -> str:
        return f"{self.place}: there is no event called {self.tag!r}"


@frozen(kw_only=True)
class UnencodableError(CodecError):
    """An event whose fields are not what their types say.

    Attributes:
        what: The event's id and the field.
        why: What is wrong with it.
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@frozen(kw_only=True)
class NotAJournalError(StoreError):
    """A file that is no journal, or is damaged beyond reading.

    Attributes:
        path: The file.
        why: What was found.
    """

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path} is not a journal that can be read: {self.why}"


@frozen(kw_only=True)
class NewerJournalError(StoreError):
    """A file laid out by a later isoledger.

    Attributes:
        path: The file.
        layout: The layout it says it has.
        newest: The newest layout known here.
    """

    path: str
    layout: int
    newest: int

    def __str__(self) -> str:
        return (
            f"{self.path} has layout {self.layout}, the newest known here is {self.newest}; "
            "install a later isoledger to open it"
        )


@frozen(kw_only=True)
class UnfitJournalError(StoreError):
    """A file whose tables or guards are not the ones we made.

    Attributes:
        path: The file.
        missing: What should be there and is not, or is another.
        foreign: What should not be there.
    """

    path: str
    missing: tuple[str, ...]
    foreign: tuple[str, ...]

    def __str__(self) -> str:
        parts = [f"{', '.join(self.missing)} is missing or changed"] if self.missing else []
        parts += [f"{', '.join(self.foreign)} is not ours"] if self.foreign else []
        return f"{self.path} was changed by somebody else: {'; '.join(parts)}"


@frozen(kw_only=True)
class StoreBusyError(StoreError):
    """Somebody else is writing; nothing was written here.

    Attributes:
        path: The file.
        who: Who holds it, as far as that is known.
    """

    path: str
    who: str

    def __str__(self) -> str:
        return f"{self.path} is being written by {self.who}; try again when it is done"


@frozen(kw_only=True)
class StoreClosedError(StoreError):
    """A store that was closed, or opened for reading only.

    Attributes:
        path: The file.
        why: Which of the two.
    """

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@frozen(kw_only=True)
class StoreFailedError(StoreError):
    """The disk or the system refused; what was acknowledged before is kept.

    Attributes:
        path: The file.
        why: What the system says.
    """

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}; nothing of this batch was kept"


@frozen(kw_only=True)
class TornTailError(StoreError):
    """A file that ends in a batch that was never finished, so never acknowledged.

    Attributes:
        path: The file.
        offset: Where the last whole batch ends.
        size: How many bytes follow it.
    """

    path: str
    offset: int
    size: int

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.size} bytes after byte {self.offset} belong to a batch that was "
            "never finished; drop_torn_tail() removes them"
        )


@frozen(kw_only=True)
class BrokenChainError(StoreError):
    """A record is not the one that was appended.

    Attributes:
        place: The first bad record, for instance ``event 9000``.
        why: What does not fit.
    """

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}; the journal was changed after it was written"


@frozen(kw_only=True)
class UnknownFileError(BatchError):
    """A raw record of a file nobody announced.

    Attributes:
        source: The record.
    """

    source: str

    def __str__(self) -> str:
        return f"{self.source}: its file is neither in the batch nor in the journal"


@frozen(kw_only=True)
class ConflictingRecordError(BatchError):
    """One file and row, two contents.

    Attributes:
        source: The record.
        field: What differs.
    """

    source: str
    field: str

    def __str__(self) -> str:
        return f"{self.source}: exists_with_different_{self.field}"


@frozen(kw_only=True)
class UnfitBatchError(BatchError):
    """A file, row or instant that cannot be.

    Attributes:
        what: Which field of what.
        why: What is wrong with it.
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@frozen(kw_only=True)
class MalformedReceiptError(BatchError):
    """A text that is no receipt.

    Attributes:
        text: What was read, cut to 100 characters.
    """

    text: str

    def __str__(self) -> str:
        return f"{self.text!r} is not a receipt; one looks like isoledger:COUNT:64 hex digits"
