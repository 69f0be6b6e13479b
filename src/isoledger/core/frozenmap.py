"""A mapping that cannot change, and that makes its successor instead.

A small one is copied to make the next. A large one is kept as a base that all its successors
share and a few changes over it, so that one more change costs the same however much is in it.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_CHANGES_MAX = 32
"""After so many changes a new base is made; a base no larger than this is copied at once."""


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """An immutable, hashable mapping.

    >>> prices = FrozenMap({"a": 1})
    >>> prices.set("b", 2)
    FrozenMap({'a': 1, 'b': 2})
    >>> prices
    FrozenMap({'a': 1})
    """

    __slots__ = ("_base", "_changes")
    _base: dict[K, V]
    _changes: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        """A map of *items*, which are copied."""
        _set_base(self, dict(items or {}))
        _set_changes(self, {})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"FrozenMap is immutable; {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"FrozenMap is immutable; {name!r} cannot be deleted")

    def set(self, key: K, value: V) -> "FrozenMap[K, V]":
        """This map with *value* under *key*."""
        if len(self._base) <= _CHANGES_MAX or len(self._changes) == _CHANGES_MAX:
            items = self._flat()
            items[key] = value
            return self._of(items, {})
        changes = self._changes.copy()
        changes[key] = value
        return self._of(self._base, changes)

    def without(self, key: K) -> "FrozenMap[K, V]":
        """This map with nothing under *key*."""
        items = self._flat()
        items.pop(key, None)
        return self._of(items, {})

    def _of(self, base: dict[K, V], changes: dict[K, V]) -> "FrozenMap[K, V]":
        """A map that takes both over, uncopied: nobody may change them any more."""
        new = _new(type(self))
        _set_base(new, base)
        _set_changes(new, changes)
        return new

    def _flat(self) -> dict[K, V]:
        """All of it in one dictionary of the caller's own."""
        items = self._base.copy()
        items.update(self._changes)
        return items

    def __getitem__(self, key: K) -> V:
        changes = self._changes
        return changes[key] if key in changes else self._base[key]

    def __contains__(self, key: object) -> bool:
        return key in self._base or key in self._changes

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...
    def get(self, key: K, /, default: D | None = None) -> V | D | None:
        """What stands under *key*; *default* if nothing does."""
        changes = self._changes
        return changes[key] if key in changes else self._base.get(key, default)

    def __iter__(self) -> Iterator[K]:
        return iter(self._flat() if self._changes else self._base)

    def __len__(self) -> int:
        base = self._base
        return len(base) + sum(key not in base for key in self._changes)

    def __hash__(self) -> int:
        return hash(frozenset(self._flat().items()))

    def __reduce__(self) -> tuple[type["FrozenMap[K, V]"], tuple[dict[K, V]]]:
        return type(self), (self._flat(),)

    def __repr__(self) -> str:
        return f"FrozenMap({self._flat()!r})"


# Frozen or not, a slot can be set through its descriptor, and there is no quicker way.
_new = object.__new__
_set_base = FrozenMap.__dict__["_base"].__set__
_set_changes = FrozenMap.__dict__["_changes"].__set__
