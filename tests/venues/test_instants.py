import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from isoledger.venues.errors import FieldError
from isoledger.venues.instants import SECOND_NS, taken, us_local, utc_ns, zoned_ns
from isoledger.venues.records import json_records
from isoledger.venues.translation import NOTHING_GIVEN, Given


def made(text):
    return json_records(json.dumps({"t": text}).encode(), "f")[0]


@pytest.mark.parametrize(
    ("text", "time_ns"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2021-06-08T04:30:00.000Z", 1_623_126_600_000_000_000),
        ("2020-05-01T01:05:55.004Z", 1_588_295_155_004_000_000),
        ("2021-02-02T07:30:06.999000Z", 1_612_251_006_999_000_000),
        ("1969-12-31T23:59:59.123456789Z", -876_543_211),
    ],
)
def test_a_time_in_utc(text, time_ns):
    assert utc_ns(made(text), "t") == time_ns


@pytest.mark.parametrize(
    ("text", "unit_ns", "time_ns"),
    [
        ("1684994406", SECOND_NS, 1_684_994_406_999_999_999),
        ("1684994406.5", SECOND_NS, 1_684_994_406_500_000_000),
        ("1684994406", 1_000_000, 1_684_994_406_000_000),
    ],
)
def test_a_snapshot_of_a_second_is_told_after_all_that_happened_in_it(text, unit_ns, time_ns):
    clock = taken("u", "t", unit_ns=unit_ns)
    assert clock(made(text), NOTHING_GIVEN) == time_ns
    assert clock(made(text), Given(taken_ns=1)) == time_ns


def test_a_snapshot_without_an_instant_is_told_when_the_user_says():
    assert taken("u")(made("x"), Given(taken_ns=7)) == 7
    with pytest.raises(FieldError, match="'u': no instant is stated; say when it was taken"):
        taken("u")(made("x"), NOTHING_GIVEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021-02-30T00:00:00Z",
        "2021-01-01T24:00:00Z",
        "2021-01-01T00:00:60Z",
        "2021-01-01T00:00:00",
        "2021-01-01T00:00:00+00:00",
        "2021-01-01 00:00:00Z",
        "２021-01-01T00:00:00Z",  # noqa: RUF001 - a full-width digit is none
        "2021-01-01T00:00:00.1234567890Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_any_other_spelling_and_any_day_that_is_none_is_refused(text):
    with pytest.raises(FieldError, match="f, row 1: field 't'"):
        utc_ns(made(text), "t")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("12/25/2019, 7:00:00 AM", datetime(2019, 12, 25, 7)),  # noqa: DTZ001
        ("1/24/2020, 5:48:15 PM", datetime(2020, 1, 24, 17, 48, 15)),  # noqa: DTZ001
        ("1/24/2020, 12:00:00 AM", datetime(2020, 1, 24)),  # noqa: DTZ001
        ("1/24/2020, 12:30:00 PM", datetime(2020, 1, 24, 12, 30)),  # noqa: DTZ001
    ],
)
def test_a_local_time_of_an_american_page(text, local):
    assert us_local(made(text), "t") == local


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("25/12/2019, 7:00:00 AM", "month must be in 1..12"),
        ("2/30/2019, 7:00:00 AM", "day"),
        ("1/24/2020, 0:10:00 AM", "no hour 0 on a 12-hour clock"),
        ("1/24/2020, 13:10:00 PM", "no hour 13 on a 12-hour clock"),
        ("1/24/2020, 7:60:00 AM", "minute"),
        ("1/24/2020 7:00:00 AM", "is no time like 12/25/2019, 7:00:00 AM"),
        ("1/24/2020, 7:00:00", "is no time like"),
    ],
)
def test_a_local_time_that_is_none_is_refused(text, why):
    with pytest.raises(FieldError, match=why):
        us_local(made(text), "t")


def test_a_local_time_is_an_instant_in_its_zone():
    record = made("12/25/2019, 7:00:00 AM")
    local = us_local(record, "t")
    noon = 1_577_275_200_000_000_000
    assert zoned_ns(record, "t", local, timezone(timedelta(hours=-5))) == noon
    assert zoned_ns(record, "t", local, ZoneInfo("America/New_York")) == noon
    assert zoned_ns(record, "t", local, UTC) == noon - 5 * 3_600 * 10**9


@pytest.mark.parametrize("text", ["11/3/2019, 1:30:00 AM", "3/10/2019, 2:30:00 AM"])
def test_a_time_that_the_clock_showed_twice_or_never_is_refused(text):
    record = made(text)
    with pytest.raises(FieldError, match="happened twice or never in America/New_York"):
        zoned_ns(record, "t", us_local(record, "t"), ZoneInfo("America/New_York"))


@given(st.datetimes(), st.integers(min_value=0, max_value=999_999_999))
def test_what_python_writes_is_read_to_the_nanosecond(when, fraction):
    when = when.replace(microsecond=0, tzinfo=UTC)
    text = f"{when:%Y-%m-%dT%H:%M:%S}.{fraction:09d}Z".zfill(30)
    seconds = (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert utc_ns(made(text), "t") == seconds * 10**9 + fraction
