"""The wallet history as BitMEX's web page saves it: local times, no ids, and one currency."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from attrs import evolve

from isoledger.core.errors import IsoledgerError
from isoledger.venues.bitmex.records import money, optional_money
from isoledger.venues.bitmex.rows import Movement, Row, checked, movement_of
from isoledger.venues.bitmex.rules import PER_EXECUTION_NS, XBT
from isoledger.venues.bitmex.statements import told
from isoledger.venues.errors import ZoneError
from isoledger.venues.instants import us_local, zoned_ns
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.records import Record, csv_records
from isoledger.venues.translation import NOTHING_GIVEN, Given, Skipped, Translation

COLUMNS = (
    "transactTime",
    "transactType",
    "amount",
    "fee",
    "address",
    "transactStatus",
    "walletBalance",
)
"""The header of the file, exactly. It names no currency: amounts are read as `XBT`, assumed."""

_DAILY_UNTIL = datetime.fromtimestamp(PER_EXECUTION_NS // 1_000_000_000, UTC).replace(tzinfo=None)
_DAY = timedelta(days=1)
_NOON = timedelta(hours=12)
_WEST = timedelta(hours=-12)
_EAST = timedelta(hours=14)


def web_records(data: bytes, file: str) -> list[Record]:
    """The rows of the file, with the word ``null`` taken for nothing.

    Raises:
        UnreadableFileError: It is no such file.
    """
    records = csv_records(data, file, header=COLUMNS)
    return [
        evolve(record, fields={k: None if v == "null" else v for k, v in record.fields.items()})
        for record in records
    ]


def wallet_history_web(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The events of a saved wallet page.

    Its times are local, so that the zone must be said. It is not believed unseen: until
    2024-04-09 BitMEX booked realised profit at 12:00 UTC, and every such row must say so.

    Args:
        records: All rows of the file.
        account: The name we gave the account.
        given: The time zone of the page, and whether to begin with the balance that the first
            rows imply.

    Raises:
        ZoneError: No zone was given, or daily rows do not stand at 12:00 UTC in it. The error
            names the offset that would fit.
    """
    if given.zone is None and records:
        raise _unzoned(records)
    zone = given.zone or UTC
    _check_zone(records, zone)

    def row_of(record: Record, seen: Occurrences) -> Row | Skipped:
        return _row(record, seen, zone)

    # The page lists newest first; within a second only it knows what came later.
    return told(records, account, given, row_of, lambda row: (row.time_ns, -row.record.row))


def implied_offsets(record: Record) -> tuple[timedelta, ...]:
    """The offsets from UTC at which this daily row stands at 12:00 UTC; empty: it is none.

    Daily rows are those of realised profit until 2024-04-09. Most local hours leave one offset,
    those of the far west and the far east two.

    Raises:
        FieldError: Its time cannot be read.
    """
    if not _is_daily(record):
        return ()
    local = us_local(record, "transactTime")
    clock = local - datetime.combine(local, datetime.min.time())
    found = (clock - _NOON + _DAY * days for days in (-1, 0, 1))
    return tuple(offset for offset in found if _WEST <= offset <= _EAST)


def _is_daily(record: Record) -> bool:
    if record.fields.get("transactType") != Movement.REALISED.value:
        return False
    return us_local(record, "transactTime") < _DAILY_UNTIL - _DAY / 2


def _unzoned(records: Sequence[Record]) -> ZoneError:
    """What to say of local times without a zone: with the offset, if a row shows it."""
    for record, offsets in _daily(records):
        why = (
            f"daily profit, booked at 12:00 UTC, stands at {record.text('transactTime')!r} here: "
            f"times are local, {_names(offsets)} on that day; say the time zone"
        )
        return ZoneError(file=record.file, row=record.row, why=why)
    why = "times are local and no row shows the offset; say the time zone"
    return ZoneError(file=records[0].file, row=0, why=why)


def _check_zone(records: Sequence[Record], zone: tzinfo) -> None:
    for record, offsets in _daily(records):
        local = us_local(record, "transactTime")
        if local.replace(tzinfo=zone).utcoffset() not in offsets:
            why = (
                f"daily profit, booked at 12:00 UTC, stands at {record.text('transactTime')!r} "
                f"here, which is not {zone} but {_names(offsets)}"
            )
            raise ZoneError(file=record.file, row=record.row, why=why)


def _daily(records: Sequence[Record]) -> Iterator[tuple[Record, tuple[timedelta, ...]]]:
    """Daily rows and the offsets they imply; rows that cannot be read are parked later."""
    for record in records:
        try:
            offsets = implied_offsets(record)
        except IsoledgerError:
            continue
        if offsets:
            yield record, offsets


def _names(offsets: tuple[timedelta, ...]) -> str:
    """For instance ``UTC-05:00``."""
    return " or ".join(str(timezone(offset)) for offset in offsets)


def _row(record: Record, seen: Occurrences, zone: tzinfo) -> Row | Skipped:
    """A row of the page."""
    movement = movement_of(record)
    if isinstance(movement, Skipped):
        return movement
    local = us_local(record, "transactTime")
    time_ns = zoned_ns(record, "transactTime", local, zone)
    texts = tuple(record.optional(name) or "" for name in COLUMNS)
    return checked(
        Row(
            record=record,
            id=seen.id(Key("wallet-web", texts)),
            time_ns=time_ns,
            movement=movement,
            amount=money(record, "amount", XBT),
            fee=optional_money(record, "fee", XBT),
            balance=money(record, "walletBalance", XBT),
            address=record.optional("address") or "",
        )
    )
