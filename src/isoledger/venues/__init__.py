"""How a venue says it, and by which dated rules: raw records in, events out."""

from isoledger.venues.errors import (
    FieldError,
    IdentityError,
    RecordError,
    UnknownKindError,
    UnreadableFileError,
    ZoneError,
)
from isoledger.venues.fields import Json
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.records import Record, csv_records, json_records, json_value
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Kind,
    Remark,
    Skipped,
    Translation,
    Untranslated,
    Venue,
    sifted,
)

__all__ = [
    "FieldError",
    "Given",
    "IdentityError",
    "Json",
    "Key",
    "Kind",
    "NOTHING_GIVEN",
    "Occurrences",
    "Record",
    "RecordError",
    "Remark",
    "Skipped",
    "Translation",
    "UnknownKindError",
    "UnreadableFileError",
    "Untranslated",
    "Venue",
    "ZoneError",
    "csv_records",
    "json_records",
    "json_value",
    "sifted",
]
