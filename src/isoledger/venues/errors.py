"""What can be wrong with a venue's records.

* IsoledgerError
  + RecordError            a file or record that cannot be read as what it claims to be
    x UnreadableFileError  the file as a whole, or one row of it, has no readable form
    x FieldError           a field is missing or does not hold what it must
    x IdentityError        a row contradicts its own arithmetic
    x ZoneError            local times, and no time zone that fits them
    x UnknownKindError     nobody knows this venue or this kind of record
  + DeclarationError       a statement is declared so that it cannot be read
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


class RecordError(IsoledgerError, ValueError):
    """A file or record that cannot be read as what it claims to be."""


@frozen(kw_only=True)
class UnreadableFileError(RecordError):
    """A file, or one row of it, has no readable form.

    Attributes:
        file: Its name.
        row: The row, from 1 for the first record; 0 for the file as a whole.
        why: What is wrong, and the cure if there is one.
    """

    file: str
    row: int
    why: str

    def __str__(self) -> str:
        place = f", row {self.row}" if self.row else ""
        return f"{self.file}{place}: {self.why}"


@frozen(kw_only=True)
class FieldError(RecordError):
    """A field is missing or does not hold what it must.

    Attributes:
        source: The record's file and row.
        field: The field's name.
        why: What is wrong with it.
    """

    source: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.source}: field {self.field!r}: {self.why}"


@frozen(kw_only=True)
class IdentityError(RecordError):
    """A row contradicts its own arithmetic, so it was read wrongly or is damaged.

    Attributes:
        source: The record's file and row.
        identity: The equation that must hold.
        found: The numbers that do not.
    """

    source: str
    identity: str
    found: str

    def __str__(self) -> str:
        return f"{self.source}: {self.identity} does not hold: {self.found}"


@frozen(kw_only=True)
class ZoneError(RecordError):
    """A file holds local times, and no time zone was given, or one that does not fit.

    Attributes:
        file: Its name.
        row: The row that shows it, from 1; 0: none does.
        why: What was expected, and the offset that would fit if the file shows one.
    """

    file: str
    row: int
    why: str

    def __str__(self) -> str:
        place = f", row {self.row}" if self.row else ""
        return f"{self.file}{place}: {self.why}"


@frozen(kw_only=True)
class UnknownKindError(RecordError):
    """Nobody knows this venue or this kind of record.

    Attributes:
        asked: What was asked for.
        known: What there is.
    """

    asked: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.asked!r} is not known; there is {', '.join(self.known)}"


@frozen(kw_only=True)
class DeclarationError(IsoledgerError, ValueError):
    """A statement is declared so that it cannot be read: a fault of ours, not of any file.

    Attributes:
        what: What is declared.
        why: What is wrong with it.
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"
