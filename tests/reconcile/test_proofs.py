import isoledger as il
from isoledger.reconcile.breaks import Break, BreakKind, Right
from isoledger.reconcile.movements import told
from isoledger.reconcile.proofs import proofs, totals
from isoledger.reconcile.stated import stated
from tests.core.kit import USDC, USDT
from tests.reconcile.kit import DAY, DAYS, chain, ledger, line, margin_says, paid, won


def proof(ours, rows, breaks=()):
    account = ledger(*ours).account
    return next(proofs(il.Account(), account, stated(map(line, rows)), breaks, told))


def test_opening_and_movements_are_closing_on_both_sides():
    one = proof(DAYS, chain(*DAYS))
    assert one.opening_ours + one.ours == one.closing_ours
    assert one.opening_venue + one.venue == one.closing_venue
    assert (one.difference.units, one.unexplained.units, one.asset) == (0, 0, USDT)


def test_what_no_break_accounts_for_is_unexplained():
    one = proof(DAYS[:-1], chain(*DAYS))
    assert one.unexplained == il.Money(-77, USDT)


def test_a_row_after_the_last_balance_proves_nothing():
    late = won(9 * DAY, 3, "native9")
    extra = Break(kind=BreakKind.DUPLICATE_VENUE, venue=(late,), right=Right.OURS, time_ns=9 * DAY)
    assert proof(DAYS, [*chain(*DAYS), late], [extra]).unexplained == il.Money(0, USDT)
    within = won(2 * DAY, 3, "native9")
    inside = Break(
        kind=BreakKind.DUPLICATE_VENUE, venue=(within,), right=Right.OURS, time_ns=2 * DAY
    )
    assert proof(DAYS, chain(*DAYS), [inside]).broken == il.Money(0, USDT)


def test_a_balance_of_one_book_counts_what_moved_it():
    rows = [paid(1, 5), margin_says(2, 5), paid(3, 4)]
    extra = Break(kind=BreakKind.DUPLICATE_VENUE, venue=rows[2:], right=Right.OURS, time_ns=3)
    one = proof(rows[:1], rows, [extra])
    assert (one.broken, one.unexplained) == (il.Money(-4, USDT), il.Money(0, USDT))


def test_totals_are_by_asset_and_purpose():
    other = paid(3, 4)
    fees = [won(1, 5, "a", fee=2), paid(2, 7)]
    found = totals(map(line, fees), map(line, [fees[0], other]))
    assert [(t.purpose.value, t.ours.units, t.venue.units) for t in found] == [
        ("fee", -2, -2),
        ("profit", 7, 7),
        ("transfer", 7, 4),
    ]
    assert USDC != USDT
