from fractions import Fraction

import pytest
from hypothesis import given as forall, strategies as st

from isoledger.core.events import (
    Adjustment,
    Bonus,
    Fee,
    Fill,
    Funding,
    FundingTotal,
    InsuranceClear,
    MarginCause,
    MarginTransfer,
    RealisedProfit,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.bingx import VENUE
from isoledger.venues.bingx.rules import CROSS_BOOK
from isoledger.venues.bingx.statements import (
    BESIDE_TYPES,
    COIN_FILLS,
    FILLS,
    INCOME,
    INCOME_BESIDE,
    MARGINS,
    ORDER_FILLS,
    TYPES,
)
from isoledger.venues.translation import Given
from tests.answers import answer, answers
from tests.venues.bingx.rows import AT, coin_fill, fill, income, move, order_fill
from tests.venues.rows import events, one, replayed, told, why_not

USDT = Asset("USDT", 20)
SOL = Asset("SOL", 20)
ALONE = Given(isolated=frozenset({"BTC-USDT"}))


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("TRANSFER", Transfer),
        ("REALIZED_PNL", RealisedProfit),
        ("FUNDING_FEE", FundingTotal),
        ("INSURANCE_CLEAR", InsuranceClear),
        ("TRIAL_FUND", Bonus),
        ("ADL", RealisedProfit),
        ("SYSTEM_DEDUCTION", Adjustment),
    ],
)
def test_income_moves_what_it_says_in_the_pool(kind, event):
    moved = one(INCOME, income(kind, "-189.57"))
    assert isinstance(moved, event)
    assert (moved.amount, moved.book) == (USDT.exactly("-189.57"), CROSS_BOOK)


@pytest.mark.parametrize("kind", ["TRADING_FEE", "GTD_PRICE"])
def test_a_fee_is_below_zero_in_income_and_paid_above_zero_here(kind):
    paid = one(INCOME, income(kind, "-0.5"))
    assert isinstance(paid, Fee)
    assert paid.amount == USDT.exactly("0.5")


def test_a_type_of_income_that_nobody_knows_is_parked():
    assert "no type that is known" in why_not(INCOME, income("TAX", "1"))


def test_the_recorded_funding_was_paid():
    (path,) = [path for path in answers("bingx") if "GetIncomes" in path.name]
    records = INCOME.records(answer(path)[1], "f")
    (paid,) = INCOME.translate(records, "A").events
    assert (paid.symbol, paid.amount) == ("LDO-USDT", USDT.exactly("-0.0292"))


def test_beside_trades_what_trades_tell_is_left_to_them():
    rows = [income(kind, "1", tranId=kind) for kind in TYPES]
    done = told(INCOME_BESIDE, *rows)
    left = {aside.record.fields["incomeType"] for aside in done.skipped}
    assert left == {"REALIZED_PNL", "TRADING_FEE", "ADL"}
    assert set(BESIDE_TYPES) == set(TYPES)


def test_beside_trades_funding_reaches_the_position_that_stands_alone():
    row = income("FUNDING_FEE", "-1")
    (alone,) = events(INCOME_BESIDE, row, given=ALONE)
    (pooled,) = events(INCOME_BESIDE, row)
    assert isinstance(alone, Funding)
    assert (alone.position, alone.amount) == (PositionId("BTC-USDT"), USDT.exactly(-1))
    assert isinstance(pooled, FundingTotal)


def test_a_commission_below_zero_is_a_fee_that_was_paid():
    bought = one(FILLS, fill())
    assert isinstance(bought, Fill)
    assert (bought.size, bought.fee) == (10_000_000, USDT.exactly("0.005"))
    assert one(FILLS, fill(side="SELL")).size == -10_000_000


@pytest.mark.parametrize(
    "text", ["2023-12-16T20:58:36.000+0800", "2023-12-16T20:58:36+0800", "2023-12-16T12:58:36.0Z"]
)
def test_a_trade_says_its_zone(text):
    assert one(FILLS, fill(filledTime=text)).stamp.time_ns == AT * 10**6


def test_the_id_of_the_recorded_order_shows_which_of_its_two_times_is_true():
    """An id of this kind counts milliseconds since 2010-11-04 above its last 22 bits."""
    (path,) = [path for path in answers("bingx") if "GetUserTrades" in path.name]
    (row,) = ORDER_FILLS.records(answer(path)[1], "f")
    ordered = (row.whole("orderId") >> 22) + 1_288_834_974_657
    filled = ORDER_FILLS.clock(row, Given()) // 10**6
    assert row.text("filledTm").startswith(row.text("filledTime")[:19])
    assert 0 < filled - ordered < 60_000


def test_an_order_without_a_side_is_parked_and_says_where_to_look():
    row = order_fill()
    del row["side"]
    assert "bought or sold? fillHistory says so" in why_not(ORDER_FILLS, row)
    assert one(ORDER_FILLS, order_fill()).size == -410_000_000


def test_a_coin_margined_trade_is_counted_in_contracts():
    bought = one(COIN_FILLS, coin_fill())
    assert (bought.size, bought.fee) == (2, SOL.exactly("0.00005475"))
    assert bought.realised == SOL.zero
    value = Fraction(20) / Fraction("182.652")
    assert abs(value * Fraction(1, 2000) - bought.fee.value) < Fraction(1, 10**8)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("OpenPosition", MarginCause.ALLOCATION),
        ("ManualMarginAddition", MarginCause.USER),
        ("AutoMarginAddition", MarginCause.AUTO_ADD),
        ("IncreaseLeverage", MarginCause.RELEASE),
        ("ReduceLeverage", MarginCause.ALLOCATION),
        ("ManualMarginReduction", MarginCause.USER),
        ("CloseOpenPosition", MarginCause.RELEASE),
        ("ClosePosition", MarginCause.RELEASE),
    ],
)
def test_margin_moves_into_the_position_and_out_of_it(reason, cause):
    moved = one(MARGINS, move(reason, "-2.5", "10"))
    assert isinstance(moved, MarginTransfer)
    assert (moved.amount, moved.cause, moved.book) == (USDT.exactly("-2.5"), cause, CROSS_BOOK)
    assert moved.position == PositionId("BTC-USDT")


@pytest.mark.parametrize("reason", ["FundingFeeSettlement", "Liquidation", "ADL"])
def test_what_others_tell_is_no_move_of_margin(reason):
    (aside,) = told(MARGINS, move(reason, "-1", "1")).skipped
    assert aside.reason


def test_the_margin_after_each_move_is_followed():
    rows = [
        move("ManualMarginReduction", "-1", "11", time=AT + 2),
        move("ManualMarginAddition", "2", "12", time=AT + 1),
        move("OpenPosition", "10", "10"),
    ]
    records = MARGINS.records(str(rows).replace("'", '"').encode(), "f")
    chain = MARGINS.chain(records)
    assert (chain.links, chain.gaps) == (2, ())
    torn = MARGINS.chain([records[0], records[2]])
    assert [gap.missing for gap in torn.gaps] == [2]


def test_a_life_of_an_isolated_position_replays_without_findings():
    done = [
        *told(INCOME_BESIDE, income("TRANSFER", "100", symbol="", time=AT - 9)).events,
        *told(MARGINS, move("OpenPosition", "2", "2", time=AT - 1)).events,
        *told(FILLS, fill(positionSide="BOTH"), given=ALONE).events,
    ]
    account = replayed(VENUE, done).account
    assert account.balance(USDT, "isolated:BTC-USDT") == USDT.exactly(2)


@forall(st.lists(st.sampled_from(sorted(TYPES)), max_size=6), st.booleans())
def test_rows_are_conserved_and_their_order_does_not_matter(kinds, turned):
    rows = [income(kind, str(at), time=AT + at) for at, kind in enumerate(kinds, 1)]
    done, again = told(INCOME, *rows), told(INCOME, *(rows[::-1] if turned else rows))
    assert done.records == len(rows) == done.translated
    assert {event.stamp for event in done.events} == {event.stamp for event in again.events}
