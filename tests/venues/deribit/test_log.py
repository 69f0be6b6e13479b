import json

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from isoledger.core.events import (
    EntryRebase,
    Fill,
    Funding,
    InsuranceClear,
    OpeningPosition,
    PoolTransfer,
    Settlement,
    Transfer,
)
from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.venues.deribit import CROSS_BOOK, SESSION_BOOK, VENUE
from isoledger.venues.deribit.log import LOG, SAVED
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import events, replayed, told, why_not

BTC = Asset("BTC", 12)
SAMPLE = "statements/deribit/openapi_example_get_transaction_log.json"
PERPETUAL = PositionId("BTC-PERPETUAL", pool="cross")


def row(**changes: object) -> dict:
    """A row of the log; profit waits for the settlement."""
    return {
        "id": 1,
        "user_seq": 1,
        "type": "trade",
        "timestamp": 1613657734620,
        "side": "open buy",
        "price": 50000,
        "position": 1000,
        "instrument_name": "BTC-PERPETUAL",
        "currency": "BTC",
        "commission": "0.00001",
        "change": "-0.00001",
        "cashflow": 0,
        "balance": "0.99999",
        "amount": 1000,
        **changes,
    }


def life() -> list[dict]:
    """A position opened, half of it closed with profit, settled, and closed after."""
    deposit = row(
        id=1,
        type="deposit",
        timestamp=1,
        side="-",
        commission=0,
        change=1,
        cashflow=1,
        balance=1,
        instrument_name=None,
        price=None,
        position=None,
        amount=None,
    )
    opened = row(id=2, timestamp=2)
    half = row(
        id=3,
        timestamp=3,
        side="close sell",
        price=62500,
        position=500,
        amount=500,
        cashflow="0.002",
        commission=0,
        change=0,
        balance="0.99999",
    )
    settled = row(
        id=4,
        timestamp=4,
        type="settlement",
        side="long",
        price=62500,
        position=500,
        amount=500,
        session_upl="0.002",
        session_rpl="0.0021",
        total_interest_pl="0.0001",
        commission=None,
        cashflow="0.0041",
        change="0.0041",
        balance="1.00409",
    )
    closed = row(
        id=5,
        timestamp=5,
        side="close sell",
        price=62500,
        position=0,
        amount=500,
        cashflow=0,
        commission=0,
        change=0,
        balance="1.00409",
    )
    return [deposit, opened, half, settled, closed]


def sample():
    records = LOG.records(real(SAMPLE).read_bytes(), "f")
    return records, LOG.translate(records, "A", Given(opening=True))


def test_the_documented_log_is_whole_and_its_balances_meet_four_times():
    records, done = sample()
    assert (done.records, done.translated, done.untranslated, done.skipped) == (5, 5, (), ())
    followed = LOG.chain(records)
    assert (followed.links, followed.gaps) == (4, ())


def test_the_one_sum_that_misses_by_a_hundred_millionth_is_a_remark():
    _, done = sample()
    (said,) = done.remarks
    assert said.text == (
        "change = session_upl + session_rpl misses by 1/100000000, as its venue is known to"
    )
    assert said.record.row == 2


def test_the_documented_log_replays_to_its_last_balance():
    _, done = sample()
    first = done.events[0].stamp
    before = evolve(first, time_ns=1, id="before")
    held = [
        OpeningPosition(stamp=before, position=PERPETUAL, size=1520, cost=BTC.exactly("-0.03")),
        OpeningPosition(
            stamp=evolve(before, id="before, option"),
            position=PositionId("BTC-19FEB21-49200-C", pool="cross"),
            size=-30_000_000,
            cost=BTC.zero,
        ),
    ]
    events_ = sorted((*done.events, *held), key=lambda event: event.stamp.order)
    ledger = replayed(VENUE, events_)
    assert ledger.account.balance(BTC, CROSS_BOOK) == BTC.exactly("3001.22270418")


def test_a_premium_is_cash_so_that_an_option_costs_nothing_and_is_worth_its_price():
    _, done = sample()
    closed, opened = [event for event in done.events if isinstance(event, Fill)]
    assert (closed.realised, closed.held) == (BTC.exactly("-0.04611"), -30_000_000)
    assert opened.realised is None
    premium, _ = [event for event in done.events if isinstance(event, EntryRebase)]
    assert premium.realised == BTC.exactly("-0.10759")


def test_an_option_bought_and_sold_leaves_the_difference():
    option = {"instrument_name": "BTC-27DEC24-100000-C", "commission": 0, "position": 2}
    bought = row(
        **option,
        id=1,
        timestamp=1,
        amount=2,
        price="0.05",
        cashflow="-0.1",
        change="-0.1",
        balance="-0.1",
    )
    sold = row(
        **option,
        id=2,
        timestamp=2,
        amount=1,
        price="0.07",
        cashflow="0.07",
        change="0.07",
        balance="-0.03",
        side="close sell",
    )
    ledger = replayed(VENUE, told(LOG, sold, bought).events)
    assert ledger.account.balance(BTC, CROSS_BOOK) == BTC.exactly("-0.03")


def test_a_life_over_a_settlement_ends_in_cash_alone():
    done = told(LOG, *reversed(life()))
    ledger = replayed(VENUE, done.events)
    assert ledger.account.balance(BTC, CROSS_BOOK) == BTC.exactly("1.00409")
    assert ledger.account.balance(BTC, SESSION_BOOK) == BTC.zero


def test_profit_waits_beside_the_cash_until_the_settlement():
    fill, waits = events(LOG, life()[2])[:2]
    assert isinstance(fill, Fill)
    assert fill.realised == BTC.exactly("0.002")
    assert isinstance(waits, PoolTransfer)
    assert (waits.source, waits.target) == (CROSS_BOOK, SESSION_BOOK)
    assert waits.amount == BTC.exactly("0.002")


def test_a_settlement_is_funding_an_entry_moved_and_profit_that_waited():
    funding, rebase, back = events(LOG, life()[3])[:3]
    assert isinstance(funding, Funding)
    assert funding.amount == BTC.exactly("0.0001")
    assert isinstance(rebase, EntryRebase)
    assert rebase.realised == BTC.exactly("0.002")
    assert isinstance(back, PoolTransfer)
    assert (back.source, back.target) == (SESSION_BOOK, CROSS_BOOK)
    assert back.amount == BTC.exactly("0.002")


def test_a_settlement_of_nothing_held_is_what_waited_alone():
    flat = row(
        type="settlement",
        side="-",
        session_upl=0,
        session_rpl="-0.1",
        commission=None,
        cashflow="-0.1",
        change="-0.1",
        balance=1,
    )
    loss = events(LOG, flat)[0]
    assert isinstance(loss, PoolTransfer)
    assert (loss.source, loss.target) == (CROSS_BOOK, SESSION_BOOK)


def test_a_fee_out_of_the_fee_balance_is_not_paid_in_cash():
    fill = events(
        LOG,
        row(cashflow="-0.1", change="-0.1", instrument_name="BTC-1JAN25-1-C", side="close sell"),
    )[0]
    assert isinstance(fill, Fill)
    assert (fill.fee, fill.realised) == (BTC.zero, BTC.exactly("-0.1"))


def test_a_delivery_closes_for_its_cash_and_its_fee():
    settled = events(
        LOG,
        row(type="delivery", side="close sell", cashflow="0.5", change="0.49", commission="0.01"),
    )[0]
    assert isinstance(settled, Settlement)
    assert (settled.amount, settled.fee) == (BTC.exactly("0.5"), BTC.exactly("0.01"))


def test_one_leg_of_a_spot_trade_is_an_adjustment():
    leg = events(LOG, row(instrument_name="BTC_USDC"))[0]
    assert leg.reason == "one leg of a spot trade"


def test_a_withdrawal_states_the_fee_inside_it():
    gone = events(
        LOG, row(type="withdrawal", change="-1.1", cashflow="-1", commission="0.1", side="-")
    )[0]
    assert isinstance(gone, Transfer)
    assert (gone.amount, gone.fee) == (BTC.exactly("-1.1"), BTC.exactly("0.1"))


def test_loss_that_is_shared_is_taken_by_the_fund():
    (taken, _) = events(
        LOG, row(type="socialized fund", change=-1, cashflow=-1, commission=0, side="-")
    )
    assert isinstance(taken, InsuranceClear)
    assert taken.amount == BTC.exactly(-1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"change": "-0.1"}, "change = cashflow - commission"),
        ({"type": "transfer", "change": -1, "cashflow": 0}, "change = cashflow - commission"),
        ({"type": "reward"}, "'reward' is no type that is known"),
        ({"side": "long"}, "'long' is neither buy nor sell"),
        ({"amount": "0.5"}, "0.5 is no whole number of lots"),
        ({"instrument_name": "BTC-FS-25DEC26_PERP"}, "is no single contract"),
        ({"instrument_name": "BTC-31FEB25"}, "names no day"),
        ({"instrument_name": "BTC-31FOO25"}, "names no day"),
    ],
)
def test_what_does_not_add_up_or_is_not_known_is_parked(changes, why):
    assert why in why_not(LOG, row(**changes))


@given(st.sets(st.integers(0, 4)), st.randoms())
def test_rows_are_conserved_and_their_order_in_the_file_does_not_matter(chosen, random):
    rows = [life()[at] for at in sorted(chosen)]
    done = told(LOG, *rows)
    random.shuffle(rows)
    assert told(LOG, *rows).events == done.events


@given(st.sampled_from(["change", "balance", "cashflow"]), st.integers(1, 4))
def test_one_digit_changed_is_found(name, at):
    # a settlement's cashflow has two more sums; a trade's is held against the entry
    rows = life()
    rows[at][name] = str(float(rows[at][name]) + 0.01)
    done = told(LOG, *rows)
    found = () if done.untranslated else findings(Ledger.replay(done.events, rules=VENUE.rules))
    broken = LOG.chain(LOG.records(json.dumps(rows[::-1]).encode(), "f")).gaps
    quiet = name == "cashflow" and "commission" in rows[at] and not done.untranslated
    assert done.untranslated or found or broken or quiet


HEAD = (
    "ID,UserSeq,Date,Instrument,Type,Side,Amount,Base Amount,Position,Price,Mark Price,"
    "Index Price,Cash Flow,Funding,Fee Rate,Fee Charged,Fee Balance,Change,Balance,Equity,"
    "Trade ID,Order ID,Info,Note"
)
ROWS = (
    "1,1,2024-01-05 07:00:00,-,deposit,-,-,-,-,-,-,-,1,-,-,0,0,1,1,1,-,-,-,-",
    (
        "2,2,2024-01-05 07:00:00,BTC-PERPETUAL,trade,open buy,1000,0.02,1000,50000,-,-,0,0,0,"
        "0.00001,0,-0.00001,0.99999,1,7,8,-,-"
    ),
    (
        "3,3,2024-01-05 07:30:00,BTC-PERPETUAL,trade,close sell,500,0.008,500,62500,-,-,0.002,0,0,"
        "0,0,0,0.99999,1,7,8,-,-"
    ),
    (
        "4,4,2024-01-05 08:00:00,BTC-PERPETUAL,settlement,long,500,-,500,62500,-,-,0.0041,0.0001,0,"
        "0,0,0.0041,1.00409,1,-,-,-,-"
    ),
    (
        "5,5,2024-01-05 09:00:00,BTC-PERPETUAL,trade,close sell,500,0.008,0,71428.57142857,-,-,"
        "0.001,0,0,0,0,0,1.00409,1,7,8,-,-"
    ),
    (
        "6,6,2024-01-06 08:00:00,BTC-PERPETUAL,settlement,-,-,-,-,-,-,-,0.001,0,0,0,0,0.001,"
        "1.00509,1,-,-,-,-"
    ),
    "7,7,2024-01-06 08:00:01,BTC-PERPETUAL,settlement,-,-,-,-,-,-,-,0,0,0,0,0,0,1.00509,1,-,-,-,-",
)


def saved(name: str = "transaction_log-1-BTC-2024.csv", head: str = HEAD, rows=ROWS):
    records = SAVED.records("\n".join((head, *rows)).encode(), name)
    return SAVED.translate(records, "A"), SAVED.chain(records)


def test_a_saved_log_tells_what_of_a_settlement_had_waited():
    done, followed = saved()
    assert (done.untranslated, done.translated, followed.links, followed.gaps) == ((), 7, 6, ())
    rebased = [event.realised for event in done.events if isinstance(event, EntryRebase)]
    assert rebased == [BTC.exactly("0.002")]
    waited = [event.amount for event in done.events if isinstance(event, PoolTransfer)]
    assert waited == [BTC.exactly("0.002")] * 2 + [BTC.exactly("0.001")] * 2
    ledger = replayed(VENUE, done.events)
    assert ledger.account.balance(BTC, CROSS_BOOK) == BTC.exactly("1.00509")
    assert ledger.account.balance(BTC, SESSION_BOOK) == BTC.zero


def test_profit_of_two_closings_of_a_session_waits_together():
    half = ROWS[2].replace("3,3,", "30,30,").replace(",500,0.008,500,", ",0,0.008,500,")
    settled = ROWS[3].replace("0.0041", "0.0061")
    done, _ = saved(
        rows=(
            *ROWS[:3],
            half.replace(",trade,close sell,0,", ",trade,close sell,1,"),
            settled.replace("4,4,", "40,40,"),
        )
    )
    (rebased,) = [event for event in done.events if isinstance(event, EntryRebase)]
    assert rebased.realised == BTC.exactly("0.002")


def test_a_saved_log_read_twice_is_one():
    records = SAVED.records("\n".join((HEAD, *ROWS)).encode(), "log-BTC-1.csv")
    again = SAVED.records("\n".join((HEAD, *ROWS[2:])).encode(), "log-BTC-2.csv")
    done = SAVED.translate((*again, *records, *records), "A")
    assert done.events == saved()[0].events
    assert not done.untranslated


def test_a_settlement_whose_numbers_are_none_is_parked_and_stops_nothing():
    torn = ROWS[3].replace("0.0041,0.0001", "x,0.0001")
    done, _ = saved(rows=(ROWS[0], torn))
    assert (done.translated, len(done.untranslated)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "code"),
    [("transaction_log-1-BTC-2024.csv", "BTC"), ("log USDC.csv", "USDC"), ("a/ETH-1.csv", "ETH")],
)
def test_the_currency_is_read_off_the_name_of_the_file(name, code):
    done, _ = saved(name, rows=ROWS[:1])
    (deposit,) = [event for event in done.events if isinstance(event, Transfer)]
    assert deposit.amount == Asset(code, 12).exactly(1)


def test_a_name_without_a_currency_parks_every_row():
    done, _ = saved("log.csv", rows=ROWS[:2])
    assert len(done.untranslated) == 2
    assert "currency" in done.untranslated[0].reason


def test_every_generation_of_the_table_tells_the_same_trade():
    trade = (
        "2,2,05 Jan 2024 07:00:00,BTC-PERPETUAL,trade,open buy,1000,1000,50000,-,-,0,0,0,"
        "0.00001,0,-0.00001,0.99999,1,7,8,-"
    )
    third = HEAD.replace("Amount,Base Amount", "Base Amount").removesuffix(",Note")
    first = third.replace("Base Amount", "Size").replace("Charged", "Paid")
    first = first.replace("Index Price,", "")
    shorter = trade.replace("50000,-,-", "50000,-")
    found = [
        saved(head=HEAD, rows=(trade.replace(",1000,1000,", ",1000,0.02,1000,") + ",-",))[0],
        saved(head=third + ",Note", rows=(trade + ",-",))[0],
        saved(head=third, rows=(trade,))[0],
        saved(head=first, rows=(shorter,))[0],
    ]
    fills = {event for done in found for event in done.events if isinstance(event, Fill)}
    assert [done.untranslated for done in found] == [()] * 4
    assert len(fills) == 1


def test_a_day_written_otherwise_is_parked():
    done, _ = saved(rows=(ROWS[0].replace("2024-01-05", "5.1.24"),))
    assert len(done.untranslated) == 1
