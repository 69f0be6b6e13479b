"""What a file says it is: by its first bytes, and by the head of its table, one of several."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from attrs import Factory, field, frozen

from isoledger.venues.errors import DeclarationError, UnreadableFileError
from isoledger.venues.records import Record, csv_rows, digest

_KEY = re.compile(rb'"([A-Za-z_][A-Za-z0-9_]*)"\s*:')
BOM = b"\xef\xbb\xbf"
"""What an editor puts before UTF-8."""
_HOLE = re.compile(r"\\\{(\w+)\\\}")
_ROWS_ABOVE = 3
_CELL_MAX = 1000
"""No cell of any head is longer; a longer one is not looked at, so that matching costs nothing."""
_STRAY = " \t\r\n\ufeff"
"""What exporters scatter around a cell, and no cell means."""


def is_json(head: bytes) -> bool:
    """Whether a file that begins with *head* is meant as JSON."""
    return head.removeprefix(BOM).lstrip()[:1] in {b"[", b"{"}


def looks_like(*names: str, without: tuple[str, ...] = ()) -> Callable[[bytes], bool]:
    """Whether the first bytes of a file name all of *names*, and none of *without*.

    They are columns of a CSV's first line, or keys of JSON.
    """

    def recognises(head: bytes) -> bool:
        if is_json(head):
            keys = set(_KEY.findall(head))
            return _all_of(names, without, lambda name: name.encode() in keys)
        line = head.removeprefix(BOM).partition(b"\n")[0]
        columns = {cell.strip(b' "\r') for cell in line.split(b",")}
        return _all_of(names, without, lambda name: name.encode() in columns)

    return recognises


def _all_of(names: tuple[str, ...], without: tuple[str, ...], has: Callable[[str], bool]) -> bool:
    return all(map(has, names)) and not any(map(has, without))


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(r"(?P<\1>.*?)", re.escape(template)), re.DOTALL)


def _cells(header: "Header") -> tuple[re.Pattern[str], ...]:
    return tuple(map(_pattern, header.columns))


def _line(header: "Header") -> re.Pattern[str]:
    return _pattern(",".join(_bare(header.above.split(","))))


@frozen(kw_only=True)
class Header:
    """One generation of the head of a table.

    A word in braces stands for what may be there, and every row has it as a field of that name:
    ``Time(UTC{zone})``.

    Attributes:
        columns: The cells of the head, in order.
        names: What they are called here, whatever the generation; empty: as in *columns*, braces
            and all.
        above: The line above it; empty: it is the first line.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...] = ()
    above: str = ""
    _patterns: tuple[re.Pattern[str], ...] = field(
        init=False, eq=False, repr=False, default=Factory(_cells, takes_self=True)
    )
    _above: re.Pattern[str] = field(
        init=False, eq=False, repr=False, default=Factory(_line, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        names = self.names or self.columns
        holes = [hole for p in (*self._patterns, self._above) for hole in p.groupindex]
        if len(names) != len(self.columns):
            why = f"{len(names)} names for {len(self.columns)} columns"
            raise DeclarationError(what=f"header {self.columns[:3]}", why=why)
        twice = [name for name, count in Counter((*names, *holes)).items() if count > 1]
        if twice:
            why = f"two fields are called {twice[0]!r}; tell them apart with names"
            raise DeclarationError(what=f"header {self.columns[:3]}", why=why)

    def told(self, cells: Sequence[str], above: str) -> dict[str, str] | None:
        """What stands in its braces, if *cells* below *above* are it; ``None``: they are not."""
        if len(cells) != len(self.columns) or len(max((above, *cells), key=len)) > _CELL_MAX:
            return None
        found = [p.fullmatch(cell) for p, cell in zip(self._patterns, cells, strict=True)]
        found.append(self._above.fullmatch(above))
        if not all(found):
            return None
        return {name: text for match in found if match for name, text in match.groupdict().items()}

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """The fields of a row under this head."""
        return dict(zip(self.names or self.columns, cells, strict=True))


def heads_like(*headers: Header) -> Callable[[bytes], bool]:
    """Whether a table begins with one of *headers*, not counting a line or two above it."""

    def recognises(head: bytes) -> bool:
        if is_json(head):
            return False
        lines = io.StringIO(head.removeprefix(BOM).decode("utf-8", "replace"), newline="")
        try:
            return _begun(headers, _trimmed(csv.reader(lines))).header is not None
        except csv.Error:
            return False

    return recognises


def table_records(data: bytes, file: str, headers: Sequence[Header]) -> list[Record]:
    """The rows of a CSV table under one of *headers*. Row 1 is the first below it.

    Cells are trimmed of spaces and stray byte order marks; the bytes of a record are not. A line
    of nothing but those is no row.

    Args:
        data: The whole file.
        file: Its name, for messages.
        headers: Every generation of the head.

    Raises:
        UnreadableFileError: It is no UTF-8 CSV, begins with none of *headers*, or a row has more
            or fewer cells than its head.
    """
    name, bare = digest(data), ((raw, _bare(cells)) for raw, cells in csv_rows(data, file))
    rows = ((raw, cells) for raw, cells in bare if cells != [""])
    begun = _begun(headers, (cells for _, cells in rows))
    if begun.header is None:
        raise UnreadableFileError(file=file, row=0, why=_unknown(headers, begun.seen))
    records: list[Record] = []
    for raw, cells in rows:
        row = len(records) + 1
        if len(cells) != len(begun.header.columns):
            why = f"{len(cells)} cells under {len(begun.header.columns)} columns"
            raise UnreadableFileError(file=file, row=row, why=why)
        fields = {**begun.told, **begun.header.row(cells)}
        records.append(Record(raw=raw, source=f"{name}#{row}", file=file, row=row, fields=fields))
    return records


def _bare(cells: Iterable[str]) -> list[str]:
    return [cell.strip(_STRAY) for cell in cells]


def _trimmed(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """*rows* as they are looked at: trimmed, and without those that hold nothing."""
    return (cells for cells in map(_bare, rows) if cells not in ([], [""]))


@frozen
class _Begun:
    """What was found at the beginning of a table: a head, its holes filled, or only lines."""

    header: Header | None
    told: dict[str, str]
    seen: list[str]


def _begun(headers: Sequence[Header], rows: Iterator[list[str]]) -> _Begun:
    """The first of *rows* that is a head; only as many are taken as may stand above one."""
    seen: list[str] = []
    for cells in islice(rows, _ROWS_ABOVE + 1):
        above = seen[-1] if seen else ""
        seen.append(",".join(cells))
        for header in headers:
            told = header.told(cells, above)
            if told is not None:
                return _Begun(header, told, seen)
    return _Begun(None, {}, seen)


def _unknown(headers: Sequence[Header], seen: Sequence[str]) -> str:
    if not headers:
        return "it is no JSON, and no table of this kind is known"
    known = "; or ".join(",".join(header.columns) for header in headers)
    if not seen:
        return f"it is empty; expected {known}"
    return f"no header that is known; it begins with {seen[0][:200]!r}, expected {known}"
