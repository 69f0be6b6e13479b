import pytest
from attrs import evolve

import isoledger as il
from isoledger.reconcile.breaks import Nature
from isoledger.reconcile.policy import EXACT
from isoledger.reconcile.residues import basis_points, residues
from tests.core.kit import USDT, fill
from tests.reconcile.kit import DAY, HOUR, asked, line, paid, won

PARTS = [won(DAY + n * HOUR, 10 * n, f"part{n}:x") for n in (1, 2, 3)]
TOTAL = won(DAY + 5 * HOUR, 57, "total01")


def found(ours, venue):
    lines = list(map(line, ours))
    return residues(lines, list(map(line, venue)), lines, EXACT)


def test_a_period_that_is_off_is_one_break_with_all_its_events():
    told = found([*PARTS, paid(DAY, 1)], [TOTAL, paid(DAY, 2)])
    (one,) = told.breaks
    assert (one.nature, one.ours, one.venue) == (Nature.SUM, tuple(PARTS), (TOTAL,))
    assert one.differences == (il.Money(3, USDT),)
    assert (len(told.ours), len(told.venue)) == (1, 1)
    assert one.text == "3 events and the row that sums them up"


def test_what_is_left_over_is_told_in_basis_points_of_what_was_traded():
    traded = fill(DAY + HOUR, -1, "50", cost=il.Money(-5_000, USDT), realised=il.Money(9, USDT))
    other = evolve(traded, position=il.PositionId("OTHER"))
    early = fill(HOUR, -1, "50", cost=il.Money(-5_000, USDT))
    (one,) = found([traded, *PARTS], [TOTAL]).breaks
    assert one.text.endswith("sums them up, 24.00 basis points of what was traded")
    assert found([other, early, traded, *PARTS], [TOTAL]).breaks[0].text == one.text


def test_one_event_or_one_telling_is_no_sum():
    assert found(PARTS[:1], [TOTAL]).breaks == ()
    native = [won(DAY + HOUR, 5, "native1"), won(DAY + HOUR, 6, "native2")]
    assert found(native, [TOTAL]).breaks == ()


def test_what_is_left_over_may_be_booked_and_then_the_sum_is_one():
    first = asked(PARTS, [TOTAL], span=(DAY, 2 * DAY))
    assert len(first.breaks) == 1
    (event,) = first.suggested
    assert (event.amount, event.symbol) == (il.Money(-3, USDT), "BTCUSDT")
    assert asked([*PARTS, event], [TOTAL], span=(DAY, 2 * DAY)).is_reconciled


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 10_000, "1.00"), (-3, 4_000, "-7.50"), (0, 7, "0.00")]
)
def test_basis_points_are_exact(part, whole, text):
    assert basis_points(part, whole) == text
