"""When a case or a record is of: texts of many forms in, ns since 1970 UTC out."""

import re
from datetime import UTC, datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_DATE = re.compile(
    r"(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"(Z|[+-]\d{2}:?\d{2})?)?)?",
    re.ASCII,
)
_SCALES = {10: 10**9, 13: 10**6, 16: 10**3, 19: 1}
"""Seconds, milliseconds, microseconds and nanoseconds since 1970, by how many digits they have."""


def moment_ns(text: str) -> int | None:
    """The instant that *text* names, in ns UTC; ``None``: it names none.

    Args:
        text: A count since 1970 in seconds, milli-, micro- or nanoseconds; a month, day or
            instant of ISO 8601. Without a zone it is taken as UTC, a day or month as its start.

    >>> moment_ns("1709614987686"), moment_ns("1970-01-02"), moment_ns("soon")
    (1709614987686000000, 86400000000000, None)
    """
    if text.isascii() and text.isdigit():
        scale = _SCALES.get(len(text))
        return None if scale is None else int(text) * scale
    match = _DATE.fullmatch(text)
    return None if match is None else _dated(match)


def _dated(match: re.Match[str]) -> int | None:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        start = datetime(int(year), int(month), int(day or 1), tzinfo=_zone(zone or "Z"))
        clock = start.replace(hour=int(hour or 0), minute=int(minute or 0), second=int(second or 0))
        past = clock - _EPOCH
    except (ValueError, OverflowError):
        return None
    return past // _SECOND * 10**9 + int((fraction or "").ljust(9, "0"))


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
