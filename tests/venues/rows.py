"""Rows of a declared statement, made here, and what they are told as."""

import json

from isoledger.core.events import Listing, MarginEvent
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.venues.statement import Statement
from isoledger.venues.translation import NOTHING_GIVEN, Given, Translation, Venue


def told(statement: Statement, *rows: dict | str, given: Given = NOTHING_GIVEN) -> Translation:
    """The translation of JSON *rows*, or of the lines of a table."""
    if rows and isinstance(rows[0], str):
        data = "\n".join(map(str, rows)).encode()
    else:
        data = json.dumps(list(rows)).encode()
    done = statement.translate(statement.records(data, "f"), "A", given)
    assert done.is_whole
    return done


def events(
    statement: Statement, *rows: dict | str, given: Given = NOTHING_GIVEN
) -> list[MarginEvent]:
    """What *rows* became, all of them, without the terms of contracts."""
    done = told(statement, *rows, given=given)
    assert not done.untranslated, [parked.reason for parked in done.untranslated]
    return [event for event in done.events if not isinstance(event, Listing)]


def one(statement: Statement, row: dict, given: Given = NOTHING_GIVEN) -> MarginEvent:
    """The only event that *row* became."""
    (event,) = events(statement, row, given=given)
    return event


def why_not(statement: Statement, *rows: dict | str, given: Given = NOTHING_GIVEN) -> str:
    """Why the only one of *rows* was parked."""
    (parked,) = told(statement, *rows, given=given).untranslated
    return parked.reason


def replayed(venue: Venue, done: list[MarginEvent] | tuple[MarginEvent, ...]) -> Ledger:
    """The ledger of *done* under the rules of *venue*, which has nothing to find fault with."""
    assert found(venue, done) == []
    return Ledger.replay(done, rules=venue.rules)


def found(venue: Venue, done: list[MarginEvent] | tuple[MarginEvent, ...]) -> list[str]:
    """What *venue* says of its account that its records do not add up to, in *done*."""
    return [finding.kind.value for finding in findings(Ledger.replay(done, rules=venue.rules))]


def bare(event: MarginEvent) -> dict:
    """What *event* says, but for when and under which id."""
    names = [name for name in type(event).__attrs_attrs__ if name.name != "stamp"]
    return {name.name: getattr(event, name.name) for name in names}
