"""Files of cases: our own schema, and two plain ones that others keep.

* ``{"schema": "isoledger-conformance/1", "cases": [...]}``: ours, read strictly;
* an array of vectors, each with ``inputs`` and ``expected``;
* an array of positions, each with the ``raw`` record of a venue and what it reported.
"""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.conformance.cases import Case, Inputs, exact
from isoledger.conformance.entries import Entry, entry_of
from isoledger.conformance.moments import moment_ns
from isoledger.conformance.plain import CaseError, Written, parsed, told
from isoledger.conformance.strength import Strength, strength_of

SCHEMA = "isoledger-conformance/1"
"""The name and version of our own schema. Fields may be added to a version; a change of one that
is there is a new version."""

_REQUIRED = frozenset({"id", "venue", "kind", "inputs", "expected"})
_FIELDS = _REQUIRED | {"product", "date", "tolerance", "source", "evidence", "doubt"}
_EVIDENCE = {one.value: one for one in Strength}


def contents(data: bytes, place: str) -> tuple[Case, ...] | tuple[Entry, ...]:
    """The cases, or the recorded positions, in a file.

    Args:
        data: The whole file.
        place: Its name, for errors.

    Raises:
        CaseError: It is of none of the three schemas, or something in it is not as it must be.
    """
    found = parsed(data, place)
    if isinstance(found, dict):
        return _own(found, place)
    elements = [_fields(one, f"{place}, {n}") for n, one in enumerate(_list(found, place), 1)]
    if elements and all("raw" in one for one in elements):
        return tuple(entry_of(one, f"{place}, {n}") for n, one in enumerate(elements, 1))
    return _unique([_vector(one, f"{place}, {n}") for n, one in enumerate(elements, 1)], place)


def cases(data: bytes, place: str) -> tuple[Case, ...]:
    """The cases in a file; arguments and errors as `contents`.

    Raises:
        CaseError: Besides: it holds recorded positions.
    """
    found = contents(data, place)
    only = tuple(one for one in found if isinstance(one, Case))
    if len(only) != len(found):
        raise CaseError(place=place, why="it holds recorded positions, not cases")
    return only


def _own(found: Mapping[str, Written], place: str) -> tuple[Case, ...]:
    schema = found.get("schema")
    if schema != SCHEMA:
        why = f"schema is {told(schema)}; this program knows {SCHEMA!r}"
        raise CaseError(place=place, why=why)
    _known(found, frozenset({"schema", "cases"}), place)
    listed = enumerate(_list(found.get("cases"), f"{place}, cases"), 1)
    return _unique([_case(one, f"{place}, case {n}") for n, one in listed], place)


def _case(plain: Written, place: str) -> Case:
    fields = _fields(plain, place)
    name = _text(fields, "id", place)
    place = f"{place} ({name[:40]})"
    _known(fields, _FIELDS, place)
    tolerance, why = _tolerance(fields, place)
    doubt, doubtful = _doubt(fields, place)
    evidence = _text(fields, "evidence", place, "unsaid")
    if evidence not in _EVIDENCE:
        known = ", ".join(_EVIDENCE)
        raise CaseError(place=f"{place}, evidence", why=f"{told(evidence)} is none of {known}")
    return Case(
        id=name,
        venue=_text(fields, "venue", place),
        product=_text(fields, "product", place, ""),
        kind=_text(fields, "kind", place),
        inputs=Inputs(place, _fields(fields.get("inputs"), f"{place}, inputs")),
        expected=_expected(fields, place),
        tolerance=tolerance,
        reason=why,
        source=_text(fields, "source", place, ""),
        strength=_EVIDENCE[evidence],
        doubt=doubt,
        doubtful=doubtful,
        time_ns=_time(fields, place),
    )


def _tolerance(fields: Mapping[str, Written], place: str) -> tuple[dict[str, Fraction], str]:
    """How far each name may be off, and all the reasons."""
    found = _fields(fields.get("tolerance") or {}, f"{place}, tolerance")
    within: dict[str, Fraction] = {}
    reasons: dict[str, None] = {}
    for name, plain in found.items():
        at = f"{place}, tolerance, {name}"
        one = _fields(plain, at)
        _known(one, frozenset({"within", "reason"}), at)
        within[name] = _width(one.get("within"), at)
        reasons[_text(one, "reason", at)] = None
    return within, "; ".join(reasons)


def _doubt(fields: Mapping[str, Written], place: str) -> tuple[str, tuple[str, ...]]:
    """What is wrong with a case, and the names it is about."""
    found = fields.get("doubt")
    if found is None:
        return "", ()
    if isinstance(found, str):
        return found, ()
    parts = _fields(found, f"{place}, doubt")
    texts = {name: _text(parts, name, f"{place}, doubt") for name in parts}
    return "; ".join(f"{name}: {text}" for name, text in texts.items()), tuple(texts)


def _time(fields: Mapping[str, Written], place: str) -> int | None:
    if fields.get("date") is None:
        return None
    text = _text(fields, "date", place)
    found = moment_ns(text)
    if found is None:
        why = f"{told(text)} is no date such as 2026-01-31 or 2026-01-31T08:00:00Z"
        raise CaseError(place=f"{place}, date", why=why)
    return found


def _vector(fields: Mapping[str, Written], place: str) -> Case:
    """A plain vector: what it does not know is allowed to be missing."""
    name = _text(fields, "id", place)
    place = f"{place} ({name[:40]})"
    inputs = _fields(fields.get("inputs"), f"{place}, inputs")
    doubt, doubtful = _disagreement(fields)
    tolerance = _fields(fields.get("tolerance") or {}, f"{place}, tolerance")
    word = fields.get("strength") or fields.get("expected_origin")
    time = inputs.get("time")
    return Case(
        id=name,
        venue=_text(fields, "venue", place),
        product="",
        kind=_text(fields, "kind", place),
        inputs=Inputs(place, inputs),
        expected=_expected(fields, place),
        tolerance={key: _width(one, f"{place}, {key}") for key, one in tolerance.items()},
        reason="as the file says" if tolerance else "",
        source=_text(fields, "source", place, ""),
        strength=strength_of(str(word), independent=fields.get("independent") is not False),
        doubt=doubt,
        doubtful=doubtful,
        time_ns=moment_ns(time) if isinstance(time, str) else None,
    )


def _disagreement(fields: Mapping[str, Written]) -> tuple[str, tuple[str, ...]]:
    """What ``agrees`` objects to: ``false``, or a text such as ``false: NAME: ... | why``."""
    match fields.get("agrees"):
        case False:
            note = fields.get("note")
            return f"the file says that it does not agree; {note or 'no reason is given'}", ()
        case str() as text if text.startswith("false"):
            why = text.removeprefix("false").removeprefix(":").strip()
            name = why.partition(":")[0]
            return why or "the file says that it does not agree", (name,) if name in _names(
                fields
            ) else ()
        case _:
            return "", ()


def _names(fields: Mapping[str, Written]) -> Mapping[str, Written]:
    found = fields.get("expected")
    return found if isinstance(found, dict) else {}


def _expected(fields: Mapping[str, Written], place: str) -> Mapping[str, Written]:
    found = _fields(fields.get("expected"), f"{place}, expected")
    if not found:
        raise CaseError(place=f"{place}, expected", why="nothing is expected")
    return found


def _width(plain: Written, place: str) -> Fraction:
    found = exact(plain, place)
    if found < 0:
        raise CaseError(place=place, why=f"a tolerance of {told(plain)} is below zero")
    return found


def _unique(found: list[Case], place: str) -> tuple[Case, ...]:
    seen: set[str] = set()
    for case in found:
        if case.id in seen:
            raise CaseError(place=place, why=f"the id {told(case.id)} is there twice")
        seen.add(case.id)
    return tuple(found)


def _known(fields: Mapping[str, Written], known: frozenset[str], place: str) -> None:
    strange = [name for name in fields if name not in known]
    if strange:
        names = ", ".join(sorted(known))
        raise CaseError(place=place, why=f"{told(strange[0])} is no field of it; there is {names}")


def _fields(plain: Written, place: str) -> Mapping[str, Written]:
    if not isinstance(plain, dict):
        raise CaseError(place=place, why=f"{told(plain)} has no fields")
    return plain


def _list(plain: Written, place: str) -> list[Written]:
    if not isinstance(plain, list):
        raise CaseError(place=place, why=f"{told(plain)} is no list")
    return plain


def _text(fields: Mapping[str, Written], name: str, place: str, default: str | None = None) -> str:
    found = fields.get(name)
    if found is None and default is not None:
        return default
    if not isinstance(found, str) or (not found and default is None):
        raise CaseError(place=f"{place}, {name}", why=f"{told(found)} is no text")
    return found
