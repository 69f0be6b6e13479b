"""How events are kept: one text an event, stores that only grow, and a chain of hashes."""

from isoledger.journal.batch import Appended, Batch, Counts, Outcome, RawRow, SourceFile
from isoledger.journal.chain import NOTHING, Receipt
from isoledger.journal.codec import decode, encode, schema
from isoledger.journal.errors import (
    BatchError,
    BrokenChainError,
    CodecError,
    ConflictingRecordError,
    JournalError,
    MalformedReceiptError,
    MalformedRecordError,
    NewerJournalError,
    NotAJournalError,
    NotCanonicalError,
    StoreBusyError,
    StoreClosedError,
    StoreError,
    StoreFailedError,
    TornTailError,
    UnencodableError,
    UnfitBatchError,
    UnfitJournalError,
    UnknownFileError,
    UnknownTagError,
    UnknownVersionError,
)
from isoledger.journal.jsonl import JsonLinesStore
from isoledger.journal.memory import MemoryStore
from isoledger.journal.sqlite import SqliteStore
from isoledger.journal.store import Store
from isoledger.journal.upcast import SCHEMA_VERSION
from isoledger.journal.verify import Fault, VerifyReport

__all__ = [
    "Appended",
    "Batch",
    "BatchError",
    "BrokenChainError",
    "CodecError",
    "ConflictingRecordError",
    "Counts",
    "Fault",
    "JournalError",
    "JsonLinesStore",
    "MalformedReceiptError",
    "MalformedRecordError",
    "MemoryStore",
    "NOTHING",
    "NewerJournalError",
    "NotAJournalError",
    "NotCanonicalError",
    "Outcome",
    "RawRow",
    "Receipt",
    "SCHEMA_VERSION",
    "SourceFile",
    "SqliteStore",
    "Store",
    "StoreBusyError",
    "StoreClosedError",
    "StoreError",
    "StoreFailedError",
    "TornTailError",
    "UnencodableError",
    "UnfitBatchError",
    "UnfitJournalError",
    "UnknownFileError",
    "UnknownTagError",
    "UnknownVersionError",
    "VerifyReport",
    "decode",
    "encode",
    "schema",
]
