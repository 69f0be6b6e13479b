"""A mapping that cannot change, and that makes its successor instead."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """An immutable, hashable mapping.

    >>> prices = FrozenMap({"a": 1})
    >>> prices.set("b", 2)
    FrozenMap({'a': 1, 'b': 2})
    >>> prices
    FrozenMap({'a': 1})
    """

    __slots__ = ("_items",)
    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        """A map of *items*, which are copied."""
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"FrozenMap is immutable; {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"FrozenMap is immutable; {name!r} cannot be deleted")

    def set(self, key: K, value: V) -> "FrozenMap[K, V]":
        """This map with *value* under *key*."""
        items = self._items.copy()
        items[key] = value
        return FrozenMap[K, V]._of(items)

    def without(self, key: K) -> "FrozenMap[K, V]":
        """This map with nothing under *key*."""
        items = self._items.copy()
        items.pop(key, None)
        return FrozenMap[K, V]._of(items)

    @classmethod
    def _of(cls, items: dict[K, V]) -> "FrozenMap[K, V]":
        """A map that takes *items* over, uncopied: nobody else may hold them."""
        new = cls.__new__(cls)
        object.__setattr__(new, "_items", items)
        return new

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __reduce__(self) -> tuple[type["FrozenMap[K, V]"], tuple[dict[K, V]]]:
        return type(self), (self._items.copy(),)

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"
