import pytest
from attrs import evolve

import isoledger as il
from isoledger.reconcile.breaks import BreakKind, Nature
from isoledger.reconcile.judging import conflict, contents, leftovers
from isoledger.reconcile.policy import EXACT, Policy
from tests.core.kit import fill, margin, stamp, usdt
from tests.reconcile.kit import DAY, HOUR, line, paid, won

WON = won(DAY, 100)


@pytest.mark.parametrize(
    ("ours", "policy", "kind", "nature"),
    [
        (evolve(WON, amount=usdt("1.01")), Policy(units=1), "rounding", Nature.NONE),
        (evolve(WON, amount=usdt("1.02")), Policy(units=1), "amount-mismatch", Nature.NONE),
        (evolve(WON, stamp=evolve(WON.stamp, time_ns=7)), EXACT, "timing", Nature.NONE),
        (evolve(WON, symbol="OTHER"), EXACT, "amount-mismatch", Nature.NONE),
    ],
)
def test_one_id_with_two_contents_has_a_kind(ours, policy, kind, nature):
    found = conflict(line(ours), line(WON), policy)
    assert (found.kind.value, found.nature) == (kind, nature)


def test_margin_that_another_position_got_is_of_another_scope():
    one, other = margin(1, "1"), margin(1, "1", position=il.PositionId("ETHUSDT"))
    assert conflict(line(one), line(other), EXACT).kind is BreakKind.SCOPE_MISMATCH


def test_the_same_money_as_another_event_is_of_another_type():
    one = il.Adjustment(stamp=stamp(1), amount=usdt("1"), reason="x")
    two = fill(1, 1, "5")
    three = evolve(two, size=2)
    assert conflict(line(two), line(three), EXACT).kind is BreakKind.AMOUNT_MISMATCH
    silent = il.LeverageChange(stamp=stamp(1), position=two.position, leverage=il.Exact.of(5))
    assert conflict(line(two), line(silent), EXACT).kind is BreakKind.UNKNOWN_TYPE
    assert conflict(line(one), line(two), EXACT).kind is BreakKind.AMOUNT_MISMATCH


def left(ours, venue, known_ours=None, known_venue=None):
    mine, theirs = list(map(line, ours)), list(map(line, venue))
    known = contents(map(line, known_ours or ours)), contents(map(line, known_venue or venue))
    return [one.kind.value for one in leftovers(mine, theirs, *known, EXACT)]


def test_what_one_side_tells_once_more_than_the_other_is_a_copy():
    twice = [won(DAY, 5, "a1"), won(DAY, 5, "a2")]
    assert left(twice[1:], [], twice, twice[:1]) == ["duplicate-ours"]
    assert left([], twice[1:], twice[:1], twice) == ["duplicate-venue"]


def test_near_misses_are_the_two_sides_of_one_break():
    assert left([won(DAY, 5, "a")], [won(DAY, 6, "b")]) == ["amount-mismatch"]
    assert left([won(DAY, 5, "a")], [won(DAY + HOUR, 5, "b")]) == ["timing"]
    assert left([won(DAY, 5, "a")], [won(9 * DAY, 5, "b")]) == ["missing-ours", "missing-venue"]
    assert left([paid(DAY, 5, "a")], [won(DAY, 6, "b")]) == ["missing-ours", "missing-venue"]


def test_two_ids_that_one_venue_gave_are_two_facts():
    ours, venue = [won(DAY, 5, "native1")], [won(DAY, 6, "native2")]
    assert left(ours, venue) == ["missing-ours", "missing-venue"]


def test_the_nearest_amount_is_taken_and_once():
    ours = [won(DAY, 50, "a"), won(DAY, 7, "b")]
    assert left(ours, [won(DAY, 8, "c"), won(DAY, 9, "d")]) == ["amount-mismatch"] * 2


def test_a_trade_that_moved_nothing_is_told_by_its_size():
    one = fill(1, 1, "5")
    assert left([one], [evolve(one, price=il.Price.of("6"))]) == ["amount-mismatch"]
    assert left([], [one]) == ["missing-ours"]
