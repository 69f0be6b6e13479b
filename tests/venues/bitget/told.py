"""What becomes of Bitget's answers in tests."""

import json

from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given, Translation


def answer(*rows: dict[str, object], under: str = "data") -> bytes:
    """An answer that holds *rows* under a name, or two joined by a dot."""
    body: object = list(rows)
    for name in reversed(under.split(".")):
        body = {name: body}
    return json.dumps(body).encode()


def read(statement: Statement, *rows: dict[str, object], given: Given | None = None) -> Translation:
    """What *statement* makes of *rows*; every one is accounted for."""
    records = statement.records(answer(*rows, under=statement.under), "file")
    told = statement.translate(records, "a", given or Given())
    assert told.is_whole
    assert told.records == len(rows)
    return told
