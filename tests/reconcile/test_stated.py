import isoledger as il
from isoledger.reconcile.breaks import Break, BreakKind
from isoledger.reconcile.stated import followed, stated
from tests.core.kit import USDT
from tests.reconcile.kit import DAY, DAYS, chain, line, paid, says


def test_a_balance_is_followed_along_the_rows():
    (one,) = stated(map(line, [paid(1, 5), says(2, 12), paid(3, 4), says(4, 17), paid(5, 1)]))
    assert (one.opening, one.moved, one.closing) == tuple(il.Money(n, USDT) for n in (7, 10, 18))
    assert (one.count, one.first.amount.units, one.last.amount.units) == (2, 12, 17)
    (gap,) = one.gaps
    assert (gap.missing, gap.earlier.stamp.time_ns, gap.later.stamp.time_ns) == (
        il.Money(1, USDT),
        2,
        4,
    )
    assert [one.proves(paid(n, 1)) for n in (1, 3, 5)] == [False, True, False]


def test_without_balances_nothing_is_followed():
    assert stated([line(paid(1, 5))]) == ()


def test_a_balance_that_went_along_with_a_late_row_is_put_aside():
    rows = chain(*DAYS)
    late = [*rows[:4], *rows[6:8], says(6 * DAY - 1, rows[5].amount.units), *rows[8:]]
    lines = sorted(map(line, late), key=lambda one: one.event.stamp.order)
    timing = Break(kind=BreakKind.TIMING, venue=(paid(6 * DAY - 1, 1),), time_ns=6 * DAY - 1)
    good = Break(kind=BreakKind.TIMING, venue=(paid(2 * DAY, 1),), time_ns=2 * DAY)
    balances, aside = followed(lines, [good, timing])
    assert aside == {6 * DAY - 1}
    assert len(balances[0].gaps) == 1
    other = Break(kind=BreakKind.MISSING_OURS, venue=(paid(6 * DAY - 1, 1),), time_ns=1)
    assert followed(lines, [other])[1] == frozenset()
    assert followed(list(map(line, rows)), [timing])[1] == frozenset()
