"""One raw record as a mapping, read as strictly as the records of a file."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeGuard

from isoledger.venues.errors import FieldError
from isoledger.venues.records import Json, Record


def raw_record(raw: Mapping[str, object], place: str) -> Record:
    """The record that a decoded *raw* one is: numbers become the text they were written in.

    Args:
        raw: A JSON object or a row of a CSV, decoded. Numbers are texts, whole numbers or
            decimals; a float is refused, since nobody knows what was written.
        place: What to call it in messages.

    Raises:
        FieldError: Something in it is no JSON value, or a float.
    """
    fields = {name: _json(value, place, name) for name, value in raw.items()}
    return Record(raw=b"", source="", file=place, row=1, fields=fields)


def _json(value: object, place: str, name: str) -> Json:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return str(value)
    if _is_list(value):
        return [_json(element, place, name) for element in value]
    if _is_object(value):
        return {str(key): _json(inner, place, str(key)) for key, inner in value.items()}
    why = f"is a {type(value).__name__}; read JSON with its numbers as text"
    raise FieldError(source=f"{place}, row 1", field=name, why=why)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict)


def maybe(record: Record, name: str) -> Fraction | None:
    """The number in *name*; ``None`` when it is absent, null or empty.

    Raises:
        FieldError: It is there and no plain number.
    """
    return None if record.optional(name) is None else record.number(name).value


def within(record: Record, name: str) -> Record | None:
    """The object in *name* as a record of the same place; ``None`` where there is none."""
    inner = record.fields.get(name)
    if not isinstance(inner, dict):
        return None
    return Record(raw=b"", source="", file=record.file, row=record.row, fields=inner)


def printed(record: Record, name: str) -> str:
    """What the record prints in *name*, as text; empty where it prints nothing."""
    found = record.fields.get(name)
    return found if isinstance(found, str) else ""
