"""What verifying says about every way in which a journal can be wrong in itself."""

import attrs
import pytest

from isoledger.core.events import Fill
from isoledger.journal import MemoryStore
from isoledger.journal.chain import hash_of, marks_of
from isoledger.journal.verify import Fault, Kept, VerifyReport
from tests.journal.samples import NOW_NS, batch, mixed, row


@pytest.fixture
def store():
    made = MemoryStore()
    for n in range(3):
        made.append(batch(mixed(2, 2 * n), [row(n + 1)]), known_ns=NOW_NS)
    return made


def sealed(store, place, *, texts=(), **fields):
    """Batch *place* with other content, sealed as if it were right."""
    old = store._batches[place]
    head = attrs.evolve(old.head, **fields)
    parts = {"rows": old.rows, "events": old.events}
    for kind, lines in texts:
        first = head.first_row if kind == "rows" else head.first_event
        marks = marks_of(head.previous, lines)
        pairs = enumerate(zip(lines, marks, strict=True), first)
        parts[kind] = tuple(Kept(number, text, mark) for number, (text, mark) in pairs)
        changes = {kind: len(lines), f"{kind}_hash": hash_of(lines)}
        head = attrs.evolve(head, **changes)
    store._batches[place] = attrs.evolve(old, head=head, link=head.link, **parts)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"number": 7}, "batch 3: batch 7 stands where 3 belongs"),
        ({"previous": "0" * 64}, "batch 3: it does not follow the batch before it"),
        ({"first_row": 5}, "batch 3: its records do not begin where the last ones end"),
        ({"first_event": 9}, "batch 3: its records do not begin where the last ones end"),
        ({"events_hash": "0" * 64}, "batch 3: events 5 to 6 are not those it sealed"),
        ({"rows_hash": "0" * 64}, "batch 3: rows 4 to 4 are not those it sealed"),
        ({"events": 3}, "event 7: 2 of 3 records of the batch are there"),
        ({"events": 1}, "event 6: 2 of 1 records of the batch are there"),
    ],
)
def test_a_wrong_head_is_named(store, change, says):
    sealed(store, 2, **change)
    report = store.verify()
    assert str(report) == says
    assert (report.batches, report.events, report.count) == (2, 4, 7)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (("events", [b"[]"]), "event 5: its text: not a record"),
        (("rows", [b"[]"]), "row 4: its text: an array that does not begin with a tag"),
        (("rows", [b'["row/1","x",1,"","event",""]']), "row 4: its text: RawRow.file"),
    ],
)
def test_a_record_that_is_none_is_named_though_it_is_sealed(store, changes, says):
    sealed(store, 2, texts=[changes])
    assert str(store.verify()).startswith(says)


def test_the_first_of_several_is_named(store):
    for place in (1, 2):
        sealed(store, place, number=9)
    assert store.verify().fault == Fault("batch", 2, "batch 9 stands where 2 belongs")


def test_events_that_are_whole_are_read_strictly(store):
    [text, _] = [kept.text for kept in store._batches[2].events]
    sealed(store, 2, texts=[("events", [text.replace(b",5,", b", 5,", 1)])])
    assert "not canonical" in store.verify().why
    assert isinstance(next(store.read()), Fill), "reading does not look at blanks"
    assert len(list(store.read())) == 5


def test_a_report_says_it_in_one_line():
    bad = VerifyReport(fault=Fault("event", 3, "it is wrong"), torn=9)
    assert str(bad) == "event 3: it is wrong; 9 bytes of an unfinished batch follow"
    assert (bad.first_bad, bad.why, bad.is_whole) == (3, "it is wrong", False)
    assert Fault("journal", 0, "").place == "journal"
