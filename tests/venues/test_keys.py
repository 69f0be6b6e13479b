from hypothesis import example, given, strategies as st

from isoledger.venues.keys import Key, Occurrences

PARTS = st.lists(st.text(alphabet="ab:#%2", max_size=4), max_size=3).map(tuple)


def test_the_second_record_under_a_key_is_counted():
    seen = Occurrences()
    key, other = Key("fill", ("1", "9")), Key("funding", ("1", "9"))
    assert [seen.id(key), seen.id(other), seen.id(key), seen.id(key)] == [
        "fill:1:9",
        "funding:1:9",
        "fill:1:9#2",
        "fill:1:9#3",
    ]


@given(st.lists(PARTS, unique=True, max_size=6))
@example([("a", "b"), ("a:b",)])
@example([("a",), ("a#2",)])
@example([("a:",), ("a%3A",)])
def test_two_keys_never_make_one_id_however_often_they_occur(parts):
    seen = Occurrences()
    ids = [seen.id(Key("k", part)) for part in parts for _ in range(2)]
    assert len(set(ids)) == 2 * len(parts)
