"""Laws of statements: whatever the rows, none is lost, none is told twice, and money adds up."""

import csv
import io
import json

from attrs import evolve
from hypothesis import given, strategies as st

from isoledger.core.books import ALL
from isoledger.core.events import Transfer
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.venues.sums import Running
from isoledger.venues.translation import Given
from tests.laws.shop import BOOK, HOME, MONEY, PLAIN, read, row

TWO = evolve(
    PLAIN,
    running=(*PLAIN.running, Running(balance="held", change="change", by=("coin",))),
    asserts=(*PLAIN.asserts, MONEY.states("held")),
)
"""Rows state a balance of the account and one of the book."""

CHANGES = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8)
MOVES = st.sampled_from(["gift", "in", "charge", "half"])


def booked(changes, kinds, begin=0, spread=1):
    """Rows that move *changes*, with both balances after each, *spread* of them an instant."""
    rows, balance = [], begin
    for at, (change, kind) in enumerate(zip(changes, kinds, strict=False)):
        moved = 2 * change if kind == "half" else change
        balance += moved
        after = {"balance": str(balance), "held": str(balance), "part": str(change)}
        rows.append(row(at // spread, str(moved), id=f"r{at}", type=kind, **after))
    return rows


def told(*records, its=PLAIN, **said):
    return its.translate([one for file in records for one in file], "a", Given(**said))


def told_as(translation):
    return [(event, event.stamp.order) for event in translation.events]


@given(CHANGES, st.lists(MOVES, min_size=8, max_size=8), st.integers(1, 3))
def test_every_row_is_told_and_nothing_is_told_twice(changes, kinds, spread):
    done = told(read(*booked(changes, kinds, spread=spread), its=TWO), its=TWO)
    ids = [event.stamp.id for event in done.events]
    assert done.is_whole
    assert done.translated == len(changes)
    assert len(set(ids)) == len(ids)


@given(CHANGES, st.lists(MOVES, min_size=8, max_size=8), st.integers(0, 10**6), st.integers(1, 3))
def test_the_account_holds_what_its_rows_say(changes, kinds, begin, spread):
    rows = booked(changes, kinds, begin, spread)
    done = told(read(*rows, its=TWO), its=TWO, opening=True)
    ledger = Ledger.replay(done.events)
    assert list(findings(ledger)) == []
    opened = [e for e in done.events if isinstance(e, Transfer) and e.kind == "opening"]
    assert {event.book for event in opened} <= {HOME}
    assert ALL not in {event.book for event in opened}


@given(CHANGES, st.lists(MOVES, min_size=8, max_size=8), st.integers(1, 3))
def test_either_end_of_a_file_may_come_first(changes, kinds, spread):
    rows = booked(changes, kinds, spread=spread)
    if len({one["ts"] for one in rows}) > 1:
        assert told_as(told(read(*rows))) == told_as(told(read(*rows[::-1])))


@given(CHANGES, st.lists(MOVES, min_size=8, max_size=8), st.data())
def test_files_that_overlap_tell_what_the_whole_does(changes, kinds, data):
    rows = booked(changes, kinds)
    cut = data.draw(st.integers(1, len(rows)))
    back = data.draw(st.integers(0, cut))
    one, other = read(*rows[:cut]), read(*rows[back:], file="g")
    assert told_as(told(one, other)) == told_as(told(read(*rows)))
    assert told_as(told(other, one)) == told_as(told(read(*rows)))


@given(CHANGES, st.integers(0, 7), st.integers(-5, 5).filter(bool))
def test_a_row_that_misses_its_sum_is_never_told(changes, at, miss):
    rows = [row(n, str(c), cash=str(c), id=f"r{n}") for n, c in enumerate(changes)]
    bad = rows[at % len(rows)]
    bad["change"] = str(int(str(bad["change"])) + miss)
    done = told(read(*rows, its=BOOK), its=BOOK)
    assert [one.record.row for one in done.untranslated] == [at % len(rows) + 1]


@given(CHANGES, st.integers(0, 7), st.integers(1, 9))
def test_a_record_retold_with_another_amount_is_shown(changes, at, more):
    rows = booked(changes, ["gift"] * 8)
    bad = dict(rows[at % len(rows)])
    bad["change"] = str(int(str(bad["change"])) + more)
    done = told(read(*rows), read(bad, file="g"))
    assert [one.record.file for one in done.untranslated] == ["g"]


@given(CHANGES, st.data())
def test_a_row_left_out_is_the_gap_it_leaves(changes, data):
    rows = booked(changes, ["gift"] * 8)
    out = data.draw(st.integers(0, len(rows) - 1))
    found = PLAIN.chain(read(*rows[:out], *rows[out + 1 :]))
    inner = changes[out] and 0 < out < len(rows) - 1
    assert [gap.missing for gap in found.gaps] == ([changes[out]] if inner else [])


@given(CHANGES, st.lists(st.sampled_from(["gift", "in", "charge"]), min_size=8, max_size=8))
def test_a_table_and_an_answer_tell_the_same(changes, kinds):
    rows = booked(changes, kinds)
    head = BOOK.headers[0].columns
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *([one.get(n, " --") for n in head] for one in rows)])
    table = PLAIN.records(text.getvalue().encode(), "f.csv")
    answer = PLAIN.records(json.dumps(rows).encode(), "f.json")
    assert told_as(told(table)) == told_as(told(answer))
