from attrs import evolve

from isoledger.reconcile.asides import Aside, joined, once_more
from isoledger.reconcile.breaks import Break, BreakKind
from tests.reconcile.kit import DAY, line, won

EVENT = won(DAY, 5, "native1")
LOST = Break(kind=BreakKind.MISSING_VENUE, ours=(EVENT,), time_ns=DAY)
OTHER = Break(kind=BreakKind.MISSING_OURS, venue=(won(DAY, 6, "native2"),), time_ns=DAY)
ROW = Aside(kind=BreakKind.UNKNOWN_TYPE, source="f#2", why="no type", text='5,"native1",x')


def test_a_row_nobody_could_read_and_the_event_it_names_are_one_break():
    told = joined([ROW], [LOST, OTHER])
    assert [one.kind for one in told] == [BreakKind.MISSING_OURS, BreakKind.UNKNOWN_TYPE]
    assert (told[1].ours, told[1].source, told[1].text) == ((EVENT,), "f#2", "no type")


def test_a_row_that_names_nothing_is_a_break_of_its_own():
    stranger = evolve(ROW, text="5,native9", time_ns=7)
    told = joined([stranger], [LOST])
    assert [one.kind for one in told] == [BreakKind.UNKNOWN_TYPE, BreakKind.MISSING_VENUE]
    assert (told[0].ours, told[0].time_ns) == ((), 7)


def test_an_event_is_named_once():
    told = joined([ROW, evolve(ROW, source="f#3")], [LOST])
    assert [len(one.ours) for one in told] == [1, 0]


def test_what_is_there_once_more_shows_what_it_repeats():
    again = evolve(ROW, kind=BreakKind.DUPLICATE_VENUE)
    assert joined([again], []) == []
    (known,) = once_more([again, ROW], [line(EVENT)])
    (unknown,) = once_more([evolve(again, text="")], [line(EVENT)])
    assert (known.venue, known.time_ns) == ((EVENT,), DAY)
    assert (unknown.venue, unknown.time_ns) == ((), 0)
