from attrs import evolve

import isoledger as il
from isoledger.reconcile.policy import EXACT
from isoledger.reconcile.sides import Sides
from tests.core.kit import stamp
from tests.reconcile.kit import DAY, DAYS, chain, ledger, paid, won


def test_the_time_is_what_was_asked_for_and_what_the_venue_speaks_of():
    def span(rows, asked=None):
        return Sides.of(ledger(*DAYS), rows, asked, EXACT).span

    assert span(DAYS[1:3]) == (2 * DAY, 3 * DAY)
    assert span(DAYS[1:3], (0, DAY)) == (0, 3 * DAY)
    assert span(()) == (0, -1)


def test_what_we_have_around_it_is_late_and_not_missing():
    sides = Sides.of(ledger(*DAYS), DAYS[2:4], None, EXACT)
    assert [line.event for line in sides.ours] == list(DAYS[2:4])
    assert len(sides.late) == 6
    assert sides.ours_left == []
    far = Sides.of(ledger(paid(90 * DAY, 1)), DAYS, None, EXACT)
    assert far.late == []


def test_an_opening_before_it_is_in_the_account_before_it():
    began = il.Transfer(stamp=stamp(1, "o"), amount=DAYS[0].amount, kind="opening")
    sides = Sides.of(ledger(began, *DAYS), chain(*DAYS), None, EXACT)
    assert sides.opened == []
    before, after = sides.accounts()
    assert before.balance(began.amount.asset, il.Book("wallet")) == began.amount
    assert after == ledger(began, *DAYS).account


def test_what_mends_is_known_by_the_id_of_its_venue():
    again = evolve(DAYS[1], stamp=evolve(DAYS[1].stamp, id=f"{DAYS[1].stamp.id}/stated:x"))
    sides = Sides.of(ledger(again), [DAYS[1]], None, EXACT)
    assert (sides.keyed, sides.conflicts) == (1, [])
    other = won(2 * DAY, 5, f"{again.stamp.id.partition(':')[2]}")
    assert len(Sides.of(ledger(other), [DAYS[1]], None, EXACT).conflicts) == 1
