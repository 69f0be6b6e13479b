"""A file of marks: the prices that a person wants to see the account at."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NoReturn, TypeAlias

from isoledger.cli.errors import OptionError
from isoledger.core.errors import MalformedNumberError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.numbers import Exact
from isoledger.reports import Marks

_SHAPE = '{"marks": {"SYMBOL": "PRICE"}, "worths": {"ASSET": "WORTH"}}'
_PARTS = frozenset({"marks", "worths"})
_SIZE_MAX = 1 << 24

_Json: TypeAlias = "bool | str | list[_Json] | dict[str, _Json] | None"


def marks_in(path: Path) -> Marks:
    """The marks in the JSON file at *path*. Numbers may be text or digits; none is a float.

    Raises:
        OptionError: It is not of the shape that the error shows.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_SIZE_MAX)
    try:
        found: _Json = json.loads(
            data, parse_float=str, parse_int=str, parse_constant=_refused, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        raise _wrong(path, f"it is no JSON: {error}") from None
    if not isinstance(found, dict) or not found.keys() <= _PARTS:
        raise _wrong(path, f"expected {_SHAPE}")
    return Marks(
        prices=_numbers(path, found.get("marks"), "marks"),
        worths=_numbers(path, found.get("worths"), "worths"),
    )


def _numbers(path: Path, part: _Json, name: str) -> Mapping[str, Fraction]:
    if part is None:
        return FrozenMap()
    if not isinstance(part, dict):
        raise _wrong(path, f"{name} is no object; expected {_SHAPE}")
    return FrozenMap({key: _above_zero(path, key, value) for key, value in part.items()})


def _above_zero(path: Path, key: str, value: _Json) -> Fraction:
    if not isinstance(value, str):
        raise _wrong(path, f"{key} is {json.dumps(value)[:40]}, not a number")
    try:
        number = Exact.of(value).value
    except MalformedNumberError as error:
        raise _wrong(path, f"{key}: {error}") from None
    if number <= 0:
        raise _wrong(path, f"{key} is {value}, and a mark is above zero")
    return number


def _once(pairs: list[tuple[str, _Json]]) -> dict[str, _Json]:
    names = [name for name, _ in pairs]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"{min(twice)} is there twice")
    return dict(pairs)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _wrong(path: Path, why: str) -> OptionError:
    return OptionError(option="--marks", text=str(path), why=why)
