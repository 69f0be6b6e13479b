import pickle
import threading

import pytest

from isoledger.core.log import EventLog
from tests.core.kit import deposit

ONE, TWO, THREE = (deposit(time_ns) for time_ns in (1, 2, 3))


def test_an_older_version_never_sees_what_a_newer_one_appended():
    first = EventLog([ONE])
    second = first.appended(TWO)
    third = second.appended(THREE)
    assert [list(log) for log in (first, second, third)] == [[ONE], [ONE, TWO], [ONE, TWO, THREE]]
    assert first.find("e2") is None
    assert second.find("e3") is None
    assert third.find("e3") is THREE
    assert first[-1] is ONE
    assert first[:9] == (ONE,)
    assert len(first) == 1


def test_two_appends_to_one_version_are_two_logs():
    first = EventLog([ONE])
    left, right = first.appended(TWO), first.appended(THREE)
    further = left.appended(deposit(4))
    assert left._events is first._events
    assert left._events == [ONE, TWO, deposit(4)]
    assert list(left) == [ONE, TWO]
    assert list(right) == [ONE, THREE]
    assert list(further) == [ONE, TWO, deposit(4)]
    assert (left.find("e3"), right.find("e2"), right.find("e4")) == (None, None, None)


def test_the_same_id_may_mean_two_things_on_two_branches():
    first, other = EventLog([ONE]), deposit(2, "7")
    left, right = first.appended(TWO), first.appended(other)
    assert left.find("e2") is TWO
    assert right.find("e2") is other


def test_appending_to_the_newest_version_copies_nothing():
    first = EventLog([ONE])
    assert first.appended(TWO)._events is first._events


def test_a_thread_that_comes_second_gets_a_log_of_its_own():
    class Raced(list):
        """A list to which another thread appends just before us."""

        def append(self, event):
            if event is TWO:
                super().append(THREE)
            super().append(event)

    first = EventLog([ONE])
    first._events = Raced(first._events)
    second = first.appended(TWO)
    assert list(second) == [ONE, TWO]
    assert (second.find("e2"), second.find("e3")) == (TWO, None)
    assert list(first) == [ONE]


def test_many_threads_appending_to_one_log_never_mix_their_events():
    base, made = EventLog([ONE]), {}

    def branch(name):
        log = base
        for place in range(50):
            log = log.appended(deposit(10 + place, str(name)))
        made[name] = log

    threads = [threading.Thread(target=branch, args=(name,)) for name in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, log in made.items():
        assert list(log) == [ONE, *(deposit(10 + place, str(name)) for place in range(50))]
        assert all(log.find(event.stamp.id) is event for event in log)


def test_a_log_does_not_follow_the_list_it_was_made_of():
    events = [ONE]
    log = EventLog(events)
    events.append(TWO)
    assert list(log) == [ONE]


def test_a_log_is_read_like_any_sequence():
    log = EventLog([ONE, TWO, THREE])
    assert (log[0], log[-3], log[2]) == (ONE, ONE, THREE)
    assert log[::-1] == (THREE, TWO, ONE)
    assert TWO in log
    assert repr(log) == "EventLog(3 events)"
    for place in (3, -4):
        with pytest.raises(IndexError):
            log[place]
    assert list(EventLog()) == []


def test_two_logs_of_the_same_events_are_equal():
    grown, made = EventLog([ONE]).appended(TWO), EventLog([ONE, TWO])
    assert grown == made
    assert hash(grown) == hash(made)
    assert EventLog() == EventLog([])
    assert hash(EventLog()) == hash(EventLog([]))
    assert grown != EventLog([ONE])
    assert grown != [ONE, TWO]


def test_the_pickle_of_an_older_version_does_not_carry_the_newer_ones():
    first = EventLog([ONE])
    first.appended(TWO)
    again = pickle.loads(pickle.dumps(first))
    assert again == first
    assert again._events == [ONE]
    assert again.find("e2") is None


def test_nothing_can_be_put_into_a_log():
    log = EventLog([ONE])
    with pytest.raises(TypeError):
        log[0] = TWO
    with pytest.raises(AttributeError):
        log.new = 1
    assert not hasattr(log, "append")
