import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from isoledger.venues.errors import FieldError, ZoneError
from isoledger.venues.instants import (
    MICROSECOND_NS,
    SECOND_NS,
    iso,
    local,
    offset,
    stamped,
    taken,
    us_local,
    utc_ns,
    zoned_ns,
)
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
        "0001-01-01T00:00:00Z",
        "2263-01-01T00:00:00Z",
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


@given(
    st.datetimes(datetime(1678, 1, 1), datetime(2262, 1, 1)),  # noqa: DTZ001 - it gets one below
    st.integers(min_value=0, max_value=999_999_999),
)
def test_what_python_writes_is_read_to_the_nanosecond(when, fraction):
    when = when.replace(microsecond=0, tzinfo=UTC)
    text = f"{when:%Y-%m-%dT%H:%M:%S}.{fraction:09d}Z".zfill(30)
    seconds = (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert utc_ns(made(text), "t") == seconds * 10**9 + fraction


def at(clock, given=NOTHING_GIVEN, **fields):
    return clock(json_records(json.dumps([fields]).encode(), "f")[0], given)


@pytest.mark.parametrize(
    ("text", "unit_ns", "time_ns"),
    [
        ("1700000000000", 10**6, 1_700_000_000_000_000_000),
        ("1700000000", SECOND_NS, 1_700_000_000_000_000_000),
        ("1700000000.123456789", SECOND_NS, 1_700_000_000_123_456_789),
        ("1.7e15", MICROSECOND_NS, 1_700_000_000_000_000_000),
        ("9223372036854775807", 1, 2**63 - 1),
        ("0", SECOND_NS, 0),
    ],
)
def test_a_count_of_units_is_an_instant(text, unit_ns, time_ns):
    assert at(stamped("t", unit_ns), t=text) == time_ns
    assert at(stamped("t", unit_ns), t=17) == 17 * unit_ns


@pytest.mark.parametrize("text", ["-1", "0.0000001", "9223372036854.775808", "1e40"])
def test_a_count_that_no_clock_shows_is_refused(text):
    with pytest.raises(FieldError, match="is no count of 1000000 ns from 1970 to 2262"):
        at(stamped("t"), t=text)


def test_a_clock_of_iso_times_reads_them():
    assert at(iso("t"), t="1970-01-01T00:00:01.5Z") == 1_500_000_000


def test_a_local_time_is_in_utc_unless_it_is_said_otherwise():
    assert at(local("t"), t="1970-01-01 00:00:01") == SECOND_NS
    away = Given(zone=timezone(timedelta(hours=1)))
    assert at(local("t"), away, t="1970-01-01 01:00:00") == 3_600 * SECOND_NS
    asked = local("t", zone=None)
    assert at(asked, away, t="1970-01-01 01:00:00") == 0
    with pytest.raises(ZoneError, match="f, row 1: times are local"):
        at(asked, t="1970-01-01 01:00:00")


def test_a_local_time_keeps_its_microseconds():
    clock = local("t", "%Y/%m/%d %H:%M:%S.%f")
    assert at(clock, t="1970/01/01 00:00:00.000007") == 7_000
    assert at(clock, t="1969/12/31 23:59:59.999999") == -1_000


def test_a_field_may_say_the_zone():
    clock = local("t", zone="zone")
    assert at(clock, t="1970-01-01 08:00:00", zone="UTC+8") == 0
    assert at(clock, t="1970-01-01 08:00:00", zone="") == 8 * 3_600 * SECOND_NS


def test_a_time_that_says_its_own_zone_is_believed():
    clock = local("t", "%Y-%m-%d %H:%M:%S %z")
    assert at(clock, t="1970-01-01 08:00:00 +0800") == 0


@pytest.mark.parametrize(
    "text", ["1970-01-01", "1970-02-30 00:00:00", "\uff11970-01-01 00:00:00", "", "x" * 99]
)
def test_a_local_time_in_another_form_is_refused(text):
    with pytest.raises(FieldError, match="is no time like %Y" if text else "field 't'"):
        at(local("t"), t=text)


@pytest.mark.parametrize("text", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14)), ZoneInfo("Asia/Tokyo")])
def test_a_local_time_that_no_journal_can_keep_is_refused(text, zone):
    with pytest.raises(FieldError, match="is no time that any venue has seen"):
        at(local("t", zone=zone), t=text)


def test_a_local_time_in_the_hour_that_was_put_forward_never_was():
    clock = local("t", zone=ZoneInfo("Europe/Berlin"))
    with pytest.raises(FieldError, match="happened twice or never in Europe/Berlin"):
        at(clock, t="2024-03-31 02:30:00")
    assert at(clock, t="2024-03-31 03:30:00") - at(clock, t="2024-03-31 01:30:00") == (
        3_600 * SECOND_NS
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", 0),
        ("UTC", 0),
        ("GMT", 0),
        ("UTC+8", 8),
        ("UTC-03", -3),
        ("+08:00", 8),
        ("-0330", -3.5),
        ("GMT +5:30", 5.5),
        ("+14", 14),
    ],
)
def test_an_offset_is_written_in_many_ways(text, hours):
    assert offset(made(text), "t").utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["8", "UTC+", "+14:01", "+15", "+01:60", "CET", "+1:2", "+\uff11"])
def test_an_offset_that_no_clock_has_is_refused(text):
    with pytest.raises(FieldError, match="field 't'"):
        offset(made(text), "t")


def test_a_snapshot_says_when_it_was_taken_or_is_told():
    said = taken("t", "u")
    assert said(made("5"), NOTHING_GIVEN) == 5_000_000
    assert taken("u", "t")(made("5"), NOTHING_GIVEN) == 5_000_000
    assert taken()(made("5"), Given(taken_ns=7)) == 7
    with pytest.raises(FieldError, match="say when it was taken"):
        taken("u")(made("5"), NOTHING_GIVEN)


def test_a_whole_second_is_told_as_its_end():
    clock = taken("t", unit_ns=SECOND_NS)
    assert clock(made("5"), NOTHING_GIVEN) == 5_999_999_999
    assert clock(made("5.5"), NOTHING_GIVEN) == 5_500_000_000
