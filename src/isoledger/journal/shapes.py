"""How every type of core is written as plain JSON values, and read back.

A shape is derived from the type's own fields, in the order they are declared, so that a new event
has a text as soon as it exists. `tests/journal/fixtures/schema.txt` holds the result: a change
to it is a new version of the schema.
"""

import base64
import enum
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Literal, NewType, TypeAlias, TypeVar, Union, cast, get_args, get_origin

import attrs
from attrs import frozen

from isoledger.core.dated import Dated
from isoledger.core.errors import IsoledgerError
from isoledger.core.identity import Leg, PositionId
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Price
from isoledger.journal.interned import Interned

Plain: TypeAlias = "bool | int | str | list[Plain] | None"
"""What a record is made of. No object, so no key can be doubled; no float."""

DIGITS_MAX = 120
"""A longer number is no amount of anything."""
SCALE_MAX = 100
"""No number has more digits behind its point."""
INT_MAX: int = 10**DIGITS_MAX
"""The first whole number that is too long."""

T = TypeVar("T")


class ShapeError(Exception):
    """A value that does not fit its shape. Private to the codec, which gives it a place.

    Attributes:
        why: What is wrong.
        path: Field names and indices, innermost first.
    """

    def __init__(self, why: str) -> None:
        """A fault at this very value."""
        super().__init__(why)
        self.why = why
        self.path: list[str] = []


@frozen
class Shape:
    """One way of writing.

    Attributes:
        name: What the schema calls it; a ``?`` at its end says that it may be null.
        write: The plain value of a value. Raises `ShapeError`.
        read: The value of a plain value. Raises `ShapeError`.
    """

    name: str
    write: Callable[[object], Plain]
    read: Callable[[object], object]


def _checked(kind: type[T], value: object) -> T:
    """*value*, which is exactly a *kind*: a bool is no int, and a subclass is something else."""
    if type(value) is not kind:
        raise ShapeError(f"{repr(value)[:40]} is not {kind.__name__}")
    return value


def _text(value: object) -> str:
    text = _checked(str, value)
    if not text.isascii() and not text.isprintable():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ShapeError(f"{text[:40]!r} holds half a surrogate pair") from None
    return text


def _int(value: object) -> int:
    number = _checked(int, value)
    if not -INT_MAX < number < INT_MAX:
        raise ShapeError(f"a whole number of more than {DIGITS_MAX} digits")
    return number


def _bool(value: object) -> bool:
    return _checked(bool, value)


def _cells(plain: object, count: int | None = None) -> list[object]:
    if not isinstance(plain, list):
        raise ShapeError(f"{repr(plain)[:40]} is not an array")
    cells = cast("list[object]", plain)
    if count is not None and len(cells) != count:
        raise ShapeError(f"{len(cells)} elements, expected {count}")
    return cells


def tagged(plain: object) -> tuple[str, list[object]]:
    """The tag of a record and what stands behind it. Raises `ShapeError`."""
    match _cells(plain):
        case [str(tag), *cells]:
            return tag, cells
        case _:
            raise ShapeError("an array that does not begin with a tag")


def _each(cells: list[object], shape: Shape) -> tuple[object, ...]:
    return tuple(_at(str(index), shape.read, cell) for index, cell in enumerate(cells))


def _at(name: str, convert: Callable[[object], T], value: object) -> T:
    """*value* converted; a fault in it is known by *name*."""
    try:
        return convert(value)
    except ShapeError as fault:
        fault.path.append(name)
        raise


def _write_fraction(value: object) -> Plain:
    fraction = Fraction(value) if type(value) is int else _checked(Fraction, value)
    return [_int(fraction.numerator), _int(fraction.denominator)]


def _read_fraction(plain: object) -> Fraction:
    numerator, denominator = map(_int, _cells(plain, 2))
    if denominator < 1:
        raise ShapeError(f"the denominator {denominator} is not above zero")
    return Fraction(numerator, denominator)


def _asset_text(asset: object) -> str:
    known = _checked(Asset, asset)
    return f"{_text(known.code)}/{known.decimals}"


def _asset_of(text: str) -> Asset:
    code, _, decimals = text.rpartition("/")
    if not (decimals.isascii() and decimals.isdigit()) or str(int(decimals[:3])) != decimals:
        raise ShapeError(f"{text[:40]!r} is not an asset, as XBt/8 is one")
    try:
        return Asset(code, int(decimals))
    except IsoledgerError as error:
        raise ShapeError(str(error)) from error


assets: Interned[str, Asset] = Interned(_asset_of)
"""Assets by their text: one object for one asset, wherever it was read."""


def _position_of(names: tuple[str, str, str]) -> PositionId:
    symbol, leg, pool = names
    for known in LEGS:
        if leg == known:
            return PositionId(texts[symbol], known, texts[pool])
    raise ShapeError(f"{leg[:40]!r} is not one of {', '.join(LEGS)}")


LEGS: tuple[Leg, ...] = get_args(Leg)
"""The sides a position can have."""
positions: Interned[tuple[str, str, str], PositionId] = Interned(_position_of)
"""Positions by symbol, leg and pool."""
texts: Interned[str, str] = Interned(str)
"""Names that come again and again: venues, accounts, symbols, books."""


def _write_position(value: object) -> Plain:
    position = _checked(PositionId, value)
    _position_of(position)
    return [_text(name) for name in position]


def _read_position(plain: object) -> PositionId:
    symbol, leg, pool = map(_text, _cells(plain, 3))
    return positions[symbol, leg, pool]


def _write_exact(kind: type[Exact], value: object) -> Plain:
    exact = _checked(kind, value)
    return [_int(exact.units), _scale(exact.scale)]


def _scale(value: object) -> int:
    scale = _int(value)
    if not 0 <= scale <= SCALE_MAX:
        raise ShapeError(f"scale {scale} is not in 0..{SCALE_MAX}")
    return scale


def _read_exact(kind: type[Exact], plain: object) -> Exact:
    units, scale = _cells(plain, 2)
    return made(kind, units=_int(units), scale=_scale(scale))


def _number_shape(kind: type[Exact]) -> Shape:
    return Shape(
        kind.__name__.lower(),
        lambda value: _write_exact(kind, value),
        lambda plain: _read_exact(kind, plain),
    )


def _write_bytes(value: object) -> Plain:
    raw = _checked(bytes, value)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return [base64.b64encode(raw).decode()]


def _read_bytes(plain: object) -> bytes:
    if isinstance(plain, str):
        return plain.encode()
    [text] = map(_text, _cells(plain, 1))
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ShapeError(f"not base64: {error}") from None


_LEAVES: dict[object, Shape] = {
    int: Shape("int", _int, _int),
    str: Shape("text", _text, _text),
    bool: Shape("bool", _bool, _bool),
    bytes: Shape("bytes", _write_bytes, _read_bytes),
    Fraction: Shape("fraction", _write_fraction, _read_fraction),
    Asset: Shape("asset", _asset_text, lambda plain: assets[_text(plain)]),
    PositionId: Shape("position", _write_position, _read_position),
    Exact: _number_shape(Exact),
    Price: _number_shape(Price),
}


def shape_of(hint: object) -> Shape:
    """The shape of whatever is annotated with *hint*.

    Raises:
        TypeError: Nothing of the kind was ever written.
    """
    if hint in _LEAVES:
        return _LEAVES[hint]
    if isinstance(hint, NewType):
        return shape_of(hint.__supertype__)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        [inner] = (argument for argument in arguments if argument is not NoneType)
        return _optional(shape_of(inner))
    if origin is Literal:
        return _choice("|".join(arguments), {text: text for text in arguments})
    if origin is tuple:
        return _sequence(shape_of(arguments[0]))
    if origin is Dated:
        return _dated(shape_of(arguments[0]))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _choice("|".join(m.value for m in hint), {member.value: member for member in hint})
    if isinstance(hint, type) and attrs.has(hint):
        return record_of(hint)
    raise TypeError(f"{hint!r} has no shape")


def _optional(inner: Shape) -> Shape:
    return Shape(
        f"{inner.name}?",
        lambda value: None if value is None else inner.write(value),
        lambda plain: None if plain is None else inner.read(plain),
    )


def _choice(name: str, values: dict[str, object]) -> Shape:
    names = {value: text for text, value in values.items()}

    def write(value: object) -> Plain:
        if value not in names:
            raise ShapeError(f"{repr(value)[:40]} is not one of {name}")
        return names[value]

    def read(plain: object) -> object:
        if not isinstance(plain, str) or plain not in values:
            raise ShapeError(f"{repr(plain)[:40]} is not one of {name}")
        return values[plain]

    return Shape(name, write, read)


def _sequence(inner: Shape) -> Shape:
    return Shape(
        f"[{inner.name}]*",
        lambda value: [inner.write(element) for element in _elements(value)],
        lambda plain: _each(_cells(plain), inner),
    )


def _elements(value: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", _checked(tuple, value))


def _dated(inner: Shape) -> Shape:
    def write(value: object) -> Plain:
        versions = cast("Dated[object]", _checked(Dated, value))
        return [[_int(from_ns), inner.write(v)] for from_ns, v in versions]

    def read(plain: object) -> object:
        pairs = [_cells(cell, 2) for cell in _cells(plain)]
        return made(Dated, versions=tuple((_int(at), inner.read(v)) for at, v in pairs))

    return Shape(f"dated({inner.name})", write, read)


@cache
def fields_of(kind: type) -> dict[str, Shape]:
    """The shapes of the fields of *kind*, an attrs class, in the order they are declared."""
    return {field.name: shape_of(field.type) for field in attrs.fields(kind)}


def record_of(kind: type) -> Shape:
    """The shape of *kind*, an attrs class: an array of its fields."""
    fields = fields_of(kind)

    def write(value: object) -> Plain:
        _checked(kind, value)
        return write_fields(fields, value)

    return Shape(
        f"({', '.join(f'{name} {shape.name}' for name, shape in fields.items())})",
        write,
        lambda plain: made(kind, **read_fields(fields, _cells(plain))),
    )


def write_fields(fields: Mapping[str, Shape], owner: object) -> list[Plain]:
    """The plain values of the *fields* of *owner*. Raises `ShapeError`."""
    return [_at(name, shape.write, getattr(owner, name)) for name, shape in fields.items()]


def read_fields(fields: Mapping[str, Shape], cells: list[object]) -> dict[str, object]:
    """The values of *fields* that *cells* hold, by name. Raises `ShapeError`."""
    if len(cells) != len(fields):
        raise ShapeError(f"{len(cells)} elements, expected {len(fields)}")
    pairs = zip(fields.items(), cells, strict=True)
    return {name: _at(name, shape.read, cell) for (name, shape), cell in pairs}


def made(kind: Callable[..., T], /, **fields: object) -> T:
    """A *kind* of *fields*; what its own validators refuse is a `ShapeError`."""
    try:
        return kind(**fields)
    except (IsoledgerError, ArithmeticError, TypeError, ValueError) as error:
        raise ShapeError(str(error)) from error
