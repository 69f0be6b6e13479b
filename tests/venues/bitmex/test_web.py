from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from isoledger.core.account import Account
from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, RealisedProfit, Transfer
from isoledger.venues.bitmex.rules import RULES, XBT
from isoledger.venues.bitmex.web import COLUMNS, implied_offsets, web_records
from isoledger.venues.errors import UnreadableFileError, ZoneError
from tests.real import real
from tests.venues.bitmex.samples import reasons, recorded, translated

ROTKI = "bitmex/rotki__rotki/rotkehlchen__tests__data__bitmex_wallet_history.csv"
EST = timezone(timedelta(hours=-5))
HEADER = ",".join(f'"{name}"' for name in COLUMNS)


def page(*rows):
    """A saved page of *rows*: time, and what differs from a daily loss of 201."""
    lines = [HEADER]
    for time, *changes in rows:
        kind, amount, balance = changes or ("RealisedPNL", "-201", "5660699")
        lines.append(f'"{time}","{kind}","{amount}","0","XBTUSD","Completed","{balance}"')
    return web_records("\r\n".join(lines).encode(), "page.csv")


def differences(translation):
    """What the venue states less what we have, assertion by assertion."""
    account, found = Account(), []
    for event in translation.events:
        account = account.apply(event, RULES).state
        if isinstance(event, BalanceAssertion):
            found.append((event, event.amount.units - account.balance(XBT, ALL).units))
    return found


def test_a_real_page_is_whole_its_canceled_row_skipped_and_its_quotes_survived():
    page = translated("wallet-history-web", recorded("wallet-history-web", ROTKI), zone=EST)
    assert page.is_whole
    assert (page.records, page.translated, len(page.skipped)) == (10, 9, 1)
    assert page.skipped[0].record.text("transactStatus") == "Canceled"
    withdrawal = next(e for e in page.events if isinstance(e, Transfer) and e.amount.units < 0)
    assert withdrawal.counterparty == "3Qsy5NGSnGA1vd1cmcNgeMjLrKPsKNhfCe"
    assert withdrawal.fee.units == 100_000
    profits = [e for e in page.events if isinstance(e, RealisedProfit)]
    noon = {datetime.fromtimestamp(e.stamp.time_ns // 10**9, UTC).hour for e in profits}
    assert noon == {12}


def test_seven_links_of_a_real_page_hold_and_its_one_gap_is_found():
    page = translated(
        "wallet-history-web", recorded("wallet-history-web", ROTKI), zone=EST, opening=True
    )
    assert page.events[0].amount.units == 59_082
    found = differences(page)
    steps = [(b[0], b[1] - a[1]) for a, b in pairwise(found)]
    assert found[0][1] == 0
    assert [step for _, step in steps] == [601_830, 0, 0, 0, 0, 0, 0, 0]
    gap = steps[0][0].stamp
    assert (gap.time_ns, gap.source[-2:]) == (1_576_756_800_000_000_000, "#8")  # 2019-12-19 noon


def test_the_zone_may_be_a_place_with_summer_time():
    records = recorded("wallet-history-web", ROTKI)
    here = translated("wallet-history-web", records, zone=ZoneInfo("America/New_York"))
    assert here.events == translated("wallet-history-web", records, zone=EST).events


def test_without_a_zone_the_page_is_refused_with_the_offset_it_shows():
    records = recorded("wallet-history-web", ROTKI)
    with pytest.raises(ZoneError) as refused:
        translated("wallet-history-web", records)
    assert str(refused.value) == (
        "rotkehlchen__tests__data__bitmex_wallet_history.csv, row 1: daily profit, booked at "
        "12:00 UTC, stands at '12/25/2019, 7:00:00 AM' here: times are local, UTC-05:00 on that "
        "day; say the time zone"
    )


def test_a_wrong_zone_is_refused_with_the_offset_that_fits():
    records = recorded("wallet-history-web", ROTKI)
    with pytest.raises(ZoneError, match=r"row 1: .* which is not UTC but UTC-05:00"):
        translated("wallet-history-web", records, zone=UTC)


def test_a_page_that_shows_no_offset_is_refused_as_well_unless_it_is_empty():
    records = page(("12/25/2019, 5:47:25 AM", "Withdrawal", "-5", "1"))
    with pytest.raises(ZoneError, match=r"^page\.csv: times are local and no row shows"):
        translated("wallet-history-web", records)
    assert translated("wallet-history-web", page(), zone=None).records == 0


@pytest.mark.parametrize(
    ("local", "hours"),
    [
        ("12/25/2019, 7:00:00 AM", (-5,)),
        ("12/25/2019, 12:00:00 PM", (0,)),
        ("12/25/2019, 12:00:00 AM", (-12, 12)),
        ("12/26/2019, 2:00:00 AM", (-10, 14)),
        ("12/25/2019, 5:30:00 PM", (5.5,)),
        ("4/9/2024, 11:59:59 AM", (-1 / 3600,)),
        ("4/9/2024, 12:00:00 PM", ()),  # from then on a row is an execution
    ],
)
def test_the_offset_that_a_daily_row_implies(local, hours):
    (row,) = page((local,))
    assert implied_offsets(row) == tuple(timedelta(hours=h) for h in hours)


def test_rows_after_the_daily_regime_do_not_bind_the_zone():
    later = page(("4/12/2024, 3:46:44 AM",))
    assert translated("wallet-history-web", later, zone=EST).translated == 1


def test_a_row_whose_time_cannot_be_read_is_parked_and_does_not_bind_the_zone():
    broken = page(("25/12/2019, 7:00:00 AM",), ("12/24/2019, 7:00:00 AM",))
    translation = translated("wallet-history-web", broken, zone=EST)
    assert "month must be in 1..12" in reasons(translation)[0]
    assert translation.translated == 1


def test_a_time_that_happened_twice_is_parked():
    zone = ZoneInfo("America/New_York")
    twice = page(("11/3/2019, 1:30:00 AM", "Deposit", "5", "5"))
    translation = translated("wallet-history-web", twice, zone=zone)
    assert "happened twice or never" in reasons(translation)[0]


def test_equal_rows_are_two_facts_and_keep_their_ids_on_the_next_page():
    rows = [("1/2/2020, 5:00:00 AM", "Deposit", "5", "10")] * 2
    first = translated("wallet-history-web", page(*rows), zone=EST)
    ids = [e.stamp.id for e in first.events if isinstance(e, Transfer)]
    assert len(set(ids)) == 2
    more = page(("1/3/2020, 5:00:00 AM", "Deposit", "5", "15"), *rows)
    again = translated("wallet-history-web", more, zone=EST)
    assert set(ids) < {e.stamp.id for e in again.events}


def test_within_a_second_the_lower_row_came_first():
    chain = page(
        ("1/2/2020, 5:00:00 AM", "Deposit", "5", "15"),
        ("1/2/2020, 5:00:00 AM", "Deposit", "10", "10"),
    )
    events = translated("wallet-history-web", chain, zone=EST).events
    assert [e.amount.units for e in events] == [10, 5, 15]


def test_another_header_is_refused():
    with pytest.raises(UnreadableFileError, match="expected"):
        web_records(b'"transactTime","amount"\n', "page.csv")


@given(st.lists(st.text(alphabet='0123456789/:, APM"-nul', max_size=22), max_size=5))
def test_whatever_stands_for_a_time_is_parked_or_believed(times):
    try:
        records = page(*((time.replace('"', ""), "Deposit", "5", "5") for time in times))
    except UnreadableFileError:
        return
    assert translated("wallet-history-web", records, zone=EST).is_whole


def test_the_recorded_page_is_where_it_was():
    assert real(ROTKI).read_bytes().startswith(HEADER.encode())
