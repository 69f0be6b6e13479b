import itertools

import pytest
from hypothesis import given, strategies as st

from isoledger.feeds.source import MILLISECOND_NS
from isoledger.feeds.spans import Span, again, milliseconds, missing, named, united, windows

MS = MILLISECOND_NS
spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)


def instants(them):
    return {at for span in them for at in range(span.start_ns, span.end_ns)}


@given(st.lists(spans, max_size=8))
def test_united_spans_are_the_same_time_in_fewest_spans(them):
    whole = united(them)
    assert instants(whole) == instants(them)
    assert all(a.end_ns < b.start_ns for a, b in itertools.pairwise(whole))


@given(spans, st.lists(spans, max_size=8))
def test_what_is_missing_is_what_was_not_walked(wanted, walked):
    holes = missing(wanted, walked)
    assert instants(holes) == instants([wanted]) - instants(walked)
    assert holes == united(holes)


@given(spans, st.none() | st.integers(1, 9))
def test_windows_are_the_span_in_order_and_none_too_long(span, longest):
    parts = list(windows(span, longest))
    assert parts[0].start_ns == span.start_ns
    assert parts[-1].end_ns == span.end_ns
    assert all(a.end_ns == b.start_ns for a, b in itertools.pairwise(parts))
    assert all(longest is None or p.end_ns - p.start_ns <= longest for p in parts)


def test_an_empty_span_has_no_window():
    assert list(windows(Span(5, 5), None)) == []
    assert missing(Span(5, 5), []) == ()


@given(st.lists(spans, max_size=6), st.integers(0, 10), st.integers(0, 30))
def test_holes_are_walked_from_earlier_on_but_not_before_the_floor(holes, overlap, floor):
    wider = again(holes, overlap, floor)
    assert instants(holes) - set(range(floor)) <= instants(wider)
    assert all(span.start_ns >= floor for span in wider)


def test_a_span_holds_its_beginning_and_not_its_end():
    assert [at in Span(2, 4) for at in range(1, 6)] == [False, True, True, False, False]


@given(st.integers(0, 4 * 10**18), st.integers(0, 10**15))
def test_the_name_of_a_span_tells_it(start, length):
    span = milliseconds(start, start + length)
    assert span.start_ns <= start
    assert span.end_ns >= start + length
    assert named(f"bills currency=BTC {span}") == ("bills currency=BTC", span)


@pytest.mark.parametrize(
    "name",
    [
        "bills.csv",
        "bills 2026-01-01T00:00:00.000Z..2026-01-08T00:00:00.000Z page 1",
        "bills 2026-13-01T00:00:00.000Z..2026-01-08T00:00:00.000Z",
        "2026-01-01T00:00:00.000Z..2026-01-08T00:00:00.000Z",
    ],
)
def test_other_names_tell_none(name):
    assert named(name) is None
