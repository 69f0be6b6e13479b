import pytest
from attrs import evolve

import isoledger as il
from isoledger.reconcile.matching import By, is_native, matched, references, telling
from isoledger.reconcile.policy import EXACT, Policy
from tests.core.kit import USDC, fill, stamp
from tests.reconcile.kit import DAY, HOUR, kinds, line, paid, won

SECOND = 10**9


def matches(ours, venue, policy=EXACT):
    found = matched(map(line, ours), map(line, venue), policy)
    told = [(m.by, len(m.ours), len(m.venue), m.within) for m in found.matches]
    return told, len(found.ours), len(found.venue)


def named(event, name):
    return evolve(event, stamp=evolve(event.stamp, id=name))


def test_an_id_of_the_venue_that_both_carry_makes_them_one():
    ours = [named(won(DAY, 5), "fill:123456789"), named(won(DAY, 5), "fill:short#2")]
    venue = [named(won(9 * DAY, 5), "bill:7:123456789"), named(won(DAY + 7, 6), "b:123456789")]
    assert matches(ours, venue) == ([(By.REFERENCE, 1, 1, 0)], 1, 1)
    twice = [*venue, named(won(9 * DAY, 5), "bill:8:123456789")]
    assert matches(ours, twice)[0] == [(By.REFERENCE, 1, 1, 0)]


def test_one_event_of_several_ids_is_used_once():
    ours = [named(won(DAY, 5), "a:111111:222222")]
    venue = [named(won(9 * DAY, 5), "b:111111"), named(won(9 * DAY, 5), "b:222222")]
    assert matches(ours, venue) == ([(By.REFERENCE, 1, 1, 0)], 0, 1)


def test_the_same_movement_within_a_second_is_one_and_the_earliest_goes_first():
    ours = [won(DAY, 5, "a"), won(DAY + SECOND, 5, "b"), won(2 * DAY, 5, "c")]
    venue = [won(DAY + SECOND, 5, "x"), won(2 * DAY + 2 * SECOND, 5, "y")]
    assert matches(ours, venue) == ([(By.WINDOW, 1, 1, 0)], 2, 1)
    assert matches(ours, venue, Policy(window_ns=2 * SECOND))[0] == [(By.WINDOW, 1, 1, 0)] * 2


def test_a_day_of_a_contract_is_one_row_either_way():
    many = [won(DAY + n * HOUR, n + 1, f"n{n}", symbol="ETH") for n in range(3)]
    one = [won(DAY + 5 * HOUR, 6, "sum", symbol="ETH")]
    assert matches(many, one) == ([(By.SUM, 3, 1, 0)], 0, 0)
    assert matches(one, many) == ([(By.SUM, 1, 3, 0)], 0, 0)
    late = [won(DAY - 20 * HOUR, 9, "old", symbol="ETH"), *many]
    assert matches(late, one) == ([(By.SUM, 3, 1, 0)], 1, 0)
    off = [won(DAY + 5 * HOUR, 8, "sum", symbol="ETH")]
    assert matches(many, off)[0] == []
    assert matches(many, off, Policy(units_each=1))[0] == [(By.SUM, 3, 1, 2)]


def test_all_of_an_instant_is_all_of_it_on_the_other_side():
    ours = [won(DAY, 1, "a"), won(DAY, 4, "b")]
    venue = [won(DAY, 2, "x"), won(DAY, 3, "y")]
    assert matches(ours, venue) == ([(By.SUM, 2, 2, 0)], 0, 0)
    assert matches(ours, [won(DAY, 2, "x"), won(DAY, 9, "y")])[0] == []
    assert matches(ours, [won(2 * DAY, 2, "x"), won(2 * DAY, 9, "y")])[0] == []


def test_two_ids_that_one_venue_gave_are_two_facts_and_no_part_of_a_sum():
    ours = [won(DAY, 2, "native1"), won(DAY, 2, "native2")]
    assert matches(ours[:1], ours[1:])[0] == []
    assert matches(ours, [won(DAY, 4, "native3")])[0] == []
    others = [named(won(DAY, 2), "other:native3"), won(DAY, 2, "made")]
    assert matches(ours, others)[0] == [(By.WINDOW, 1, 1, 0)] * 2


def test_transfers_and_mixtures_of_assets_are_no_sums():
    ours = [paid(DAY, 1, "a"), paid(DAY, 4, "b"), mixed()]
    assert matches(ours, [paid(DAY, 5, "x")]) == ([], 3, 1)


def mixed():
    return fill(DAY, 1, "5", realised=il.Money(4, USDC), fee=il.Money(1, won(1, 1).amount.asset))


@pytest.mark.parametrize(
    ("name", "native", "told"),
    [
        ("fill:123456", True, {"123456"}),
        ("fill:12345", False, set()),
        ("fill:123456:BTCUSDT", False, {"123456", "BTCUSDT"}),
        ("fill:123456#2", False, {"123456"}),
        ("fill:123456/stated:abcdefgh", True, {"123456"}),
    ],
)
def test_an_id_says_whether_its_venue_gave_it(name, native, told):
    one = line(named(won(1, 1), name))
    assert is_native(one) is native
    assert references(one) == told


def test_a_trade_that_moved_nothing_is_missed_only_where_trades_are_told():
    trade, other = line(fill(1, 1, "5")), line(fill(2, 1, "5"))
    money, silent = line(won(3, 1)), line(won(4, 0))
    assert telling([trade, money, silent], [money]) == [money]
    assert telling([trade, silent], [evolve(other)]) == ([trade] if trade.kin == other.kin else [])
    same = line(fill(1, 1, "5", stamp=stamp(1, "e2:x")))
    near = line(fill(2, 1, "5", stamp=stamp(2, "e2:y")))
    assert telling([same], [near]) == [same]
    assert same.content == near.content
    assert kinds(()) == []
