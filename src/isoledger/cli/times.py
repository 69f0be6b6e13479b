"""Instants and time zones as people type them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse

from isoledger.cli.errors import OptionError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FINE = re.compile(r"([.,][0-9]{6})([0-9]{1,3})(?=[^0-9]|$)", re.ASCII)
_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})", re.ASCII)


def instant_ns(option: str, text: str) -> int:
    """The instant that *text* names in ISO 8601, in ns since 1970 UTC.

    Args:
        option: Which option it was given to; errors say it.
        text: For instance ``2026-01-31T08:00:00Z`` or ``2026-01-31T09:00:00+01:00``.

    Raises:
        OptionError: It is no instant, or says no time zone.
    """
    fine = _FINE.search(text)
    try:
        when = isoparse(_FINE.sub(r"\1", text))
    except (ValueError, OverflowError):
        why = "write an instant of ISO 8601, such as 2026-01-31T08:00:00Z"
        raise OptionError(option=option, text=text[:60], why=why) from None
    if when.tzinfo is None:
        day = text if "T" in text or " " in text else f"{text}T00:00:00"
        why = f"it says no time zone; write {day}Z for UTC, or an offset such as {day}+01:00"
        raise OptionError(option=option, text=text[:60], why=why)
    rest = int(fine[2].ljust(3, "0")) if fine else 0
    return (when - _EPOCH) // _MICROSECOND * 1000 + rest


def zone(text: str) -> tzinfo:
    """The time zone that *text* names.

    Args:
        text: ``UTC``, an offset such as ``+02:00``, or a name such as ``Europe/Paris``.

    Raises:
        OptionError: There is no such zone.
    """
    if text.upper() in {"UTC", "Z"}:
        return UTC
    try:
        if (offset := _OFFSET.fullmatch(text)) is not None:
            sign = -1 if offset[1] == "-" else 1
            hours, minutes = int(offset[2]), int(offset[3])
            shift = timedelta(hours=sign * hours, minutes=sign * minutes)
            return timezone(shift)
        return ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        why = "there is no such time zone; write UTC, +02:00 or a name such as Europe/Paris"
        raise OptionError(option="--timezone", text=text[:60], why=why) from None
