import pytest
from hypothesis import given as forall, strategies as st

from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    FundingTotal,
    Liquidation,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.mexc import VENUE
from isoledger.venues.mexc.instruments import INSTRUMENTS
from isoledger.venues.mexc.rules import CROSS_BOOK
from isoledger.venues.mexc.statements import DEALS, FUNDING, TRANSFERS
from isoledger.venues.translation import Given
from tests.answers import answer, answers
from tests.venues.mexc.rows import AT, deal, detail, funding, transfer
from tests.venues.rows import events, one, replayed, told, why_not

USDT = Asset("USDT", 18)
ALONE = Given(isolated=frozenset({"ETH_USDT"}))


@pytest.mark.parametrize(
    ("side", "leg", "size"), [(1, "long", 1), (2, "short", 1), (3, "short", -1), (4, "long", -1)]
)
def test_a_side_tells_the_leg_and_the_sign(side, leg, size):
    traded = one(DEALS, deal(side=side))
    assert isinstance(traded, Fill)
    assert traded.position == PositionId("ETH_USDT", leg, "cross")
    assert (traded.size, traded.fee) == (size, USDT.exactly("0.0072501"))
    assert traded.realised is None


@pytest.mark.parametrize(
    ("category", "event"), [(1, Fill), (2, Liquidation), (3, Fill), (4, Deleveraging)]
)
def test_what_kind_of_order_made_a_trade_tells_what_it_was(category, event):
    assert isinstance(one(DEALS, deal(category=category)), event)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"side": 5}, "5 is none of 1, 2, 3, 4"),
        ({"category": 9}, "no type that is known"),
        ({"vol": "0.5"}, "no whole number of contracts"),
        ({"symbol": ""}, "field 'symbol'"),
    ],
)
def test_a_trade_that_cannot_be_read_is_parked(changes, why):
    assert why in why_not(DEALS, deal(**changes))


def test_funding_is_above_zero_for_a_long_at_a_rate_below_zero():
    got = one(FUNDING, funding())
    assert isinstance(got, FundingTotal)
    assert (got.amount, got.book) == (USDT.exactly("0.0837798"), CROSS_BOOK)


def test_the_recorded_funding_is_value_times_rate():
    (path,) = [path for path in answers("mexc") if "Account__GetFundingHistory" in path.name]
    done = FUNDING.translate(FUNDING.records(answer(path)[1], "f"), "A")
    assert [event.amount for event in done.events] == [
        USDT.exactly("0.0685308"),
        USDT.exactly("0.0837798"),
    ]


def test_funding_that_is_not_value_times_rate_is_refused():
    assert "does not hold" in why_not(FUNDING, funding(funding="0.0837799"))
    assert one(FUNDING, funding(funding="-0.0837798")).amount == USDT.exactly("-0.0837798")


def test_funding_reaches_the_leg_that_stands_alone():
    got = one(FUNDING, funding(positionType=2), ALONE)
    assert isinstance(got, Funding)
    assert got.position == PositionId("ETH_USDT", "short")
    assert "3 is none of 1, 2" in why_not(FUNDING, funding(positionType=3))


def test_transfers_come_in_and_go_out():
    (into,) = events(TRANSFERS, transfer("IN", "SUCCESS"))
    (out,) = events(TRANSFERS, transfer("OUT", "SUCCESS"))
    assert isinstance(into, Transfer)
    assert (into.amount, out.amount) == (USDT.exactly("60.5"), USDT.exactly("-60.5"))


def test_a_transfer_that_failed_moves_nothing_and_one_that_waits_is_parked():
    assert "moved nothing" in told(TRANSFERS, transfer("IN", "FAILED")).skipped[0].reason
    assert "read the records again" in why_not(TRANSFERS, transfer("OUT", "WAIT"))


def test_a_short_life_replays_without_findings():
    done = [
        *told(INSTRUMENTS, detail()).events,
        *told(TRANSFERS, transfer("IN", "SUCCESS", updateTime=AT - 1)).events,
        *told(DEALS, deal(), deal(id=2, side=4, price="1218.35", timestamp=AT + 2)).events,
        *told(FUNDING, funding(settleTime=AT + 1)).events,
    ]
    account = replayed(VENUE, done).account
    # 60.5 and 0.01 ETH x 10 and the funding, less both fees
    assert account.balance(USDT, CROSS_BOOK) == USDT.exactly("60.6692796")


@forall(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(1, 9)), max_size=6),
    st.booleans(),
)
def test_rows_are_conserved_and_their_order_does_not_matter(sides, turned):
    rows = [
        deal(id=at, side=side, vol=vol, timestamp=AT + at)
        for at, (side, vol) in enumerate(sides, 1)
    ]
    done, again = told(DEALS, *rows), told(DEALS, *(rows[::-1] if turned else rows))
    assert done.records == len(rows) == done.translated
    assert done.events == again.events
