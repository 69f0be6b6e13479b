import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.errors import ForeignEventError
from isoledger.reconcile.asides import Aside
from isoledger.reconcile.breaks import BreakKind, Nature, Right
from isoledger.reconcile.reconciliation import reconcile
from tests.core.kit import USDT, stamp
from tests.reconcile.kit import DAY, DAYS, asked, at, chain, kinds, ledger, paid, says, won


def without(events, n):
    return [event for m, event in enumerate(events) if m != n]


def test_a_ledger_agrees_with_itself():
    found = asked(DAYS, chain(*DAYS))
    assert found.is_reconciled
    assert (found.breaks, found.unexplained, found.first, found.suggested) == ((), (), None, ())
    assert (found.keyed, found.events_ours, found.events_venue) == (8, 8, 16)


def test_nothing_agrees_with_nothing():
    assert asked((), ()).is_reconciled


def test_a_row_that_only_the_venue_has_is_to_be_booked():
    found = asked(without(DAYS, 2), chain(*DAYS))
    (one,) = found.breaks
    assert one.kind is BreakKind.MISSING_OURS
    assert one.right is Right.VENUE
    assert found.suggested == (DAYS[2],)
    assert found.first == 3 * DAY
    assert not found.unexplained
    assert not found.is_reconciled


def test_a_row_that_the_statement_lacks_is_ours_to_be_right_about():
    rows = [event for event in chain(*DAYS) if event != DAYS[2]]
    (one,) = asked(DAYS, rows).breaks
    assert (one.kind, one.right, one.suggested) == (BreakKind.MISSING_VENUE, Right.OURS, ())


def test_without_balances_the_venue_is_believed():
    (one,) = asked(DAYS, without(DAYS, 2)).breaks
    assert (one.kind, one.right) == (BreakKind.MISSING_VENUE, Right.OPEN)
    assert [type(event).__name__ for event in one.suggested] == ["Correction"]


@pytest.mark.parametrize(
    ("event", "kind", "nature"),
    [
        (evolve(DAYS[1], amount=il.Money(-1_234, USDT), fee=None), "amount-mismatch", ""),
        (evolve(DAYS[3], amount=il.Money(-89, USDT)), "amount-mismatch", Nature.SIGN.value),
        (evolve(DAYS[3], amount=il.Money(8_900, USDT)), "amount-mismatch", Nature.SCALE.value),
        (evolve(DAYS[1], amount=il.Money(1_200, USDT)), "amount-mismatch", "FEE"),
        (evolve(DAYS[3], stamp=at(4 * DAY + DAY, f"won-{4 * DAY}")), "timing", Nature.DATE.value),
        (evolve(DAYS[3], stamp=at(4 * DAY + 7, f"won-{4 * DAY}")), "timing", ""),
        (evolve(DAYS[3], book=il.Book("pool:cross")), "scope-mismatch", ""),
        (evolve(DAYS[3], symbol="ETHUSDT"), "amount-mismatch", ""),
    ],
)
def test_one_id_and_two_contents_are_one_break_that_mends(event, kind, nature):
    ours = [event if one.stamp.id == event.stamp.id else one for one in DAYS]
    found = asked(ours, chain(*DAYS))
    (one,) = found.breaks
    assert one.kind.value == kind
    assert one.nature.value == (Nature.FEE_INSIDE.value if nature == "FEE" else nature)
    assert not found.unexplained
    assert asked([*ours, *found.suggested], chain(*DAYS)).is_reconciled


def test_what_mends_may_be_appended_twice_and_the_break_keeps_its_id():
    ours = [*without(DAYS, 3), evolve(DAYS[3], amount=il.Money(88, USDT))]
    first, again = asked(ours, chain(*DAYS)), asked(ours, reversed(chain(*DAYS)))
    assert [one.id for one in first.breaks] == [one.id for one in again.breaks]
    assert asked([*ours, *first.suggested, *again.suggested], chain(*DAYS)).is_reconciled


def test_a_row_that_was_taken_back_by_mistake_is_booked_under_another_id():
    back = il.Correction(stamp=stamp(9 * DAY, "back"), reverses=DAYS[3].stamp.id, reason="oops")
    found = asked([*DAYS, back], chain(*DAYS))
    assert kinds(found.breaks) == ["missing-ours"]
    assert asked([*DAYS, back, *found.suggested], chain(*DAYS)).is_reconciled


def test_the_balance_a_journal_begins_with_is_no_row():
    began = il.Transfer(
        stamp=stamp(DAY, "o", sequence=-9), amount=il.Money(7, USDT), kind="opening"
    )
    found = asked([began, *DAYS], chain(*DAYS, opening=7))
    assert found.is_reconciled
    assert found.proofs[0].opening_ours == il.Money(7, USDT)
    assert asked([began, *DAYS], [began, *chain(*DAYS, opening=7)]).is_reconciled


def test_what_lies_outside_the_statement_is_not_looked_at():
    found = asked(DAYS, chain(*DAYS)[4:12])
    assert not found.breaks
    assert found.events_ours == 4
    assert found.proofs[0].opening_ours == il.Money(101_234, USDT)
    assert found.is_reconciled


def test_a_statement_may_say_what_time_it_is_of():
    rows = chain(*DAYS)[:-2]
    assert asked(DAYS, rows).is_reconciled
    found = asked(DAYS, rows, span=(DAY, 8 * DAY))
    assert kinds(found.breaks) == ["missing-venue"]
    assert not found.unexplained


@pytest.mark.parametrize(("n", "days"), [(3, -1), (7, 3), (0, -2)])
def test_a_row_we_have_a_day_outside_of_the_statement_is_late_and_not_missing(n, days):
    its = DAYS[n].stamp
    late = evolve(DAYS[n], stamp=evolve(its, time_ns=its.time_ns + days * DAY))
    found = asked([*without(DAYS, n), late], chain(*DAYS))
    assert kinds(found.breaks) == ["timing"]
    assert not found.unexplained
    after = asked([*without(DAYS, n), late, *found.suggested], chain(*DAYS))
    assert after.is_reconciled


@pytest.mark.parametrize("n", range(8))
def test_a_row_that_took_its_balance_to_another_day_is_late(n):
    rows = chain(*DAYS)
    moved = [evolve(e, stamp=evolve(e.stamp, time_ns=e.stamp.time_ns + DAY + 9)) for e in rows]
    told = [*rows[: 2 * n], *moved[2 * n : 2 * n + 2], *rows[2 * n + 2 :]]
    found = asked(DAYS, told, span=(DAY, 8 * DAY))
    assert kinds(found.breaks) == ["timing"]
    assert not found.unexplained
    after = asked([*DAYS, *found.suggested], told, span=(DAY, 8 * DAY))
    assert not after.unexplained


def test_a_gap_that_nobody_fills_is_shown_with_what_moved():
    rows = chain(*DAYS)
    later = [says(e.stamp.time_ns, e.amount.units + 5) for e in rows[9::2]]
    told = [
        *rows[:9],
        *(e for pair in zip(later, rows[10::2], strict=False) for e in pair),
        later[-1],
    ]
    found = asked(DAYS, told)
    (one,) = found.breaks
    assert (one.kind, one.time_ns) == (BreakKind.CONTINUITY_GAP, 5 * DAY)
    assert found.unexplained == (il.Money(-5, USDT),)
    after = asked([*DAYS, *found.suggested], told)
    assert not after.unexplained
    assert [(b.kind, b.right) for b in after.breaks] == [(BreakKind.MISSING_VENUE, Right.OURS)]


def test_rows_that_are_missing_one_after_another_say_so():
    for ours, venue in ((DAYS, DAYS[:2] + DAYS[5:]), (DAYS[:2] + DAYS[5:], DAYS)):
        found = asked(ours, venue)
        assert {one.nature for one in found.breaks} == {Nature.PAGE}
        assert len(found.breaks) == 3


def test_a_row_there_twice_under_one_id_counts_once_and_is_shown():
    aside = Aside(
        kind=BreakKind.DUPLICATE_VENUE, source="f#3", why="once more", text="172800000,won-172800"
    )
    named = evolve(aside, text=f"x,{DAYS[1].stamp.id.partition(':')[2]},y")
    known, unknown = asked(DAYS, chain(*DAYS), asides=[named]), asked(DAYS, DAYS, asides=[aside])
    assert known.breaks[0].venue == (DAYS[1],)
    assert unknown.breaks[0].venue == ()
    assert not known.is_reconciled
    assert not known.unexplained


def test_a_statement_of_another_account_is_refused():
    other = evolve(DAYS[0], stamp=evolve(DAYS[0].stamp, account="other"))
    with pytest.raises(ForeignEventError):
        reconcile(ledger(*DAYS), [other])
    assert reconcile(ledger(), [other]).breaks


def test_the_worst_comes_first():
    aside = Aside(kind=BreakKind.UNPARSABLE_ROW, source="f#1", why="no number")
    found = asked(DAYS, [*chain(*DAYS), won(9 * DAY, 3)], asides=[aside])
    assert [one.kind.value for one in found.breaks] == ["missing-ours", "unparsable-row"]
    assert found.breaks[0].time_ns > found.breaks[1].time_ns


def test_totals_tell_both_sides_by_purpose():
    found = asked(without(DAYS, 1), DAYS)
    profit = next(one for one in found.totals if one.purpose.value == "profit")
    assert (profit.count_ours, profit.count_venue) == (4, 5)
    assert profit.difference == il.Money(-1_268, USDT)
    assert paid(1, 2).amount == il.Money(2, USDT)
