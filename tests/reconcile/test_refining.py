from attrs import evolve

import isoledger as il
from isoledger.core.books import ALL
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Right
from isoledger.reconcile.refining import merged, paged, told_apart
from tests.core.kit import USDT
from tests.reconcile.kit import DAY, line, won

A, B = won(DAY, 5, "native1"), won(DAY, 5, "native2")


def effect(units):
    return ((ALL, il.Money(units, USDT)),)


def test_two_equal_rows_that_are_told_as_one_are_one_break():
    short = Break(
        kind=BreakKind.AMOUNT_MISMATCH, ours=(A,), venue=(A,), effects=effect(-5), time_ns=DAY
    )
    lost = Break(kind=BreakKind.MISSING_VENUE, ours=(B,), effects=effect(5), time_ns=DAY)
    (one,) = merged([short, lost])
    assert (one.nature, one.ours, one.effects) == (Nature.MERGED, (A, B), ())
    apart = merged([short, evolve(lost, effects=effect(6))])
    assert [found.nature for found in apart] == [Nature.NONE] * 2
    silent = evolve(short, effects=())
    timing = evolve(short, kind=BreakKind.TIMING)
    assert merged([silent, timing]) == [timing, silent]


def test_balances_say_whether_one_of_two_equal_rows_is_a_copy():
    def told(kind, right):
        return told_apart(Break(kind=kind, right=right, time_ns=0)).kind.value

    assert told(BreakKind.DUPLICATE_OURS, Right.OURS) == "missing-venue"
    assert told(BreakKind.DUPLICATE_OURS, Right.VENUE) == "duplicate-ours"
    assert told(BreakKind.DUPLICATE_VENUE, Right.VENUE) == "missing-ours"
    assert told(BreakKind.DUPLICATE_VENUE, Right.OPEN) == "duplicate-venue"


def test_rows_that_are_missing_side_by_side_are_as_of_a_page():
    lost = [Break(kind=BreakKind.MISSING_VENUE, ours=(e,), time_ns=DAY) for e in (A, B)]
    far = won(3 * DAY, 5, "native3")
    told = paged(lost, [line(A), line(B), line(far)], [])
    assert [one.nature for one in told] == [Nature.PAGE] * 2
    told = paged(lost, [line(A), line(far), line(B)], [])
    assert [one.nature for one in told] == [Nature.NONE] * 2
