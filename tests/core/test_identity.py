import pytest

from isoledger.core.books import margin_book, reserve_book
from isoledger.core.identity import PositionId, Stamp
from tests.core.kit import stamp


def test_a_position_is_isolated_unless_it_names_a_pool():
    assert PositionId("X").is_isolated
    assert not PositionId("X", pool="cross").is_isolated


def test_every_position_of_a_symbol_has_its_own_name_and_book():
    names = [
        PositionId("X", leg, pool) for leg in ("net", "long", "short") for pool in ("", "cross")
    ]
    assert len({str(name) for name in names}) == 6
    alone = [name for name in names if name.is_isolated]
    assert len({margin_book(n) for n in alone} | {reserve_book(n) for n in alone}) == 6


def test_two_stamps_of_one_fact_are_equal_wherever_it_was_read():
    read = stamp(5, "a", source="sha256:1#2", known_ns=9, sequence=3)
    again = stamp(5, "a", source="sha256:7#8", known_ns=11, sequence=4)
    assert read == again
    assert hash(read) == hash(again)


@pytest.mark.parametrize(
    "other", [{"time_ns": 6}, {"venue": "x"}, {"account": "x"}, {"id": "x"}], ids=str
)
def test_stamps_of_different_facts_differ(other):
    said = {"time_ns": 5, "venue": "v", "account": "a", "id": "i"}
    assert Stamp(**said) != Stamp(**(said | other))


def test_order_is_time_and_then_sequence():
    stamps = [stamp(2, "c"), stamp(1, "b", sequence=1), stamp(1, "a")]
    assert [s.id for s in sorted(stamps, key=lambda s: s.order)] == ["a", "b", "c"]


def test_a_stamp_says_who_and_when():
    assert str(stamp(5, "a")) == "venue/main/a@5"
    with pytest.raises(AttributeError):
        stamp(5).time_ns = 6
