"""Recorded positions: a venue's raw record, and what is known besides it.

They come from a file of positions, one entry each with its context, or straight from a venue's
API, as one record, a list of them, or the answer that wraps the list.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import asdict, evolve, frozen

from isoledger.conformance.moments import moment_ns
from isoledger.conformance.plain import CaseError, Written, told
from isoledger.conformance.printed import number
from isoledger.conformance.strength import Strength
from isoledger.venues.stated import NOTHING_BESIDES, Besides

ENVELOPES = frozenset(
    ["assetPositions", "data", "list", "openPositions", "positions", "result", "rows"]
)
"""Names under which venues wrap the list of records in an answer."""

_INVENTED = re.compile(
    r"not self-consistent|impossible|not in the same unit|numbers are a short|synthetic",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(r"not stated|looks", re.IGNORECASE)
_LIVE = re.compile(r"\b(live|recorded|real|mainnet|testnet)\b", re.IGNORECASE)
_PRINTED = re.compile(r"\b(doc|FAQ|SDK)\b", re.IGNORECASE)
_MONTH = re.compile(r"\((\d{4}-\d{2}(?:-\d{2})?)\)", re.ASCII)
_EQUITY = re.compile(r"(account )?equity\b", re.IGNORECASE)
_VENUE = re.compile(r"[a-z0-9]+", re.IGNORECASE | re.ASCII)


@frozen(kw_only=True)
class Entry:
    """One recorded position.

    Attributes:
        place: Where it stands, for messages.
        venue: Whose record it is, as the file says.
        raw: The record.
        besides: What is known besides.
        margin: The margin behind it, used only if the record alone does not do; ``None``:
            not known.
        meaning: What that margin is.
        symbol: Its instrument, as the file says; empty: it does not.
        mode: ``isolated`` or ``cross``, as the file says; empty: it does not.
        reported: The liquidation price as the file repeats it; empty: it does not.
        source: Where it is from.
        strength: How good the evidence is.
        doubt: Why its numbers cannot all be true; empty: nothing is known.
    """

    place: str
    venue: str
    raw: Mapping[str, Written]
    besides: Besides = NOTHING_BESIDES
    margin: Fraction | None = None
    meaning: str = ""
    symbol: str = ""
    mode: str = ""
    reported: str = ""
    source: str = ""
    strength: Strength = Strength.UNSAID
    doubt: str = ""

    @property
    def house(self) -> str:
        """The venue without what the file adds to its name.

        >>> Entry(place="", venue="gate?", raw={}).house
        'gate'
        """
        word = _VENUE.match(self.venue)
        return word[0].lower() if word else ""


def entry_of(fields: Mapping[str, Written], place: str) -> Entry:
    """The entry of a file of positions.

    Raises:
        CaseError: It names no venue, its raw record has no fields, or a number is none.
    """
    raw, venue = fields.get("raw"), fields.get("venue")
    if not isinstance(raw, dict):
        raise CaseError(place=f"{place}, raw", why=f"{told(raw)} has no fields")
    if not isinstance(venue, str) or not venue:
        raise CaseError(place=f"{place}, venue", why=f"{told(venue)} is no text")
    quality = _text(fields, "quality")
    return Entry(
        place=place,
        venue=venue,
        raw=raw,
        besides=_besides(fields, place, venue),
        margin=_number(fields, "margin", place),
        meaning=_text(fields, "margin_meaning"),
        symbol=_text(fields, "symbol"),
        mode=_mode(_text(fields, "mode")),
        reported=_text(fields, "reported_liquidation_price"),
        source=_text(fields, "source"),
        strength=_strength(quality),
        doubt=quality if _INVENTED.search(quality) else "",
    )


def records(plain: Written, place: str, venue: str, besides: Besides) -> tuple[Entry, ...]:
    """The records of *venue* in an answer of its API.

    Args:
        plain: One record, a list of records, or an answer that holds the list in an envelope.
            What the envelope says besides (the account's equity, the time) is added to each.
        place: The file, for messages.
        venue: Whose they are.
        besides: What is known besides, of each.

    Raises:
        CaseError: There is no record in it.
    """
    found, around = _unwrapped(plain)
    listed = found if isinstance(found, list) else [found]
    if not listed:
        raise CaseError(place=place, why="there is no record in it")
    return tuple(
        Entry(
            place=f"{place}, {n}",
            venue=venue,
            raw={**around, **_record(one, place, n)},
            besides=besides,
        )
        for n, one in enumerate(listed, 1)
    )


def given(entry: Entry, besides: Besides) -> Entry:
    """*entry*, with what the caller knows *besides* in place of what the file says."""
    known = asdict(besides, recurse=False, filter=lambda _, value: value is not None)
    return evolve(entry, besides=evolve(entry.besides, **known))


def _besides(fields: Mapping[str, Written], place: str, venue: str) -> Besides:
    month = _MONTH.search(venue)
    time = fields.get("snapshot_time") or (month[1] if month else None)
    meaning = _text(fields, "margin_meaning")
    return Besides(
        symbol=_text(fields, "symbol") or None,
        equity=_number(fields, "margin", place) if _EQUITY.match(meaning) else None,
        maintenance=_number(fields, "mmr", place),
        deduction=_number(fields, "maintenance_amount_if_known", place),
        contract=_number(fields, "contract_size", place),
        leverage=_number(fields, "leverage", place),
        mark=_number(fields, "mark_price", place),
        isolated={"isolated": True, "cross": False}.get(_mode(_text(fields, "mode"))),
        time_ns=moment_ns(str(time)),
    )


def _number(fields: Mapping[str, Written], name: str, place: str) -> Fraction | None:
    found = fields.get(name)
    if found is None or found == "":
        return None
    value = number(found)
    if value is None:
        raise CaseError(place=f"{place}, {name}", why=f"{told(found)} is no number")
    return value


def _mode(text: str) -> str:
    return next((mode for mode in ("isolated", "cross") if mode in text), "")


def _text(fields: Mapping[str, Written], name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else ""


def _strength(quality: str) -> Strength:
    """How good the evidence is, by what the file says of the quality of a record."""
    if _UNCLEAR.search(quality):
        return Strength.REPORTED
    if _PRINTED.search(quality):
        return Strength.OFFICIAL
    return Strength.RECORDED if _LIVE.search(quality) else Strength.REPORTED


def _unwrapped(plain: Written) -> tuple[Written, dict[str, Written]]:
    """The list of records in *plain*, or the one record that it is; and what lies around it."""
    around: dict[str, Written] = {}
    while isinstance(plain, dict) and (name := _inside(plain)):
        around |= {key: value for key, value in plain.items() if key != name}
        plain = plain[name]
    return plain, around


def _inside(plain: Mapping[str, Written]) -> str:
    """Under which name *plain* holds records, a list before an object; empty: it is one."""
    names = [name for name in plain if name in ENVELOPES]
    lists = [name for name in names if isinstance(plain[name], list)]
    objects = [name for name in names if isinstance(plain[name], dict)]
    return next(iter(lists + objects), "")


def _record(plain: Written, place: str, row: int) -> Mapping[str, Written]:
    """The fields of one record; a wrapper around a lone position is taken off."""
    if not isinstance(plain, dict):
        raise CaseError(place=f"{place}, {row}", why=f"{told(plain)} is no record")
    inner = plain.get("position")
    return inner if isinstance(inner, dict) else plain
