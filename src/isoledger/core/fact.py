"""What all events share: two are equal when they are of one kind and say the same.

Written once here rather than generated for each of thirty classes: that halves the time an import
of this package takes. Speed of comparison does not matter; replay never compares events.
"""

from typing import ClassVar

from attrs import Attribute


class Fact:
    """Equality, hash and repr by content, for a class that attrs gives none of them."""

    __slots__ = ()
    __attrs_attrs__: ClassVar[tuple["Attribute[object]", ...]] = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(getattr(self, f.name) == getattr(other, f.name) for f in self.__attrs_attrs__)

    def __hash__(self) -> int:
        content = tuple(getattr(self, f.name) for f in self.__attrs_attrs__)
        return hash((self.__class__, content))

    def __repr__(self) -> str:
        parts = (f"{f.name}={getattr(self, f.name)!r}" for f in self.__attrs_attrs__)
        return f"{self.__class__.__name__}({', '.join(parts)})"
