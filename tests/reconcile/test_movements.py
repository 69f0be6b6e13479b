import pytest

import isoledger as il
from isoledger.core import events as ev
from isoledger.core.books import WALLET, margin_book, reserve_book
from isoledger.reconcile.movements import Purpose, booked, told
from tests.core.kit import BTC, CROSS, OPENED, POOLED, USDC, fill, margin, stamp, usdt

S = stamp(9)
ONE, TWO = usdt("1"), usdt("2")


def short(event):
    return [(m.purpose.value, m.asset.code, m.units, str(m.scope)) for m in told(event)]


AT, HOME = str(margin_book(BTC)), str(WALLET)


@pytest.mark.parametrize(
    ("event", "moved"),
    [
        (fill(1, 1, "5"), []),
        (fill(1, 1, "5", realised=ONE, fee=TWO), [("profit", 100, AT), ("fee", -200, AT)]),
        (fill(1, 1, "5", realised=usdt("0"), fee=usdt("-1")), [("fee", 100, AT)]),
        (
            ev.Settlement(
                stamp=S, position=BTC, kind=ev.SettlementKind.DELIVERY, price=None, amount=ONE
            ),
            [("profit", 100, AT)],
        ),
        (ev.Funding(stamp=S, position=BTC, amount=ONE), [("funding", 100, AT)]),
        (ev.EntryRebase(stamp=S, position=BTC, realised=ONE), [("profit", 100, AT)]),
        (margin(1, "1"), [("margin", -100, HOME), ("margin", 100, AT)]),
        (margin(1, "0"), []),
        (
            ev.ReserveMove(stamp=S, position=BTC, amount=ONE),
            [("margin", -100, AT), ("margin", 100, str(reserve_book(BTC)))],
        ),
        (ev.Fee(stamp=S, amount=ONE, position=BTC), [("fee", -100, AT)]),
        (ev.Fee(stamp=S, amount=ONE), [("fee", -100, HOME)]),
        (ev.InsuranceClear(stamp=S, amount=ONE, position=BTC), [("insurance", 100, AT)]),
        (ev.InsuranceClear(stamp=S, amount=ONE), [("insurance", 100, HOME)]),
        (ev.FundingTotal(stamp=S, symbol="X", amount=-ONE), [("funding", -100, HOME)]),
        (ev.Interest(stamp=S, amount=-ONE), [("interest", -100, HOME)]),
        (ev.Borrow(stamp=S, amount=ONE), [("loan", 100, HOME)]),
        (ev.Bonus(stamp=S, amount=ONE), [("bonus", 100, HOME)]),
        (ev.Adjustment(stamp=S, amount=ONE, reason="x"), [("adjustment", 100, HOME)]),
        (
            ev.PoolTransfer(stamp=S, amount=ONE, source=WALLET, target=CROSS),
            [("margin", -100, HOME), ("margin", 100, str(CROSS))],
        ),
        (ev.BalanceAssertion(stamp=S, amount=ONE), []),
    ],
)
def test_an_event_says_what_it_moved(event, moved):
    assert short(event) == [(purpose, "USDT", units, book) for purpose, units, book in moved]


def test_a_conversion_moves_two_assets():
    event = ev.Conversion(stamp=S, sold=ONE, bought=USDC.exactly("2"))
    assert sorted(m.units for m in told(event)) == [-100, 200]


def test_margin_within_the_account_counts_for_nothing():
    assert [m.counts for m in told(margin(1, "1"))] == [0, 0]
    assert [m.counts for m in told(ev.Bonus(stamp=S, amount=ONE))] == [100]
    assert told(margin(1, "1"))[1].money == ONE
    assert told(margin(1, "1"))[0].purpose is Purpose.MARGIN


def test_what_an_event_leaves_to_be_computed_is_read_off_its_entry():
    closed = [*OPENED, fill(5, -2, "1100", fee=ONE)]
    ledger = il.Ledger.replay(closed)
    told_of = {event.stamp.time_ns: moved for event, moved in booked(ledger)}
    assert [(m.purpose.value, m.units) for m in told_of[5]][:2] != []
    assert sum(m.counts for m in told_of[5]) == 20_000 - 100
    assert sum(m.units for m in told_of[5] if m.purpose is Purpose.MARGIN) == 0
    assert told_of[2] == told(OPENED[1])


def test_a_ledger_that_says_all_derives_no_entry():
    ledger = il.Ledger.replay(OPENED[1:2])
    assert [moved for _, moved in booked(ledger)] == [told(OPENED[1])]


def test_events_of_a_pool_that_state_all_need_no_entry():
    listing, deposit = OPENED[:2]
    events = [
        listing,
        deposit,
        ev.PoolTransfer(stamp=stamp(3), amount=usdt("500"), source=WALLET, target=CROSS),
        fill(4, 1, "100", position=POOLED, realised=usdt("0")),
        ev.Funding(stamp=stamp(5), position=POOLED, amount=ONE, rate=il.Exact.of("0.01")),
        ev.Settlement(
            stamp=stamp(6),
            position=POOLED,
            kind=ev.SettlementKind.SESSION,
            price=il.Price.of("101"),
            amount=ONE,
        ),
        fill(7, -1, "101", position=POOLED),
    ]
    ledger = il.Ledger.replay(events)
    moved = {event.stamp.time_ns: m for event, m in booked(ledger)}
    assert [m.units for m in moved[5]] == [100]
    assert moved[7] == moved[7]


def test_margin_that_a_change_of_mode_moves_is_read_off_the_entry():
    change = ev.MarginModeChange(stamp=stamp(5), position=BTC, pool="cross")
    moved = {e.stamp.time_ns: m for e, m in booked(il.Ledger.replay([*OPENED, change]))}
    assert [(m.purpose, m.units) for m in moved[5]] == [
        (Purpose.MARGIN, -20_000),
        (Purpose.MARGIN, 20_000),
    ]
    assert sum(m.counts for m in moved[5]) == 0
