import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.books import ALL
from isoledger.core.events import Correction
from isoledger.reconcile.breaks import Break, BreakKind, Right
from isoledger.reconcile.matching import Line
from isoledger.reconcile.mending import gap_break, suggested
from isoledger.reconcile.stated import Gap
from tests.core.kit import CROSS, USDT
from tests.reconcile.kit import DAY, says, won

OURS, VENUE = won(DAY, 5, "native1"), won(DAY, 6, "native1")
GAP = Gap(earlier=says(DAY, 1), later=says(2 * DAY, 4), missing=il.Money(3, USDT))


def mend(kind, *, right=Right.OPEN, taken=(), ours=(OURS,), venue=(VENUE,)):
    found = Break(kind=kind, right=right, ours=ours, venue=venue, time_ns=DAY)
    return suggested(found, lambda name: name in taken).suggested


def test_who_is_borne_out_changes_nothing():
    assert mend(BreakKind.AMOUNT_MISMATCH, right=Right.OURS) == ()


def test_what_is_missing_is_the_event_itself_unless_its_id_is_taken():
    assert mend(BreakKind.MISSING_OURS, ours=()) == (VENUE,)
    (again,) = mend(BreakKind.MISSING_OURS, ours=(), taken=(VENUE.stamp.id,))
    assert again.stamp.id != VENUE.stamp.id
    assert Line(again, ()).key == VENUE.stamp.id


@pytest.mark.parametrize("kind", [BreakKind.DUPLICATE_OURS, BreakKind.MISSING_VENUE])
def test_what_is_too_much_is_taken_back_and_never_edited(kind):
    (back,) = mend(kind, venue=())
    assert isinstance(back, Correction)
    assert back.reverses == OURS.stamp.id


def test_what_differs_is_taken_back_and_told_as_the_venue_tells_it():
    back, stated = mend(BreakKind.AMOUNT_MISMATCH)
    assert isinstance(back, Correction)
    assert evolve(stated, stamp=VENUE.stamp) == VENUE


def test_a_note_needs_nothing():
    assert mend(BreakKind.ROUNDING) == ()


def test_a_gap_is_an_adjustment_that_says_so():
    found = gap_break(GAP)
    assert found.differences == (il.Money(-3, USDT),)
    (event,) = suggested(found, lambda _: False).suggested
    assert (event.amount, str(event.book)) == (il.Money(3, USDT), "wallet")
    pooled = evolve(GAP, later=evolve(GAP.later, book=CROSS))
    (event,) = suggested(gap_break(pooled), lambda _: False).suggested
    assert event.book == CROSS
    assert evolve(found, venue=(VENUE,)).difference(USDT, ALL) == il.Money(-3, USDT)
    assert suggested(evolve(found, venue=(VENUE,)), lambda _: False).suggested == ()
