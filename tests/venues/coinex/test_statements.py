from fractions import Fraction

import pytest
from hypothesis import given as forall, strategies as st

from isoledger.core.events import (
    EntryRebase,
    Fill,
    Funding,
    FundingTotal,
    MarginCause,
    MarginTransfer,
    Transfer,
)
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Asset
from isoledger.venues.coinex import VENUE
from isoledger.venues.coinex.rules import CROSS_BOOK
from isoledger.venues.coinex.snapshots import POSITIONS
from isoledger.venues.coinex.statements import DEALS, FUNDING, MARGINS, SETTLEMENTS
from isoledger.venues.translation import Given
from tests.answers import commented
from tests.venues.coinex.rows import AT, deal, funding, holding, move
from tests.venues.rows import found, one, replayed, told, why_not

USDT = Asset("USDT", 20)
AT_RISK = PositionId("BTCUSDT")
ALONE = Given(isolated=frozenset({"BTCUSDT"}))


@pytest.mark.parametrize(("side", "size"), [("buy", 10_000), ("sell", -10_000)])
def test_a_trade_is_counted_in_lots_and_pays_its_fee(side, size):
    traded = one(DEALS, deal(side=side))
    assert isinstance(traded, Fill)
    assert (traded.size, traded.fee) == (size, USDT.exactly("0.003052392"))
    assert traded.position == PositionId("BTCUSDT", "net", "cross")


def test_a_trade_stands_alone_where_the_user_says_so():
    assert one(DEALS, deal(), ALONE).position == AT_RISK


def test_the_sign_of_funding_is_that_of_side_and_rate():
    for side, rate, sign in (
        ("long", "0.0003", -1),
        ("long", "-0.0003", 1),
        ("short", "0.0003", 1),
        ("short", "-0.0003", -1),
    ):
        for value in ("2.49193815", "-2.49193815"):
            row = funding(side=side, funding_rate=rate, funding_value=value)
            got = one(FUNDING, row)
            assert isinstance(got, FundingTotal)
            assert got.amount == USDT.exactly(Fraction("2.49193815") * sign)
            assert (got.symbol, got.book) == ("CETUSDT", CROSS_BOOK)


def test_the_first_interface_had_funding_below_zero_for_a_long_at_a_rate_above_zero():
    """0.0012 BTC at 39802.45 and 0.00020034: -0.0095688273996 (ccxt 3.1.60, live)."""
    row = funding(
        market="BTCUSDT",
        open_interest="0.0012",
        settle_price="39802.45",
        funding_rate="0.00020034",
        funding_value="-0.00956882",
    )
    assert one(FUNDING, row).amount == USDT.exactly("-0.00956882")


def test_funding_that_is_not_size_times_price_times_rate_is_refused():
    assert "does not hold" in why_not(FUNDING, funding(funding_value="2.4920"))
    assert "something is divided by it" in why_not(FUNDING, funding(settle_price="0"))


def test_funding_of_an_inverse_market_is_size_by_price_times_rate():
    row = funding(
        market="BTCUSD",
        open_interest="50000",
        settle_price="50000",
        funding_rate="-0.0001",
        funding_value="0.0001",
        margin_mode="isolated",
    )
    got = one(FUNDING, row)
    assert isinstance(got, Funding)
    assert (got.position, got.amount) == (PositionId("BTCUSD"), Asset("BTC", 20).exactly("0.0001"))


def test_margin_that_a_user_adds_goes_into_the_position():
    moved = one(MARGINS, move("2.1", "5.134928"))
    assert isinstance(moved, MarginTransfer)
    assert (moved.position, moved.cause, moved.book) == (AT_RISK, MarginCause.USER, CROSS_BOOK)
    assert moved.amount == USDT.exactly("2.1")


def test_margin_of_a_cross_position_is_its_pools():
    (aside,) = told(MARGINS, move("5000", "189132.05", margin_mode="cross")).skipped
    assert "nothing left the pool" in aside.reason


def test_the_recorded_isolated_life_ends_with_the_margin_the_venue_states():
    """3.034928, +2.1, -1.5: 3.634928; the last row is recorded, the first of its chain retyped."""
    (last,) = [body for title, body in commented("coinex") if "fetchMarginAdjustment" in title]
    recorded = MARGINS.translate(MARGINS.records(last, "f"), "A")
    rows = [move("2.1", "5.134928", created_at=AT + 1)]
    chain = MARGINS.chain([*_records(rows), *MARGINS.records(last, "f")])
    assert (chain.links, chain.gaps) == (1, ())
    done = [
        _paid_in("10"),
        *told(DEALS, deal(), given=ALONE).events,
        _taken("3.034928"),
        *told(POSITIONS, holding(updated_at=AT + 1)).events,
        *told(MARGINS, move("2.1", "5.134928", created_at=AT + 2)).events,
        *recorded.events,
        *told(POSITIONS, holding(updated_at=AT * 2, margin_avbl="3.634928")).events,
    ]
    account = replayed(VENUE, done).account
    assert account.balance(USDT, "isolated:BTCUSDT") == USDT.exactly("3.634928")
    free = Fraction(10) - Fraction("3.634928") - Fraction("0.003052392")
    assert account.balance(USDT, CROSS_BOOK) == USDT.exactly(free)


def test_without_what_the_opening_took_the_stated_margin_is_a_finding():
    done = [
        _paid_in("10"),
        *told(DEALS, deal(), given=ALONE).events,
        *told(POSITIONS, holding(updated_at=AT + 1)).events,
    ]
    assert len(found(VENUE, done)) == 1


def _records(rows: list[dict]):
    return MARGINS.records(str(rows).replace("'", '"').encode(), "first")


def _stamp(name: str, time_ns: int) -> Stamp:
    return Stamp(time_ns=time_ns, venue="coinex", account="A", id=name)


def _paid_in(amount: str) -> Transfer:
    stamp = _stamp("in", AT * 10**6 - 2)
    return Transfer(stamp=stamp, amount=USDT.exactly(amount), book=CROSS_BOOK)


def _taken(amount: str) -> MarginTransfer:
    return MarginTransfer(
        stamp=_stamp("taken", AT * 10**6 + 1),
        position=AT_RISK,
        amount=USDT.exactly(amount),
        book=CROSS_BOOK,
        cause=MarginCause.ALLOCATION,
    )


def test_a_settlement_is_written_like_a_move_of_margin_and_must_be_asked_for():
    row = move("5", "8", margin_mode="cross")
    booked = one(SETTLEMENTS, row)
    assert isinstance(booked, EntryRebase)
    assert booked.realised == USDT.exactly(5)
    assert not SETTLEMENTS.recognises(str(row).replace("'", '"').encode())


@forall(st.integers(0, 7), st.integers(1, 9))
def test_one_changed_digit_of_funding_is_found(place, other):
    digits = list("249193815")
    changed = str((int(digits[place]) + other) % 10)
    digits[place] = changed
    value = f"{digits[0]}.{''.join(digits[1:])}"
    assert "does not hold" in why_not(FUNDING, funding(funding_value=value))


@forall(st.lists(st.sampled_from(["buy", "sell"]), max_size=6), st.booleans())
def test_rows_are_conserved_and_their_order_does_not_matter(sides, turned):
    rows = [deal(deal_id=at, side=side, created_at=AT + at) for at, side in enumerate(sides, 1)]
    done, again = told(DEALS, *rows), told(DEALS, *(rows[::-1] if turned else rows))
    assert done.records == len(rows) == done.translated
    assert {event.stamp for event in done.events} == {event.stamp for event in again.events}
