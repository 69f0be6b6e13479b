from datetime import UTC, datetime, timedelta, timezone

import pytest

from isoledger.core.events import Conversion, Fill, FundingTotal
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.hyperliquid.pages import PAGE_FUNDING, PAGE_TRADES
from isoledger.venues.hyperliquid.rules import CROSS_BOOK, USDC
from isoledger.venues.hyperliquid.statements import user_fills
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.hyperliquid.samples import ME, fill, records
from tests.venues.rows import bare, events, told, why_not

HYPE = Asset("HYPE", 8)
HEAD = "time,coin,dir,px,sz,ntl,fee,closedPnl"
IN_UTC = Given(zone=UTC)
FOLDER = "statements/hyperliquid/"


def ns(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp()) * 10**9


def trade(coin="BTC", way="Open Long", px="100", sz="2", ntl="200", fee="0.09", pnl="-0.09"):
    return f"18/09/2025 14:59:56,{coin},{way},{px},{sz},{ntl},{fee},{pnl}"


@pytest.mark.parametrize(
    ("way", "size"),
    [
        ("Open Long", 1),
        ("Close Short", 1),
        ("Short > Long", 1),
        ("Open Short", -1),
        ("Close Long", -1),
        ("Long > Short", -1),
    ],
)
def test_a_direction_tells_the_sign(way, size):
    (event,) = events(PAGE_TRADES, HEAD, trade(way=way), given=IN_UTC)
    assert isinstance(event, Fill)
    assert (event.size, event.fee) == (size * 2_000_000, USDC.exactly("0.09"))
    assert event.position == PositionId("BTC", "net", "cross")


def test_the_page_and_the_api_tell_one_fill_as_the_same():
    """The page's profit is net of the fee, the API's gross: none is booked."""
    (page,) = events(PAGE_TRADES, HEAD, trade(), given=IN_UTC)
    (api,) = [e for e in user_fills(records(fill()), ME).events if isinstance(e, Fill)]
    assert bare(page) | {"held": 0} == bare(api)


def test_both_fashions_of_time_are_read_and_a_zone_is_needed():
    path = real(FOLDER + "ui_trade_history_rows.csv")
    rows = PAGE_TRADES.records(path.read_bytes(), path.name)
    east = Given(zone=timezone(timedelta(hours=2)))
    done = PAGE_TRADES.translate(rows, "A", east)
    assert [event.stamp.time_ns for event in done.events] == [
        ns(2025, 9, 18, 12, 59, 56),
        ns(2025, 9, 18, 13, 0, 16),
    ]
    parked = PAGE_TRADES.translate(rows, "A").untranslated
    assert all("say the time zone" in aside.reason for aside in parked)


def test_recorded_spot_trades_pay_the_fee_in_what_was_bought():
    path = real(FOLDER + "ui_trade_history_rows.csv")
    rows = PAGE_TRADES.records(path.read_bytes(), path.name)
    sold, bought = PAGE_TRADES.translate(rows, "A", IN_UTC).events
    assert isinstance(sold, Conversion)
    assert (sold.sold, sold.bought) == (Asset("ETH", 8).exactly("0.0515"), USDC.exactly("235.6949"))
    assert sold.fee == USDC.exactly("0.16498643")
    assert bought.bought == HYPE.exactly("4.03")
    assert bought.fee == HYPE.exactly("0.00282099")
    assert -bought.fee.value * rows[1].exact("px") == rows[1].exact("closedPnl")


def test_the_recorded_file_of_two_tables_is_read_as_two():
    path = real(FOLDER + "ui_trade_and_funding_rows_other_locale.csv")
    lines = path.read_text().splitlines()
    trades = told(PAGE_TRADES, *lines[:3], given=IN_UTC)
    assert {type(event).__name__ for event in trades.events} == {"Conversion", "Fill", "Listing"}
    (paid,) = events(PAGE_FUNDING, *lines[3:], given=IN_UTC)
    assert isinstance(paid, FundingTotal)
    assert (paid.symbol, paid.book) == ("PAXG", CROSS_BOOK)
    assert paid.amount == USDC.exactly("1.293073")
    assert paid.stamp.time_ns == ns(2025, 5, 20, 2)


def test_a_value_that_is_not_price_times_size_is_refused_and_noise_is_remarked():
    assert "does not hold" in why_not(PAGE_TRADES, HEAD, trade(ntl="201"), given=IN_UTC)
    (remark,) = told(PAGE_TRADES, HEAD, trade(ntl="200.0000000000001"), given=IN_UTC).remarks
    assert "as its venue is known to" in remark.text


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (trade(way="Liquidated Cross Long"), "no type that is known"),
        (trade(coin="xyz:TSLA"), "settles in a token that no page names"),
        (trade(sz="0.0000001", ntl="0.00001"), "is finer than 1/1000000"),
        (trade(coin="BTC", way="Buy"), "is no spot pair"),
        (
            trade(coin="A/USDC", way="Buy", px="0.001", sz="0.000001", ntl="0"),
            "finer than the spot",
        ),
        (trade(coin=""), "field 'coin'"),
    ],
)
def test_what_the_page_does_not_tell_is_parked(row, why):
    assert why in why_not(PAGE_TRADES, HEAD, row, given=IN_UTC)


def test_a_coin_that_is_said_to_be_isolated_stands_alone():
    alone = Given(zone=UTC, isolated=frozenset({"BTC"}))
    (event,) = events(PAGE_TRADES, HEAD, trade(), given=alone)
    assert event.position == PositionId("BTC")
