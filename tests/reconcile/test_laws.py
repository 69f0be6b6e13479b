"""Laws of reconcile: what must hold whatever was planted, and in whatever order it is told."""

import random

from attrs import evolve
from hypothesis import given, settings, strategies as st

import isoledger as il
from isoledger.reconcile.breaks import BreakKind, Right
from tests.core.kit import USDT
from tests.reconcile.kit import DAY, HOUR, asked, at, chain, kinds, paid, won

AMOUNTS = st.integers(-50, 50).filter(bool)


@st.composite
def histories(draw):
    """Rows hours apart, some of one instant, each with an id that its venue gave."""
    rows, time_ns = [], DAY
    for n in range(draw(st.integers(1, 9))):
        time_ns += draw(st.sampled_from((0, 1, HOUR, DAY)))
        make = draw(st.sampled_from((won, paid)))
        rows.append(make(time_ns, draw(AMOUNTS), f"native{n:03}"))
    return rows


def _dropped(rows, n, _):
    return [row for m, row in enumerate(rows) if m != n]


def _changed(rows, n, units):
    changed = evolve(rows[n], amount=rows[n].amount + il.Money(units, USDT))
    return [changed if m == n else row for m, row in enumerate(rows)]


def _moved(rows, n, units):
    its = rows[n].stamp
    changed = evolve(rows[n], stamp=evolve(its, time_ns=its.time_ns + units * 1_000))
    return [changed if m == n else row for m, row in enumerate(rows)]


def _doubled(rows, n, units):
    its = rows[n].stamp
    return [*rows, evolve(rows[n], stamp=at(its.time_ns, f"another{n}x{units}x{len(rows)}"))]


FAULTS = st.sampled_from((_dropped, _changed, _moved, _doubled))
PLANTED = st.lists(st.tuples(FAULTS, st.integers(0, 8), AMOUNTS), max_size=5)


def planted(rows, faults):
    for fault, n, units in faults:
        if rows:
            rows = fault(rows, n % len(rows), units)
    return rows


def span(rows):
    times = [row.stamp.time_ns for row in rows]
    return min(times), max(times)


@given(histories())
def test_what_is_one_agrees(rows):
    assert asked(rows, chain(*rows)).is_reconciled
    assert asked(rows, rows).is_reconciled


@settings(max_examples=60)
@given(histories(), PLANTED)
def test_whatever_is_wrong_in_our_ledger_what_is_suggested_mends_it(rows, faults):
    ours, venue = planted(rows, faults), chain(*rows)
    found = asked(ours, venue, span=span(rows))
    assert not found.unexplained
    after = asked([*ours, *found.suggested], venue, span=span(rows))
    assert after.is_reconciled
    assert not after.breaks


@settings(max_examples=60)
@given(histories(), PLANTED, PLANTED)
def test_every_event_is_matched_or_in_exactly_one_break(rows, mine, theirs):
    ours, venue = planted(rows, mine), planted(rows, [*theirs][:2])
    found = asked(ours, venue, span=span(rows))
    broken = [e.stamp.id for b in found.breaks for e in b.ours]
    matched = [line.event.stamp.id for m in found.matches for line in m.ours]
    assert len(set(broken)) == len(broken)
    assert not set(broken) & set(matched)
    told = [e.stamp.id for b in found.breaks for e in b.venue]
    assert len(set(told)) == len(told)
    assert found.keyed + len(told) + sum(len(m.venue) for m in found.matches) == len(venue)


@given(histories(), PLANTED, st.randoms(use_true_random=False))
def test_neither_order_nor_overlap_of_statements_matters(rows, faults, rng: random.Random):
    ours, venue = planted(rows, faults), chain(*rows)
    torn = [*venue, *venue[: len(venue) // 2]]
    rng.shuffle(torn)
    assert asked(ours, venue) == asked(ours, torn)


TURNED = {
    BreakKind.MISSING_OURS: BreakKind.MISSING_VENUE,
    BreakKind.DUPLICATE_OURS: BreakKind.DUPLICATE_VENUE,
}
TURNED |= {theirs: ours for ours, theirs in TURNED.items()}


@given(histories(), PLANTED)
def test_who_asks_whom_turns_the_kinds_and_nothing_else(rows, faults):
    other = planted(rows, faults)
    if not other:
        return
    both = span([*rows, *other])
    one, two = asked(other, rows, span=both), asked(rows, other, span=both)
    assert kinds(one.breaks) == sorted(TURNED.get(b.kind, b.kind).value for b in two.breaks)


@settings(max_examples=60)
@given(histories(), st.integers(0, 8), AMOUNTS)
def test_a_row_that_the_statement_tells_wrongly_is_ours_to_be_right_about(rows, n, units):
    at_fault = rows[n % len(rows)]
    changed = evolve(at_fault, amount=at_fault.amount + il.Money(units, USDT))
    wrong = [changed if row is at_fault else row for row in chain(*rows)]
    found = asked(rows, wrong)
    assert all(one.right is not Right.OPEN for one in found.breaks)
    assert not found.unexplained
