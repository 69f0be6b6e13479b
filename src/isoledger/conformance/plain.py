"""JSON that strangers wrote, read so that nothing is lost and nobody is hurt."""

import json
from typing import NoReturn, TypeAlias, assert_never

from attrs import frozen

from isoledger.core.errors import IsoledgerError

Written: TypeAlias = bool | int | str | list["Written"] | dict[str, "Written"] | None
"""What a case or record is written in."""

BYTES_MAX = 1 << 26
"""A larger file is refused: 64 MiB are half a million cases."""

DEPTH_MAX = 32
"""How deep values may lie in one another; no venue nests more than six."""

_TOLD = 40


@frozen(kw_only=True, repr=False)
class CaseError(IsoledgerError, ValueError):
    """A file of cases or records, or one of them, that cannot be read.

    Attributes:
        place: Which case, and which of its fields.
        why: What is wrong with it.
    """

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


def parsed(data: bytes, place: str) -> Written:
    """The JSON of *data*, numbers with a point as the text they were written in.

    Raises:
        CaseError: It is no JSON in UTF-8, too large or nested too deeply, a key is repeated, or
            a number is NaN, infinite or longer than any.
    """
    if len(data) > BYTES_MAX:
        raise CaseError(place=place, why=f"larger than {BYTES_MAX >> 20} MiB; split it first")
    try:
        found: Written = json.loads(
            data.decode("utf-8-sig"),
            parse_float=str,
            parse_constant=_refused,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        why = f"not JSON: {str(error)[:200] or 'nested too deeply'}"
        raise CaseError(place=place, why=why) from None
    if _is_deeper(found, DEPTH_MAX):
        raise CaseError(place=place, why=f"nested more than {DEPTH_MAX} deep")
    return found


def told(found: Written) -> str:
    """*found* in few words, for an error: a text is cut short, and what is large only named."""
    match found:
        case None:
            return "nothing"
        case list():
            return "a list"
        case dict():
            return "an object"
        case bool():
            return str(found).lower()
        case int():
            return str(found) if found.bit_length() < _TOLD else "a huge number"
        case str():
            return repr(found[:_TOLD])
        case _:
            assert_never(found)


def _once(pairs: list[tuple[str, Written]]) -> dict[str, Written]:
    fields: dict[str, Written] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"the key {told(name)} is repeated")
        fields[name] = value
    return fields


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _is_deeper(found: Written, depth: int) -> bool:
    """Whether anything lies deeper in *found* than *depth*; level by level, never recursive."""
    level: list[Written] = [found]
    while level and depth:
        lists = [value for value in level if isinstance(value, list)]
        fields = [value for value in level if isinstance(value, dict)]
        level = [inner for value in lists for inner in value]
        level += [inner for value in fields for inner in value.values()]
        depth -= 1
    return any(isinstance(value, list | dict) for value in level)
