import copy
import pickle

import pytest
from hypothesis import given, strategies as st

from isoledger.core.frozenmap import FrozenMap


def test_a_successor_leaves_its_predecessor_as_it_was():
    first = FrozenMap({"a": 1})
    second = first.set("b", 2)
    third = second.set("a", 3).without("b")
    assert dict(first) == {"a": 1}
    assert dict(second) == {"a": 1, "b": 2}
    assert dict(third) == {"a": 3}
    assert dict(third.without("missing")) == {"a": 3}


def test_a_map_does_not_follow_what_it_was_made_from():
    source = {"a": 1}
    made = FrozenMap(source)
    source["a"] = 2
    assert made["a"] == 1


def test_a_map_has_no_operation_that_changes_it():
    fixed = FrozenMap({"a": 1})
    with pytest.raises(TypeError):
        fixed["a"] = 2
    with pytest.raises(TypeError):
        del fixed["a"]
    for name in ("pop", "popitem", "clear", "update", "setdefault", "__ior__"):
        assert not hasattr(fixed, name)
    assert dict(fixed) == {"a": 1}


def test_no_attribute_can_be_set_or_deleted():
    fixed = FrozenMap({"a": 1})
    with pytest.raises(AttributeError, match="'_base' cannot be set"):
        fixed._base = {}
    with pytest.raises(AttributeError, match="'new' cannot be set"):
        fixed.new = 1
    with pytest.raises(AttributeError, match="'_base' cannot be deleted"):
        del fixed._base


def test_the_views_and_the_pickle_of_a_map_do_not_let_anyone_in():
    fixed = FrozenMap({"a": 1})
    for view in (fixed.keys(), fixed.items(), fixed.values()):
        assert not hasattr(view, "clear")
    assert fixed.keys() & {"a"} == {"a"}
    fixed.__reduce__()[1][0]["a"] = 2
    assert fixed["a"] == 1


def test_copies_are_equal_and_apart():
    inner = [1]
    fixed = FrozenMap({"a": inner})
    deep = copy.deepcopy(fixed)
    inner.append(2)
    assert deep["a"] == [1]
    assert copy.copy(fixed) == fixed == pickle.loads(pickle.dumps(fixed))


def test_equality_and_hash_do_not_ask_for_the_order():
    ab, ba = FrozenMap({"a": 1, "b": 2}), FrozenMap({"b": 2, "a": 1})
    assert ab == ba
    assert hash(ab) == hash(ba)
    assert ab == {"a": 1, "b": 2}
    assert ab != FrozenMap({"a": 1})
    assert FrozenMap() == FrozenMap({})
    assert len({ab, ba, FrozenMap()}) == 2


def test_a_map_is_read_like_any_mapping():
    fixed = FrozenMap({"a": 1})
    assert "a" in fixed
    assert fixed.get("b", 7) == 7
    assert list(fixed) == ["a"]
    assert len(fixed) == 1
    assert repr(fixed) == "FrozenMap({'a': 1})"
    with pytest.raises(KeyError):
        fixed["b"]


CHANGES = st.lists(st.tuples(st.integers(0, 80), st.booleans()), max_size=150)


@given(st.integers(0, 70), CHANGES)
def test_a_map_is_a_dictionary_that_leaves_its_past_alone(size, changes):
    """Also where it has become large enough to share its base: order, length, hash and all."""
    plain = {n: -n for n in range(size)}
    made, versions = FrozenMap(plain), []
    for value, (key, is_kept) in enumerate(changes):
        versions.append((made, list(plain.items())))
        if is_kept:
            made, plain[key] = made.set(key, value), value
        else:
            made = made.without(key)
            plain.pop(key, None)
    for version, items in [*versions, (made, list(plain.items()))]:
        assert list(version.items()) == items
        assert list(version) == [key for key, _ in items]
        assert len(version) == len(items)
        assert [version.get(key) for key in range(81)] == [dict(items).get(k) for k in range(81)]
        assert [key in version for key in range(81)] == [k in dict(items) for k in range(81)]
    assert hash(made) == hash(FrozenMap(plain))
    assert made == plain
    assert repr(made) == f"FrozenMap({plain!r})"


@given(st.integers(33, 70), CHANGES)
def test_one_more_change_never_copies_a_large_map(size, changes):
    made = FrozenMap({n: -n for n in range(size)})
    for value, (key, _) in enumerate(changes[:32]):
        after = made.set(key, value)
        assert after._base is made._base
        made = after
