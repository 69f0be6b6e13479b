"""A page of an answer: its rows byte for byte, and where the next page is."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from isoledger.core.errors import IsoledgerError
from isoledger.feeds.errors import AnswerError
from isoledger.feeds.source import Source, Token
from isoledger.venues.records import Json, Record, json_records, json_value

ENDS = frozenset({"", "0", "null", "-1"})
"""Words for "there is no next page"."""

REPLACED = "�"
"""What stands where bytes were no UTF-8: what was there before cannot be known."""


@frozen(kw_only=True)
class Row:
    """A row of an answer.

    Attributes:
        time_ns: When it happened, ns UTC.
        record: Itself.
    """

    time_ns: int
    record: Record = field(repr=False)

    @property
    def raw(self) -> bytes:
        """Its bytes."""
        return self.record.raw


@frozen(kw_only=True)
class Page:
    """What was answered to one request.

    Attributes:
        rows: Its rows, in the order of the answer.
        token: How the venue wants the next page asked for; empty: it says there is none.
        body: The whole answer.
    """

    rows: tuple[Row, ...]
    token: str = ""
    body: bytes = field(default=b"", repr=False)


def page_of(source: Source, body: str) -> Page:
    """The page that *body* is.

    Args:
        source: Who answered.
        body: What, as it came.

    Raises:
        AnswerError: It is no JSON, holds no rows where they must be, a row is no object or says
            no time.
    """
    if REPLACED in body:
        raise AnswerError(what=source.title, why="it holds bytes that are no UTF-8")
    try:
        data = body.encode()
        answer = json_value(data, source.title)
        records = (
            json_records(data, source.title, under=source.under) if _rows(source, answer) else []
        )
        rows = tuple(Row(time_ns=source.time_ns(r), record=r) for r in records)
    except AnswerError:
        raise
    except (IsoledgerError, UnicodeEncodeError) as error:
        raise AnswerError(what=source.title, why=str(error)) from None
    return Page(rows=rows, token=_token(source, answer), body=data)


def _rows(source: Source, answer: Json) -> list[Json]:
    """The rows in *answer*; a null in their place is none of them."""
    over, _, name = source.under.rpartition(".")
    above = inside(answer, over)
    found = answer if not name else above.get(name, "") if isinstance(above, Mapping) else ""
    if found is None:
        return []
    if not isinstance(found, list):
        place = source.under or "the top"
        raise AnswerError(what=source.title, why=f"there are no rows at {place}")
    return found


def inside(answer: Json, path: str) -> Json:
    """What stands at *path* in *answer*, keys joined by dots; ``None``: nothing does."""
    for name in path.split(".") if path else ():
        if not isinstance(answer, Mapping):
            return None
        answer = answer.get(name)
    return answer


def _token(source: Source, answer: Json) -> str:
    if not isinstance(source.paging, Token):
        return ""
    found = inside(answer, source.paging.path)
    return found if isinstance(found, str) and found not in ENDS else ""


def text_of(rows: Sequence[Row]) -> bytes:
    """A file of *rows*: a JSON array of their own bytes, one a line; empty: there are none."""
    if not rows:
        return b""
    return b"[" + b",\n".join(row.raw for row in rows) + b"]\n"
