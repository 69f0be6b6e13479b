"""When a venue says it was: texts in, ns since 1970 UTC out."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from isoledger.venues.fields import Fields

_UTC_TEXT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z", re.ASCII
)
_US_TEXT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}), (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_NOON = 12


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
    return _ns(when) + int((match.group(7) or "").ljust(9, "0"))


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
    return _ns(first)


def _ns(when: datetime) -> int:
    return (when - _EPOCH) // _SECOND * 1_000_000_000
