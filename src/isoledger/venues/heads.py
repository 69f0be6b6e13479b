"""What a file says it is: by its first bytes, and by the head of its table, one of several."""

import re
from collections.abc import Callable, Sequence

from attrs import field, frozen

from isoledger.venues.errors import UnreadableFileError
from isoledger.venues.records import Record, csv_rows, digest

_KEY = re.compile(rb'"([A-Za-z_][A-Za-z0-9_]*)"\s*:')
_BOM = b"\xef\xbb\xbf"
_HOLE = re.compile(r"\\\{(\w+)\\\}")
_ROWS_ABOVE = 3
_STRAY = " \t\r\n\ufeff"
"""What exporters scatter around a cell, and no cell means."""


def is_json(head: bytes) -> bool:
    """Whether a file that begins with *head* is meant as JSON."""
    return head.removeprefix(_BOM).lstrip()[:1] in {b"[", b"{"}


def looks_like(*names: str, without: tuple[str, ...] = ()) -> Callable[[bytes], bool]:
    """Whether the first bytes of a file name all of *names*, and none of *without*.

    They are columns of a CSV's first line, or keys of JSON.
    """

    def recognises(head: bytes) -> bool:
        if is_json(head):
            keys = set(_KEY.findall(head))
            return _all_of(names, without, lambda name: name.encode() in keys)
        line = head.removeprefix(_BOM).partition(b"\n")[0]
        columns = {cell.strip(b' "\r') for cell in line.split(b",")}
        return _all_of(names, without, lambda name: name.encode() in columns)

    return recognises


def _all_of(names: tuple[str, ...], without: tuple[str, ...], has: Callable[[str], bool]) -> bool:
    return all(map(has, names)) and not any(map(has, without))


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(r"(?P<\1>.*?)", re.escape(template)), re.DOTALL)


@frozen(kw_only=True)
class Header:
    """One generation of the head of a table.

    A word in braces stands for what may be there, and every row has it as a field of that name:
    ``Time(UTC{zone})``.

    Attributes:
        columns: The cells of the head, in order.
        names: What they are called here, whatever the generation; empty: what the file calls them.
        above: The line above it; empty: it is the first line.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...] = ()
    above: str = ""
    _patterns: tuple[re.Pattern[str], ...] = field(init=False, eq=False, repr=False)
    _above: re.Pattern[str] = field(init=False, eq=False, repr=False)

    @_patterns.default
    def _compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_pattern(column) for column in self.columns)

    @_above.default
    def _compiled_above(self) -> re.Pattern[str]:
        return _pattern(self.above)

    def told(self, cells: Sequence[str], above: str) -> dict[str, str] | None:
        """What stands in its braces, if *cells* below *above* are it; ``None``: they are not."""
        if len(cells) != len(self.columns):
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
        lines = head.removeprefix(_BOM).decode("utf-8", "replace").splitlines()[: _ROWS_ABOVE + 1]
        rows = [[cell.strip(_STRAY + '"') for cell in line.split(",")] for line in lines]
        aboves = ["", *(line.strip(_STRAY) for line in lines)]
        return any(
            header.told(cells, above) is not None
            for cells, above in zip(rows, aboves, strict=False)
            for header in headers
        )

    return recognises


def table_records(data: bytes, file: str, headers: Sequence[Header]) -> list[Record]:
    """The rows of a CSV table under one of *headers*. Row 1 is the first below it.

    Cells are trimmed of spaces and stray byte order marks; the bytes of a record are not.

    Args:
        data: The whole file.
        file: Its name, for messages.
        headers: Every generation of the head.

    Raises:
        UnreadableFileError: It is no UTF-8 CSV, begins with none of *headers*, or a row has more
            or fewer cells than its head.
    """
    name, header, told, above = digest(data), None, dict[str, str](), ""
    records: list[Record] = []
    seen: list[str] = []
    for raw, untrimmed in csv_rows(data, file):
        cells = [cell.strip(_STRAY) for cell in untrimmed]
        if header is None:
            header, told = _begun(headers, cells, above)
            above, seen = ",".join(cells), [*seen, ",".join(cells)]
            if header is None and len(seen) > _ROWS_ABOVE:
                break
            continue
        row = len(records) + 1
        if len(cells) != len(header.columns):
            why = f"{len(cells)} cells under {len(header.columns)} columns"
            raise UnreadableFileError(file=file, row=row, why=why)
        fields = {**told, **header.row(cells)}
        records.append(Record(raw=raw, source=f"{name}#{row}", file=file, row=row, fields=fields))
    if header is None:
        raise UnreadableFileError(file=file, row=0, why=_unknown(headers, seen))
    return records


def _begun(
    headers: Sequence[Header], cells: Sequence[str], above: str
) -> tuple[Header | None, dict[str, str]]:
    for header in headers:
        told = header.told(cells, above)
        if told is not None:
            return header, told
    return None, {}


def _unknown(headers: Sequence[Header], seen: Sequence[str]) -> str:
    if not seen:
        return "it is empty; expected a header line"
    known = "; or ".join(",".join(header.columns) for header in headers)
    return f"no header that is known; it begins with {seen[0][:200]!r}, expected {known}"
