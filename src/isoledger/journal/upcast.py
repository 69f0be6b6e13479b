"""Records of older versions, brought to the present one step at a time.

An upcaster is a function from the plain values of one version to those of the next. It is never
changed once a version after it is out: old journals are read through it forever.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast

from isoledger.journal.shapes import ShapeError

SCHEMA_VERSION = 3
"""The version that is written."""

Cells: TypeAlias = list[object]
"""What stands in a record behind its tag."""
Upcaster: TypeAlias = Callable[[str, Cells], tuple[str, Cells]]
"""A record of one version, by name and cells, as one of the next version. Raises `ShapeError`."""

_V1_STAMP = 6
_V1_NAMES = {"margin": "margin-transfer", "balance": "balance-assertion"}
_V1_POSITIONED = frozenset({"fill", "funding", "margin-transfer", "liquidation", "settlement"})


def from_v1(name: str, cells: Cells) -> tuple[str, Cells]:
    """Version 2 of a record of version 1.

    Version 1 did not say when a fact was learned; it wrote a position as ``POOL:SYMBOL[:LEG]``
    with ``isolated`` for no pool; it called two events otherwise; and it knew a transfer as a
    deposit or a withdrawal by its sign alone.
    """
    if len(cells) <= _V1_STAMP:
        raise ShapeError(f"{len(cells)} elements are too few for a record of version 1")
    name = _V1_NAMES.get(name, name)
    stamp, rest = cells[:_V1_STAMP], cells[_V1_STAMP:]
    if name in _V1_POSITIONED:
        rest[0] = _v1_position(rest[0])
    if name == "transfer":
        rest.insert(3, _v1_kind(rest[0]))
    return name, [*stamp, 0, *rest]


def _v1_position(plain: object) -> object:
    parts = plain.split(":") if isinstance(plain, str) else []
    match parts:
        case [pool, symbol]:
            leg = "net"
        case [pool, symbol, leg]:
            pass
        case _:
            raise ShapeError(f"{plain!r} is not a position of version 1")
    return [symbol, leg, "" if pool == "isolated" else pool]


def _v1_kind(amount: object) -> str:
    match amount:
        case [int(units), str()]:
            return "withdrawal" if units < 0 else "deposit"
        case _:
            raise ShapeError(f"{amount!r} is not money")


_V2_STAMP, _V2_TIERS = 7, 9


def from_v2(name: str, cells: Cells) -> tuple[str, Cells]:
    """Version 3 of a record of version 2, whose tier tables all went by value and were whole."""
    if name != "listing" or len(cells) <= _V2_STAMP:
        return name, cells
    terms = _array(cells[_V2_STAMP], "the terms of version 2")
    if len(terms) <= _V2_TIERS:
        raise ShapeError("these are no terms of version 2")
    if terms[_V2_TIERS] is not None:
        dated = _array(terms[_V2_TIERS], "the tier tables of version 2")
        terms[_V2_TIERS] = [_v2_version(version) for version in dated]
    return name, [*cells[:_V2_STAMP], terms, *cells[_V2_STAMP + 1 :]]


def _v2_version(plain: object) -> object:
    version = _array(plain, "a tier table of version 2 with its instant")
    table = _array(version[-1] if version else None, "a tier table of version 2")
    return [*version[:-1], [*table[:1], False, False, *table[1:]]]


def _array(plain: object, what: str) -> Cells:
    """A list of its own with the elements of *plain*."""
    if not isinstance(plain, list):
        raise ShapeError(f"{plain!r} is not {what}")
    return list(cast("Cells", plain))


UPCASTERS: Mapping[int, Upcaster] = MappingProxyType({1: from_v1, 2: from_v2})
"""For each older version, the way to the one after it."""
