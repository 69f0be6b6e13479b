import pytest

from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.errors import NotInForceError, TermsError

TWO = Dated(((10, "a"), (20, "b")))


@pytest.mark.parametrize(("time_ns", "value"), [(10, "a"), (19, "a"), (20, "b"), (10**20, "b")])
def test_a_version_holds_from_its_own_instant_on(time_ns, value):
    assert TWO.at(time_ns) == value


def test_before_the_first_version_nothing_is_known():
    with pytest.raises(NotInForceError) as caught:
        TWO.at(9)
    assert str(caught.value) == "nothing is known before 10 ns, and 9 ns was asked for"
    assert (caught.value.time_ns, caught.value.first_ns) == (9, 10)


@pytest.mark.parametrize(
    ("time_ns", "change"), [(0, 10), (9, 10), (10, 20), (20, None), (21, None)]
)
def test_the_next_change_lies_strictly_after_the_instant(time_ns, change):
    assert TWO.next_change_ns(time_ns) == change


def test_what_always_held_held_at_the_beginning():
    assert Dated.always("a").at(BEGINNING_NS) == "a"
    assert list(Dated.always("a")) == [(BEGINNING_NS, "a")]


@pytest.mark.parametrize("versions", [(), ((10, "a"), (10, "b")), ((20, "a"), (10, "b"))])
def test_versions_rise_and_there_is_one_at_least(versions):
    with pytest.raises(TermsError) as caught:
        Dated(versions)
    assert str(caught.value) == "dated value: effective instants are missing or not rising"


def test_a_dated_value_is_frozen_and_hashable():
    with pytest.raises(AttributeError):
        TWO.versions = ()
    assert hash(TWO) == hash(Dated(((10, "a"), (20, "b"))))
