import pytest

from isoledger.reconcile.bearing import borne_out
from isoledger.reconcile.breaks import Break, BreakKind, Right
from isoledger.reconcile.movements import told
from isoledger.reconcile.stated import stated
from tests.core.kit import margin
from tests.reconcile.kit import DAY, line, paid, says


def lost(time_ns, cents, name="", kind=BreakKind.MISSING_VENUE):
    return Break(kind=kind, ours=(paid(time_ns, cents, name),), time_ns=time_ns)


def rights(breaks, rows, **said):
    judged, gaps = borne_out(breaks, stated(map(line, rows)), told, **said)
    return [one.right for one in judged], [gap.missing.units for gap in gaps]


GAP = [says(DAY, 10), says(2 * DAY, 15), says(3 * DAY, 15)]


def test_what_fills_a_gap_is_right_and_what_fills_none_is_not():
    assert rights([lost(DAY + 5, 5)], GAP) == ([Right.OURS], [])
    assert rights([lost(DAY + 5, 6)], GAP) == ([Right.VENUE], [5])
    assert rights([lost(2 * DAY + 5, 5)], GAP) == ([Right.VENUE], [5])
    assert rights([lost(DAY + 5, 5)], []) == ([Right.OPEN], [])


def test_all_together_then_few_before_many():
    two = [lost(DAY + 5, 2, "a"), lost(DAY + 6, 3, "b")]
    assert rights(two, GAP) == ([Right.OURS] * 2, [])
    three = [*two, lost(DAY + 7, 9, "c")]
    assert rights(three, GAP) == ([Right.OURS, Right.OURS, Right.VENUE], [])


@pytest.mark.parametrize(("count", "right"), [(2, Right.OURS), (3, Right.VENUE)])
def test_of_many_only_pairs_are_tried(count, right):
    exact = [lost(DAY + n, 5 if count == 2 and n == 2 else 1000, f"n{n}") for n in range(1, 13)]
    assert rights(exact, GAP)[0][1] is right


def test_a_balance_may_be_stated_before_its_instant_is_over():
    assert rights([lost(DAY, 5)], GAP) == ([Right.OURS], [])


def test_a_row_that_stands_with_a_balance_of_another_time_is_late():
    timing = lost(DAY, 5, kind=BreakKind.TIMING)
    assert rights([timing, lost(DAY, 7)], [], aside=frozenset({DAY})) == (
        [Right.OURS, Right.OPEN],
        [],
    )


def test_margin_moved_within_the_account_fills_no_gap_of_all_of_it():
    moved = margin(DAY + 5, "0.05")
    inside = Break(kind=BreakKind.MISSING_VENUE, ours=(moved,), time_ns=DAY + 5)
    assert rights([inside], GAP) == ([Right.OPEN], [5])
