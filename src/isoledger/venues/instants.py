"""When a venue says it was: texts in, ns since 1970 UTC out."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from isoledger.venues.errors import ZoneError
from isoledger.venues.fields import (
    MICROSECOND_NS as MICROSECOND_NS,  # noqa: PLC0414 - who reads clocks knows them from here
    MILLISECOND_NS as MILLISECOND_NS,  # noqa: PLC0414
    SECOND_NS as SECOND_NS,  # noqa: PLC0414
    Fields,
)
from isoledger.venues.records import Record
from isoledger.venues.translation import Given

_UTC_TEXT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z", re.ASCII
)
_US_TEXT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}), (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_NOON = 12
_LAST_NS = (1 << 63) - 1
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?", re.ASCII)
_WIDEST = timedelta(hours=14)
_LAST_MINUTE = 59


def utc_ns(record: Fields, name: str) -> int:
    """The instant in *name*, written ``2021-06-08T04:30:00.000Z`` with up to nine decimals.

    Raises:
        FieldError: It is missing, written otherwise, or no day or time that exists.
    """
    match = _UTC_TEXT.fullmatch(record.text(name))
    if match is None:
        raise record.fault(name, f"{record.text(name)!r} is no time like 2021-06-08T04:30:00.000Z")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise record.fault(name, f"{record.text(name)!r}: {error}") from None
    return _kept(record, name, _ns(when) + int((match.group(7) or "").ljust(9, "0")))


def us_local(record: Fields, name: str) -> datetime:
    """The local time in *name*, written ``12/25/2019, 7:00:00 AM``; it knows no zone.

    Raises:
        FieldError: It is missing, written otherwise, or no day or time that exists.
    """
    match = _US_TEXT.fullmatch(record.text(name))
    if match is None:
        raise record.fault(name, f"{record.text(name)!r} is no time like 12/25/2019, 7:00:00 AM")
    month, day, year, hour, minute, second = map(int, match.groups()[:6])
    if not 1 <= hour <= _NOON:
        raise record.fault(name, f"{record.text(name)!r}: no hour {hour} on a 12-hour clock")
    hour = hour % _NOON + (_NOON if match.group(7) == "PM" else 0)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - that is the point
    except ValueError as error:
        raise record.fault(name, f"{record.text(name)!r}: {error}") from None


def zoned_ns(record: Fields, name: str, local: datetime, zone: tzinfo) -> int:
    """The instant of *local*, read from *name*, in *zone*.

    Raises:
        FieldError: The clock was put back over that time, so that it happened twice, or forward,
            so that it never did.
    """
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise record.fault(name, f"{local} happened twice or never in {zone}")
    return _kept(record, name, _ns(first))


def _kept(record: Fields, name: str, time_ns: int) -> int:
    """*time_ns*, if a journal can keep it.

    Raises:
        FieldError: It lies further from 1970 than 64 bits of nanoseconds reach.
    """
    if abs(time_ns) > _LAST_NS:
        raise record.fault(name, f"{record.text(name)[:40]!r} is no time that any venue has seen")
    return time_ns


def _ns(when: datetime) -> int:
    return (when - _EPOCH) // _SECOND * 1_000_000_000


def stamped(name: str, unit_ns: int = MILLISECOND_NS) -> Callable[[Record, Given], int]:
    """A clock that reads the count of *unit_ns* since 1970 in *name*, fractions too.

    Raises:
        FieldError: From the clock: it is missing, no number, finer than a nanosecond, or no time
            that any venue has seen.
    """

    def clock(record: Record, _: Given) -> int:
        instant = record.number(name).value * unit_ns
        if instant.denominator != 1 or not 0 <= instant <= _LAST_NS:
            raise record.fault(
                name, f"{record.text(name)} is no count of {unit_ns} ns from 1970 to 2262"
            )
        return instant.numerator

    return clock


def taken(*names: str, unit_ns: int = MILLISECOND_NS) -> Callable[[Record, Given], int]:
    """A clock of snapshots: the first of *names* that is there, or when the user says it was.

    A count of whole seconds is told as the end of its second: what is stated held after all that
    happened in it.

    Raises:
        FieldError: From the clock: nobody says when, or as `stamped`.
    """

    def clock(record: Record, given: Given) -> int:
        name = next((name for name in names if record.optional(name) is not None), None)
        if name is not None:
            last = unit_ns - 1 if unit_ns == SECOND_NS and not record.number(name).scale else 0
            return stamped(name, unit_ns)(record, given) + last
        if given.taken_ns is None:
            raise record.fault(
                ", ".join(names) or "time", "no instant is stated; say when it was taken"
            )
        return given.taken_ns

    return clock


def iso(name: str) -> Callable[[Record, Given], int]:
    """A clock that reads ``2021-06-08T04:30:00.000Z`` in *name*; errors as `utc_ns`."""
    return lambda record, _: utc_ns(record, name)


def local(
    name: str, form: str = "%Y-%m-%d %H:%M:%S", zone: str | tzinfo | None = UTC
) -> Callable[[Record, Given], int]:
    """A clock that reads a local time in *name*.

    Args:
        name: The field.
        form: How it is written, as `datetime.strptime` has it. With ``%z`` it says its own zone.
        zone: Its time zone; the name of a field that says ``+08:00``, ``UTC+8`` or the like;
            ``None``: whoever imports the file must say.

    Raises:
        FieldError: From the clock: it is missing, written otherwise, or no time that exists.
        ZoneError: From the clock: nobody said the zone.
    """

    def clock(record: Record, given: Given) -> int:
        text = record.text(name)
        try:
            when = datetime.strptime(text if text.isascii() else "", form)  # noqa: DTZ007 - its zone is next
        except ValueError:
            raise record.fault(name, f"{text[:40]!r} is no time like {form}") from None
        its = when.tzinfo or _zone(record, given, zone)
        instant = zoned_ns(record, name, when.replace(tzinfo=None), its)
        return instant + when.microsecond * 1000

    return clock


def _zone(record: Record, given: Given, zone: str | tzinfo | None) -> tzinfo:
    its = offset(record, zone) if isinstance(zone, str) else zone or given.zone
    if its is None:
        why = "times are local and no row shows the offset; say the time zone"
        raise ZoneError(file=record.file, row=record.row, why=why)
    return its


def offset(record: Fields, name: str) -> tzinfo:
    """The offset from UTC that *name* says: ``+08:00``, ``UTC-3``, or nothing for UTC.

    Raises:
        FieldError: It says something else.
    """
    text = record.printed(name)
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise record.fault(name, f"{text[:40]!r} is no offset like UTC+8 or +08:00")
    sign, hours, minutes = match.groups()
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if shift > _WIDEST or int(minutes or 0) > _LAST_MINUTE:
        raise record.fault(name, f"{text!r}: no clock is so far from UTC")
    return timezone(-shift if sign == "-" else shift)
