"""What BitMEX writes: files and answers to records, and their fields to money and keys."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from isoledger.core.errors import IsoledgerError
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset, Money
from isoledger.venues.bitmex.rules import ASSETS, VENUE_NAME
from isoledger.venues.heads import is_json
from isoledger.venues.keys import Key
from isoledger.venues.records import Record, csv_records, json_records

LAST = 1 << 40
"""The sequence of what is stated about an instant, after everything that happened in it."""

_NO_ID = "00000000-0000-0000-0000-000000000000"


def read(*required: str, under: str = "data") -> Callable[[bytes, str], list[Record]]:
    """A reader of CSV with the *required* columns, or of JSON objects.

    JSON may be an array, one object, or an object with the array *under* a key, as streamed
    tables are. Its objects leave out fields that are empty, so that none is required of them.
    """

    def records(data: bytes, file: str) -> list[Record]:
        if is_json(data):
            return json_records(data, file, under=under, around=("action",))
        return csv_records(data, file, required=required)

    return records


def asset_of(record: Record, name: str) -> Asset:
    """The asset that field *name* names, case and all: ``XBt`` is satoshi, ``XBT`` is nothing.

    Raises:
        FieldError: It is missing, or no wallet currency.
    """
    asset = ASSETS.get(record.text(name))
    if asset is None:
        raise record.fault(name, f"{record.text(name)!r} is no currency whose scale is known")
    return asset


def money(record: Record, name: str, asset: Asset) -> Money:
    """The whole number of smallest units in *name*.

    Raises:
        FieldError: It is missing or not whole.
    """
    return Money(record.whole(name), asset)


def optional_money(record: Record, name: str, asset: Asset) -> Money | None:
    """As `money`; ``None`` where nothing is stated."""
    return None if record.optional(name) is None else money(record, name, asset)


def native_key(record: Record, kind: str, name: str) -> Key | None:
    """The identity BitMEX gave in *name*; ``None`` when it gave none (absent, or all zeros)."""
    given = record.optional(name)
    return None if given in {None, _NO_ID} else Key(kind, (record.text(name),))


def stamp(record: Record, account: str, identity: str, time_ns: int, sequence: int) -> Stamp:
    """The stamp of an event that *record* tells."""
    return Stamp(
        time_ns=time_ns,
        sequence=sequence,
        venue=VENUE_NAME,
        account=account,
        id=identity,
        source=record.source,
    )


def places(records: Sequence[Record], time_of: Callable[[Record], int]) -> dict[int, int]:
    """By row: its place among records of one instant, as they happened.

    BitMEX lists oldest or newest first, as asked. A list that ends earlier than it begins is
    newest first, also within an instant.

    Args:
        records: All of a file.
        time_of: When a record happened; may refuse it with an error.
    """
    times: list[int] = []
    for record in (*records[:1], *records[-1:]):
        with suppress(IsoledgerError):
            times.append(time_of(record))
    sign = -1 if len(times) == 2 and times[0] > times[1] else 1  # noqa: PLR2004 - both ends
    return {record.row: sign * record.row for record in records}
