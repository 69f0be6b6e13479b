from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from isoledger.venues.hyperliquid.chains import (
    by_coin,
    direction,
    gaps,
    mirrored,
    opening_cost,
    second_sides,
)
from isoledger.venues.hyperliquid.records import api_fill
from tests.venues.hyperliquid.samples import cassette, chain, fill, records

FILLS = "test_get_user_fills"


def rows(*fills):
    return [api_fill(record) for record in records(*fills)]


def own_trade(start="10", **changes):
    """Both sides of one trade of the account: the venue states one start for both."""
    taker = fill(startPosition=start, side="A", dir="Close Long", crossed=True) | changes
    maker = fill(startPosition=start, side="B", dir="Open Long", crossed=False) | changes
    return taker, maker


def cassette_chains():
    """The recorded fills in order of execution, by coin."""
    read = [api_fill(record) for record in cassette("fills", FILLS)]
    return by_coin(sorted(read, key=lambda row: row.time_ns))


@pytest.mark.parametrize(
    ("start", "size", "word"),
    [
        (0, 1, "Open Long"),
        (0, -1, "Open Short"),
        (2, 1, "Open Long"),
        (-2, -1, "Open Short"),
        (2, -2, "Close Long"),
        (-2, 1, "Close Short"),
        (2, -3, "Long > Short"),
        (-2, 3, "Short > Long"),
    ],
)
def test_a_direction_follows_from_start_and_size(start, size, word):
    assert direction(Fraction(start), Fraction(size)) == word


def test_every_recorded_direction_is_the_one_that_follows():
    read = [row for chain in cassette_chains().values() for row in chain]
    assert len(read) == 500
    assert [row for row in read if row.direction != direction(row.start, row.quantity)] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"time": 1_700_000_000_001},
        {"px": "101"},
        {"startPosition": "9"},
        {"sz": "1"},
        {"side": "A"},
    ],
)
def test_two_fills_are_one_trade_with_oneself_only_if_all_but_side_and_role_agree(changes):
    taker, maker = own_trade()
    assert mirrored(*rows(taker, maker))
    assert not mirrored(*rows(taker, maker | changes))
    assert not mirrored(*rows(taker, maker | {"crossed": True}))


def test_of_three_alike_only_two_are_a_pair():
    taker, maker = own_trade()
    assert second_sides(rows(taker, maker, taker)) == {1}


def test_a_trade_with_oneself_is_no_gap():
    taker, maker = own_trade()
    after = fill(startPosition="10", time=1_700_000_000_001)
    assert gaps(rows(taker, maker, after)) == []


def test_a_missing_fill_is_a_gap_and_the_chain_goes_on_from_there():
    told = rows(
        fill(startPosition="0", sz="2"),
        fill(startPosition="5", sz="1", time=1_700_000_000_001),
        fill(startPosition="6", sz="1", time=1_700_000_000_002),
    )
    assert gaps(told) == [(Fraction(2), told[1])]


def test_the_recorded_chain_breaks_once_and_not_a_hundred_and_sixty_seven_times():
    """166 of the breaks one counts by looking at pairs are the two sides of 83 own trades.

    The one left is at the edge of the answer: the other side of its oldest fill is not in it.
    """
    chains = cassette_chains()
    naive = sum(a.end != b.start for c in chains.values() for a, b in pairwise(c))
    assert (sum(map(len, chains.values())) - len(chains), naive) == (485, 167)
    assert sum(len(second_sides(c)) for c in chains.values()) == 83
    found = [gap for c in chains.values() for gap in gaps(c)]
    ((left, row),) = found
    assert (row.coin, left, row.start) == ("SUI", Fraction("-1734.8"), Fraction("-1839.2"))
    assert row is chains["SUI"][1]


@given(st.lists(st.tuples(st.integers(-9, 9).filter(bool), st.integers(1, 9)), min_size=1))
def test_a_chain_made_whole_has_no_gap(trades):
    told = [api_fill(r) for r in chain(*((str(size), str(price)) for size, price in trades))]
    assert gaps(told) == []


def test_what_was_held_cost_what_the_first_closing_says():
    """10 held; 2 more bought at 130; 3 sold at 120 with 45 profit: the average was 105."""
    told = rows(
        fill(startPosition="10", sz="2", px="130"),
        fill(startPosition="12", side="A", sz="3", px="120", closedPnl="45", dir="Close Long"),
    )
    assert opening_cost(told) == 12 * 105 - 2 * 130


def test_a_short_that_flips_reveals_its_entry_too():
    told = rows(fill(startPosition="-4", sz="6", px="90", closedPnl="40", dir="Short > Long"))
    assert opening_cost(told) == -4 * 100


def test_without_a_closing_the_first_price_stands_in():
    assert opening_cost(rows(fill(startPosition="10", px="130"))) == 1300


def test_own_trades_tell_nothing_about_the_entry():
    told = rows(
        *own_trade(closedPnl="999"),
        fill(startPosition="10", side="A", sz="1", px="120", closedPnl="20", dir="Close Long"),
    )
    assert opening_cost(told) == 10 * 100


@given(
    st.integers(-20, 20).filter(bool),
    st.integers(1, 50),
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 50)), max_size=4),
)
def test_the_cost_of_an_opening_is_found_again_whatever_was_added_before_the_closing(
    start, entry, added
):
    sign = 1 if start > 0 else -1
    trades, held, cost = [], start, start * entry
    for size, price in added:
        trades.append((held, sign * size, price, Fraction(0)))
        held, cost = held + sign * size, cost + sign * size * price
    profit = sign * (60 - Fraction(cost, held))
    if (profit * 10**6).denominator != 1:
        return
    trades.append((held, -sign, 60, profit))
    told = rows(
        *(
            fill(
                startPosition=str(at),
                sz=str(abs(size)),
                side="B" if size > 0 else "A",
                px=str(price),
                closedPnl=f"{gain.numerator * 10**6 // gain.denominator}e-6",
            )
            for at, size, price, gain in trades
        )
    )
    assert opening_cost(told) == start * entry
