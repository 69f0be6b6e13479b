import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import AnswerError, Lane, Span, StuckPagingError
from isoledger.feeds.page import page_of
from isoledger.feeds.source import Direction, Far, Instant, Numbered, Times, Token, Whole
from isoledger.feeds.walk import Walk
from isoledger.venues.instants import SECOND_NS, stamped
from tests.feeds.kit import MS, source

START, END = 1_000, 100_000


def rows_at(times):
    """Rows oldest first, numbered."""
    return [{"id": str(place), "t": str(at)} for place, at in enumerate(times, 10)]


def paged(paging, direction=Direction.OLDER, size=3, **besides):
    values = {
        "paging": paging,
        "direction": direction,
        "size": size,
        "clock": stamped("t"),
        "under": "rows",
        "fixed": FrozenMap(),
        "times": Times(since="s", until="u"),
        **besides,
    }
    return source(**values)


def text(rows, token=None):
    return json.dumps({"rows": rows, "next": token})


class Server:
    """Plays every way of paging over rows that are given oldest first."""

    def __init__(self, source, rows):
        self.source, self.rows, self.asked = source, rows, []

    def __call__(self, asked):
        self.asked.append(asked)
        source, size = self.source, self.source.size
        older = source.direction is Direction.OLDER
        fits = [
            row
            for row in (reversed(self.rows) if older else self.rows)
            if int(asked.get("s", 0)) <= int(row["t"]) <= int(asked.get("u", 10**18))
        ]
        token = None
        match source.paging:
            case Token():
                at = int(asked.get("c", 0))
                token = str(at + size) if at + size < len(fits) else None
                page = fits[at : at + size]
            case Far():
                at = asked.get("after")
                if at is not None:
                    keep = (lambda n: n < int(at)) if older else (lambda n: n >= int(at))
                    fits = [row for row in fits if keep(int(row["id"]))]
                page = fits[:size]
            case Instant():
                at = (int(asked.get("p", 1)) - 1) * size
                page = fits[at : at + size]
            case Numbered(first=first, by=by):
                at = (int(asked.get("p", first)) - first) // by * size
                page = fits[at : at + size]
            case _:
                page = fits
        return text(page, token)


def walk_through(walk, source, server, stop=200):
    """All leaves until the end."""
    leaves = []
    while (ask := walk.ask) is not None:
        assert len(leaves) < stop, "it does not end"
        leaves.append(walk.told(page_of(source, server(dict(ask.parameters)))))
    return leaves


def left(leaves):
    """The rows that left, each with its id."""
    return [row.record.fields["id"] for leaf in leaves for row in leaf.rows]


STYLES = {
    "token": (Token(parameter="c", path="next"), Direction.OLDER),
    "number older": (Far(parameter="after", field="id"), Direction.OLDER),
    "number newer, counted in": (Far(parameter="after", field="id"), Direction.NEWER),
    "instant older": (Instant(page="p"), Direction.OLDER),
    "instant newer": (Instant(page="p"), Direction.NEWER),
    "pages": (Numbered(parameter="p"), Direction.OLDER),
    "offsets": (Numbered(parameter="p", first=0, by=3), Direction.OLDER),
}
SPAN = Span(START * MS, END * MS)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("distinct", [True, False])
@given(
    st.lists(st.integers(START - 2, START + 9) | st.integers(START, END + 2), max_size=20).map(
        sorted
    )
)
def test_every_row_of_the_span_leaves_once_however_it_is_paged(style, distinct, times):
    paging, direction = STYLES[style]
    source = paged(paging, direction, distinct=distinct)
    rows = rows_at(times)
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, Server(source, rows))
    wanted = {row["id"] for row in rows if START <= int(row["t"]) < END}
    assert set(left(leaves)) == wanted
    assert [leaf.is_last for leaf in leaves] == [False] * (len(leaves) - 1) + [True]
    assert all(leaf.crowded_ns is None for leaf in leaves)
    if distinct:
        assert len(left(leaves)) == len(wanted)


@pytest.mark.parametrize("style", STYLES)
@given(st.lists(st.integers(START, START + 6), max_size=16).map(sorted))
def test_rows_of_one_instant_leave_together(style, times):
    paging, direction = STYLES[style]
    source = paged(paging, direction)
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, Server(source, rows_at(times)))
    instants = [{row.time_ns for row in leaf.rows} for leaf in leaves]
    assert sum(map(len, instants)) == len(set(times)), "an instant in two leaves"


@pytest.mark.parametrize("direction", Direction)
def test_an_instant_with_more_rows_than_are_shown_is_a_gap_and_nothing_beyond_it_is_lost(direction):
    source = paged(Instant(), direction)
    rows = rows_at([2_000, 3_000, 3_000, 3_000, 3_000, 3_000, 4_000])
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, Server(source, rows))
    assert [leaf.crowded_ns for leaf in leaves if leaf.crowded_ns] == [3_000 * MS]
    ids = set(left(leaves))
    assert {"10", "16"} < ids
    assert len(ids) == 2 + 3


def test_a_crowded_instant_outside_the_span_is_nobodys_gap():
    source = paged(Instant(), Direction.NEWER, times=Times(since="s"))
    rows = rows_at([END + 5] * 4)
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, Server(source, rows))
    assert (left(leaves), [leaf.crowded_ns for leaf in leaves]) == ([], [None])


def test_a_crowded_instant_before_the_span_is_walked_past():
    source = paged(Instant(), Direction.NEWER)
    rows = rows_at([START - 1] * 4 + [START, START + 1])
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, Server(source, rows))
    assert left(leaves) == ["14", "15"]
    assert all(leaf.crowded_ns is None for leaf in leaves)


def test_at_a_crowded_end_the_walk_ends():
    source = paged(Instant(), Direction.OLDER)
    rows = rows_at([START] * 5)
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, Server(source, rows))
    assert leaves[-1].crowded_ns == START * MS
    assert len(left(leaves)) == 3


def test_a_venue_that_counts_in_seconds_is_asked_for_whole_seconds():
    source = paged(Instant(), Direction.OLDER, times=Times(since="s", until="u", unit_ns=SECOND_NS))
    walk = Walk(Lane(source=source), Span(5_500_000_000, 9_500_000_000))
    assert dict(walk.ask.parameters) == {"s": "5", "u": "10", "limit": "3"}


def once_more(server, at):
    """A server that answers request number *at* with the page before."""
    pages = []

    def answer(asked):
        pages.append(server(asked))
        return pages[at - 1] if len(pages) - 1 == at else pages[-1]

    return answer


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("distinct", [True, False])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_page_that_comes_once_more_is_asked_for_again(style, distinct, at):
    paging, direction = STYLES[style]
    source = paged(paging, direction, distinct=distinct)
    rows = rows_at([2_000, 2_000, 3_000, 3_000, 3_000, 4_000, 5_000, 6_000, 7_000, 7_000, 8_000])
    server = once_more(Server(source, rows), at)
    leaves = walk_through(Walk(Lane(source=source), SPAN), source, server)
    assert set(left(leaves)) == {row["id"] for row in rows}
    if not isinstance(paging, Instant):
        assert len(left(leaves)) == len(rows)


@pytest.mark.parametrize("direction", Direction)
def test_a_page_within_an_instant_that_comes_once_more_is_asked_for_again(direction):
    source = paged(Instant(page="p"), direction)
    rows = rows_at([2_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 4_000])
    for at in range(1, 6):
        server = once_more(Server(source, rows), at)
        leaves = walk_through(Walk(Lane(source=source), SPAN), source, server)
        assert set(left(leaves)) == {row["id"] for row in rows}, at
        assert all(leaf.crowded_ns is None for leaf in leaves)


def test_a_venue_that_ignores_the_number_of_a_page_shows_no_more_of_an_instant():
    source = paged(Instant(page="p"), Direction.NEWER)
    server = Server(source, rows_at([3_000] * 5 + [4_000]))
    leaves = walk_through(
        Walk(Lane(source=source), SPAN), source, lambda a: server({**a, "p": "1"})
    )
    assert [leaf.crowded_ns for leaf in leaves if leaf.crowded_ns] == [3_000 * MS]
    assert "15" in left(leaves)


@pytest.mark.parametrize("style", ["token", "number older", "instant older", "instant newer"])
def test_a_venue_that_leads_in_a_circle_is_left(style):
    paging, direction = STYLES[style]
    source = paged(paging, direction)
    server = Server(source, rows_at([2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000]))
    first = server(dict(Walk(Lane(source=source), SPAN).ask.parameters))
    with pytest.raises(StuckPagingError, match="leads back to itself; pull again later"):
        walk_through(Walk(Lane(source=source), SPAN), source, lambda _: first)


def test_a_venue_that_gives_its_last_page_for_every_number_behind_it_has_ended():
    source = paged(Numbered(parameter="p"))
    server = Server(source, rows_at([2_000, 3_000, 4_000, 5_000]))
    last = server({"p": "2"})
    leaves = walk_through(
        Walk(Lane(source=source), SPAN), source, lambda a: server(a) if "p" not in a else last
    )
    assert left(leaves) == ["13", "12", "11", "10"]


def test_without_numbers_there_is_no_going_on():
    source = paged(Far(parameter="after", field="id"))
    with pytest.raises(AnswerError, match="id 'x' is no number to go on from"):
        walk_through(
            Walk(Lane(source=source), SPAN), source, lambda _: text([{"id": "x", "t": "2000"}])
        )


def test_rows_that_have_no_number_yet_are_not_gone_on_from():
    source = paged(Far(parameter="after", field="id"))
    pages = [
        text([{"id": "-1", "t": "5000"}, {"id": "7", "t": "4000"}]),
        text([{"id": "-1", "t": "5000"}]),
    ]
    asked = []

    def server(parameters):
        asked.append(parameters.get("after"))
        return pages[len(asked) - 1]

    leaves = walk_through(Walk(Lane(source=source), SPAN), source, server)
    assert (asked, left(leaves)) == ([None, "7"], ["-1", "7"])
    only = walk_through(Walk(Lane(source=source), SPAN), source, lambda _: pages[1])
    assert left(only) == ["-1"]


@pytest.mark.parametrize("direction", Direction)
def test_a_full_page_from_the_wrong_end_is_refused(direction):
    source = paged(Instant(), direction)
    rows = rows_at([2_000, 3_000, 4_000])
    listed = rows if direction is Direction.OLDER else rows[::-1]
    with pytest.raises(AnswerError, match=f"its rows are not {direction.value}"):
        Walk(Lane(source=source), SPAN).told(page_of(source, text(listed)))


def test_what_is_so_at_this_moment_is_one_page_whatever_its_times():
    source = paged(Whole(), limit="", times=Times())
    walk = Walk(Lane(source=source, chosen=FrozenMap({"a": "b"})), SPAN)
    assert dict(walk.ask.parameters) == {"a": "b"}
    leaf = walk.told(page_of(source, text(rows_at([0, 10**9]))))
    assert (left([leaf]), leaf.is_last, walk.ask) == (["10", "11"], True, None)
