from datetime import UTC, timedelta

import pytest

from isoledger.cli.errors import OptionError
from isoledger.cli.times import instant_ns, zone


@pytest.mark.parametrize(
    ("text", "time_ns"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01T00:00:00.000001Z", 1000),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T00:00:00.1234567Z", 123_456_700),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("19700101T000000Z", 0),
    ],
)
def test_an_instant_is_read_to_the_nanosecond(text, time_ns):
    assert instant_ns("--as-of", text) == time_ns


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T08:00:00", "2026-01-31T08:00:00Z"),
        ("yesterday", "ISO 8601"),
        ("", "ISO 8601"),
        ("2026-02-30T00:00:00Z", "ISO 8601"),
        ("2026-01-31T08:00:00Z; rm", "ISO 8601"),
        ("9" * 500, "ISO 8601"),
    ],
)
def test_what_is_no_instant_is_refused_with_the_cure(text, cure):
    with pytest.raises(OptionError, match=cure) as caught:
        instant_ns("--as-of", text)
    assert len(str(caught.value)) < 250


def test_a_zone_is_utc_an_offset_or_a_name():
    assert zone("UTC") is UTC
    assert zone("z") is UTC
    assert zone("-05:30").utcoffset(None) == -timedelta(hours=5, minutes=30)
    assert str(zone("Europe/Paris")) == "Europe/Paris"


@pytest.mark.parametrize("text", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "", "+99:00"])
def test_what_is_no_zone_is_refused(text):
    with pytest.raises(OptionError, match="no such time zone"):
        zone(text)
