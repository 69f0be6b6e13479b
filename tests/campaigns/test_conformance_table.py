from attrs import evolve

from isoledger.conformance import Verdict, run
from isoledger.conformance.summary import table
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.rules import PLAIN_RULES, Rules
from tests.campaigns import conformance_table
from tests.conformance.kit import RUNNERS, case

DAY = 86_400 * 10**9


def test_the_page_is_what_the_command_makes_now():
    page = conformance_table.HERE.read_text(encoding="utf-8")
    assert page == conformance_table.text(), "run python -m tests.campaigns.conformance_table"


def test_a_row_says_the_dates_of_the_rules_of_its_cases(monkeypatch):
    book = Dated(((BEGINNING_NS, Rules()), (3 * DAY, Rules()), (5 * DAY, Rules())))
    monkeypatch.setattr(conformance_table, "BOOKS", {"nowhere": book})
    assert conformance_table.day(5 * DAY) == "1970-01-06"
    cases = [case(id="old", time_ns=DAY), case(id="mid", time_ns=4 * DAY), case(id="new")]
    (row,) = table(run(one, RUNNERS) for one in cases)
    assert conformance_table.since(row) == "1970-01-04, always, undated"
    assert conformance_table.cells(row)[:5] == ("nowhere", "double", "3", "3", "0")
    monkeypatch.setattr(
        conformance_table, "BOOKS", {"nowhere": book, "nowhere cross": Dated(((DAY, Rules()),))}
    )
    assert conformance_table.since(evolve(row, kind="cross_double")) == "1970-01-02, undated"
    other = evolve(row, venue="elsewhere")
    assert conformance_table.since(other) == ""
    assert other.count(Verdict.EXACT) == 3


def test_every_version_of_the_rules_has_its_line(monkeypatch):
    monkeypatch.setattr(conformance_table, "BOOKS", {"nowhere": PLAIN_RULES})
    *_, line = conformance_table.rules()
    assert line.startswith(
        "| nowhere | always | value at the solved price | 0 | assumed | isoledger"
    )


def test_a_bar_in_a_cell_does_not_end_it():
    assert conformance_table.lines(["a"], [["x|y"]]) == ["| a |", "| --- |", "| x/y |"]
