"""Rows stand in time, and equals in time as their file lists them."""

from hypothesis import given, strategies as st

from isoledger.venues.placing import Order, placed
from isoledger.venues.records import json_records


def rows(*times, file="f"):
    text = ",".join(f'{{"t":{time_ns},"n":"{file}{at}"}}' for at, time_ns in enumerate(times))
    return json_records(f"[{text}]".encode(), file)


def when(record):
    time_ns = record.whole("t")
    return None if time_ns < 0 else time_ns


def spots(records, order):
    found = placed(records, order, when)
    return [found.get(record.source) for record in records]


def test_a_row_counts_those_of_its_instant_before_it():
    assert spots(rows(1, 2, 2, 3), Order.OLDEST) == [(1, 0), (2, 0), (2, 1), (3, 0)]
    assert spots(rows(3, 2, 2, 1), Order.NEWEST) == [(3, 0), (2, 1), (2, 0), (1, 0)]


def test_the_two_ends_tell_the_order_of_each_file():
    assert spots(rows(3, 2, 2, 1), Order.EITHER) == [(3, 0), (2, 1), (2, 0), (1, 0)]
    assert spots(rows(2, 2, 3), Order.EITHER) == [(2, 0), (2, 1), (3, 0)]
    both = [*rows(3, 2, 2), *rows(4, 4, 5, file="g")]
    assert spots(both, Order.EITHER) == [(3, 0), (2, 1), (2, 0), (4, 0), (4, 1), (5, 0)]


def test_where_all_are_equal_the_first_is_the_oldest():
    assert spots(rows(1, 1), Order.EITHER) == [(1, 0), (1, 1)]


def test_rows_in_any_other_order_are_placed_by_their_rows():
    records = rows(2, 2, 3)
    assert spots(records[::-1], Order.OLDEST) == [(3, 0), (2, 1), (2, 0)]


def test_a_row_without_a_time_has_no_spot_and_counts_for_nothing():
    assert spots(rows(1, -1, 1), Order.OLDEST) == [(1, 0), None, (1, 1)]


def test_a_row_that_is_there_twice_counts_once():
    one = rows(1, 1)
    assert spots([*one, *one], Order.OLDEST) == [(1, 0), (1, 1), (1, 0), (1, 1)]


@given(st.lists(st.integers(0, 3), min_size=1))
def test_a_file_and_its_mirror_give_equal_spots(times):
    times.sort()
    ahead, back = rows(*times), rows(*times[::-1])
    assert spots(ahead, Order.OLDEST) == spots(back, Order.NEWEST)[::-1]
